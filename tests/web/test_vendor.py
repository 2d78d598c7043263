"""Tests for `kudari.web.static.vendor`: what others wrote is named, licensed, and as it was."""

import hashlib
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from kudari import web

VENDOR = Path(web.__file__).parent / "static" / "vendor"
PARTS: list[dict[str, Any]] = tomllib.loads((VENDOR / "vendor.toml").read_text("utf-8"))["part"]
OURS = {"vendor.toml", "preact.js"}


@pytest.mark.parametrize("part", PARTS, ids=[part["file"] for part in PARTS])
def test_part(part: dict[str, Any]) -> None:
    assert hashlib.sha256((VENDOR / part["file"]).read_bytes()).hexdigest() == part["sha256"]
    assert part["from"] == f"npm {part['name'].partition('/')[0]}@{part['version']}"
    assert part["licence"].partition("-")[0] in (VENDOR / part["licence_file"]).read_text("utf-8")


def test_every_file_has_its_entry() -> None:
    named = {part[key] for part in PARTS for key in ("file", "licence_file")}
    assert {file.name for file in VENDOR.iterdir()} == named | OURS


def test_nothing_runs_text() -> None:
    """The page's policy forbids it, so a part that did would break there; webpack's last resort is never reached."""
    for file in VENDOR.glob("*.js"):
        found = re.search(r"\beval\(|\bnew Function\b(?!\(\"return this\"\))", file.read_text("utf-8"))
        assert not found, f"{file.name}: {found}"


def test_the_page_names_one_module_of_ours_for_preact_and_its_hooks() -> None:
    text = (VENDOR / "preact.js").read_text("utf-8")
    taken = {name.strip() for names in re.findall(r"import {([^}]*)}", text) for name in names.split(",")}
    (given,) = re.findall(r"export {([^}]*)}", text)
    assert {name.strip() for name in given.split(",")} == taken | {"html"}
    assert "useState" in taken


def test_the_parts_that_every_page_loads_are_small() -> None:
    """Of 300 kB for the first look at the page; three dimensions are fetched when they are asked for."""
    first = [
        file for file in VENDOR.iterdir() if file.suffix in (".js", ".css") and "plotly" not in file.name
    ]
    assert sum(file.stat().st_size for file in first) < 80_000
