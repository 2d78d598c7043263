"""Tidy tables against the trace, number by number, and as pandas and Arrow read them back."""

import csv
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from pyarrow import parquet

from kudari.results.schema import attributes
from kudari.results.tidy import tables, write_csv, write_parquet

INF, NAN = np.float32(np.inf), np.float32(np.nan)
ODD = ('a, "b"; c', "手法％ & _x\t", "gd")
STEPS, EVALUATED, PROBED = [0, 2, 4, 6], [0, 4], [0, 6]


def made() -> xr.Dataset:
    """Three runs of two parameters, recorded every second step; the second rests after 3 steps, the third after 4."""
    text = np.dtypes.StringDType()
    random = np.random.default_rng(0)

    def numbers(*shape: int) -> np.ndarray:
        return random.standard_normal(shape).astype(np.float32)

    loss = numbers(3, 4)
    loss[0, 1:] = [INF, -INF, NAN]
    variables = {
        "loss": (("run", "step"), loss),
        "parameters": (("run", "step", "parameter"), numbers(3, 4, 2)),
        "accuracy": (("run", "evaluated_step"), numbers(3, 2)),
        "my_own": (("run", "evaluated_step"), numbers(3, 2)),
        "sharpness": (("run", "probed_step"), numbers(3, 2)),
        "dead_units": (("run", "probed_step", "hidden_layer"), numbers(3, 2, 2)),
        "final_parameters": (("run", "parameter"), numbers(3, 2)),
        "output_learned": (("run", "grid"), numbers(3, 5)),
        "landscape": (("landscape_x", "landscape_y"), numbers(3, 2)),
        "steps_run": ("run", np.array([6, 3, 4], np.int32)),
        "stopped": ("run", np.array([0, 2, 3], np.int32)),
        "best_loss": ("run", numbers(3)),
        "running": (("run", "step"), np.array(STEPS)[None] <= np.array([[6], [3], [4]])),
    }
    coordinates = {
        "method": ("run", np.array(ODD, text)),
        "seed": ("run", np.array([0, 1, 2])),
        "learning_rate": ("run", np.array([0.1, 1e-3, 0.30000000000000004])),
        "momentum": ("run", np.array([np.nan, 0.9, np.nan])),
        "order": ("run", np.array(["fixed", "", "reshuffled"], text)),
        "step": STEPS,
        "evaluated_step": EVALUATED,
        "probed_step": PROBED,
        "landscape_x": [0.0, 1.0, 2.0],
        "landscape_y": [-1.0, 1.0],
    }
    trace = xr.Dataset(variables, coordinates)
    for name in trace.variables:
        trace[name].attrs.update(attributes(str(name)))
    return trace


COUNTED = {
    "steps": ("step", ["loss"]),
    "evaluations": ("evaluated_step", ["accuracy", "my_own"]),
    "probes": ("probed_step", ["sharpness"]),
}


def test_a_row_for_each_observation_and_none_for_a_run_at_rest() -> None:
    trace = made()
    found = tables(trace)
    assert set(found) == {*COUNTED, "runs", "parameters", "outputs", "landscape", "columns"}
    for table, (dim, names) in COUNTED.items():
        rows = iter(found[table].to_dict("records"))
        for run in range(3):
            for place, step in enumerate(trace[dim].values.tolist()):
                if step > trace["steps_run"].values[run]:
                    continue
                row = next(rows)
                assert (row["run"], row["method"], row["seed"], row["step"]) == (run, ODD[run], run, step)
                for name in names:
                    np.testing.assert_equal(row[name], trace[name].values[run, place])
                if table == "steps":
                    assert row["parameters_1"] == trace["parameters"].values[run, place, 1]
                if table == "probes":
                    assert row["dead_units_0"] == trace["dead_units"].values[run, place, 0]
        assert next(rows, None) is None
    assert found["runs"]["best_loss"].tolist() == trace["best_loss"].values.tolist()
    assert (
        found["parameters"]["final_parameters"].tolist() == trace["final_parameters"].values.ravel().tolist()
    )
    assert found["outputs"]["grid"].tolist() == [*range(5)] * 3
    height = {(x, y): z for x, y, z in found["landscape"].itertuples(index=False)}
    assert height[(2.0, -1.0)] == trace["landscape"].values[2, 0]


