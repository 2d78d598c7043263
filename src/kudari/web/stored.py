"""Studies at rest, opened from their folders: the same frames as a running study's."""

import math
from functools import lru_cache
from pathlib import Path
from typing import Any

from kudari.descent import checkpoint
from kudari.plan import Plan, plan
from kudari.results import store
from kudari.show.groups import groups
from kudari.study_file import read_study
from kudari.web.controls import settings
from kudari.web.opening import opening
from kudari.web.points import Points
from kudari.web.steering import Wanted
from kudari.web.viewing import tell_view
from kudari.web.views.moment import Moment
from kudari.web.views.path import recall
from kudari.web.worker import Talk


def opened(asked: dict[str, Any], talk: Talk) -> dict[str, Any]:
    """Tell a stored study: its opening, its points, and where it stands.

    Raises:
        InputError: there is no study in the folder that can be read.
    """
    folder = Path(asked["folder"])
    moment = _moment(folder, _version(folder))
    found = groups(moment.trace, asked["language"])
    points = Points(moment.plan.cadence, found)
    talk.tell("begin", **opening(moment.plan, moment.trace))
    told = points.add(moment.trace, math.nan, last=True)
    talk.tell("points", told, first=0, computed=0.0)
    talk.tell("now", points.now(), computed=0.0)
    talk.tell("settings", **settings(moment.plan, moment.plan.study.changes, _step(moment)))
    status = "finished" if store.complete(folder) else "interrupted"
    talk.tell("state", status=status, step=_step(moment), seconds=0.0, speed=None)
    return {}


def view(asked: dict[str, Any], talk: Talk) -> dict[str, Any]:
    """One view of a stored study."""
    folder, wanted = Path(asked["folder"]), Wanted(**asked["wanted"])
    moment = _moment(folder, _version(folder))
    recall(folder, moment.plan)
    tell_view(talk, wanted, moment, _step(moment))
    return {}


def _step(moment: Moment) -> int:
    return int(moment.trace["step"].values[-1])


def _version(folder: Path) -> float:
    """Another number when the folder's study has gone on."""
    return max((path.stat().st_mtime for path in folder.glob("*.npz")), default=0.0)


# One: a trace may be large, and who looks at another study seldom comes back at once.
@lru_cache(maxsize=1)
def _moment(folder: Path, version: float) -> Moment:
    chosen: Plan = plan(read_study(folder / store.STUDY))
    trace = store.load_whole(folder)
    carries, _ = checkpoint.restore(folder, chosen.sweeps)
    return Moment(plan=chosen, carries=carries, trace=trace, language="en")
