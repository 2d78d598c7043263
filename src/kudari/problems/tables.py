"""A user's own table: a CSV file becomes a data set, or a sentence that says which cell is in the way."""

import csv
import io
import math
import os
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kudari.language import InputError, nearest
from kudari.problems.dataset import (
    HELD_OUT,
    Dataset,
    checked_share,
    divided,
    shown,
    standardised,
    stratified,
)

LARGEST = 2**28
"""The most bytes that are read: 256 MiB."""

DELIMITERS = (",", ";", "\t")
_PLACES = 3


class Row(NamedTuple):
    """One record of the file."""

    line: int
    """The line it begins on, the first being 1: the row's number in an editor or a spreadsheet."""
    cells: list[str]


def read_table(
    path: str | Path,
    target: str | None = None,
    *,
    features: Sequence[str] | None = None,
    held_out: float = HELD_OUT,
) -> Dataset:
    """The rows of a CSV file as labelled examples, features standardised by the rows to learn from.

    The file is UTF-8 with or without a byte order mark, has the columns' names in its first row, and is
    divided by commas, semicolons or tabs. Blank lines are passed over; blanks around a cell do not count.

    Args:
        target: the column that is to be told from the others, any text; the last column where None.
        features: the columns to tell it by, all numbers; every other column where None.
        held_out: the share of each class that is kept for testing.

    Raises:
        InputError: where a column does not exist or the file is not such a table; the first reason found.
    """
    share, path = checked_share(held_out), Path(path)
    text = _text(path)
    rows = _rows(path, text, _delimiter(text))
    names = _header(path, rows)
    wanted = names[-1] if target is None else target.strip()
    _refuse_unknown(path, [wanted], names)
    if features is None:
        chosen = [name for name in names if name != wanted]
    else:
        chosen = list(dict.fromkeys(name.strip() for name in features))
        _refuse_unknown(path, chosen, names)
        if wanted in chosen:
            raise InputError("data.table_target_feature", file=path, column=shown(wanted))
    if not chosen:
        raise InputError("data.table_no_features", file=path, column=shown(wanted))
    inputs, texts = _columns(path, rows, names, chosen, wanted)
    classes, labels = _classes(path, texts, wanted)
    sides = stratified(labels, share)
    return divided(path.stem, standardised(inputs, sides[0]), labels, sides, classes, tuple(chosen))


def _text(path: Path) -> str:
    # A device or a pipe would never end, so only a file is opened.
    if not os.path.isfile(path):
        raise InputError("data.no_file", file=path)
    try:
        size = os.path.getsize(path)
        if size > LARGEST:
            raise InputError("data.table_large", file=path, size=size, most=LARGEST)
        content = path.read_bytes()
    except OSError as error:
        raise InputError("data.unreadable", file=path, reason=error.strerror or error) from error
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _not_utf8(path, content, error.start) from error
    # UTF-16 without a mark is valid UTF-8 full of NULs, which no text has.
    if "\0" in text:
        raise _not_utf8(path, content, content.index(0))
    return text.removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}")


def _not_utf8(path: Path, content: bytes, offset: int) -> InputError:
    return InputError("data.table_encoding", file=path, offset=offset, byte=f"0x{content[offset]:02X}")


def _records(text: str, delimiter: str) -> Iterator[Row]:
    # strict: otherwise an unclosed quotation mark quietly swallows the rest of the file.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1
    for cells in reader:
        stripped = [cell.strip() for cell in cells]
        if any(stripped) or len(stripped) > 1:
            yield Row(line, stripped)
        line = reader.line_num + 1


def _delimiter(text: str) -> str:
    """The one that divides the header into the most columns: the header alone, since 1,5 may be a number."""

    def columns(delimiter: str) -> int:
        try:
            return len(next(_records(text, delimiter)).cells)
        except (csv.Error, StopIteration):
            return 0

    return max(DELIMITERS, key=columns)


