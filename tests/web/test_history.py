"""Tests for `kudari.web.history`: what is kept in a folder, and what can be taken away of it."""

from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from kudari.execute import run
from kudari.exporting import KINDS
from kudari.language import InputError
from kudari.race_asked import begun, carried_out
from kudari.study import ProblemChoice, Study
from kudari.web import history
from kudari.web.racing import of_page
from kudari.web.worker import Talk

TALK = Talk(1, lambda frame: None)


def entries(home: Path) -> dict[str, dict[str, Any]]:
    return {entry["name"]: entry for entry in history.listed({"home": str(home)}, TALK)["entries"]}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("home")
    run(Study(problem=ProblemChoice(name="weight"), seeds=1, steps=3), made / "study")
    asked = {"problems": ["parabola"], "methods": "gd,momentum", "seeds": 2, "budget": 2, "steps": 20}
    for name, mistake in (("race", ""), ("twice", "survivors")):
        races = begun(of_page({**asked, "unfair": mistake}), made / name)
        carried_out(races, "en", yes=True, watch=lambda stage: None)
    begun(of_page(asked), made / "cut-off")
    (made / "damaged").mkdir()
    (made / "damaged" / "study.toml").write_text("=", encoding="utf-8")
    for name, text in (("odd", "methods = 3"), ("odder", 'problems = ["x"]')):
        (made / name).mkdir()
        (made / name / "race.toml").write_text(text, encoding="utf-8")
    (made / "uploads").mkdir()
    return made


def test_the_list_says_of_what_kind_everything_is_and_how_it_stands(home: Path) -> None:
    assert {name: (entry["kind"], entry["status"]) for name, entry in entries(home).items()} == {
        "study": ("study", "finished"),
        "race": ("race", "finished"),
        "cut-off": ("race", "interrupted"),
        "twice": ("race", "finished"),
        "damaged": ("study", "damaged"),
        "odd": ("race", "damaged"),
        "odder": ("race", "damaged"),
    }


def test_a_race_is_called_after_its_problems(home: Path) -> None:
    found = entries(home)
    assert {found[name]["title"] for name in ("race", "cut-off", "twice")} == {"parabola"}
    assert found["damaged"]["title"] == "damaged"


def test_what_is_offered_is_what_can_be_exported(home: Path) -> None:
    found = entries(home)
    assert tuple(found["study"]["exports"]) == tuple(KINDS)
    assert not found["damaged"]["exports"]
    for name in ("race", "twice"):
        asked = {"folder": str(home / name), "language": "en"}
        for kind in KINDS:
            if kind in found[name]["exports"]:
                assert (home / name / history.exported({**asked, "to": kind}, TALK)["file"]).is_file()
            else:
                with pytest.raises(InputError):
                    history.exported({**asked, "to": kind}, TALK)


def test_a_race_with_a_mistake_is_exported_beside_the_fair_one(home: Path) -> None:
    asked = {"folder": str(home / "twice"), "language": "en", "to": "csv"}
    with ZipFile(home / "twice" / history.exported(asked, TALK)["file"]) as made:
        names = {name for name in made.namelist() if name.endswith("runs.csv")}
        assert names == {f"{race}/tables-csv/runs.csv" for race in ("fair", "survivors")}
        assert made.read("fair/tables-csv/runs.csv").count(b"gd") > 2
