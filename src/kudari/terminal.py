"""What the command line shows: the study, a progress bar, a table."""

import time
from collections.abc import Iterator
from types import TracebackType
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn
from rich.table import Table

from kudari.execute import Round
from kudari.language import SENTENCES, say
from kudari.plan import Plan
from kudari.results.summary import Row, Spread
from kudari.study import ProblemChoice


def study_table(plan: Plan, language: str) -> Table:
    """The study in a few lines, before it starts."""
    study = plan.study
    sweep = plan.sweeps[0]
    table = Table.grid(padding=(0, 2))
    table.add_column(style="dim", no_wrap=True)
    table.add_column()

    def row(key: str, text: str) -> None:
        table.add_row(say(f"table.{key}", language), text)

    row("study", study.name)
    problem = study.problem
    settings = dict(problem.settings) if isinstance(problem, ProblemChoice) else {}
    shown = ", ".join(f"{name} = {_shown(value)}" for name, value in settings.items())
    row("problem", f"{problem.name}  {shown}")
    if study.vary:
        for name, values in study.vary.items():
            row("varied", f"{name} = {', '.join(_shown(value) for value in values)}")
    elif sweep.problem.stochastic:
        row("order", study.order)
    combinations = sum(sweep.combinations for sweep in plan.sweeps)
    runs = sum(sweep.runs for sweep in plan.sweeps)
    row(
        "runs_row",
        say(
            "table.runs_line",
            language,
            methods=combinations,
            seeds=study.seeds,
            runs=runs,
            steps=study.steps,
            precision=study.precision,
        ),
    )
    rules = [f"{name} ≤ {limit:g}" for name, limit in study.stop._asdict().items() if limit is not None]
    if rules:
        row("stop", ", ".join(rules))
    optimum = sweep.problem.optimum
    if optimum is not None and not study.vary:
        row(
            "optimum",
            f"{optimum.value:.4g}  ({optimum.source})" if optimum.source else f"{optimum.value:.4g}",
        )
    memory, disk = plan.bytes
    row("size_row", say("table.size", language, memory=_size(memory), disk=_size(disk)))
    return table


def summary_table(rows: list[Row], language: str) -> Table:
    """One line for each method and combination."""
    table = Table(
        caption=say("table.caption", language), caption_justify="left", box=SIMPLE_HEAD, pad_edge=False
    )
    # What every row shares has been shown with the study.
    names = list(dict.fromkeys(name for row in rows for name in row.hyperparameters))
    names = [name for name in names if _tells_apart(name, rows)]
    stops = any(row.stopped for row in rows)
    evaluated = list(dict.fromkeys(name for row in rows for name in row.evaluated))
    table.add_column(say("table.method", language), no_wrap=True)
    for name in names:
        table.add_column(name, justify="right", no_wrap=True)
    for key in ("finite", "final_loss", "best_loss"):
        table.add_column(say(f"table.{key}", language), justify="right", overflow="fold")
    for name in evaluated:
        title = say(f"table.{name}", language) if f"table.{name}" in SENTENCES else name
        table.add_column(title, justify="right", overflow="fold")
    if stops:
        table.add_column(say("table.stopped", language), justify="right", overflow="fold")
        table.add_column(say("table.steps_to_stop", language), justify="right", overflow="fold")
    table.add_column(say("table.evaluations", language), justify="right", overflow="fold")
    for row in rows:
        cells = [row.method, *(_shown(row.hyperparameters.get(name, "")) for name in names)]
        cells += [say("table.finite_of", language, finite=row.finite, runs=row.runs)]
        cells += [_spread(row.final_loss), _spread(row.best_loss)]
        cells += [_spread(row.evaluated[name]) for name in evaluated]
        if stops:
            cells += [say("table.finite_of", language, finite=row.stopped, runs=row.runs)]
            cells += [_spread(row.steps_to_stop)]
        cells += [f"{row.gradient_evaluations.median:,.0f}"]
        table.add_row(*cells)
    return table


def summary_blocks(rows: list[Row], language: str) -> Iterator[Table]:
    """The same for a terminal too narrow for the table: one block for each row, a number to a line."""
    for row in rows:
        whole = summary_table([row], language)
        block = Table.grid(padding=(0, 2))
        for column in whole.columns:
            cell = " ".join(str(next(iter(column.cells))).split("\n"))
            block.add_row(str(column.header), cell)
        for name, value in row.hyperparameters.items():
            block.add_row(name, _shown(value))
        yield block


def _tells_apart(name: str, rows: list[Row]) -> bool:
    """Whether rows of one method differ in it; what a method has to itself was shown with the study."""
    values = {(row.method, str(row.hyperparameters.get(name))) for row in rows}
    return len(values) > len({row.method for row in rows})


def _spread(value: Spread) -> str:
    """The median, and below it low – high where they differ in what is shown."""
    if value.median != value.median:
        return "—"
    median, low, high = f"{value.median:.4g}", f"{value.low:.3g}", f"{value.high:.3g}"
    return median if low == high else f"{median}\n[dim]{low} – {high}[/dim]"


def _shown(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, tuple | list):
        return "(" + ", ".join(_shown(item) for item in value) + ")" if len(value) != 1 else _shown(value[0])
    return str(value)


def _size(count: float) -> str:
    for unit in ("B", "KiB", "MiB"):
        if count < 1024:
            return f"{count:.0f} {unit}"
        count /= 1024
    return f"{count:.1f} GiB"


class Bar:
    """A progress bar that is fed rounds; nothing without a terminal."""

    def __init__(self, plan: Plan, console: Console, language: str, *, done: int = 0) -> None:
        self.runs = sum(sweep.runs for sweep in plan.sweeps)
        self.steps = plan.cadence.recorded_steps
        self.language = language
        self.began: float | None = None
        self.first_step = int(self.steps[done - 1]) if done else 0
        self.progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.percentage:>3.0f} %"),
            TextColumn("{task.fields[detail]}"),
            console=console,
            transient=True,
            disable=not console.is_terminal,
        )
        self.task = self.progress.add_task(
            say("progress.compile", language), total=max(1, int(self.steps[-1])), detail=""
        )

    def __enter__(self) -> "Bar":
        self.progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.progress.stop()

    def advance(self, part: Round) -> None:
        """Show how far the runs have come, how fast, and how long is left."""
        step = int(self.steps[part.records - 1])
        now = time.perf_counter()
        if self.began is None:
            # The first stretch contains the start; the rate is measured from its end on.
            self.began, self.first_step = now, step
        seconds = now - self.began
        rate = (step - self.first_step) / seconds if seconds > 0 and step > self.first_step else 0.0
        detail = say(
            "progress.steps",
            self.language,
            steps=f"{step:,}",
            runs=f"{self.runs:,}",
            rate=f"{rate * self.runs:,.0f}",
        )
        if rate:
            left = say("progress.left", self.language, seconds=f"{(self.steps[-1] - step) / rate:.0f}")
            detail = f"{detail} · {left}"
        self.progress.update(self.task, completed=step, description="", detail=detail)
