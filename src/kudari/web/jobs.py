"""What a worker can be asked for, each job in a module of its own that is imported when it is first needed."""

from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any, TypeAlias

from kudari.web.worker import Talk

Job: TypeAlias = Callable[[dict[str, Any], Talk], dict[str, Any]]
"""(what was asked, a way to talk while it runs) -> the answer as JSON."""

PLACES = {
    "choices": "form_choices:choices",
    "cost": "form:cost",
    "formula": "form:formula",
    "live": "live:live",
    "open": "stored:opened",
    "view": "stored:view",
    "history": "history:listed",
    "delete": "history:delete",
    "report": "history:reported",
    "export": "history:exported",
    "lessons": "teaching:listed",
    "lesson": "teaching:lesson",
    "tried": "teaching:tried",
    "step": "tools:step",
    "told": "tools:told",
    "check": "tools:check",
    "range": "tools:range_",
    "race": "racing:race",
}
"""Name -> module and function, the first needed first."""


def job(name: str) -> Job:
    """The job of this name."""
    module, _, function = PLACES[name].partition(":")
    found: Job = getattr(import_module(f"kudari.web.{module}"), function)
    return found


def get_ready(*, compiles: bool) -> Iterator[None]:
    """Import what jobs need, a module at a time; then compile what the named studies need, a program at a time.

    So their first curves come at once, and whatever is asked meanwhile waits for one module or program only.
    """
    for name in PLACES:
        job(name)
        yield
    if not compiles:
        return
    from kudari.descent.loop import warm, warm_probes
    from kudari.execute import check_size
    from kudari.plan import plan
    from kudari.studies import STUDIES

    for study in STUDIES.values():
        chosen = plan(study)
        # What is asked before a study runs: whether there is room for it.
        check_size(chosen, Path("."))
        for sweep in chosen.sweeps:
            warm(sweep, chosen.cadence)
            yield
            warm_probes(sweep, chosen.cadence)
            yield
