"""How often is something compiled again when only numbers change?"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import jax

from benchmarks.table import Row
from kudari.execute import run
from kudari.studies import STUDIES
from kudari.study import MethodChoice

EVENT = "/jax/core/compile/backend_compile_duration"
"""What JAX reports once for every program that it compiles or takes from its cache on disk."""


@contextmanager
def counted() -> Iterator[list[float]]:
    """The seconds of every compilation inside."""
    found: list[float] = []

    def listen(event: str, duration_secs: float, **more: str | int) -> None:
        if event == EVENT:
            found.append(duration_secs)

    jax.monitoring.register_event_duration_secs_listener(listen)
    try:
        yield found
    finally:
        jax.monitoring.unregister_event_duration_listener(listen)


def measure() -> list[Row]:
    """Compilations of a first run of `reversal`, and of what comes after it."""
    first = replace(STUDIES["reversal"], seeds=16, steps=200)
    faster = tuple(
        replace(method, hyperparameters={**method.hyperparameters, "learning_rate": (0.002,)})
        for method in first.methods
        if isinstance(method, MethodChoice)
    )
    changes = {
        "the same study again": first,
        "another learning rate": replace(first, methods=faster),
        "more steps": replace(first, steps=700),
        "other steps between records": replace(first, record_every=7, evaluate_every=70),
    }
    jax.clear_caches()
    with counted() as compiled:
        run(first)
    if not compiled:
        raise AssertionError("JAX no longer reports its compilations under this name")
    rows = []
    for name, study in changes.items():
        with counted() as again:
            run(study)
        rows.append(
            Row(
                what=f"compilations after a first run: {name}",
                kudari=f"the first run: {len(compiled)}",
                value=str(len(again)),
                target="0",
                reached=not again,
            )
        )
    return rows
