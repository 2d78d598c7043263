"""Commands that look closer at a problem: its gradient, its learning rates."""

from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from kudari.commands.options import Options
from kudari.folders import free_folder
from kudari.language import Language


def add(app: App, words: Options) -> None:
    """The commands `check` and `range`."""

    @app.command(name="check", help=words.text("check"))
    def check_command(
        target: Annotated[str, Parameter(help=words.text("target"), allow_leading_hyphen=True)],
        /,
        *,
        at: Annotated[str, words.option("at", allow_leading_hyphen=True)] = "start",
        gradient: Annotated[str | None, words.option("gradient")] = None,
        seed: Annotated[int, words.option("seed")] = 0,
        precision: Annotated[str, words.option("check_precision")] = "float64",
        settings: Annotated[list[str] | None, words.option("set", name="--set", negative="")] = None,
        out: Annotated[Path | None, words.option("check_out")] = None,
        data: Annotated[Path | None, words.option("data")] = None,
        language: Annotated[Language, words.option("language")] = words.language,
        as_json: Annotated[bool, words.option("json", name="--json", negative="")] = False,
    ) -> int:
        from kudari.checking import show_check
        from kudari.choose import choose

        study = choose(target, data=data, settings=[f"precision={precision}", *(settings or [])])
        folder = out or free_folder(Path("kudari-runs"), f"check-{study.name}")
        return show_check(study, folder, language, at=at, gradient=gradient, seed=seed, as_one_object=as_json)

    @app.command(name="range", help=words.text("range"))
    def range_command(
        target: Annotated[str, Parameter(help=words.text("target"), allow_leading_hyphen=True)],
        /,
        *,
        method: Annotated[str, words.option("method")] = "gd",
        low: Annotated[float | None, words.option("low")] = None,
        high: Annotated[float | None, words.option("high")] = None,
        seeds: Annotated[str | None, words.option("range_seeds")] = None,
        steps: Annotated[str | None, words.option("range_steps")] = None,
        settings: Annotated[list[str] | None, words.option("set", name="--set", negative="")] = None,
        out: Annotated[Path | None, words.option("out")] = None,
        data: Annotated[Path | None, words.option("data")] = None,
        language: Annotated[Language, words.option("language")] = words.language,
        as_json: Annotated[bool, words.option("json", name="--json", negative="")] = False,
        yes: Annotated[bool, words.option("yes", negative="")] = False,
    ) -> int:
        from kudari.ranging import range_study, show_range

        study = range_study(target, method, seeds=seeds, steps=steps, data=data, settings=settings or [])
        folder = out or free_folder(Path("kudari-runs"), f"{study.name}-range")
        return show_range(study, folder, language, low=low, high=high, as_one_object=as_json, yes=yes)