def _rows(path: Path, text: str, delimiter: str) -> Iterator[Row]:
    line = 0
    try:
        for row in _records(text, delimiter):
            line = row.line
            yield row
    except csv.Error as error:
        raise InputError("data.table_malformed", file=path, row=line, reason=error) from error


def _header(path: Path, rows: Iterator[Row]) -> list[str]:
    line, names = next(rows, Row(0, []))
    if not names:
        raise InputError("data.table_empty", file=path)
    # Whole numbers may be names (pixel 0, 1, 2 …); a fraction among them, or nothing else, is a row of data.
    numbers = [name for name in names if math.isfinite(_number(name))]
    if len(numbers) == len(names) or any(not name.isdigit() for name in numbers):
        raise InputError("data.table_header", file=path, row=line, cells=[shown(cell) for cell in names[:5]])
    if "" in names:
        raise InputError("data.table_unnamed", file=path, row=line, column=names.index("") + 1)
    twice = [shown(name) for name, count in Counter(names).items() if count > 1]
    if twice:
        raise InputError("data.table_twice", file=path, names=twice[:_PLACES])
    if len(names) < 2:
        raise InputError("data.table_one_column", file=path, column=shown(names[0]))
    return names


def _refuse_unknown(path: Path, wanted: Sequence[str], names: list[str]) -> None:
    for name in wanted:
        if name not in names:
            raise InputError(
                "data.table_column",
                file=path,
                column=shown(name),
                nearest=shown(nearest(name[:100], names)),
                known=_few([shown(known) for known in names], 20),
            )


def _few(items: Sequence[object], most: int) -> list[object]:
    return [*items[:most], *(["…"] if len(items) > most else [])]


def _columns(
    path: Path, rows: Iterator[Row], names: list[str], features: list[str], target: str
) -> tuple[NDArray[np.float64], list[str]]:
    """(float64[N, I], the N texts of the target), each row turned into numbers as it is read."""
    places, goal = [names.index(name) for name in features], names.index(target)
    inputs, texts, blank = [], [], []
    wrong: list[InputError] = []
    count = empty = 0
    for line, cells in rows:
        if len(cells) != len(names):
            raise InputError("data.table_ragged", file=path, row=line, came=len(cells), expected=len(names))
        numbers = np.array([_number(cells[place]) for place in places])
        for i in np.flatnonzero(~np.isfinite(numbers)):
            cell = cells[places[i]]
            count, empty = count + 1, empty + (not cell)
            if len(wrong) < _PLACES:
                key = "data.table_cell" if cell else "data.table_empty_cell"
                wrong.append(InputError(key, row=line, column=shown(features[i]), came=shown(cell)))
        if not cells[goal]:
            blank.append(line)
        inputs.append(numbers)
        texts.append(cells[goal])
    if not inputs:
        raise InputError("data.table_no_rows", file=path)
    if blank:
        some = _few(blank, _PLACES)
        raise InputError("data.table_no_class", file=path, column=shown(target), count=len(blank), rows=some)
    if count:
        some = _few(wrong, _PLACES) if count == len(wrong) else [*wrong, "…"]
        raise InputError("data.table_cells", file=path, count=count, empty=empty, places=some)
    return np.stack(inputs), texts


def _number(cell: str) -> float:
    # Python reads 1_000 as a thousand; in a table it is more likely a name.
    try:
        return math.nan if "_" in cell else float(cell)
    except ValueError:
        return math.nan


def _classes(path: Path, texts: list[str], target: str) -> tuple[tuple[str, ...], NDArray[np.int32]]:
    counts = Counter(texts)
    classes = tuple(sorted(counts))
    if len(classes) < 2:
        raise InputError("data.table_one_class", file=path, column=shown(target), name=shown(classes[0]))
    rare = [shown(name) for name in classes if counts[name] < 2]
    if rare:
        some = _few(rare, _PLACES)
        raise InputError("data.table_rare", file=path, column=shown(target), count=len(rare), names=some)
    place = {name: label for label, name in enumerate(classes)}
    return classes, np.array([place[text] for text in texts], np.int32)
