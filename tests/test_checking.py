"""`kudari check` from its words to its exit code, its picture, and what it says in both languages."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from kudari.cli import command

JAPANESE = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")


@pytest.fixture(autouse=True)
def _in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "110")
    monkeypatch.setenv("KUDARI_LANGUAGE", "en")


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", ["agree in float64", "a kink along x", "o/steps.png"]),
        ("ja", ["一致しています", "x の方向に折れ目", "折れ目", "o/steps.png"]),
    ],
)
def test_tables_verdict_and_picture(capsys: Any, language: str, expected: list[str]) -> None:
    words = ["check", "abs(x)", "--at", "0", "--out", "o", "--language", language]
    assert command(words) == 0
    told = capsys.readouterr().out
    for part in expected:
        assert part in told
    assert bool(JAPANESE.search(told)) == (language == "ja")
    assert sorted(path.name for path in Path("o").iterdir()) == ["steps.png", "steps.svg"]


def test_one_json_object(capsys: Any) -> None:
    assert command(["check", "rosenbrock", "--at", "1,2", "--out", "o", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["agrees"] is True
    assert found["precision"] == "float64"
    assert found["loss"] == 100
    assert found["wrong"] == found["kinks"] == []
    assert {each["verdict"] for each in found["differences"]} == {"agrees"}
    slopes = {each["gradient"]: each["slope"] for each in found["steps"]["curves"]}
    assert slopes["forward"] == pytest.approx(1, abs=0.05)
    assert slopes["central"] == pytest.approx(2, abs=0.05)


def test_only_the_gradients_asked_for_in_the_precision_asked_for(capsys: Any) -> None:
    words = ["check", "x^2", "--gradient", "backprop,central", "--precision", "float32", "--json"]
    assert command(words) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["gradients"], found["precision"]) == (["backprop", "central"], "float32")
    assert re.fullmatch(r"kudari-runs/check-formula-\d{8}-\d{6}", found["folder"])


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["check", "rosenbrok"], "'rosenbrock'"),
        (["check", "log(x)", "--at", "-1"], "finite"),
        (["check", "rosenbrock", "--at", "1"], "needs 2 numbers"),
        (["check", "rosenbrock", "--at", "1,b"], "'1,b'"),
        (["check", "x^2", "--gradient", "backprop"], "at least two"),
        (["check", "x^2", "--gradient", "backprop,centrl"], "'central'"),
        (["check", "x^2", "--gradient", "given,central"], "no gradient of its own"),
        (["check", "abs(x)", "--gradient", "complex-step,central"], "complex"),
        (["check", "x^2", "--seed", "-1"], "-1"),
        (["check", "x^2", "--precision", "float16"], "float64"),
        (["check", "x^2", "--out", "."], "exists"),
        (["chek", "x^2"], "'check'"),
        (["check"], "kudari check --help"),
    ],
)
def test_bad_input_is_one_sentence_and_changes_nothing(capsys: Any, words: list[str], expected: str) -> None:
    for language in ("en", "ja"):
        assert command([*words, "--language", language]) == 2
        told = capsys.readouterr()
        assert told.out == ""
        assert told.err.startswith("kudari: ")
        assert told.err.count("\n") == 1
        if language == "en":
            assert expected in told.err
        else:
            assert JAPANESE.search(told.err)
    assert not list(Path.cwd().iterdir())
