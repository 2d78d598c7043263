"""Folders of studies and races as one report: `kudari report` and `kudari.report`. A study needs no JAX."""

import tomllib
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from kudari.comparison.result import Comparison
from kudari.language import LANGUAGES, InputError, nearest, say
from kudari.results import store
from kudari.show.report.origin import Origin
from kudari.show.report.page import page
from kudari.show.report.race import mistake_section, race_section
from kudari.show.report.section import Section, Table
from kudari.show.report.study import study_section

NAME = "report.html"

RACE = "race.toml"
"""By this file a folder is known as a race's."""

FAIR = "fair"
"""The folder of the fair race in one that also holds the race with a mistake made on purpose."""

MARK = b'<meta name="generator" content="Kudari">'
"""By this a file is known as a report that a later one may replace."""

FEW = 3
"""Problems of a race that are shown with more than their losses."""

CHARTS_OF_FEW, CHARTS_OF_MANY = ("loss", "way", "paths", "fit", "evaluated"), ("loss",)

HEAD = 4096
"""Bytes at the beginning of a file in which the mark is looked for."""

ENDED = ("answers.json", "trace.zarr/zarr.json", "checkpoint.npz")
"""What is written last, of a race, of a study that has ended, and of one that has not."""


def report(
    folders: Sequence[Path | str] | Path | str, out: Path | str | None = None, *, language: str = "en"
) -> Path:
    """Write one HTML file with a section for each folder; gives its path.

    Args:
        folders: of studies and races; one alone may be given by itself.
        out: the file; by default `report.html` in the folder, or in the current one where there are several.
        language: "en" or "ja".

    Raises:
        InputError: a folder holds no study that can be read, the language is unknown, or the file cannot be
            written or is no report.
    """
    if language not in LANGUAGES:
        raise InputError(
            "unknown.language", came=language, near=nearest(language, list(LANGUAGES)), exists=LANGUAGES
        )
    chosen = [Path(folders)] if isinstance(folders, str | Path) else [Path(folder) for folder in folders]
    if not chosen:
        raise InputError("report.nothing")
    file = Path(out) if out is not None else (chosen[0] / NAME if len(chosen) == 1 else Path(NAME))
    sections = [section_of(folder, language) for folder in chosen]
    several = len(sections) > 1
    kind = say("report.kind_several" if several else "report.kind", language, count=len(sections))
    text = page(say("report.title", language), sections, language, kind=kind)
    _write(file, text)
    return file


def section_of(folder: Path, language: str) -> Section:
    """What there is to say of a folder. The one place that tells kinds of folders apart.

    Raises:
        InputError: there is no such folder, or no study in it that can be read.
    """
    if not folder.is_dir():
        raise InputError("store.no_folder", folder=folder)
    if (folder / RACE).is_file():
        return _races(folder, [folder], language)
    if (folder / FAIR / RACE).is_file():
        return _races(folder, sorted(path.parent for path in folder.glob(f"*/{RACE}")), language)
    trace = store.load_whole(folder)
    if not trace.sizes.get("step", 0):
        raise InputError("report.no_steps", folder=folder)
    return study_section(trace, origin(folder), language)


def _races(folder: Path, inner: Sequence[Path], language: str) -> Section:
    """A race; or the same race twice, fair and with a mistake made on purpose."""
    # A race is judged again from its runs, which needs the catalogue of methods, and with it JAX.
    from kudari.race_file import load_race

    found = [(path, load_race(path)) for path in inner]
    # The fair one comes first.
    found.sort(key=lambda pair: bool(pair[1].unfair))
    sections = [_race(path, comparison, language) for path, comparison in found]
    if len(found) == 2:
        return mistake_section(found[0][1], found[1][1], sections, folder.resolve().name, language)
    return sections[0]


def _race(folder: Path, found: Comparison, language: str) -> Section:
    from kudari.language.words import variable_words
    from kudari.race_tables import caption, rows

    text = (folder / RACE).read_text("utf-8")
    name = found.unfair or str(tomllib.loads(text).get("name", folder.resolve().name))
    tables = []
    for judged in found.scores:
        last = variable_words("final_loss" if judged.measured == "loss" else judged.measured, language)
        keys = ("entry", "finite", "final", "reached", "time")
        told = say("report.table.of", language, where=judged.problem, what=caption(judged, language))
        tables.append(
            Table(
                caption=told if len(found.scores) > 1 else caption(judged, language),
                header=tuple(say(f"race.column.{key}", language, name=last) for key in keys),
                rows=tuple((entry, *map(_two_lines, cells)) for entry, *cells in rows(judged, language)),
            )
        )
    shown = CHARTS_OF_FEW if len(found.raced) <= FEW else CHARTS_OF_MANY
    problems = [
        study_section(raced.trace, Origin(folder=raced.problem), language, shown=shown)
        for raced in found.raced
    ]
    return race_section(found, name, text, tables, problems, origin(folder), language)


def _two_lines(cell: str) -> str:
    """A cell of a terminal's table with its spread below its median."""
    return cell.replace(" [dim](", "\n").replace(")[/dim]", "")


def origin(folder: Path) -> Origin:
    """What a study's folder tells of its making: `versions.toml`, and the times of its files.

    Files that were copied have new times, those of the beginning among them: nothing is then said of the end.
    """
    versions = _versions(folder / store.VERSIONS)
    ended = None
    if versions and _same_moment(versions.get("computed"), folder / store.VERSIONS):
        times = [path.stat().st_mtime for name in ENDED if (path := folder / name).is_file()]
        ended = datetime.fromtimestamp(times[0], UTC) if times else None
    return Origin(versions=versions, ended=ended, folder=folder.resolve().name)


def _versions(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        # What is not known is not told; the trace itself can still be read.
        return {}


def _same_moment(written: Any, path: Path) -> bool:
    try:
        moment = datetime.fromisoformat(str(written)).timestamp()
    except ValueError:
        return False
    return abs(path.stat().st_mtime - moment) < 5


def _write(file: Path, text: str) -> None:
    """Write the report, over an earlier one but over nothing else."""
    try:
        if file.exists():
            with file.open("rb") as earlier:
                if MARK not in earlier.read(HEAD):
                    raise InputError("report.not_ours", file=file)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise InputError("report.not_writable", file=file, reason=error.strerror or error) from error
