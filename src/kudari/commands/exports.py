"""The command that writes results for other programs."""

from pathlib import Path
from typing import Annotated

from cyclopts import App

from kudari.commands.options import Options
from kudari.language import Language


def add(app: App, words: Options) -> None:
    """The command `export`."""

    @app.command(name="export", help=words.text("export"))
    def export_command(
        folder: Annotated[Path, words.option("folder")],
        /,
        *,
        to: Annotated[str, words.option("export_to")],
        out: Annotated[Path | None, words.option("export_out")] = None,
        language: Annotated[Language, words.option("language")] = words.language,
    ) -> int:
        from kudari.exporting import show_export

        return show_export(folder, to, out, language)
