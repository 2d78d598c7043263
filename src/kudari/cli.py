"""The command line: run, resume, range, list."""

import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import cyclopts
from cyclopts import App, Parameter

from kudari import __version__
from kudari.language import LANGUAGES, InputError, Language, nearest, preferred_language, say


def main(words: Sequence[str] | None = None) -> None:
    """Run `kudari` with these words (those it was started with, if none), and exit with its code."""
    sys.exit(command(list(sys.argv[1:] if words is None else words)))


def command(words: list[str]) -> int:
    """The exit code of `kudari` with these words: 0, 2 for what cannot be used, 130 when stopped."""
    language = _language(words)
    app = build_app(language)
    try:
        return (
            app(words or ["--help"], exit_on_error=False, print_error=False, result_action="return_value")
            or 0
        )
    except cyclopts.CycloptsError as error:
        return _refuse(_usage(app, error, words), language)
    except InputError as error:
        return _refuse(error, language)
    except BrokenPipeError:
        return 0


KINDS = ("studies", "problems", "surfaces", "methods", "schedules", "gradients", "data", "measures")
"""What `kudari list` can name."""


def _refuse(error: InputError, language: str) -> int:
    print(f"kudari: {error.say(language)}", file=sys.stderr)
    return 2


def _language(words: list[str]) -> Language:
    """The language asked for anywhere among the words: it must be known before they are read."""
    for place, word in enumerate(words):
        asked = words[place + 1 :][:1] if word == "--language" else [word.removeprefix("--language=")]
        for language in LANGUAGES:
            if asked == [language]:
                return language
    return preferred_language()


def _usage(app: App, error: cyclopts.CycloptsError, words: list[str]) -> InputError:
    """What was wrong with the words, as a sentence of ours."""
    name = " ".join(error.command_chain or ())
    argument = error.argument.name if error.argument is not None else ""
    if isinstance(error, cyclopts.UnknownOptionError):
        return InputError("command.unknown_option", came=error.token.keyword or words[-1], command=name)
    if isinstance(error, cyclopts.UnusedCliTokensError):
        return InputError("command.unknown_option", came=" ".join(error.unused_tokens or ()), command=name)
    if isinstance(error, cyclopts.UnknownCommandError):
        known = ["run", "resume", "explain", "check", "range", "list"]
        came = (error.unused_tokens or words)[0]
        return InputError("command.unknown_command", came=came, near=nearest(came, known), exists=known)
    if isinstance(error, cyclopts.MissingArgumentError):
        return InputError("command.missing", name=argument, command=name)
    if isinstance(error, cyclopts.CoercionError) and error.token is not None:
        from kudari.study_file import expected

        kind = error.target_type or str
        return InputError("command.value", name=argument, came=error.token.value, expected=expected(kind))
    return InputError("command.other", reason=str(error))


