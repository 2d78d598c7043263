"""Commands that run a study, and say what came of it."""

from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from kudari.commands.options import Options
from kudari.folders import free_folder
from kudari.language import Language

KINDS = ("studies", "problems", "surfaces", "methods", "schedules", "gradients", "data", "measures", "suites")
"""What `kudari list` can name."""


def add(app: App, words: Options) -> None:
    """The commands `run`, `resume`, `explain` and `list`."""

    @app.command(name="run", help=words.text("run"))
    def run_command(
        target: Annotated[str, Parameter(help=words.text("target"), allow_leading_hyphen=True)],
        /,
        *,
        seeds: Annotated[str | None, words.option("seeds")] = None,
        steps: Annotated[str | None, words.option("steps")] = None,
        settings: Annotated[list[str] | None, words.option("set", name="--set", negative="")] = None,
        out: Annotated[Path | None, words.option("out")] = None,
        data: Annotated[Path | None, words.option("data")] = None,
        language: Annotated[Language, words.option("language")] = words.language,
        as_json: Annotated[bool, words.option("json", name="--json", negative="")] = False,
        yes: Annotated[bool, words.option("yes", negative="")] = False,
        verbose: Annotated[bool, words.option("verbose", negative="")] = False,
    ) -> int:
        # JAX takes a second to start: `--help` and a misspelt option need not wait for it.
        from kudari.choose import choose
        from kudari.session import Session

        study = choose(target, seeds=seeds, steps=steps, data=data, settings=settings or [])
        folder = out or free_folder(Path("kudari-runs"), study.name)
        return Session(language, as_json, verbose).run(study, folder, yes=yes)

    @app.command(name="resume", help=words.text("resume"))
    def resume_command(
        folder: Annotated[Path, words.option("folder")],
        /,
        *,
        language: Annotated[Language, words.option("language")] = words.language,
        as_json: Annotated[bool, words.option("json", name="--json", negative="")] = False,
        verbose: Annotated[bool, words.option("verbose", negative="")] = False,
    ) -> int:
        if any(folder.glob("race.toml")) or any(folder.glob("*/race.toml")):
            from kudari.racing import resume_race

            return resume_race(folder, language, as_one_object=as_json)
        from kudari.session import Session

        return Session(language, as_json, verbose).resume(folder)

    @app.command(name="explain", help=words.text("explain"))
    def explain_command(
        folder: Annotated[Path, words.option("folder")],
        /,
        *,
        language: Annotated[Language, words.option("language")] = words.language,
        as_json: Annotated[bool, words.option("json", name="--json", negative="")] = False,
    ) -> int:
        from kudari.explaining import show_explanation

        return show_explanation(folder, language, json_only=as_json)

    @app.command(name="list", help=words.text("list"))
    def list_command(
        kind: Annotated[str, Parameter(help=words.text("kind", exists=KINDS))] = "studies",
        /,
        *,
        language: Annotated[Language, words.option("language")] = words.language,
    ) -> int:
        from kudari.listing import show_list

        return show_list(kind, language)