def test_every_table_names_its_runs_and_keeps_precision() -> None:
    found = tables(made())
    for table in ("runs", *COUNTED, "parameters", "outputs"):
        assert list(found[table].columns[:6]) == [
            "run",
            "method",
            "seed",
            "learning_rate",
            "momentum",
            "order",
        ]
    assert found["steps"]["loss"].dtype == np.float32
    assert found["runs"]["momentum"].isna().tolist() == [True, False, True]
    assert found["runs"]["order"].isna().tolist() == [False, True, False]
    assert "running" not in found["steps"]


def test_every_column_is_described() -> None:
    found = tables(made())
    described = found["columns"]
    assert len(described) == sum(len(frame.columns) for name, frame in found.items() if name != "columns")
    row = described[(described["table"] == "steps") & (described["column"] == "parameters_1")].iloc[0]
    assert row["units"] == "parameter"
    assert row["description"] == attributes("parameters")["description"]


@pytest.mark.parametrize(
    "table", ["runs", "steps", "evaluations", "probes", "parameters", "outputs", "landscape"]
)
def test_csv_is_read_back_by_pandas_to_the_same_bits(tmp_path: Path, table: str) -> None:
    frame = tables(made())[table]
    write_csv({table: frame}, tmp_path / "o")
    path = tmp_path / "o" / f"{table}.csv"
    text = [name for name in ("method", "order") if name in frame]
    back = pd.read_csv(path, na_values={name: [] for name in text})
    assert list(back.columns) == list(frame.columns)
    for name in frame:
        ours, theirs = frame[name], back[name]
        if name in text:
            assert theirs.fillna("").tolist() == ours.astype(object).where(ours.notna(), "").tolist()
        elif isinstance(ours.dtype, np.dtype):
            assert theirs.to_numpy().astype(ours.dtype).tobytes() == ours.to_numpy().tobytes(), name
        else:
            np.testing.assert_array_equal(theirs.to_numpy(float), ours.to_numpy(float, na_value=np.nan))


def test_csv_as_text(tmp_path: Path) -> None:
    """A missing label is an empty cell, a measure is never one."""
    write_csv(tables(made()), tmp_path / "o")
    with (tmp_path / "o" / "steps.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["loss"] for row in rows[1:4]] == ["inf", "-inf", "nan"]
    assert rows[0]["method"] == ODD[0]
    assert {row["momentum"] for row in rows} == {"", "0.9"}
    assert {row["order"] for row in rows} == {"fixed", "", "reshuffled"}
    assert rows[-1]["learning_rate"] == "0.30000000000000004"


@settings(deadline=None, max_examples=30)
@given(bits=arrays.arrays(np.uint32, 40, elements=st.integers(0, 2**32 - 1)))
def test_any_number_survives_as_text(tmp_path_factory: pytest.TempPathFactory, bits: np.ndarray) -> None:
    folder = tmp_path_factory.mktemp("any") / "o"
    single = bits.view(np.float32)
    double = np.concatenate([bits[:20], bits[20:]]).view(np.float64)
    write_csv({"f": pd.DataFrame({"one": single}), "d": pd.DataFrame({"two": double})}, folder)
    for name, values in (("f", single), ("d", double)):
        _, *lines = (folder / f"{name}.csv").read_text("utf-8").split()
        np.testing.assert_array_equal(np.array(lines, float).astype(values.dtype), values)


def test_parquet_is_read_back_by_arrow_to_the_same_bits(tmp_path: Path) -> None:
    found = tables(made())
    write_parquet(found, tmp_path / "o")
    assert {path.stem for path in (tmp_path / "o").iterdir()} == set(found)
    for table, frame in found.items():
        back = parquet.read_table(tmp_path / "o" / f"{table}.parquet")
        assert back.column_names == list(frame.columns)
        for name in frame:
            theirs = back[name]
            if isinstance(frame[name].dtype, np.dtype) and frame[name].dtype.kind in "fi":
                assert theirs.null_count == 0
                assert theirs.to_numpy().tobytes() == frame[name].to_numpy().tobytes()
                assert theirs.to_numpy().dtype == frame[name].dtype
            else:
                ours = [
                    None if missing else value
                    for value, missing in zip(frame[name], frame[name].isna(), strict=True)
                ]
                assert theirs.to_pylist() == ours
