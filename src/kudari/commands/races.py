"""The command that races methods against each other."""

from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from kudari.commands.options import Options
from kudari.folders import free_folder
from kudari.language import InputError, Language
from kudari.unfair import MISTAKES

SUITE_NAMES = ("surfaces", "fits", "classify", "all")


def add(app: App, words: Options) -> None:
    """The command `compare`."""

    @app.command(name="compare", help=words.text("compare"))
    def compare_command(
        *problems: Annotated[str, Parameter(help=words.text("race_problems"), allow_leading_hyphen=True)],
        methods: Annotated[str | None, words.option("methods")] = None,
        suite: Annotated[str, words.option("suite", exists=SUITE_NAMES)] = "",
        seeds: Annotated[str | None, words.option("race_seeds")] = None,
        budget: Annotated[str | None, words.option("budget")] = None,
        tuning_seeds: Annotated[str | None, words.option("tuning_seeds")] = None,
        steps: Annotated[str | None, words.option("race_steps")] = None,
        baseline: Annotated[str | None, words.option("baseline")] = None,
        target: Annotated[float | None, words.option("race_target", allow_leading_hyphen=True)] = None,
        by: Annotated[str | None, words.option("by")] = None,
        measured: Annotated[str | None, words.option("measured", name="--measure")] = None,
        matters: Annotated[float | None, words.option("matters")] = None,
        unfair: Annotated[str | None, words.option("unfair", exists=MISTAKES)] = None,
        settings: Annotated[list[str] | None, words.option("set", name="--set", negative="")] = None,
        out: Annotated[Path | None, words.option("out")] = None,
        data: Annotated[Path | None, words.option("data")] = None,
        language: Annotated[Language, words.option("language")] = words.language,
        as_json: Annotated[bool, words.option("json", name="--json", negative="")] = False,
        yes: Annotated[bool, words.option("yes", negative="")] = False,
    ) -> int:
        from kudari.race_asked import race_asked
        from kudari.racing import show_race

        for word in problems:
            # A formula may begin with a minus, but not with two.
            if word.startswith("--"):
                raise InputError("command.unknown_option", came=word, command="compare")
        race = race_asked(
            problems,
            suite_name=suite,
            methods=methods,
            steps=steps,
            settings=settings or [],
            data=data,
            seeds=seeds,
            budget=budget,
            tuning_seeds=tuning_seeds,
            baseline=baseline,
            target=target,
            by=by,
            measured=measured,
            matters=matters,
            unfair=unfair,
        )
        folder = out or free_folder(Path("kudari-runs"), f"{race.name}-race")
        return show_race(race, folder, language, as_one_object=as_json, yes=yes)
