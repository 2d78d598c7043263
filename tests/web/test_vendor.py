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
    """The page's policy forbids it, so a part that did would break there."""
    for file in VENDOR.glob("*.js"):
        text = file.read_text("utf-8")
        assert not re.search(r"\beval\(|\bnew Function\b", text), file.name
