"""A study's results for other programs: one way in for the command line and for Python."""

import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import xarray as xr

from kudari.language import InputError, nearest, say
from kudari.results import store
from kudari.results.tidy import tables, write_csv, write_parquet
from kudari.show.export.frames import film
from kudari.show.export.latex import latex_table
from kudari.show.export.movie import write_gif, write_mp4
from kudari.show.export.netcdf import write_netcdf
from kudari.show.export.tensorboard import write_tensorboard

RACE = "race.toml"
"""What makes a folder a race's."""


@dataclass(frozen=True, kw_only=True)
class Recorded:
    """What is exported."""

    trace: xr.Dataset
    language: str
    time: float
    """When the trace was last written: seconds since 1970."""


@dataclass(frozen=True)
class Kind:
    """One kind of export."""

    place: str
    """What it is called inside the study's folder."""
    write: Callable[[Recorded, Path], None]
    """Makes the file or folder; raises ImportError where a package of the extra `export` is missing."""


def _write_latex(source: Recorded, path: Path) -> None:
    _write_text(path, latex_table(source.trace, source.language))


def _write_text(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")


def _write_tensorboard(source: Recorded, path: Path) -> None:
    write_tensorboard(source.trace, path, source.language, time=source.time)


KINDS: Mapping[str, Kind] = {
    "csv": Kind("tables-csv", lambda source, path: write_csv(tables(source.trace), path)),
    "parquet": Kind("tables-parquet", lambda source, path: write_parquet(tables(source.trace), path)),
    "netcdf": Kind("trace.nc", lambda source, path: write_netcdf(source.trace, path)),
    "tensorboard": Kind("tensorboard", _write_tensorboard),
    "latex": Kind("summary.tex", _write_latex),
    "gif": Kind(
        "descent.gif",
        lambda source, path: write_gif(film(source.trace, source.language), path, source.language),
    ),
    "mp4": Kind(
        "descent.mp4",
        lambda source, path: write_mp4(film(source.trace, source.language), path, source.language),
    ),
}
"""Name -> what it makes, and how."""


def export(folder: Path | str, *, to: str, out: Path | str | None = None, language: str = "en") -> Path:
    """Write the results in a study's or a race's folder for other programs; gives the file or folder that was made.

    A study that is not finished is exported as far as it goes. What cannot be written whole is not there at all.

    Args:
        to: a name in `KINDS`: csv, parquet, netcdf, tensorboard, latex, gif, mp4.
        out: the file or folder to make; None: one inside the study's folder.
        language: of the words in pictures and tables, "en" or "ja".

    Raises:
        InputError: there is no such kind or study, the study is damaged, `out` exists or cannot be written, or a
            package is missing.
    """
    folder = Path(folder)
    if to not in KINDS:
        raise InputError("export.kind", came=to, near=nearest(to, list(KINDS)), exists=list(KINDS))
    if not folder.is_dir():
        raise InputError("store.no_folder", folder=folder)
    path = folder / KINDS[to].place if out is None else Path(out)
    if path.exists():
        raise InputError("export.exists", path=path)
    write = _race_writer(folder, to, language) if _is_race(folder) else _study_writer(folder, to, language)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # Beside its place, so that what is moved there is whole.
        with tempfile.TemporaryDirectory(prefix=".export-", dir=path.parent) as beside:
            made = Path(beside) / path.name
            write(made)
            made.rename(path)
    except ImportError as error:
        raise InputError("export.package", kind=to, package=error.name or error) from error
    except OSError as error:
        reason = (error.strerror or str(error) or type(error).__name__).splitlines()[0]
        raise InputError("export.not_writable", path=path, reason=reason) from error
    return path


def _is_race(folder: Path) -> bool:
    """Whether the folder is a race's; its name is known here so that a study is exported without starting JAX."""
    if races := sorted(path.parent for path in folder.glob(f"*/{RACE}")):
        raise InputError("export.several_races", folder=folder, exists=list(map(str, races)))
    return (folder / RACE).is_file()


def _study_writer(folder: Path, to: str, language: str) -> Callable[[Path], None]:
    source = _recorded(folder, language)
    return lambda path: KINDS[to].write(source, path)


def _race_writer(folder: Path, to: str, language: str) -> Callable[[Path], None]:
    """Runs, trials and answers as tables, or what they came to as LaTeX."""
    from kudari.race_file import load_race, run_rows, trial_rows
    from kudari.show.export.races import answer_rows, frame, race_latex

    found = load_race(folder)
    if to == "latex":
        text = race_latex(found, language, folder.resolve().name)
        return lambda path: _write_text(path, text)
    if to not in ("csv", "parquet"):
        inner = [str(folder / raced.problem) for raced in found.raced]
        raise InputError("export.race_kind", kind=to, first=inner[0], exists=inner)
    rows = {"runs": run_rows, "trials": trial_rows, "answers": answer_rows}
    made = {name: frame(list(each(found))) for name, each in rows.items()}
    return lambda path: (write_csv if to == "csv" else write_parquet)(made, path)


def _recorded(folder: Path, language: str) -> Recorded:
    trace = store.load_whole(folder)
    if not trace.sizes["step"]:
        raise InputError("export.no_steps", folder=folder)
    written = max(path.stat().st_mtime for path in (folder / store.TRACE).rglob("zarr.json"))
    return Recorded(trace=trace, language=language, time=written)


def show_export(folder: Path, to: str, out: Path | None, language: str) -> int:
    """Export, and say what was made; the exit code.

    Raises:
        InputError: as `export`.
    """
    path = export(folder, to=to, out=out, language=language)
    if (folder / store.TRACE).is_dir() and not store.complete(folder):
        step = int(store.load(folder)["step"].values[-1])
        print(say("export.unfinished", language, step=f"{step:,}", folder=folder))
    print(say("export.written", language, path=path, size=_size(path, language)))
    return 0


def _size(path: Path, language: str) -> str:
    """How large a file is, or how many files a folder holds and how large they are together."""
    files = [path] if path.is_file() else [file for file in path.rglob("*") if file.is_file()]
    count = float(sum(file.stat().st_size for file in files))
    units = iter(("B", "KiB", "MiB", "GiB"))
    unit = next(units)
    while count >= 1024 and unit != "GiB":
        count, unit = count / 1024, next(units)
    size = f"{count:.3g} {unit}" if count < 1000 else f"{count:.0f} {unit}"
    return size if path.is_file() else say("export.files", language, files=len(files), size=size)
