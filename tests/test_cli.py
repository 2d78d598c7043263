"""The command line from its words to its exit code, its folder, and what it says in both languages."""

import csv
import errno
import json
import re
import struct
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

import jax
import numpy as np
import pytest
from rich.cells import cell_len

import kudari as package
from end_to_end import assert_same_bits, kudari
from kudari.cli import command
from kudari.commands.studies import KINDS
from kudari.language import LANGUAGES
from kudari.listing import _LISTED
from kudari.results import store
from kudari.session import Session
from kudari.studies import STUDIES
from kudari.study_file import read_study

JAPANESE = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")


@pytest.fixture(autouse=True)
def _in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setenv("KUDARI_LANGUAGE", "en")


@pytest.fixture
def without_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    """Drawing takes longer than a short study; tests/show looks at the pictures, and one test below."""
    monkeypatch.setattr(Session, "_pictures", lambda self, trace, folder: 0.0)


class Told(NamedTuple):
    code: int
    out: str
    err: str


@pytest.fixture
def tell(capsys: pytest.CaptureFixture[str]) -> Callable[..., Told]:
    """`tell(*words)`: what `kudari` with these words says, and its exit code."""

    def tell(*words: str) -> Told:
        capsys.readouterr()
        try:
            code = command([str(word) for word in words])
        except SystemExit as left:
            code = int(left.code or 0)
        return Told(code, *capsys.readouterr())

    return tell


def everything(folder: Path) -> dict[str, bytes | None]:
    """Every path under a folder, with what files hold."""
    return {str(path): path.read_bytes() if path.is_file() else None for path in folder.rglob("*")}


def assert_refused(tell: Callable[..., Told], words: list[str], *expected: str) -> None:
    """Exit code 2 and one sentence, in each language, which names what is expected; nothing is made or changed."""
    before = everything(Path.cwd())
    english, japanese = (tell(*words, "--language", language) for language in LANGUAGES)
    for told in (english, japanese):
        assert told.code == 2, told
        assert told.out == ""
        assert re.fullmatch(r"kudari: [^\n]+[.。、\w]\n", told.err) or told.err.endswith((")\n", "）\n")), (
            told.err
        )
        assert told.err.count("\n") == 1
        for part in expected:
            assert part in told.err
    came = "".join(words)
    assert not JAPANESE.search("".join(letter for letter in english.err if letter not in came))
    assert JAPANESE.search(japanese.err)
    assert everything(Path.cwd()) == before


