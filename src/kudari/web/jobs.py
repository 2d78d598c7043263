"""What a worker can be asked for: name -> (what was asked, a way to talk) -> the answer as JSON."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeAlias

from kudari.descent.loop import warm as warm_sweep
from kudari.descent.loop import warm_probes
from kudari.plan import plan
from kudari.race import MISTAKES
from kudari.reporting import report
from kudari.studies import STUDIES
from kudari.study_file import from_mapping
from kudari.web import form, history, racing, stored, teaching, tools
from kudari.web.form_places import placed
from kudari.web.live import live
from kudari.web.worker import Talk

Job: TypeAlias = Callable[[dict[str, Any], Talk], dict[str, Any]]


def _live(asked: dict[str, Any], talk: Talk) -> dict[str, Any]:
    """Run a study that the page describes, or resume one that was cut off."""
    if not asked.get("resume"):
        asked["chosen"] = from_mapping(placed(asked["study"], Path(asked["home"]), asked.get("local", False)))
    return live(asked, talk)


def _choices(asked: dict[str, Any], talk: Talk) -> dict[str, Any]:
    """What the forms of studies and races offer."""
    return form.choices(asked, talk) | {"mistakes": list(MISTAKES)}


def _report(asked: dict[str, Any], talk: Talk) -> dict[str, Any]:
    """Write the report of a stored study or race; the file's name."""
    return {"file": report(Path(asked["folder"]), language=asked["language"]).name}


JOBS: dict[str, Job] = {
    "live": _live,
    "race": racing.race,
    "open": stored.opened,
    "view": stored.view,
    "choices": _choices,
    "cost": form.cost,
    "formula": form.formula,
    "step": tools.step,
    "check": tools.check,
    "range": tools.range_,
    "told": tools.told,
    "lessons": teaching.listed,
    "lesson": teaching.lesson,
    "tried": teaching.tried,
    "history": history.listed,
    "delete": history.delete,
    "report": _report,
    "export": history.exported,
}


def warm() -> Iterator[None]:
    """Compile what the named studies need, one of them at a time, so that their first curves come at once."""
    for study in STUDIES.values():
        chosen = plan(study)
        for sweep in chosen.sweeps:
            warm_sweep(sweep, chosen.cadence)
            yield
        for sweep in {(sweep.problem, sweep.probed, sweep.runs): sweep for sweep in chosen.sweeps}.values():
            warm_probes(sweep, chosen.cadence)
            yield
