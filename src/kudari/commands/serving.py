"""The command that opens the page."""

from dataclasses import replace
from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from kudari.commands.options import Options
from kudari.language import InputError, Language


def add(app: App, words: Options) -> None:
    """The command `serve`."""

    @app.command(name="serve", help=words.text("serve"))
    def serve_command(
        folder: Annotated[Path, words.option("serve_folder")] = Path("kudari-runs"),
        /,
        *,
        host: Annotated[str, words.option("host")] = "127.0.0.1",
        port: Annotated[int, words.option("port")] = 8520,
        runs: Annotated[int | None, words.option("limit_runs")] = None,
        memory: Annotated[float | None, words.option("limit_memory")] = None,
        seconds: Annotated[float | None, words.option("limit_seconds")] = None,
        browser: Annotated[bool, Parameter(help=words.text("browser"), negative="--no-browser")] = True,
        language: Annotated[Language, words.option("language")] = words.language,
    ) -> int:
        from kudari.web.security import is_loopback
        from kudari.web.serve import Serving, serve, usual_limits

        limits = usual_limits(host)
        for name, value in (("runs", runs), ("memory", memory), ("seconds", seconds)):
            if value is not None and not 0 < value < 1e9:
                raise InputError("serving.limit", name=name, came=value)
        if runs is not None:
            # At this machine all runs are one person's.
            limits = replace(limits, runs=runs, runs_each=runs if is_loopback(host) else limits.runs_each)
        if memory is not None:
            limits = replace(limits, memory=int(memory * 2**30))
        if seconds is not None:
            limits = replace(limits, seconds=seconds)
        serving = Serving(
            folder=folder, host=host, port=port, limits=limits, language=language, browser=browser
        )
        return serve(serving)