REFUSED = [
    # Names that do not exist: the nearest is offered.
    (["runn"], ["'runn'", "'run'"]),
    (["lst", "methods"], ["'lst'", "'list'", "resume"]),
    (["run", "rosenbrok"], ["'rosenbrok'", "'rosenbrock'", "parabola", "classify"]),
    (["run", "Reversal"], ["'reversal'"]),
    (["run", "reversal-study"], ["'reversal'"]),
    (["run", "parabola", "--set", "problem.name=fitt"], ["'fitt'", "'fit'"]),
    (["run", "parabola", "--set", "methods=gd,adm"], ["adm", "adam", "momentum"]),
    (["run", "parabola", "--set", "measures=loss,gradient_nrm"], ["'gradient_nrm'", "'gradient_norm'"]),
    (["run", "parabola", "--set", "gradient=backprob"], ["backprob", "backprop", "complex-step"]),
    (["run", "parabola", "--set", "order=fixd"], ["'fixd'", "fixed"]),
    (["run", "parabola", "--set", "precision=float16"], ["'float16'", "float64"]),
    (["run", "parabola", "--set", "vary.gradient=backprop,foward"], ["foward", "forward"]),
    (["run", "parabola", "--set", "vary.steps=1,2"], ["'steps'", "gradient"]),
    (["run", "parabola", "--set", "problem.formla=x"], ["'formla'", "'formula'"]),
    (["run", "parabola", "--set", "stop.los=1"], ["'los'", "'loss'"]),
    (["run", "parabola", "--set", "learnin_rate=0.1"], ["'learnin_rate'", "learning_rate"]),
    (["run", "parabola", "--set", "gd.momentun=0.1"], ["momentun", "learning_rate"]),
    (["run", "fit", "--set", "problem.activation=rilu"], ["'rilu'", "'relu'"]),
    (["run", "surface", "--set", "problem.function=rosenbrok"], ["rosenbrok", "rosenbrock"]),
    (["run", "classify", "--set", "problem.data=digit"], ["digit", "digits"]),
    (["list", "metods"], ["'metods'", "'methods'", "schedules"]),
    # Words that cannot be read.
    (["run"], ["kudari run --help"]),
    (["resume"], ["kudari resume --help"]),
    (["run", "parabola", "another"], ["'another'"]),
    (["run", "parabola", "--stepz", "3"], ["'--stepz'"]),
    (["run", "parabola", "--steps"], ["--steps"]),
    (["run", "parabola", "--steps", "many"], ["steps", "'many'"]),
    (["run", "parabola", "--steps", "1.5"], ["steps", "'1.5'"]),
    (["run", "parabola", "--set", "steps"], ["'steps'", "steps=300"]),
    (["run", "parabola", "--set", "steps=1.5"], ["steps", "1.5"]),
    (["run", "parabola", "--set", "name=../elsewhere"], ["../elsewhere"]),
    (["resume", "nowhere"], ["nowhere"]),
    (["run", "nowhere.toml"], ["nowhere.toml"]),
    # Formulas.
    (["run", ""], ["(x - 1)^2"]),
    (["run", "formula", "--set", "problem.formula="], ["(x - 1)^2"]),
    (["run", "x+"], ["+"]),
    (["run", "(x-1"], [")", "1"]),
    (["run", "x-1)"], ["(", "4"]),
    (["run", "x=3"], ["="]),
    (["run", "x;y"], [";"]),
    (["run", "foo(x)"], ["foo", "floor"]),
    (["run", "__import__('os').system('touch here')"], []),
    (["run", "lambda: x"], ["lambda"]),
    (["run", "日本語"], ["日"]),
    (["run", "1+1"], ["1+1"]),
    (["run", "+".join(["x"] * 300)], ["500"]),
    # Numbers out of range.
    *(
        (["run", "parabola", "--set", f"learning_rate={rate}"], ["learning_rate", "gd", "0 < learning_rate"])
        for rate in ("0", "-0.1", "nan", "inf", "1e38", "0.1,0")
    ),
    (["run", "parabola", "--set", "learning_rate=quick"], ["learning_rate", "'quick'"]),
    (["run", "parabola", "--steps", "0"], ["steps", "0"]),
    (["run", "parabola", "--steps", "-5"], ["steps", "-5"]),
    (["run", "parabola", "--steps", "99999999999"], ["steps", "2000000000"]),
    (["run", "parabola", "--seeds", "0"], ["seeds", "0"]),
    (["run", "parabola", "--set", "record_every=0"], ["record_every", "0"]),
    (
        ["run", "parabola", "--set", "record_every=2", "--set", "evaluate_every=3"],
        ["evaluate_every", "3", "2"],
    ),
    (["run", "parabola", "--set", "difference_step=0"], ["difference_step"]),
    (["run", "parabola", "--set", "stop.loss=nan"], ["stop.loss", "nan"]),
    (["run", "parabola", "--set", "problem.range=5,1"], ["5.0", "1.0"]),
    (["run", "parabola", "--set", "problem.range=nan,1"], ["nan"]),
    (["run", "parabola", "--set", "methods=gd,gd"], ["'gd'"]),
    (["run", "parabola", "--set", "order=epochs"], ["'formula'", "epochs"]),
    (["run", "reversal", "--set", "every=0"], ["every", "1"]),
    (["run", "fit", "--set", "problem.hidden=0"], ["0"]),
    (["run", "fit", "--set", "problem.hidden=10,-3"], ["-3"]),
    (["run", "fit", "--set", "problem.batch=0"], ["batch", "0"]),
    (["run", "fit", "--set", "problem.scale=0"], ["scale"]),
    (
        ["run", "fit", "--set", "gradient=complex-step", "--set", "problem.activation=relu"],
        ["fit", "central"],
    ),
    (["run", "matrix", "--set", "problem.rows=0"], ["rows", "0"]),
    (["run", "matrix", "--set", "problem.inner=-1"], ["inner", "-1"]),
    (["run", "weight", "--set", "problem.x=0"], ["x", "0"]),
    (["run", "quadratic", "--set", "problem.condition=0"], ["0"]),
    (["run", "classify", "--set", "problem.batch=100000"], ["100000", "1438"]),
]


