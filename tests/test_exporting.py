"""`kudari export`: every kind read back and held against the trace, and what cannot be exported said in a sentence."""

import json
import re
import shutil
import struct
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import imageio_ffmpeg
import numpy as np
import pandas as pd
import pytest
import xarray as xr
from PIL import Image
from pyarrow import parquet
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from tensorboardX.proto.event_pb2 import Event

import kudari
from end_to_end import run_python
from kudari.cli import command
from kudari.exporting import KINDS
from kudari.results.summary import Spread, summarise
from kudari.show.export.latex import escape, interval, latex_table, number

JAPANESE = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")
ODD = ('[a], "b" & 50 % of_it--', "手法/法 ../$x^2~ {1}")
SEEDS, STEPS = 3, 30


@pytest.fixture(autouse=True)
def _in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "110")
    monkeypatch.setenv("KUDARI_LANGUAGE", "en")


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two methods with odd names; of the first, one of two learning rates is so large that its runs diverge."""
    folder = tmp_path_factory.mktemp("export") / "s"
    study = kudari.Study(
        name="odd 1",
        problem=kudari.ProblemChoice(name="formula", settings={"formula": "x**4 + y**2"}),
        methods=(
            kudari.MethodChoice(name="gd", hyperparameters={"learning_rate": (0.01, 9.0)}, label=ODD[0]),
            kudari.MethodChoice(name="momentum", hyperparameters={"learning_rate": (0.01,)}, label=ODD[1]),
        ),
        seeds=SEEDS,
        steps=STEPS,
    )
    kudari.run(study, folder)
    return folder


@pytest.fixture
def folder(stored: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(stored, tmp_path / "s"))


@pytest.fixture(scope="module")
def trace(stored: Path) -> xr.Dataset:
    return kudari.load(stored).load()


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_is_written_beside_the_study_and_said(
    kind: str, language: str, folder: Path, capsys: Any
) -> None:
    before = {path.name for path in folder.iterdir()}
    assert command(["export", "s", "--to", kind, "--language", language]) == 0
    told = capsys.readouterr()
    assert {path.name for path in folder.iterdir()} - before == {KINDS[kind].place}
    assert f"s/{KINDS[kind].place}" in told.out
    assert "iB" in told.out or " B" in told.out
    assert bool(JAPANESE.search(told.out)) == (language == "ja")
    assert told.err == ""
    # What is there already is never overwritten.
    assert command(["export", "s", "--to", kind, "--language", language]) == 2
    assert {path.name for path in folder.iterdir()} - before == {KINDS[kind].place}


def test_from_python_and_to_another_place(stored: Path, tmp_path: Path) -> None:
    out = tmp_path / "new" / "deep" / "any name"
    assert kudari.export(str(stored), to="netcdf", out=out) == out
    assert [path.name for path in out.parent.iterdir()] == ["any name"]
    assert kudari.export(stored, to="mp4", out="film") == Path("film")


def test_tables_are_the_traces(stored: Path, trace: xr.Dataset, tmp_path: Path) -> None:
    made = kudari.export(stored, to="csv", out="o")
    runs, steps = pd.read_csv(made / "runs.csv"), pd.read_csv(made / "steps.csv")
    assert runs["method"].tolist() == [ODD[0]] * 2 * SEEDS + [ODD[1]] * SEEDS
    assert runs["steps_run"].tolist() == trace["steps_run"].values.tolist()
    for run, rows in steps.groupby("run"):
        last = int(trace["steps_run"].values[run])
        assert rows["step"].tolist() == list(range(last + 1))
        theirs = trace["loss"].values[run, : last + 1]
        np.testing.assert_array_equal(rows["loss"].to_numpy().astype(theirs.dtype), theirs)
    assert len(steps) < trace["loss"].size
    # The runs that diverge do so in numbers, not in empty cells.
    assert not steps["loss"].isna().any() or "nan" in (made / "steps.csv").read_text("utf-8")


def test_netcdf_is_the_trace(stored: Path, trace: xr.Dataset) -> None:
    back = xr.load_dataset(kudari.export(stored, to="netcdf", out="o.nc"), engine="h5netcdf")
    assert set(back.variables) == set(trace.variables)
    assert set(back.coords) == set(trace.coords)
    for name, variable in trace.variables.items():
        assert back[name].dims == variable.dims
        assert back[name].attrs == variable.attrs
        if variable.dtype.kind in "fiub":
            assert back[name].values.dtype == variable.dtype
            assert back[name].values.tobytes() == variable.values.tobytes(), name
        else:
            assert [str(value) for value in back[name].values] == [str(value) for value in variable.values]
    assert set(back.attrs) == set(trace.attrs)
    for name, value in trace.attrs.items():
        simple = isinstance(value, str) or (isinstance(value, int | float) and not isinstance(value, bool))
        assert (back.attrs[name] if simple else json.loads(back.attrs[name])) == value


def records(path: Path) -> Iterator[Event]:
    """The events of a TFRecord file: length, its checksum, data, its checksum."""
    data, place = path.read_bytes(), 0
    while place < len(data):
        (length,) = struct.unpack_from("<Q", data, place)
        assert struct.unpack_from("<I", data, place + 8)[0] == masked(data[place : place + 8])
        body = data[place + 12 : place + 12 + length]
        assert struct.unpack_from("<I", data, place + 12 + length)[0] == masked(body)
        yield Event.FromString(body)
        place += 16 + length


def masked(data: bytes) -> int:
    """CRC-32C (Castagnoli), bit by bit, turned and shifted as TFRecord files have it."""
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = (crc >> 1) ^ (0x82F63B78 if crc & 1 else 0)
    crc ^= 0xFFFFFFFF
    return (((crc >> 15) | (crc << 17)) + 0xA282EAD8) & 0xFFFFFFFF


def test_event_files_hold_medians_and_bands(stored: Path, trace: xr.Dataset) -> None:
    made = kudari.export(stored, to="tensorboard", out="tb")
    (written,) = {path.stat().st_mtime for path in [stored / "trace.zarr" / "zarr.json"]}
    groups = [path for path in made.iterdir() if path.is_dir()]
    assert len(groups) == 3
    (file,) = next(path for path in groups if path.name.startswith("手法")).iterdir()
    found: dict[str, dict[int, float]] = {}
    for event in records(file):
        assert event.wall_time == pytest.approx(written, abs=60)
        for value in event.summary.value:
            if value.WhichOneof("value") == "simple_value":
                found.setdefault(value.tag, {})[event.step] = value.simple_value
    loss = trace["loss"].values[2 * SEEDS :].astype(float)
    for tag, share in (("median", 0.5), ("low", 0.1), ("high", 0.9)):
        assert list(found[f"loss/{tag}"]) == list(range(STEPS + 1))
        np.testing.assert_allclose(
            list(found[f"loss/{tag}"].values()), np.quantile(loss, share, axis=0), rtol=1e-6
        )
    assert list(found["sharpness/median"]) == trace["probed_step"].values.tolist()


def test_tensorboard_itself_reads_them(stored: Path, trace: xr.Dataset) -> None:
    made = kudari.export(stored, to="tensorboard", out="tb")
    shared = EventAccumulator(str(made)).Reload()
    text = shared.Tensors("study/text_summary")[0].tensor_proto.string_val[0].decode("utf-8")
    assert trace.attrs["study"] in text
    assert b"loss/low" in shared.Tensors("custom_scalars__config__")[0].tensor_proto.string_val[0]
    for path in (path for path in made.iterdir() if path.is_dir()):
        read = EventAccumulator(str(path), size_guidance={"scalars": 0}).Reload()
        events = read.Scalars("loss/median")
        assert [event.step for event in events] == sorted({event.step for event in events})
        assert set(read.Tags()["scalars"]) >= {"loss/low", "gradient_norm/high", "sharpness/median"}
        assert {"_hparams_/session_start_info", "_hparams_/experiment"} <= set(
            read.PluginTagToContent("hparams")
        )
    assert all(np.isfinite(event.value) for event in events)


def test_one_seed_has_no_band(tmp_path: Path) -> None:
    study = kudari.Study(
        problem=kudari.ProblemChoice(name="formula", settings={"formula": "x**2"}), steps=5, seeds=1
    )
    kudari.run(study, "one")
    made = kudari.export("one", to="tensorboard")
    (group,) = (path for path in made.iterdir() if path.is_dir())
    tags = EventAccumulator(str(group)).Reload().Tags()["scalars"]
    assert "loss/median" in tags
    assert not [tag for tag in tags if tag.endswith(("low", "high"))]


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (0.0, "$0$"),
        (1.0, "$1$"),
        (-2.5, "$-2.50$"),
        (1234.5, "$1234$"),
        (99999.0, "$99999$"),
        (123456.0, r"$1.23\times10^{5}$"),
        (0.0012345, "$0.00123$"),
        (0.00099999, "$0.00100$"),
        (0.00012345, r"$1.23\times10^{-4}$"),
        (-4.5e-300, r"$-4.50\times10^{-300}$"),
        (float("nan"), "--"),
        (float("inf"), r"$\infty$"),
        (float("-inf"), r"$-\infty$"),
    ],
)
def test_numbers_in_latex(value: float, written: str) -> None:
    assert number(value) == written


def test_intervals_in_latex() -> None:
    assert interval(Spread(2.0, 1.0, 3.14159)) == r"{\scriptsize [$1$, $3.1$]}"
    assert interval(Spread(2.0, 2.0, 2.0)) == ""


@pytest.mark.parametrize("language", ["en", "ja"])
def test_latex_tells_the_summary(stored: Path, trace: xr.Dataset, language: str) -> None:
    text = kudari.export(stored, to="latex", out="t.tex", language=language).read_text("utf-8")
    assert bool(re.search("中央値", text)) == (language == "ja")
    body = text.split(r"\midrule")[1].split(r"\bottomrule")[0]
    lines = [line.strip() for line in body.splitlines() if line.strip() and "addlinespace" not in line]
    columns = re.search(r"\\begin{tabular}{(\w+)}", text)[1]  # type: ignore[index]
    rows = summarise(trace)
    medians = [line for line in lines if "/" in line.replace("手法/法 ../", "")]
    assert len(medians) == len(rows)
    for line, row in zip(medians, rows, strict=True):
        cells = re.sub(r"\\&", "", line).removesuffix(r"\\").split("&")
        assert len(cells) == len(columns)
        rate, finite, final, best = (cell.strip() for cell in cells[1:5])
        assert float(rate.strip("$")) == row.hyperparameters["learning_rate"]
        assert finite == f"{row.finite}/{row.runs}"
        for cell, value in ((final, row.final_loss.median), (best, row.best_loss.median)):
            plain = cell.strip("$").replace(r"\times10^{", "e").replace("}", "")
            assert (cell == "--") if np.isnan(value) else float(plain) == pytest.approx(value, rel=6e-3)
    assert all(line.endswith(r"\\") and balanced(line) for line in lines)
    assert balanced(text)


def balanced(text: str) -> bool:
    braces = re.sub(r"\\[{}\\]", "", text)
    return braces.count("{") == braces.count("}") and text.count("$") % 2 == text.count(r"\$") % 2


@pytest.mark.parametrize(
    ("came", "given"), [("a  b\n%c", r"a b \%c"), ("x--y[1]", r"x-{}-y{[}1]"), ("\\", r"\textbackslash{}")]
)
def test_any_text_in_latex(came: str, given: str) -> None:
    assert escape(came) == given


@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="no LaTeX here")
def test_latex_is_set(trace: xr.Dataset, tmp_path: Path) -> None:
    every = "".join(map(chr, range(32, 127)))
    odd = trace.assign_coords(method=("run", [f"[{every}"] * 6 + ["[*"] * 3)).assign_attrs(name=every)
    text = latex_table(odd, "en")
    page = "\\documentclass{article}\\usepackage{booktabs}\\begin{document}" + text + "\\end{document}"
    (tmp_path / "a.tex").write_text(page, encoding="utf-8")
    words = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "a.tex"]
    done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-2000:]


def test_films_of_a_stored_study(stored: Path, trace: xr.Dataset) -> None:
    with Image.open(kudari.export(stored, to="gif", out="a.gif")) as gif:
        assert gif.n_frames == STEPS + 1
        first = np.asarray(gif.convert("RGB"), int)
        gif.seek(STEPS)
        assert np.abs(first - np.asarray(gif.convert("RGB"), int)).max() > 100
    made = kudari.export(stored, to="mp4", out="a.mp4", language="ja")
    assert imageio_ffmpeg.count_frames_and_secs(made)[0] == STEPS + 15


@pytest.fixture
def unfinished(tmp_path: Path) -> Path:
    """A study that was stopped after its first stretch."""
    study = kudari.Study(problem=kudari.ProblemChoice(name="matrix"), steps=50_000, seeds=2)
    kudari.run(study, tmp_path / "u", watch=lambda part: True)
    return tmp_path / "u"


@pytest.mark.parametrize("language", ["en", "ja"])
def test_a_study_that_is_not_finished_goes_as_far_as_it_goes(
    unfinished: Path, language: str, capsys: Any
) -> None:
    reached = int(kudari.load(unfinished)["step"].values[-1])
    assert reached < 50_000
    for kind in KINDS:
        assert command(["export", "u", "--to", kind, "--language", language]) == 0
        told = capsys.readouterr().out
        assert f"{reached:,}" in told
        assert "kudari resume u" in told
    steps = pd.read_csv(unfinished / "tables-csv" / "steps.csv")
    assert steps["step"].max() == reached


@pytest.fixture(scope="module")
def race(tmp_path_factory: pytest.TempPathFactory, stored: Path) -> Path:
    """gd against momentum on two bowls; `stored` keeps the compiled programs."""
    folder = tmp_path_factory.mktemp("race") / "r"
    words = ["compare", "(x-1)**2", "sphere", "--methods", "gd,momentum", "--seeds", "4", "--budget", "2"]
    assert command([*words, "--tuning-seeds", "2", "--steps", "12", "--out", str(folder)]) == 0
    return folder


def test_a_race_is_exported_as_tables(race: Path) -> None:
    told = json.loads((race / "answers.json").read_text("utf-8"))
    made = {kind: kudari.export(race, to=kind, out=kind) for kind in ("csv", "parquet")}
    for name in ("runs", "trials"):
        ours, theirs = pd.read_csv(made["csv"] / f"{name}.csv"), pd.read_csv(race / f"{name}.csv")
        pd.testing.assert_frame_equal(ours, theirs)
        assert parquet.read_table(made["parquet"] / f"{name}.parquet").num_rows == len(theirs)
    answers = pd.read_csv(made["csv"] / "answers.csv")
    assert answers["about"].value_counts().to_dict() == {
        "all problems": 1,
        "one problem": 2,
        "tuned against default": len(told["worth_of_tuning"]),
    }
    (whole,) = told["answers"]
    row = answers.iloc[0]
    assert (row["method"], row["baseline"], row["verdict"]) == ("momentum", "gd", whole["verdict"])
    assert row["interval_estimate"] == pytest.approx(whole["difference"]["estimate"])
    assert row["improvement_low"] == pytest.approx(whole["probability_of_improvement"]["low"])


@pytest.mark.parametrize("language", ["en", "ja"])
def test_a_race_is_exported_to_latex(race: Path, language: str) -> None:
    told = json.loads((race / "answers.json").read_text("utf-8"))
    text = kudari.export(race, to="latex", out="r.tex", language=language).read_text("utf-8")
    assert balanced(text)
    assert text.count(r"\begin{tabular}") == 2
    runs, answers = text.split(r"\end{table}")[:2]
    for problem in told["problems"]:
        assert escape(problem["problem"]) in runs
        for entry in problem["entries"]:
            assert f"{entry['finite']}/{entry['runs']}" in runs
    (whole,) = told["answers"]
    ratio = 10 ** whole["difference"]["estimate"]
    assert number(ratio if whole["difference"]["estimate"] else 1.0) in answers
    assert ("判定" in answers) == (language == "ja")


@pytest.mark.parametrize("kind", ["netcdf", "tensorboard", "gif", "mp4"])
def test_a_races_problems_are_exported_one_by_one(race: Path, kind: str, capsys: Any) -> None:
    assert command(["export", str(race), "--to", kind]) == 2
    told = capsys.readouterr().err
    assert told.count("\n") == 1
    for problem in json.loads((race / "answers.json").read_text("utf-8"))["problems"]:
        assert str(race / problem["problem"]) in told
    assert kudari.export(race / problem["problem"], to=kind, out="one").exists()


def damaged(folder: Path) -> None:
    shutil.rmtree(folder / "trace.zarr" / "loss")


def blocked(folder: Path) -> None:
    Path("file").write_text("", encoding="utf-8")


@pytest.mark.parametrize(
    ("prepare", "words", "expected"),
    [
        (None, ["export", "s", "--to", "cvs"], "'csv'"),
        (None, ["export", "s", "--to", "movie.mp4"], "'mp4'"),
        (None, ["export", "nowhere", "--to", "csv"], "no folder nowhere"),
        (None, ["export", ".", "--to", "csv"], "no trace"),
        (None, ["export", "s", "--to", "csv", "--out", "s"], "exists"),
        (None, ["export", "s"], "kudari export --help"),
        (None, ["export", "--to", "csv"], "kudari export --help"),
        (None, ["exprt", "s", "--to", "csv"], "'export'"),
        (damaged, ["export", "s", "--to", "csv"], "damaged"),
        *((blocked, ["export", "s", "--to", kind, "--out", "file/a"], "cannot be written") for kind in KINDS),
    ],
)
def test_bad_input_is_one_sentence_and_changes_nothing(
    capsys: Any, folder: Path, prepare: Callable[[Path], None] | None, words: list[str], expected: str
) -> None:
    if prepare is not None:
        prepare(folder)
    before = sorted(Path.cwd().rglob("*"))
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
    assert sorted(Path.cwd().rglob("*")) == before


@pytest.mark.parametrize(
    ("kind", "package"),
    [
        ("parquet", "pyarrow"),
        ("netcdf", "h5netcdf"),
        ("netcdf", "h5py"),
        ("tensorboard", "tensorboardX"),
        ("mp4", "imageio_ffmpeg"),
    ],
)
def test_a_missing_package_is_named(
    kind: str, package: str, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    for name in [package, *(name for name in sys.modules if name.startswith(f"{package}."))]:
        monkeypatch.setitem(sys.modules, name, None)
    monkeypatch.setenv("PATH", "")
    before = sorted(folder.rglob("*"))
    assert command(["export", "s", "--to", kind]) == 2
    told = capsys.readouterr().err
    assert package in told
    assert "pip install 'kudari[export]'" in told
    assert sorted(folder.rglob("*")) == before


@pytest.mark.parametrize("kind", KINDS)
def test_what_cannot_be_written_whole_is_not_there(
    kind: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A disk that is full when half is written."""
    write = KINDS[kind].write

    def fails(source: Any, path: Path) -> None:
        write(source, path)
        raise OSError(28, "No space left on device")

    monkeypatch.setitem(KINDS, kind, type(KINDS[kind])(KINDS[kind].place, fails))  # type: ignore[arg-type]
    before = sorted(folder.rglob("*"))
    with pytest.raises(kudari.InputError, match="No space left"):
        kudari.export(folder, to=kind)
    assert sorted(folder.rglob("*")) == before


def test_an_export_does_not_start_jax() -> None:
    code = "import sys, kudari; kudari.export; print('jax' in sys.modules)"
    assert run_python(code).stdout.strip() == "False"
