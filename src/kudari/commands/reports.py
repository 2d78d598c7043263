"""The command that writes a report."""

from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from kudari.commands.options import Options
from kudari.language import Language, say


def add(app: App, words: Options) -> None:
    """The command `report`."""

    @app.command(name="report", help=words.text("report"))
    def report_command(
        folders: Annotated[list[Path], Parameter(help=words.text("report_folders"), negative="")],
        /,
        *,
        out: Annotated[Path | None, words.option("report_out")] = None,
        language: Annotated[Language, words.option("language")] = words.language,
    ) -> int:
        from kudari.reporting import report

        file = report(folders, out, language=language)
        print(say("report.written", language, file=file, size=f"{file.stat().st_size / 1000:,.0f} kB"))
        return 0
