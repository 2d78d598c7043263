"""What the commands share: help in one language."""

from collections.abc import Sequence
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