@pytest.mark.parametrize(("words", "expected"), REFUSED, ids=lambda value: " ".join(value)[:60])
def test_what_cannot_be_run_is_refused(tell: Any, words: list[str], expected: list[str]) -> None:
    assert_refused(tell, words, *expected)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_study_beyond_the_machine_is_refused(tell: Any, language: str) -> None:
    told = tell("run", "parabola", "--seeds", "1000000", "--steps", "1000000", "--language", language)
    assert told.code == 2
    assert all(word in told.err for word in ("GiB", "--yes", "record_every"))
    assert not list(Path.cwd().iterdir())


def test_an_unknown_language_is_refused(tell: Any) -> None:
    told = tell("list", "--language", "fr")
    assert (told.code, told.out) == (2, "")
    assert "fr" in told.err
    assert "ja" in told.err


TABLES = {
    "empty": (b"", ["table.csv"]),
    "ragged": (b"a,b,c\n1,2,x\n1,2\n", ["3", "2"]),
    "not UTF-8": ("幅,b\n1,梅\n".encode("shift_jis"), ["UTF-8"]),
    "UTF-16": ("a,b\n1,x\n".encode("utf-16"), ["UTF-8"]),
    "header only": (b"a,b,c\n", ["table.csv"]),
    "no header": (b"1,2,3\n4,5,6\n", ["1", "2"]),
    "one column": (b"a\n1\n2\n", ["a"]),
    "missing cells": (b"a,b,c\n1,,x\n,2,y\n", ["2", "3", "a", "b"]),
    "no class": (b"a,b,c\n1,2,\n1,2,y\n", ["c", "2"]),
    "one class": (b"a,b,c\n1,2,x\n1,2,x\n", ["c", "x"]),
    "text for a number": (b"a,b,c\n1,two,x\n1,2,y\n", ["two", "b"]),
    "infinite": (b"a,b,c\n1,inf,x\n1,2,y\n", ["inf"]),
    "open quotation mark": (b'a,b,c\n1,"2,x\n1,2,y\n', ["table.csv"]),
    "the same name twice": (b"a,a,c\n1,2,x\n1,2,y\n", ["a"]),
}


@pytest.mark.parametrize(("content", "expected"), TABLES.values(), ids=TABLES)
def test_tables_that_cannot_be_used_are_refused(tell: Any, content: bytes, expected: list[str]) -> None:
    Path("table.csv").write_bytes(content)
    assert_refused(tell, ["run", "classify", "--set", "problem.data=table.csv"], *expected)


def test_a_table_that_is_not_there_or_lacks_the_column_is_refused(tell: Any) -> None:
    assert_refused(tell, ["run", "classify", "--set", "problem.data=none.csv"], "none.csv")
    Path("table.csv").write_text("width,kind\n1,x\n2,y\n1,x\n2,y\n")
    words = ["run", "classify", "--set", "problem.data=table.csv", "--set", "problem.target=knd"]
    assert_refused(tell, words, "knd", "kind")


def idx(*sizes: int, content: bytes | None = None, magic: bytes | None = None) -> bytes:
    begin = bytes((0, 0, 8, len(sizes))) if magic is None else magic
    body = bytes(int(np.prod(sizes))) if content is None else content
    return begin + struct.pack(f">{len(sizes)}I", *sizes) + body


