"""The summary of a study as a LaTeX table: medians over seeds, with the interval of eight seeds in ten below."""

import math
import re
from collections.abc import Sequence
from typing import TypeAlias

import xarray as xr

from kudari.language import SENTENCES, say
from kudari.results.summary import Row, Spread, summarise
from kudari.show.groups import Group, groups, label_name, label_words, varying_labels

DIGITS, SHORT = 3, 2
"""Of a median, and of the quantiles below it."""

PLAIN = (1e-3, 1e5)
"""Sizes between which a number is written without a power of ten."""

LONG = 12
"""Letters from which the head of a column is broken."""

SPECIAL = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "$": r"\$",
    "&": r"\&",
    "%": r"\%",
    "#": r"\#",
    "_": r"\_",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    '"': r"\char34{}",
    "[": "{[}",
    "`": "{`}",
}
"""What LaTeX reads as a command or joins with its neighbour, or its oldest letters do not have."""


def escape(text: str) -> str:
    """Any text as LaTeX sets it, on one line."""
    plain = "".join(SPECIAL.get(character, character) for character in " ".join(text.split()))
    return plain.replace("--", "-{}-")


def number(value: float, digits: int = DIGITS) -> str:
    """A number with so many digits as LaTeX sets it: `$0.0123$`, `$1.23\\times10^{-7}$`; a dash for a NaN."""
    if math.isnan(value):
        return "--"
    if math.isinf(value):
        return r"$\infty$" if value > 0 else r"$-\infty$"
    if value == round(value) and abs(value) < PLAIN[1]:
        return f"${value:.0f}$"
    mantissa, _, power = f"{value:.{digits - 1}e}".partition("e")
    if PLAIN[0] <= abs(float(f"{mantissa}e{power}")) < PLAIN[1]:
        return f"${value:.{max(0, digits - 1 - int(power))}f}$"
    return rf"${mantissa}\times10^{{{int(power)}}}$"


def interval(value: Spread) -> str:
    """From the 10 % to the 90 % quantile; nothing where both are written as the median is."""
    low, high = (number(edge, SHORT) for edge in (value.low, value.high))
    return "" if low == number(value.median, SHORT) == high else rf"{{\scriptsize [{low}, {high}]}}"


def latex_table(trace: xr.Dataset, language: str) -> str:
    """A `table` of one row for each method and setting, in the packages and words that its comment names."""
    found, rows = groups(trace, language), summarise(trace)
    settings = [name for name in varying_labels(found) if _tells_apart(name, found)]
    stops = any(row.stopped for row in rows)
    measures = ["final_loss", "best_loss", *dict.fromkeys(name for row in rows for name in row.evaluated)]
    measures += ["steps_to_stop"] if stops else []
    heads = [say("table.method", language), *(label_name(name, language) for name in settings)]
    heads += [say("table.finite", language), *(_measure(name, language) for name in measures)]
    heads += [say("table.evaluations", language)]
    lines = []
    for row in rows:
        spreads = [row.evaluated[n] if n in row.evaluated else getattr(row, n) for n in measures]
        spreads += [row.gradient_evaluations]
        named = [escape(row.method), *(_setting(row, name, language) for name in settings)]
        named += [f"{row.finite}/{row.runs}"]
        medians = [number(value.median) for value in spreads]
        lines += [([*named, *medians], [*[""] * len(named), *map(interval, spreads)])]
    name, seeds = str(trace.attrs.get("name", "")), max((row.runs for row in rows), default=0)
    caption = say("export.latex_caption", language, seeds=seeds)
    if name:
        caption = say("chart.pair", language, name=name, value=caption)
    return set_table(heads, [("", lines)], caption, name, language)


Lines: TypeAlias = Sequence[tuple[Sequence[str], Sequence[str]]]
"""For each row its cells, and those of the line of intervals below it, all as LaTeX."""


def set_table(
    heads: Sequence[str], groups: Sequence[tuple[str, Lines]], caption: str, name: str, language: str
) -> str:
    """A `table` with these heads and groups of rows, each under its name where there are several.

    Args:
        name: of the label, as far as a label can have its characters.
    """
    lines = [" & ".join(map(_head, heads)) + r" \\"]
    for title, rows in groups:
        lines += [r"\midrule"]
        if len(groups) > 1:
            lines += [rf"\multicolumn{{{len(heads)}}}{{l}}{{{escape(title)}}} \\", r"\addlinespace"]
        for place, (cells, below) in enumerate(rows):
            lines += [r"\addlinespace"] if place else []
            lines += [" & ".join(cells) + r" \\"]
            lines += [" & ".join(below).strip() + r" \\"] if any(below) else []
    return TEMPLATE % {
        "comment": say("export.latex_comment", language),
        "caption": escape(caption),
        "label": re.sub(r"[^A-Za-z0-9-]+", "-", name).strip("-") or "kudari",
        "columns": "l" + "r" * (len(heads) - 1),
        "body": "\n".join(f"    {line}" for line in lines),
    }


TEMPLATE = r"""%% %(comment)s
%% \usepackage{booktabs}
\begin{table}
  \centering\small
  \caption{%(caption)s}
  \label{tab:%(label)s}
  \smallskip
  \setlength{\tabcolsep}{5pt}
  \begin{tabular}{%(columns)s}
    \toprule
%(body)s
    \bottomrule
  \end{tabular}
\end{table}
"""


def _head(words: str) -> str:
    """The head of a column: in two lines where it is long and has a space near its middle."""
    spaces = [place for place, character in enumerate(words) if character == " "]
    if len(words) < LONG or not spaces:
        return escape(words)
    middle = min(spaces, key=lambda place: abs(2 * place - len(words)))
    return rf"\shortstack[r]{{{escape(words[:middle])}\\{escape(words[middle:])}}}"


def _tells_apart(name: str, found: Sequence[Group]) -> bool:
    """Whether groups of one method differ in it, or a method's own name does not tell its value."""
    values = {(group.method, str(group.labels.get(name))) for group in found}
    return len(values) > len({group.method for group in found})


def _measure(name: str, language: str) -> str:
    key = f"table.{name}"
    return say(key, language) if key in SENTENCES else name.replace("_", " ")


def _setting(row: Row, name: str, language: str) -> str:
    value = row.hyperparameters.get(name)
    if value is None:
        return "--"
    if not isinstance(value, int | float):
        return escape(label_words(name, value, language))
    mantissa, _, power = f"{value:g}".partition("e")
    return rf"${mantissa}\times10^{{{int(power)}}}$" if power else f"${mantissa}$"
