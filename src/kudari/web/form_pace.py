"""How long a study would compute: measured by a few steps of its compiled programs, else from its operations."""

import os
import threading
import time
from functools import lru_cache
from typing import Any

import jax
import numpy as np

from kudari.descent.loop import Cadence, fixed_arguments
from kudari.descent.program import sweep_program
from kudari.descent.sweep import Sweep
from kudari.plan import Plan
from kudari.problems.problem import Problem

SMALL, FEW = 2**28, 16
"""Bytes of memory and number of sweeps up to which a study is measured."""

SHORT = 2e9
"""Floating-point operations of a measurement, at most: about a second."""

RECORDS = 8
"""Records that are timed."""

REMEMBERED = 500
"""Sweeps whose pace is kept, and plans of which it is known that they were asked for."""

RATE, OVERHEAD = 4e9, 5e-5
"""Floating-point operations of one core in a second, and seconds of a step in which nothing is computed: what small
networks and matrices were measured to reach, within a factor of three."""

TRANSCENDENTAL = 10.0
"""Operations that a sine or an exponential counts as."""


class Pace:
    """Measures the newest plan it was asked for in a thread of its own; remembers what it measured."""

    def __init__(self) -> None:
        self._measured: dict[Any, float] = {}
        self._asked: Plan | None = None
        self._seen: set[Any] = set()
        """What has been asked for before."""
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()

    def of(self, plan: Plan, measured: bool) -> dict[str, Any]:
        """`seconds` of computing, and `by` what they are known: "measured" or "operations".

        Both are None while the study is being measured; then `again` says in how many seconds to ask. It is measured
        when it is asked for again, so that nothing is compiled for what is only passed by, or run at once.
        """
        if not measured or not measurable(plan):
            return {
                "seconds": together([operations(sweep, plan.cadence) for sweep in plan.sweeps]),
                "by": "operations",
            }
        keys = [_key(sweep, plan.cadence) for sweep in plan.sweeps]
        times = [self._measured.get(key) for key in keys]
        known = [each for each in times if each is not None]
        if len(known) == len(times):
            steps = plan.cadence.steps
            return {"seconds": together([steps * each for each in known]), "by": "measured"}
        with self._lock:
            again = tuple(keys) in self._seen
            self._seen = {*(self._seen if len(self._seen) < REMEMBERED else ()), tuple(keys)}
            self._asked = plan if again else None
            if again and self._thread is None:
                self._thread = threading.Thread(target=self._measure)
                self._thread.start()
        return {"seconds": None, "by": None, "again": 1.0}

    def _measure(self) -> None:
        while True:
            with self._lock:
                if len(self._measured) > REMEMBERED:
                    self._measured.clear()
                sweep, cadence = self._next()
                if sweep is None:
                    self._thread = None
                    return
            key = _key(sweep, cadence)
            try:
                self._measured[key] = seconds_of_a_step(sweep, cadence)
            except Exception:
                # What cannot be compiled is told when it is run; here its operations are all that is known.
                self._measured[key] = operations(sweep, cadence) / cadence.steps

    def _next(self) -> tuple[Any, Any]:
        # A process that ends waits for the sweep at hand, since a compiler must not be torn down, but for no other.
        if self._asked is not None and threading.main_thread().is_alive():
            for sweep in self._asked.sweeps:
                if _key(sweep, self._asked.cadence) not in self._measured:
                    return sweep, self._asked.cadence
        return None, None


def _key(sweep: Sweep, cadence: Cadence) -> Any:
    """What a step's time depends on; the values of hyperparameters and the number of steps are not among it."""
    program = (sweep.problem, sweep.method, sweep.estimator, sweep.order, sweep.recorded, sweep.precision)
    return *program, sweep.runs, cadence.record_every


def measurable(plan: Plan) -> bool:
    """Whether a few steps of each sweep can be taken aside without being noticed."""
    steps = RECORDS * plan.cadence.record_every
    work = steps * max(_operations_of_a_step(sweep) for sweep in plan.sweeps)
    return len(plan.sweeps) <= FEW and plan.bytes[0] <= SMALL and work <= SHORT


def together(seconds: list[float]) -> float:
    """The time of sweeps side by side, each in one core: no shorter than the longest of them."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(max(seconds), sum(seconds) / cores)


def seconds_of_a_step(sweep: Sweep, cadence: Cadence) -> float:
    """Seconds that a step of all runs takes, with its share of a record: the fastest of three stretches."""
    program = sweep_program(sweep)
    with jax.enable_x64(sweep.precision == "float64"):
        fixed = fixed_arguments(sweep)
        carry = program.start(fixed, np.int32(cadence.steps))
        count = max(1, min(RECORDS, program.capacity, cadence.last_record - 1))
        numbers = (1, count, cadence.last_record, cadence.steps, cadence.record_every, 2**30)
        times = []
        for _ in range(4):
            began = time.perf_counter()
            jax.block_until_ready(program.advance(carry, fixed, *(np.int32(number) for number in numbers)))
            times.append(time.perf_counter() - began)
    # The first call compiles.
    return min(times[1:]) / (count * cadence.record_every)


def operations(sweep: Sweep, cadence: Cadence) -> float:
    """Seconds of all steps of a sweep, from the operations in its gradients."""
    return cadence.steps * (OVERHEAD + _operations_of_a_step(sweep) / RATE)


def _operations_of_a_step(sweep: Sweep) -> float:
    """Floating-point operations of the gradients of all runs: a gradient by backpropagation is about three losses
    (Griewank & Walther 2008, chapter 3), a difference as many losses as it evaluates."""
    name, count = sweep.estimator.name, sweep.parameter_count
    losses = 3 if name in ("backprop", "given") else sweep.estimator.cost(count)
    return loss_operations(sweep.problem) * losses * sweep.runs * (2 if sweep.precision == "float64" else 1)


@lru_cache(maxsize=256)
def loss_operations(problem: Problem) -> float:
    """Floating-point operations of one loss on one mini-batch, as the compiler counts them."""
    key = jax.random.key(0)
    params = jax.eval_shape(problem.init, key)
    batch = jax.eval_shape(problem.draw, key, problem.data) if problem.stochastic else problem.data
    counted = jax.jit(problem.loss).lower(params, batch).cost_analysis() or {}
    return float(counted.get("flops", 0)) + TRANSCENDENTAL * float(counted.get("transcendentals", 0))