IDX = {
    "truncated": idx(20, 28, 28)[:-1],
    "truncated header": idx(20, 28, 28)[:7],
    "empty": b"",
    "wrong magic": idx(20, 28, 28, magic=b"\x00\x00\x0d\x03"),
    "not IDX": b"PK\x03\x04" + bytes(400),
    "labels for images": idx(20),
    "forged size": idx(2**32 - 1, 2**32 - 1, 2**32 - 1, content=bytes(100)),
    "forged count": idx(1_000_000, 28, 28, content=bytes(100)),
    "no images": idx(0, 28, 28),
    "trailing bytes": idx(20, 28, 28) + b"\x00",
    "damaged gzip": b"\x1f\x8b\x08\x00" + bytes(40),
}


@pytest.mark.parametrize("content", IDX.values(), ids=IDX)
def test_idx_files_that_cannot_be_used_are_refused(tell: Any, content: bytes) -> None:
    folder = Path("files")
    folder.mkdir()
    for part in ("train", "t10k"):
        (folder / f"{part}-labels-idx1-ubyte").write_bytes(idx(20))
        (folder / f"{part}-images-idx3-ubyte").write_bytes(idx(20, 28, 28))
    (folder / "train-images-idx3-ubyte").write_bytes(content)
    words = ["run", "classify", "--set", "problem.data=mnist", "--data", "files"]
    assert_refused(tell, words, "train-images-idx3-ubyte")


def test_missing_idx_files_are_named(tell: Any) -> None:
    words = ["run", "classify", "--set", "problem.data=mnist", "--data"]
    assert_refused(tell, [*words, "nowhere"], "nowhere")
    Path("files").mkdir()
    Path("files/train-images-idx3-ubyte").write_bytes(idx(20, 28, 28))
    assert_refused(tell, [*words, "files"], "t10k-labels-idx1-ubyte")


FILES = {
    "not TOML": (b"steps = = 3", ["study.toml"]),
    "not UTF-8": (b"\xff\xfe", ["UTF-8"]),
    "no problem": (b"steps = 3", ["formula", "fit"]),
    "unknown field": (b"stepz = 3\n[problem]\nname = 'fit'", ["'stepz'", "'steps'"]),
    "no name": (b"methods = [{learning_rate = 0.1}]\n[problem]\nname = 'fit'", ["name"]),
    "no methods": (b"methods = []\n[problem]\nname = 'fit'", ["gd"]),
    "text for a number": (b"steps = 'many'\n[problem]\nname = 'fit'", ["steps", "many"]),
    "own problem": (b"[problem]\nname = 'mine'\nown = true", ["mine", "Python"]),
    "not a table": (b"stop = 3\n[problem]\nname = 'fit'", ["stop", "3"]),
    "name with a path": (b"name = '/tmp/x'\n[problem]\nname = 'fit'", ["/tmp/x"]),
}


@pytest.mark.parametrize(("content", "expected"), FILES.values(), ids=FILES)
def test_study_files_that_cannot_be_used_are_refused(tell: Any, content: bytes, expected: list[str]) -> None:
    Path("study.toml").write_bytes(content)
    assert_refused(tell, ["run", "study.toml"], *expected)


def test_an_existing_folder_is_left_alone(tell: Any) -> None:
    Path("here").mkdir()
    Path("here/precious").write_text("kept")
    assert_refused(tell, ["run", "parabola", "--out", "here"], "here", "--out", "kudari resume")
    assert_refused(tell, ["run", "parabola", "--out", "here/precious"], "here/precious")


def test_a_folder_that_cannot_be_made_is_refused(tell: Any) -> None:
    """Below a file no one can make a folder, not even root, for whom permissions say nothing."""
    Path("file").write_text("kept")
    for language in LANGUAGES:
        told = tell("run", "parabola", "--out", "file/below", "--language", language)
        assert told.code == 2
        assert "file/below" in told.err
        assert told.err.count("\n") == 1
    assert everything(Path.cwd()) == {str(Path.cwd() / "file"): b"kept"}


