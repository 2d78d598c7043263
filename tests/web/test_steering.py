"""What a study hears, what it shows, and what it holds of its own trace while it runs."""

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from queue import SimpleQueue
from typing import Any

import numpy as np
import pytest
import xarray as xr

from kudari.execute import rounds
from kudari.language import InputError
from kudari.plan import plan
from kudari.results.assemble import GROWING, join
from kudari.studies import STUDIES
from kudari.study import Change, StopRule
from kudari.study_file import to_mapping
from kudari.web import live as lives
from kudari.web.controls import sliders
from kudari.web.growing import Growing
from kudari.web.live import live
from kudari.web.steering import Steering
from kudari.web.viewing import Viewer
from kudari.web.views import VIEWS
from kudari.web.worker import Talk

PARABOLA = replace(STUDIES["parabola"], steps=60, seeds=2, stop=StopRule())


def wanted(name: str) -> dict[str, Any]:
    return {"key": name, "view": name, "choice": {}, "language": "en"}


def said_by(folder: Path, hear: list[dict[str, Any]], **asked: Any) -> list[dict[str, Any]]:
    """The headers of a live study that hears this at its beginning."""
    headers: list[dict[str, Any]] = []
    talk = Talk(1, lambda frame: None)
    talk.tell = lambda kind, arrays=None, /, **header: headers.append({"kind": kind, **header})  # type: ignore[method-assign]
    for what in hear:
        talk.heard.put(what)
    told = {"folder": str(folder / "a"), "home": str(folder), "language": "en", "study": to_mapping(PARABOLA)}
    try:
        live({**told, **asked}, talk)
    finally:
        told_by_then = len(headers)
        time.sleep(0.3)
        assert len(headers) == told_by_then, "something was said after the end"
    return headers


def test_what_no_study_can_do_is_not_heard() -> None:
    steering = Steering(SimpleQueue())
    nonsense: list[dict[str, Any]] = [
        {"action": "want", "wanted": [{}]},
        {"action": "want", "wanted": [1]},
        {"action": "speed", "speed": 10**400},
        {"action": "change", "method": "gd", "name": "learning_rate", "value": 10**400},
        {},
        {"action": "pause"},
    ]
    for what in nonsense:
        steering.heard.put(what)
    assert steering.hear()
    assert steering.paused
    assert (steering.speed, steering.changes, steering.wanted) == (None, [], [])


def test_a_view_that_was_looked_away_from_is_told_again() -> None:
    steering, viewer = Steering(SimpleQueue()), Viewer(Talk(1, lambda frame: None))
    steering.heard.put({"action": "want", "wanted": [wanted("fit")]})
    steering.hear()
    viewer._shown["fit"] = (3, steering.wanted[0])
    assert viewer.stale(steering.wanted, 3) == []
    # The server has dropped it meanwhile, although the study hears of both at once.
    for name in ("table", "fit"):
        steering.heard.put({"action": "want", "wanted": [wanted(name)]})
    steering.hear()
    assert viewer.stale(steering.wanted, 3) == steering.wanted
    viewer.close()


def test_stopped_it_shows_the_step_where_it_stands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def slow(moment: Any) -> None:
        time.sleep(0.2)

    monkeypatch.setitem(VIEWS, "slow", slow)
    hear = [{"action": "want", "wanted": [wanted("slow"), wanted("table")]}]

    class Stops(lives.Live):
        def watch(self, part: Any) -> Any:
            self._steering.stopped = part.records > 4
            return super().watch(part)

    monkeypatch.setattr(lives, "Live", Stops)
    headers = said_by(tmp_path, hear, speed=100.0)
    assert headers[-1]["status"] == "stopped"
    shown = {header["key"]: header["step"] for header in headers if header["kind"] == "view"}
    assert shown == dict.fromkeys(("slow", "table"), headers[-1]["step"])


def test_a_study_that_fails_says_nothing_afterwards(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*given: Any) -> None:
        raise OSError("full")

    monkeypatch.setitem(VIEWS, "slow", lambda moment: time.sleep(0.2))
    monkeypatch.setattr(lives, "_run", runs_and(fails, lives._run))
    with pytest.raises(OSError, match="full"):
        said_by(tmp_path, [{"action": "want", "wanted": [wanted("slow")]}])


def runs_and(fails: Callable[..., None], run: Callable[..., Any]) -> Callable[..., Any]:
    return lambda *given: fails(run(*given))


def test_sliders_show_what_is_in_force_and_turn_before_what_is_to_come(tmp_path: Path) -> None:
    later = Change(step=40, name="learning_rate", value=0.2, method="gd")
    study = replace(PARABOLA, changes=(later,))
    rate = sliders(plan(PARABOLA), (), 0)[0]["value"]
    found = [sliders(plan(study), study.changes, step)[0]["value"] for step in (0, 39, 40)]
    assert found == [rate, rate, 0.2]
    turned = {"action": "change", "method": "gd", "name": "learning_rate", "value": 0.3}
    headers = said_by(tmp_path, [turned], study=to_mapping(study))
    assert not [header for header in headers if header["kind"] == "note"]
    told = [header for header in headers if header["kind"] == "settings"]
    values = [one["sliders"][0]["value"] for one in told]
    assert (*values[:2], values[-1]) == (rate, 0.3, 0.2)
    assert [change["value"] for change in told[-1]["changes"]] == [0.3, 0.2]


@pytest.mark.parametrize(("bound", "said"), [({"memory": 1}, "GiB of memory"), ({"disk": 1}, "may keep")])
def test_a_study_for_which_there_is_no_room_is_refused(tmp_path: Path, bound: Any, said: str) -> None:
    with pytest.raises(InputError, match=said):
        said_by(tmp_path, [], **bound)
    assert not (tmp_path / "a").exists()


def test_a_growing_trace_is_what_its_stretches_are_together_and_is_held_once() -> None:
    made = plan(replace(PARABOLA, probe_every=7))
    parts = [part.trace for part in rounds(made)]
    growing = Growing(made.cadence)
    for part in parts:
        growing.add(part)
    assert len(parts) > 1
    xr.testing.assert_identical(growing.whole(), join(parts))
    assert {*GROWING} <= set(growing.whole().dims)
    assert np.shares_memory(growing.whole()["loss"].values, growing.whole()["loss"].values)