def build_app(language: Language) -> App:
    """The commands, with their help in one language."""

    def text(key: str, **values: Any) -> str:
        return say(f"help.{key}", language, **values)

    def option(key: str, **more: Any) -> Any:
        return Parameter(help=text(key), **more)

    app = App(
        name="kudari",
        help=text("kudari"),
        version=__version__,
        help_format="plaintext",
        default_parameter=None,
    )

    @app.command(name="run", help=text("run"))
    def run_command(
        target: Annotated[str, Parameter(help=text("target"), allow_leading_hyphen=True)],
        /,
        *,
        seeds: Annotated[str | None, option("seeds")] = None,
        steps: Annotated[str | None, option("steps")] = None,
        settings: Annotated[list[str] | None, option("set", name="--set", negative="")] = None,
        out: Annotated[Path | None, option("out")] = None,
        data: Annotated[Path | None, option("data")] = None,
        language: Annotated[Language, option("language")] = language,
        as_json: Annotated[bool, option("json", name="--json", negative="")] = False,
        yes: Annotated[bool, option("yes", negative="")] = False,
        verbose: Annotated[bool, option("verbose", negative="")] = False,
    ) -> int:
        # JAX takes a second to start: `--help` and a misspelt option need not wait for it.
        from kudari.choose import choose
        from kudari.session import Session

        study = choose(target, seeds=seeds, steps=steps, data=data, settings=settings or [])
        folder = out or _free(Path("kudari-runs"), study.name)
        return Session(language, as_json, verbose).run(study, folder, yes=yes)

    @app.command(name="resume", help=text("resume"))
    def resume_command(
        folder: Annotated[Path, option("folder")],
        /,
        *,
        language: Annotated[Language, option("language")] = language,
        as_json: Annotated[bool, option("json", name="--json", negative="")] = False,
        verbose: Annotated[bool, option("verbose", negative="")] = False,
    ) -> int:
        from kudari.session import Session

        return Session(language, as_json, verbose).resume(folder)

    @app.command(name="range", help=text("range"))
    def range_command(
        target: Annotated[str, Parameter(help=text("target"), allow_leading_hyphen=True)],
        /,
        *,
        method: Annotated[str, option("method")] = "gd",
        low: Annotated[float | None, option("low")] = None,
        high: Annotated[float | None, option("high")] = None,
        seeds: Annotated[str | None, option("range_seeds")] = None,
        steps: Annotated[str | None, option("range_steps")] = None,
        settings: Annotated[list[str] | None, option("set", name="--set", negative="")] = None,
        out: Annotated[Path | None, option("out")] = None,
        data: Annotated[Path | None, option("data")] = None,
        language: Annotated[Language, option("language")] = language,
        as_json: Annotated[bool, option("json", name="--json", negative="")] = False,
        yes: Annotated[bool, option("yes", negative="")] = False,
    ) -> int:
        from kudari.ranging import range_study, show_range

        study = range_study(target, method, seeds=seeds, steps=steps, data=data, settings=settings or [])
        folder = out or _free(Path("kudari-runs"), f"{study.name}-range")
        return show_range(study, folder, language, low=low, high=high, as_one_object=as_json, yes=yes)

    @app.command(name="check", help=text("check"))
    def check_command(
        target: Annotated[str, Parameter(help=text("target"), allow_leading_hyphen=True)],
        /,
        *,
        at: Annotated[str, option("at", allow_leading_hyphen=True)] = "start",
        gradient: Annotated[str | None, option("gradient")] = None,
        seed: Annotated[int, option("seed")] = 0,
        precision: Annotated[str, option("check_precision")] = "float64",
        settings: Annotated[list[str] | None, option("set", name="--set", negative="")] = None,
        out: Annotated[Path | None, option("check_out")] = None,
        data: Annotated[Path | None, option("data")] = None,
        language: Annotated[Language, option("language")] = language,
        as_json: Annotated[bool, option("json", name="--json", negative="")] = False,
    ) -> int:
        from kudari.checking import show_check
        from kudari.choose import choose

        study = choose(target, data=data, settings=[f"precision={precision}", *(settings or [])])
        folder = out or _free(Path("kudari-runs"), f"check-{study.name}")
        return show_check(study, folder, language, at=at, gradient=gradient, seed=seed, as_one_object=as_json)

    @app.command(name="explain", help=text("explain"))
    def explain_command(
        folder: Annotated[Path, option("folder")],
        /,
        *,
        language: Annotated[Language, option("language")] = language,
        as_json: Annotated[bool, option("json", name="--json", negative="")] = False,
    ) -> int:
        from kudari.explaining import show_explanation

        return show_explanation(folder, language, json_only=as_json)

    @app.command(name="list", help=text("list"))
    def list_command(
        kind: Annotated[str, Parameter(help=text("kind", exists=KINDS))] = "studies",
        /,
        *,
        language: Annotated[Language, option("language")] = language,
    ) -> int:
        from kudari.listing import show_list

        return show_list(kind, language)

    return app


def _free(folder: Path, name: str) -> Path:
    """A folder that does not exist yet, named after the study and the time."""
    stem = folder / f"{name}-{datetime.now():%Y%m%d-%H%M%S}"
    numbered = (stem.with_name(f"{stem.name}-{number}") for number in range(2, 1000))
    return next(path for path in (stem, *numbered) if not path.exists())
