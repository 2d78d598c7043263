"""Where results go: a folder that is free, and names that never lead out of their folder."""

import re
from collections.abc import Container
from datetime import datetime
from pathlib import Path

from kudari.language import InputError

PLAIN = re.compile(r"\w[\w .-]{0,119}")


def inside(folder: Path, name: str) -> Path:
    """The path of a name, or of `one/two`, within a folder.

    Raises:
        InputError: the name leads elsewhere, also through a link.
    """
    parts = name.split("/")
    path = folder.joinpath(*parts)
    plain = len(parts) <= 2 and all(PLAIN.fullmatch(part) for part in parts)
    if not plain or not path.resolve().is_relative_to(folder.resolve()):
        raise InputError("serving.no_file", came=name[:80])
    return path


def free_folder(folder: Path, name: str, taken: Container[Path | None] = ()) -> Path:
    """A folder that does not exist yet, named after the study and the time.

    Args:
        taken: folders that will exist soon.
    """
    stem = folder / f"{name}-{datetime.now():%Y%m%d-%H%M%S}"
    numbered = (stem.with_name(f"{stem.name}-{number}") for number in range(2, 1000))
    return next(path for path in (stem, *numbered) if not path.exists() and path not in taken)
