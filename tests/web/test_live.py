"""A study that runs while it is watched: steered from outside, and the same bits as one that is not."""

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import kudari
from kudari.results import store
from kudari.studies import STUDIES
from kudari.study import MethodChoice, ProblemChoice, StopRule, Study
from kudari.study_file import read_study, to_mapping
from kudari.web.frames import unpacked
from kudari.web.live import live
from kudari.web.stored import opened, view
from kudari.web.worker import Talk

PARABOLA = replace(STUDIES["parabola"], stop=StopRule(), steps=60, seeds=4)


class Watched:
    """A live study in a thread, with what it says."""

    def __init__(self, folder: Path, chosen: Study | None = None, **asked: Any) -> None:
        self.frames: list[tuple[dict[str, Any], dict[str, np.ndarray]]] = []
        self.talk = Talk(1, lambda frame: self.frames.append(unpacked(frame)))
        self.asked = {"folder": str(folder), "home": str(folder.parent), "language": "en", **asked}
        if chosen is not None:
            self.asked["study"] = to_mapping(chosen)
        self.thread = threading.Thread(target=lambda: live(self.asked, self.talk), daemon=True)

    def start(self) -> "Watched":
        self.thread.start()
        return self

    def do(self, **control: Any) -> None:
        self.talk.heard.put(control)

    def until(self, holds: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """Wait for a state of which this holds."""
        end = time.monotonic() + 60
        while time.monotonic() < end:
            for header, _ in list(self.frames):
                if header["kind"] == "state" and holds(header):
                    return header
            time.sleep(0.005)
        raise AssertionError([header for header, _ in self.frames][-5:])

    def end(self) -> "Watched":
        self.thread.join(60)
        assert not self.thread.is_alive()
        return self

    def of(self, kind: str) -> list[tuple[dict[str, Any], dict[str, np.ndarray]]]:
        return [frame for frame in self.frames if frame[0]["kind"] == kind]

    @property
    def steps(self) -> list[float]:
        return [float(step) for _, arrays in self.of("points") for step in arrays["step"]]

    @property
    def last(self) -> dict[str, Any]:
        return self.of("state")[-1][0]


def losses(folder: Path) -> np.ndarray:
    return store.load(folder)["loss"].values


def test_a_watched_study_has_the_bits_of_any_other(tmp_path: Path) -> None:
    told = Watched(tmp_path / "live", PARABOLA, speed=400.0).start().end()
    kudari.run(PARABOLA, tmp_path / "plain")
    np.testing.assert_array_equal(losses(tmp_path / "live"), losses(tmp_path / "plain"))
    assert told.steps == list(range(61))
    assert told.last["status"] == "finished"
    assert told.frames[0][0]["status"] == "compiling"
    begin = told.of("begin")[0][0]
    assert begin["study"] == to_mapping(PARABOLA)
    assert [curve["names"]["en"] for curve in begin["curves"]] == ["gd"]
    (_, now) = told.of("now")[-1]
    trace = store.load(tmp_path / "live")
    assert now["median"][0, 0] == pytest.approx(np.median(trace["loss"].values[:, -1]), rel=1e-6)


def test_it_pauses_steps_and_goes_on(tmp_path: Path) -> None:
    told = Watched(tmp_path / "live", PARABOLA, paused=True).start()
    assert told.until(lambda state: state["status"] == "paused")["step"] == 0
    for step in (1, 2, 3):
        told.do(action="step")
        told.until(lambda state, step=step: state["step"] == step)
    time.sleep(0.2)
    assert told.last["step"] == 3
    assert told.steps == [0, 1, 2, 3]
    told.do(action="resume")
    told.end()
    assert told.steps == list(range(61))
    assert told.last["status"] == "finished"


def test_a_speed_is_kept(tmp_path: Path) -> None:
    told = Watched(tmp_path / "live", PARABOLA, speed=100.0).start()
    told.until(lambda state: state["step"] >= 5)
    began, first = time.monotonic(), told.last["step"]
    told.until(lambda state: state["step"] == 60)
    rate = (60 - first) / (time.monotonic() - began)
    told.end()
    # A busy machine may be slower, but nothing may be faster than was asked for.
    assert rate < 130


def test_a_change_is_made_told_and_recorded(tmp_path: Path) -> None:
    told = Watched(tmp_path / "live", PARABOLA, paused=True).start()
    told.until(lambda state: state["status"] == "paused")
    told.do(action="step")
    told.until(lambda state: state["step"] == 1)
    told.do(action="change", method="gd", name="learning_rate", value=0.3)
    while not (state := told.of("settings")[-1][0])["changes"]:
        time.sleep(0.01)
    assert state["changes"] == [{"step": 2, "name": "learning_rate", "value": 0.3, "method": "gd"}]
    assert state["sliders"][0]["value"] == 0.3
    told.do(action="resume")
    told.end()
    study = read_study(tmp_path / "live" / store.STUDY)
    assert [(change.step, change.value) for change in study.changes] == [(2, 0.3)]
    kudari.run(study, tmp_path / "again")
    np.testing.assert_array_equal(losses(tmp_path / "live"), losses(tmp_path / "again"))
    kudari.run(PARABOLA, tmp_path / "plain")
    before, after = losses(tmp_path / "live")[:, :3], losses(tmp_path / "live")[:, 3]
    np.testing.assert_array_equal(before, losses(tmp_path / "plain")[:, :3])
    # (x − 1)² with the rate η shrinks by (1 − 2η)² a step.
    np.testing.assert_allclose(after, before[:, 2] * (1 - 2 * 0.3) ** 2, rtol=1e-5)


@pytest.mark.parametrize("value", [-1.0, 0.0, 1e99])
def test_a_change_that_cannot_be_made_is_refused_and_the_study_goes_on(tmp_path: Path, value: float) -> None:
    told = Watched(tmp_path / "live", PARABOLA, paused=True).start()
    told.until(lambda state: state["status"] == "paused")
    told.do(action="change", method="gd", name="learning_rate", value=value)
    told.do(action="resume")
    told.end()
    assert "learning_rate" in told.of("note")[0][0]["sentence"]
    assert told.last["status"] == "finished"
    assert read_study(tmp_path / "live" / store.STUDY).changes == ()


def test_stopped_and_resumed_it_is_whole_and_the_same(tmp_path: Path) -> None:
    told = Watched(tmp_path / "live", PARABOLA, speed=100.0).start()
    told.until(lambda state: state["step"] >= 10)
    told.do(action="stop")
    told.end()
    assert told.last["status"] == "stopped"
    stopped = told.last["step"]
    again = Watched(tmp_path / "live", resume=True, speed=None).start().end()
    assert again.last["status"] == "finished"
    assert again.steps == list(range(61))
    assert 10 <= stopped < 60
    kudari.run(PARABOLA, tmp_path / "plain")
    np.testing.assert_array_equal(losses(tmp_path / "live"), losses(tmp_path / "plain"))


def wanted(view_name: str, **choice: Any) -> dict[str, Any]:
    return {"key": view_name + str(choice), "view": view_name, "choice": choice, "language": "en"}


def test_views_come_while_it_runs_and_while_it_is_paused(tmp_path: Path) -> None:
    told = Watched(tmp_path / "live", PARABOLA, paused=True)
    told.do(action="want", wanted=[wanted("table"), wanted("singles", group=0), wanted("nothing")])
    told.start()
    told.until(lambda state: state["status"] == "paused")
    told.do(action="step")
    told.until(lambda state: state["step"] == 1)
    end, views = time.monotonic() + 30, {}
    while len(views) < 3 and time.monotonic() < end:
        time.sleep(0.01)
        views = {header["view"]: header for header, _ in told.of("view") if header["step"] == 1}
    told.do(action="stop")
    told.end()
    assert sum(one["count"] for one in views["table"]["data"]["rows"][0]["outcomes"]) == 4
    assert len(views["singles"]["data"]["losses"]) == 4
    assert views["nothing"]["data"] is None


def test_a_stored_study_is_opened_like_a_running_one(tmp_path: Path) -> None:
    told = Watched(tmp_path / "live", PARABOLA).start().end()
    frames: list[Any] = []
    talk = Talk(1, lambda frame: frames.append(unpacked(frame)))
    opened({"folder": str(tmp_path / "live"), "language": "en"}, talk)
    kinds = [header["kind"] for header, _ in frames]
    assert kinds == ["begin", "points", "now", "settings", "state"]
    np.testing.assert_array_equal(
        frames[1][1]["median"], np.concatenate([arrays["median"] for _, arrays in told.of("points")], -1)
    )
    assert frames[4][0]["status"] == "finished"
    view({"folder": str(tmp_path / "live"), "wanted": wanted("table"), "language": "en"}, talk)
    assert frames[5][0]["data"]["rows"][0]["outcomes"][0]["count"] == 4


def test_a_study_of_many_methods_is_watched_too(tmp_path: Path) -> None:
    methods = (
        MethodChoice(name="gd", hyperparameters={"learning_rate": (0.01, 0.1)}),
        MethodChoice(name="adam"),
    )
    chosen = Study(problem=ProblemChoice(name="fit"), methods=methods, seeds=3, steps=30)
    told = Watched(tmp_path / "live", chosen).start().end()
    begin = told.of("begin")[0][0]
    assert len(begin["curves"]) == 3
    assert [(one["method"], one["name"]) for one in told.of("settings")[-1][0]["sliders"]] == [
        ("adam", "learning_rate"), ("adam", "b1"), ("adam", "b2"),
    ]  # fmt: skip
    assert told.of("points")[0][1]["median"].shape[0] == 3
