"""From a stored study to sentences: at the terminal, as JSON, in both languages, and without JAX."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
import zarr

import kudari
from end_to_end import kudari as command
from end_to_end import run_python
from kudari.choose import choose
from kudari.diagnosis.causes import CAUSES
from kudari.diagnosis.explain import as_json, explain, sentence, verdict_sentence
from kudari.diagnosis.finding import rounded_down
from kudari.diagnosis.verdict import Outcome
from kudari.language import SENTENCES, Number


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Gradient descent just beyond its limit, beside heavy ball that bears the same rate."""
    folder = tmp_path_factory.mktemp("explain")
    done = command(
        *("run", "quadratic", "--set", "methods=gd,momentum", "--set", "learning_rate=2.1"),
        *("--seeds", "3", "--steps", "300", "--out", "study"),
        folder=folder,
    )
    assert done.returncode == 0, done.stderr
    assert "above the stability limit 2/η = 0.9524" in " ".join(done.stdout.split())
    return folder


def test_explaining_a_stored_study_says_what_was_said_after_the_run(stored: Path) -> None:
    done = command("explain", "study", folder=stored)
    said = " ".join(done.stdout.split())
    assert done.returncode == 0
    assert "gd: 3 runs: 3 diverged" in said
    assert "The learning rate 2.1 is too large" in said
    assert "--set gd.learning_rate=1 " in said
    assert "momentum: 3 runs: 3 converged" in said


def test_in_japanese(stored: Path) -> None:
    said = "".join(command("explain", "study", "--language", "ja", folder=stored).stdout.split())
    assert "gd：3回のうち、発散3回" in said
    assert "学習率2.1が大きすぎます" in said


def test_as_json(stored: Path) -> None:
    table = json.loads(command("explain", "study", "--json", folder=stored).stdout)
    first, second = table["methods"]
    assert first["method"] == "gd"
    assert first["outcomes"] == {"diverged": 3}
    finding = first["findings"][0]
    assert finding["cause"] == "rate_above_limit"
    assert finding["evidence"] == pytest.approx(
        {"sharpness": 1, "learning_rate": 2.1, "stable_rate": 2}, rel=1e-5
    )
    assert finding["limit"] == pytest.approx(2 / 2.1)
    assert finding["try"] == {"gd.learning_rate": 1.0}
    assert "2/η" in finding["sentence"]
    assert second["outcomes"] == {"converged": 3}
    assert second["findings"] == []


def test_it_does_not_start_jax(stored: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from kudari.explaining import show_explanation; "
        "show_explanation(Path('study'), 'en', json_only=True); sys.stdout.flush(); "
        "print('jax' in sys.modules, file=sys.stderr)"
    )
    assert run_python(code, stored).stderr.strip() == "False"


def broken_copy(stored: Path, to: Path) -> zarr.Group:
    shutil.copytree(stored / "study", to)
    return zarr.open_group(to / "trace.zarr", mode="r+")


def refused(folder: Path, name: str) -> str:
    done = command("explain", name, folder=folder)
    assert done.returncode == 2
    assert len(done.stderr.strip().splitlines()) == 1
    return done.stderr


def test_a_later_format_is_refused(stored: Path, tmp_path: Path) -> None:
    broken_copy(stored, tmp_path / "later").attrs["format"] = 99
    assert "format 99" in refused(tmp_path, "later")


def test_a_missing_variable_is_named(stored: Path, tmp_path: Path) -> None:
    del broken_copy(stored, tmp_path / "gap")["loss"]
    assert "loss" in refused(tmp_path, "gap")


def test_damaged_numbers_are_refused(stored: Path, tmp_path: Path) -> None:
    broken_copy(stored, tmp_path / "torn")
    block = next(
        path for path in (tmp_path / "torn" / "trace.zarr" / "loss" / "c").rglob("*") if path.is_file()
    )
    block.write_bytes(b"nothing like it")
    assert "damaged" in refused(tmp_path, "torn")


def test_damaged_descriptions_are_refused(stored: Path, tmp_path: Path) -> None:
    broken_copy(stored, tmp_path / "bent")
    (tmp_path / "bent" / "trace.zarr" / "zarr.json").write_text("{", encoding="utf-8")
    assert "damaged" in refused(tmp_path, "bent")


@pytest.mark.parametrize("name", ["nowhere", "."])
def test_a_folder_without_a_study_is_refused(name: str, tmp_path: Path) -> None:
    refused(tmp_path, name)


def test_a_tanh_network_comes_to_the_edge_of_stability() -> None:
    """Progressive sharpening, then hovering at 2/η (Cohen et al. 2021, arXiv:2103.00065, figure 1)."""
    settings = ["methods=gd", "gd.learning_rate=0.05", "order=fixed", "seeds=3", "steps=5000"]
    settings += ["record_every=10", "probe_every=250", "measures=loss,gradient_norm,update_cosine,sharpness"]
    trace = kudari.run(choose("fit-sine", settings=settings))
    sharpness = trace["sharpness"].values
    assert (sharpness[:, 0] < 0.6 * 40).all()
    assert np.median(np.abs(sharpness[:, -6:].mean(axis=1) / 40 - 1)) < 0.05
    (explanation,) = explain(trace)
    found = {finding.cause: finding for finding in explanation.runs[0].findings}
    assert "hovers within" in sentence(found["edge_of_stability"], "en")
    assert found["edge_of_stability"].limit == pytest.approx(40)


