"""One `kudari run` or `kudari resume` at the terminal: what is shown, saved and said."""

import json
import os
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any

import xarray as xr
from rich.console import Console

from kudari.compiled import keep_compiled_programs
from kudari.diagnosis.explain import as_json as explanations_as_json
from kudari.diagnosis.explain import explain
from kudari.execute import Clock, Round, check_size, resume, run
from kudari.explaining import print_explanations
from kudari.language import InputError, say
from kudari.plan import Plan, plan
from kudari.problems.formula import read
from kudari.results import store
from kudari.results.summary import Row, as_json, summarise, write_csv
from kudari.study import ProblemChoice, Study
from kudari.study_file import read_study, to_mapping
from kudari.terminal import Bar, study_table, summary_blocks, summary_table

INTERRUPTED = 130
"""The exit code of a run that Ctrl-C ended, as shells have it (128 + SIGINT)."""


@dataclass
class Session:
    """What a person asked to see, and in which language."""

    language: str
    json: bool = False
    verbose: bool = False

    def __post_init__(self) -> None:
        keep_compiled_programs()
        self.console = Console(quiet=self.json, highlight=False)
        if not self.console.is_terminal and "COLUMNS" not in os.environ:
            # In a file or a pipe there is no edge to keep within.
            self.console = Console(quiet=self.json, highlight=False, width=110)

    def run(self, study: Study, folder: Path, *, yes: bool = False) -> int:
        """Run a study into a folder; the exit code.

        Raises:
            InputError: before anything is started or written.
        """
        if folder.exists():
            raise InputError("store.exists", folder=folder)
        chosen = plan(study)
        if not yes:
            check_size(chosen, folder)
        self.console.print(study_table(chosen, self.language))
        self._notes(study)
        return self._follow(
            chosen, folder, 0, lambda watch, clock: run(study, folder, yes=True, watch=watch, clock=clock)
        )

    def resume(self, folder: Path) -> int:
        """Go on with the study in a folder; the exit code.

        Raises:
            InputError: the folder holds no study that can go on.
        """
        if not folder.is_dir():
            raise InputError("store.no_folder", folder=folder)
        chosen = plan(read_study(folder / store.STUDY))
        if store.complete(folder):
            self.console.print(say("command.complete", self.language, folder=folder))
        return self._follow(chosen, folder, 0, lambda watch, clock: resume(folder, watch=watch, clock=clock))

    def _follow(self, chosen: Plan, folder: Path, done: int, start: Any) -> int:
        clock, records = Clock(), 0
        with Bar(chosen, self.console, self.language, done=done) as bar, _interrupts(self) as asked:

            def watch(part: Round) -> bool:
                nonlocal records
                records = part.records
                bar.advance(part)
                return bool(asked)

            try:
                trace = start(watch, clock)
            except KeyboardInterrupt:
                return self._left("command.stopped_now", folder=folder)
            except OSError as error:
                raise InputError(
                    "store.write_failed", folder=folder, reason=error.strerror or error
                ) from error
        if not store.complete(folder):
            total = len(chosen.cadence.recorded_steps)
            return self._left("command.interrupted", folder=folder, records=records, total=total)
        rows = summarise(trace)
        explanations = explain(trace)
        if self.json:
            methods = [
                {**row, **said}
                for row, said in zip(
                    as_json(rows), explanations_as_json(explanations, self.language), strict=True
                )
            ]
            table = {"study": to_mapping(chosen.study), "folder": str(folder), "methods": methods}
            print(json.dumps(table, allow_nan=False, ensure_ascii=False))
        self._table(rows)
        print_explanations(self.console, explanations, self.language, folder)
        summary = _since_start()
        try:
            write_csv(folder / "summary.csv", rows)
            pictures = self._pictures(trace, folder)
        except OSError as error:
            raise InputError("store.write_failed", folder=folder, reason=error.strerror or error) from error
        self.console.print(say("command.folder", self.language, folder=folder), soft_wrap=True)
        if self.verbose:
            self._times(clock, summary, pictures)
        return 0

    def _table(self, rows: list[Row]) -> None:
        table = summary_table(rows, self.language)
        unbounded = self.console.options.update(width=10_000)
        if self.console.measure(table, options=unbounded).minimum <= self.console.width:
            self.console.print(table)
            return
        for block in summary_blocks(rows, self.language):
            self.console.print(block)
            self.console.print()
        self.console.print(say("table.caption", self.language))

    def _left(self, key: str, **values: Any) -> int:
        print(say(key, self.language, **values), file=sys.stderr)
        return INTERRUPTED

    def _notes(self, study: Study) -> None:
        """What a person should know of a formula before it surprises them."""
        if isinstance(study.problem, ProblemChoice) and study.problem.name == "formula":
            for key, values in read(str(study.problem.settings.get("formula", ""))).notes:
                note = say(key, self.language, **values)
                self.console.print(say("command.note", self.language, note=note))

    def _pictures(self, trace: xr.Dataset, folder: Path) -> float:
        """Draw what can be drawn; the seconds it took."""
        from kudari.show.charts import charts_of
        from kudari.show.draw import save

        began = time.perf_counter()
        for chart in charts_of(trace, self.language):
            save(chart, folder)
        return time.perf_counter() - began

    def _times(self, clock: Clock, summary: float, pictures: float) -> None:
        spent = clock.compile + clock.compute + clock.write
        self.console.print(
            say(
                "command.times",
                self.language,
                start=max(0.0, summary - spent),
                compile=clock.compile,
                compute=clock.compute,
                write=clock.write,
                total=summary,
                pictures=pictures,
            )
        )


@contextmanager
def _interrupts(session: Session) -> Iterator[list[int]]:
    """The first Ctrl-C asks for an end (the list is then not empty), the second stops at once."""
    asked: list[int] = []

    def handle(number: int, frame: FrameType | None) -> None:
        if asked:
            raise KeyboardInterrupt
        asked.append(number)
        print(say("command.stopping", session.language), file=sys.stderr)

    earlier = signal.signal(signal.SIGINT, handle)
    try:
        yield asked
    finally:
        signal.signal(signal.SIGINT, earlier)


def _since_start() -> float:
    """Seconds since the process began (Linux), or since Python did."""
    try:
        with open("/proc/self/stat") as file:
            ticks = int(file.read().rpartition(")")[2].split()[19])
        with open("/proc/uptime") as file:
            return float(file.read().split()[0]) - ticks / os.sysconf("SC_CLK_TCK")
    except OSError:
        return time.process_time()