def test_a_folder_without_permission_is_refused(tell: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "mkdir", refuse)
    told = tell("run", "parabola")
    assert told.code == 2
    assert "Permission denied" in told.err
    assert not list(Path.cwd().iterdir())


FULL = ("kudari.results.store.append", "kudari.descent.checkpoint.save", "kudari.session.write_csv")


@pytest.mark.usefixtures("without_pictures")
@pytest.mark.parametrize("place", FULL)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_full_disk_is_told_in_one_sentence(
    tell: Any, monkeypatch: pytest.MonkeyPatch, place: str, language: str
) -> None:
    def full(*_: Any, **__: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(place, full)
        told = tell("run", "parabola", "--seeds", "4", "--out", "here", "--language", language)
    assert told.code == 2, told
    assert "No space left on device" in told.err
    assert "kudari resume here" in told.err
    assert told.err.count("\n") == 1
    # The advice holds once there is room again.
    again = tell("resume", "here")
    assert again.code == 0, again
    assert store.complete(Path("here"))
    assert_same_bits(package.load("here"), package.run(read_study(Path("here/study.toml"))))


ROW = {"method", "hyperparameters", "runs", "finite", "final_loss", "best_loss", "steps_to_stop"}
ROW |= {"gradient_evaluations"}


@pytest.mark.usefixtures("without_pictures")
def test_a_formula_runs(tell: Any) -> None:
    told = tell("run", "(x-1)**2", "--seeds", "4", "--steps", "50", "--set", "learning_rate=0.1", "--json")
    assert told.code == 0, told.err
    answer = json.loads(told.out)
    assert set(answer) >= {"study", "folder", "methods"}
    assert answer["study"]["problem"] == {"name": "formula", "formula": "(x-1)**2"}
    (row,) = answer["methods"]
    assert set(row) >= ROW
    assert (row["method"], row["runs"], row["finite"], row["steps_to_stop"]) == ("gd", 4, 4, None)
    assert set(row["final_loss"]) == set(row["best_loss"]) == {"median", "low", "high"}
    assert row["gradient_evaluations"] == 50
    # (x − 1)² shrinks by (1 − 2·0.1)² a step.
    trace = package.load(answer["folder"])
    first = trace["loss"].isel(step=0).values.astype(float)
    assert row["final_loss"]["median"] == pytest.approx(np.median(first) * 0.8**100, rel=1e-3)


@pytest.mark.usefixtures("without_pictures")
def test_every_method_and_learning_rate_has_a_row(tell: Any) -> None:
    """What is read back from the folder is summarised as what was computed: row by row."""
    words = ["--set", "problem.formula=x**4-3*x**3", "--set", "methods=gd,adam"]
    words += ["--set", "learning_rate=0.01,0.1", "--seeds", "4", "--steps", "50"]
    told = tell("run", "formula", *words, "--json", "--out", "here")
    assert told.code == 0, told.err
    rows = json.loads(told.out)["methods"]
    found = [(row["method"], row["hyperparameters"]["learning_rate"], row["runs"]) for row in rows]
    assert found == [("gd", 0.01, 4), ("gd", 0.1, 4), ("adam", 0.01, 4), ("adam", 0.1, 4)]
    with open("here/summary.csv", newline="", encoding="utf-8") as file:
        table = list(csv.DictReader(file))
    assert [(row["method"], float(row["learning_rate"])) for row in table] == [pair[:2] for pair in found]
    medians = [row["final_loss"]["median"] for row in rows]
    assert [float(row["final_loss_median"]) for row in table] == medians
    assert_same_bits(package.load("here"), package.run(read_study(Path("here/study.toml"))))


@pytest.mark.usefixtures("without_pictures")
def test_a_formula_may_begin_with_a_hyphen(tell: Any) -> None:
    told = tell("run", "-(x+1)*x", "--seeds", "2", "--steps", "5", "--json")
    assert json.loads(told.out)["study"]["problem"]["formula"] == "-(x+1)*x"


@pytest.mark.usefixtures("without_pictures")
def test_what_is_surprising_in_a_formula_is_noted(tell: Any) -> None:
    told = tell("run", "-x**2", "--seeds", "2", "--steps", "5")
    assert told.code == 0
    plain = tell("run", "x*x", "--seeds", "2", "--steps", "5")
    assert "Note" not in plain.out


SHORT = ["--steps", "20", "--seeds", "4"]

ROWS = {
    "parabola": ["gd"],
    "weight": ["gd"] * 4,
    "fit-line": ["gd"] * 2,
    "fit-square": ["gd"] * 2,
    "fit-cubic": ["gd"] * 2,
    "fit-sine": ["gd", "adam"],
    "neurons": ["gd"] * 5,
    "layers": ["gd"] * 4,
    "reversal": ["gd", "reversal-every(gd)", "reversal-on-plateau(gd)", "momentum"],
    "climb-outs": [
        *("gd", "momentum", "adam", "gd+warm-restarts", "reversal-every(adam)", "reversal-every(adam)"),
        *("reversal-on-plateau(gd)", "reversal-on-plateau(adam)", "reversal-on-plateau(adam)", "hill-adam"),
        *("annealed-noise(gd)+cosine", "perturbed-gd", "basin-hopping(gd)", "multi-start(gd)"),
    ],
    "minibatch": ["gd"] * 2,
}


@pytest.mark.usefixtures("without_pictures")
@pytest.mark.parametrize("name", STUDIES)
def test_every_named_study_runs(tell: Any, name: str) -> None:
    told = tell("run", name, *SHORT, "--json", "--out", "here")
    assert told.code == 0, told.err
    assert told.err == ""
    answer = json.loads(told.out)
    assert [row["method"] for row in answer["methods"]] == ROWS[name]
    # Two rows of one method are told apart by what was varied.
    labels = [(row["method"], json.dumps(row["hyperparameters"])) for row in answer["methods"]]
    assert len(set(labels)) == len(labels)
    assert all(row["runs"] == row["finite"] == 4 for row in answer["methods"])
    names = {"study.toml", "versions.toml", "trace.zarr", "checkpoint.npz", "summary.csv"}
    assert {path.name for path in Path("here").iterdir()} == names


@pytest.mark.usefixtures("without_pictures")
def test_a_stored_study_gives_the_same_bits_again(tell: Any) -> None:
    assert tell("run", "reversal", *SHORT, "--out", "first").code == 0
    assert tell("run", "first/study.toml", "--out", "second").code == 0
    assert Path("first/study.toml").read_bytes() == Path("second/study.toml").read_bytes()
    first, second = package.load("first"), package.load("second")
    assert_same_bits(first, second)
    assert_same_bits(first, package.run(read_study(Path("first/study.toml"))))


def test_pictures_lie_in_the_folder(tell: Any) -> None:
    told = tell("run", "parabola", *SHORT, "--out", "here")
    assert told.code == 0, told.err
    pictures = {path.suffix for path in Path("here").iterdir()} & {".png", ".svg"}
    assert pictures == {".png", ".svg"}
    for path in Path("here").glob("*.png"):
        assert path.read_bytes().startswith(b"\x89PNG")
    assert "Results: here" in told.out


@pytest.mark.usefixtures("without_pictures")
@pytest.mark.parametrize(("language", "shown"), [("en", "0 of 64"), ("ja", "64中0")])
def test_divergence_is_shown_and_nothing_invented(tell: Any, language: str, shown: str) -> None:
    """x⁴ with far too long steps: no run stays finite, and no number stands in for the lost ones."""
    words = ["run", "x**4", "--seeds", "64", "--steps", "50", "--set", "learning_rate=10"]
    words += ["--set", "problem.range=5,6", "--language", language]
    told = tell(*words, "--out", "here")
    assert told.code == 0, told.err
    assert shown in told.out
    assert "nan" not in told.out.lower()
    row = json.loads(tell(*words, "--json").out)["methods"][0]
    assert (row["runs"], row["finite"]) == (64, 0)
    assert row["final_loss"] == {"median": None, "low": None, "high": None}
    trace = package.load("here")
    assert (trace["diverged_at"].values >= 1).all()
    assert np.isfinite(trace["last_finite_loss"].values).all()


@pytest.mark.usefixtures("without_pictures")
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("columns", [60, 80, 100, 200])
def test_tables_fit_the_terminal(
    tell: Any, monkeypatch: pytest.MonkeyPatch, columns: int, language: str
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    told = tell("run", "reversal", *SHORT, "--language", language, "--out", "here")
    assert told.code == 0, told.err
    assert max(cell_len(line) for line in told.out.splitlines()) <= columns
    # Neither a number nor a word is cut short.
    assert "…" not in told.out
    for row in ROWS["reversal"]:
        assert row in told.out
    with open("here/summary.csv", newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            assert f"{float(row['final_loss_median']):.4g}" in told.out


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_lists_say_something_of_every_name(
    tell: Any, monkeypatch: pytest.MonkeyPatch, kind: str, language: str
) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    told = tell("list", kind, "--language", language)
    assert (told.code, told.err) == (0, "")
    assert "…" not in told.out
    names = _LISTED[kind][1]
    lines = {line.split()[0]: line.split()[1:] for line in told.out.splitlines() if not line.startswith(" ")}
    assert set(lines) == set(names)
    assert all(lines.values()), [name for name, line in lines.items() if not line]
    assert bool(JAPANESE.search(told.out)) == (language == "ja")


def test_studies_are_listed_first(tell: Any) -> None:
    assert tell("list").out == tell("list", "studies").out


def test_the_exit_code_is_returned() -> None:
    assert command(["list", "methods"]) == 0


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("words", [[], ["run"], ["resume"], ["list"]])
def test_help_speaks_both_languages(tell: Any, words: list[str], language: str) -> None:
    told = tell(*words, "--help", "--language", language)
    assert told.code == 0
    assert bool(JAPANESE.search(told.out)) == (language == "ja")


@pytest.mark.parametrize("more", [{"KUDARI_LANGUAGE": "ja"}, {"LANG": "ja_JP.UTF-8"}])
def test_the_installed_command_speaks_the_terminals_language(tmp_path: Path, more: dict[str, str]) -> None:
    done = kudari("run", "parabola", "--set", "methods=adm", folder=tmp_path, **more)
    assert done.returncode == 2
    assert JAPANESE.search(done.stderr)
    assert "Traceback" not in done.stderr
    assert not list(tmp_path.iterdir())


def test_the_version_is_told(tmp_path: Path) -> None:
    assert kudari("--version", folder=tmp_path).stdout.strip() == package.__version__


class Named(NamedTuple):
    """What a named study is, as it was asked for."""

    problem: dict[str, Any]
    methods: list[dict[str, Any]]
    steps: int | None = None
    more: Mapping[str, Any] = MappingProxyType({})


def gd(rate: float) -> dict[str, Any]:
    return {"name": "gd", "learning_rate": [rate]}


def fits(function: str, high: float) -> dict[str, Any]:
    shape = {"hidden": [10], "activation": ["tanh"], "batch": 100, "scale": 0.5}
    return {"name": "fit", "function": function, "range": [0.0, high], **shape}


BESIDE = {"vary": {"gradient": ["backprop", "forward"]}}
RATE = [0.001]

NAMED = {
    "parabola": Named(
        {"name": "formula", "formula": "(x-1)**2", "range": [-10.0, 10.0]},
        [gd(0.1)],
        more={"stop": {"gradient_norm": 0.1}},
    ),
    "weight": Named(
        {"name": "weight", "w": 1.95, "x": 1.0, "label": 2.0},
        [gd(0.1)],
        more={"vary": {"gradient": ["backprop", "forward", "central", "complex-step"]}},
    ),
    "fit-line": Named(fits("x", 1.0), [gd(0.1)], 300, BESIDE),
    "fit-square": Named(fits("x**2", 3.0), [gd(0.03)], 1000, BESIDE),
    "fit-cubic": Named(fits("x**3 - 2.5*x**2", 3.0), [gd(0.03)], 3000, BESIDE),
    "neurons": Named(
        fits("x**2", 3.0), [gd(0.03)], more={"vary": {"problem.hidden": [[2], [5], [10], [20], [50]]}}
    ),
    "layers": Named(
        fits("x**2", 3.0),
        [gd(0.03)],
        more={"vary": {"problem.hidden": [[10], [10, 10], [10, 10, 10], [10, 10, 10, 10]]}},
    ),
    "reversal": Named(
        {"name": "matrix", "rows": 10, "inner": 10, "columns": 10},
        [
            gd(0.001),
            {"name": "reversal-every", "inner": "gd", "learning_rate": RATE, "every": [300.0]},
            {"name": "reversal-on-plateau", "inner": "gd", "learning_rate": RATE},
            {"name": "momentum", "learning_rate": RATE, "momentum": [0.9]},
        ],
        3000,
        {"seeds": 64},
    ),
    "minibatch": Named(
        {"name": "classify", "data": "digits", "hidden": [50, 100], "activation": ["relu"], "batch": 10}
        | {"initial": "normal", "scale": 0.1},
        [gd(0.01)],
        1000,
        {"vary": {"order": ["fixed", "reshuffled"]}},
    ),
}


@pytest.mark.parametrize("name", NAMED)
def test_named_studies_have_exactly_these_values(name: str) -> None:
    from kudari.study_file import to_mapping

    table, wanted = to_mapping(STUDIES[name]), NAMED[name]
    assert table["problem"] == wanted.problem
    for method, expected in zip(table["methods"], wanted.methods, strict=True):
        assert expected.items() <= method.items()
    assert wanted.steps in (None, table["steps"])
    for field, value in wanted.more.items():
        assert table[field] == value


def test_a_sine_is_fitted_by_two_hidden_layers_over_one_period() -> None:
    settings = STUDIES["fit-sine"].problem.settings  # type: ignore[union-attr]
    assert settings["function"] == "sin(x)"
    assert settings["range"] == pytest.approx((0, 2 * np.pi))
    assert len(settings["hidden"]) == 2


def test_the_smallest_model_has_the_gradient_computed_by_hand() -> None:
    """2x²w − 2x·label = 2·1.95 − 2·2 = −0.1, by each of the four estimators, at the first step."""
    trace = package.run(STUDIES["weight"])
    first = trace["gradient_norm"].isel(step=0)
    np.testing.assert_allclose(first.values, 0.1, atol=1e-6)
    assert trace.sizes["run"] == 4


def test_the_parabola_starts_anywhere_and_stops_by_its_rule() -> None:
    trace = package.run(STUDIES["parabola"])
    starts = trace["parameters"].isel(step=0, parameter=0).values
    assert starts.min() >= -10
    assert starts.max() <= 10
    assert np.ptp(starts) > 15
    ends = trace["final_parameters"].isel(parameter=0).values
    # |2(x − 1)| ≤ 0.1, and no run goes on beyond: one step before, it had not come so near.
    assert (np.abs(2 * (ends - 1)) <= 0.1).all()
    assert (np.abs(2 * (ends - 1)) > 0.1 * 0.8 - 1e-6).all()


def test_weights_of_the_fits_start_within_half_and_minibatch_weights_with_a_tenth() -> None:
    from kudari.plan import build_problem

    key = jax.random.key(0)
    fit = jax.tree.leaves(build_problem(STUDIES["fit-line"].problem).init(key))
    assert 0.4 < max(float(abs(leaf).max()) for leaf in fit) <= 0.5
    digits = build_problem(STUDIES["minibatch"].problem).init(key)
    for layer in digits:
        assert float(layer["weight"].std()) == pytest.approx(0.1, rel=0.1)
        assert float(abs(layer["bias"]).max()) == 0
    assert [layer["weight"].shape for layer in digits] == [(50, 64), (100, 50), (10, 100)]
