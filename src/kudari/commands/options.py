"""What the commands share: help in one language, and where results go."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from cyclopts import Parameter

from kudari.language import Language, say


class Options:
    """Help for commands and their options, in one language."""

    def __init__(self, language: Language) -> None:
        self.language: Language = language

    def text(self, key: str, **values: Any) -> str:
        """The help under `key`."""
        return say(f"help.{key}", self.language, **values)

    def option(self, key: str, exists: Sequence[str] = (), **more: Any) -> Any:
        """An option with the help under `key`, which may name what exists."""
        return Parameter(help=self.text(key, exists=exists), **more)


def free_folder(folder: Path, name: str) -> Path:
    """A folder that does not exist yet, named after the study and the time."""
    stem = folder / f"{name}-{datetime.now():%Y%m%d-%H%M%S}"
    numbered = (stem.with_name(f"{stem.name}-{number}") for number in range(2, 1000))
    return next(path for path in (stem, *numbered) if not path.exists())
