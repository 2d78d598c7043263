"""Earlier studies and races in a visitor's folder: listed, exported, deleted."""

import shutil
import tempfile
import tomllib
from datetime import datetime
from pathlib import Path
from typing import Any

from kudari.exporting import KINDS, export
from kudari.language import InputError
from kudari.reporting import FAIR, FEW, RACE, report
from kudari.results import store
from kudari.web.worker import Talk

MOST = 500
"""Entries of a list."""

EXPORTS = {"study": tuple(KINDS), "race": ("csv", "parquet", "latex")}
"""What can be exported of a study and of a race."""


def listed(asked: dict[str, Any], talk: Talk) -> dict[str, Any]:
    """Every study and race of the folder, the newest first."""
    home = Path(asked["home"])
    folders = sorted(
        (path for path in home.glob("*") if path.is_dir()), key=lambda path: -path.stat().st_mtime
    )
    found = [entry for folder in folders[:MOST] if (entry := _entry(folder))]
    return {"entries": found}


def _entry(folder: Path) -> dict[str, Any] | None:
    files = [folder / store.STUDY, folder / RACE, folder / FAIR / RACE]
    file = next((file for file in files if file.is_file()), None)
    if file is None:
        return None
    kind = "study" if file.name == store.STUDY else "race"
    try:
        table = tomllib.loads(file.read_text("utf-8"))
        answered = [path.parent / "answers.json" for path in folder.rglob(RACE)]
        complete = all(path.is_file() for path in answered) if kind == "race" else store.complete(folder)
        title = _title(table)
        methods = [str(one.get("label") or one["name"]) for one in table.get("methods", [])]
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        # A damaged folder is told as such, and may be deleted.
        known = {"name": folder.name, "title": folder.name, "kind": kind}
        return {**known, "status": "damaged", "methods": [], "exports": ()}
    when = datetime.fromtimestamp(folder.stat().st_mtime).isoformat(timespec="minutes")
    return {
        "name": folder.name,
        "kind": kind,
        "title": title or folder.name,
        "status": "finished" if complete else "interrupted",
        "when": when,
        "methods": methods,
        "seeds": table.get("seeds"),
        "steps": table.get("steps"),
        "exports": EXPORTS[kind],
    }


def _title(table: dict[str, Any]) -> str:
    """What a study is called; a race on a few problems is called after them."""
    problems = [str(one["name"]) for one in table.get("problems", [])]
    return ", ".join(problems) if 0 < len(problems) <= FEW else str(table.get("name", ""))


def delete(asked: dict[str, Any], talk: Talk) -> dict[str, Any]:
    """Delete a study or race; the page has asked before.

    Raises:
        InputError: the folder is none that was made here.
    """
    folder = Path(asked["folder"])
    if _entry(folder) is None:
        raise InputError("serving.no_file", came=folder.name)
    shutil.rmtree(folder)
    return {"deleted": folder.name}


def reported(asked: dict[str, Any], talk: Talk) -> dict[str, Any]:
    """Write the report of a stored study or race; the file's name.

    Raises:
        InputError: there is nothing that can be read.
    """
    return {"file": report(Path(asked["folder"]), language=asked["language"]).name}


def exported(asked: dict[str, Any], talk: Talk) -> dict[str, Any]:
    """Export a study or race; the name of the file, which for a folder is a ZIP archive of it.

    Raises:
        InputError: there is no such kind, or nothing to export.
    """
    folder, kind, language = Path(asked["folder"]), str(asked.get("to", "")), asked["language"]
    # A race with a mistake on purpose was run twice.
    races = sorted(path.parent for path in folder.glob(f"*/{RACE}"))
    with tempfile.TemporaryDirectory() as scratch:
        made = Path(scratch) / (KINDS[kind].place if kind in KINDS else "export")
        for race in races:
            export(race, to=kind, out=made / race.name / made.name, language=language)
        if not races:
            export(folder, to=kind, out=made, language=language)
        if made.is_dir():
            made = Path(shutil.make_archive(str(made), "zip", made))
        # What was exported before is made anew.
        kept = folder / f"export-{made.name}"
        shutil.move(made, kept)
    return {"file": kept.name}