def test_gradients_that_grow_on_their_way_back_are_named() -> None:
    """Large weights behind tiny inputs: what comes back to the first layer is thousands of times the last one's."""
    settings = [
        "problem.function=1000*x",
        "problem.range=0,0.001",
        "problem.hidden=20,20,20,20,20",
        "seeds=2",
    ]
    settings += ["problem.activation=tanh", "problem.initial=normal", "problem.scale=1.5", "steps=100"]
    trace = kudari.run(choose("fit", settings=settings))
    norms = trace["layer_gradient_norm"].isel(probed_step=0).values
    (explanation,) = explain(trace)
    first = explanation.runs[0]
    assert first.findings[0].cause == "exploding_gradient"
    ratio = float(norms[first.run, 0] / norms[first.run, -1])
    assert ratio > 1000
    assert first.findings[0].evidence["ratio"] == pytest.approx(ratio)
    assert first.findings[0].advice == {"problem.initial": "glorot"}


def test_a_healthy_run_has_no_finding() -> None:
    trace = kudari.run(choose("parabola", settings=["seeds=4"]))
    (explanation,) = explain(trace)
    assert explanation.outcomes == {"converged": 4}
    assert [run.findings for run in explanation.runs] == [()]


def test_a_run_that_differs_is_explained_too() -> None:
    """From ±0.1 the hilltop's two sides: one falls for ever, one comes to rest."""
    trace = kudari.run(choose("x**3/3 - x", settings=["seeds=8", "learning_rate=0.1", "steps=300"]))
    (explanation,) = explain(trace)
    assert set(explanation.outcomes) == {"converged", "unbounded"}
    assert len(explanation.runs) == 2
    assert as_json([explanation], "ja")[0]["verdicts"][1]["seed"] == explanation.runs[1].seed


def test_every_cause_has_its_sentences() -> None:
    for cause in CAUSES:
        for kind in ("cause", "try"):
            names = [
                key for key in SENTENCES if key == f"{kind}.{cause}" or key.startswith(f"{kind}.{cause}_")
            ]
            assert names, (kind, cause)


def test_every_outcome_has_its_words() -> None:
    for outcome in Outcome:
        assert f"outcome.{outcome}" in SENTENCES
        assert f"verdict.{outcome}" in SENTENCES


@pytest.mark.parametrize(
    ("value", "spec", "shown"),
    [
        (1000.0, ".3g", "1000"),
        (123456.0, ".3g", "123000"),
        (2.3e-7, ".2g", "2.3×10⁻⁷"),
        (1e12, ".2g", "1×10¹²"),
        (0.00012, ".2g", "0.00012"),
        (0.5, ".0%", "50%"),
        (12345.6, ",.0f", "12,346"),
        (12345.6, ",.2g", "12,000"),
        (45.0, ",.2g", "45"),
        (float("inf"), ".3g", "inf"),
        (-1500.0, ".2g", "-1500"),
    ],
)
def test_numbers_are_written_as_a_person_would(value: float, spec: str, shown: str) -> None:
    assert format(Number(value), spec) == shown


@pytest.mark.parametrize(("value", "down"), [(0.3999, 0.39), (2.0, 2.0), (0.00123, 0.0012), (19.99, 19.0)])
def test_suggested_rates_are_rounded_down(value: float, down: float) -> None:
    assert rounded_down(value) == down


def test_a_verdict_counts_steps_only_as_far_as_a_person_would() -> None:
    from kudari.diagnosis.verdict import Verdict

    slow = Verdict(outcome=Outcome.DECREASING, steps_needed=3e9)
    assert "no end is in sight" in verdict_sentence(slow, "en")
    assert "cannot be told" in verdict_sentence(
        Verdict(outcome=Outcome.DECREASING, steps_needed=float("inf")), "en"
    )


def test_japanese_lines_break_anywhere_but_before_what_closes_a_phrase() -> None:
    from kudari.explaining import lines

    words = "学習率0.01が大きすぎます。安定限界2/η = 0.95を超えています（上限）。"
    for width in range(12, 40):
        found = lines(words, width)
        assert "".join(found).replace(" ", "") == words.replace(" ", "")
        assert not any(line[0] in "、。）" for line in found)
        assert any("0.01" in line for line in found)


def test_a_slip_of_the_pen_finds_the_command(tmp_path: Path) -> None:
    done = command("expain", "study", folder=tmp_path)
    assert done.returncode == 2
    assert "did you mean 'explain'" in done.stderr
