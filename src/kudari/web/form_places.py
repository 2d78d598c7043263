"""Tables and folders that a person names on the page: only uploads and named data sets, as real paths."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kudari.language import InputError
from kudari.problems.datasets import DATASETS

UPLOAD = re.compile(r"uploads/[0-9a-f]{16}\.csv")
"""How the server names an uploaded table."""

PLACES = ("data", "folder")
"""Settings of problems that name files."""


def placed(study: Mapping[str, Any], home: Path, local: bool) -> dict[str, Any]:
    """A study as the page tells it, with the paths of uploaded tables instead of their names.

    Args:
        home: the visitor's folder; his tables lie in `uploads` within it.
        local: whether the page is on the server's own machine, where a folder may be named.

    Raises:
        InputError: a path that a page may not name, or a table that is not there.
    """
    return _mapped(study, lambda key, value: _real(key, value, home, local))


def shown(study: Mapping[str, Any]) -> dict[str, Any]:
    """The inverse: a study with the names of uploaded tables instead of their paths."""
    return _mapped(study, _named)


def _mapped(study: Mapping[str, Any], change: Any) -> dict[str, Any]:
    made = dict(study)
    if isinstance(problem := made.get("problem"), Mapping):
        made["problem"] = {
            key: change(key, value) if key in PLACES else value for key, value in problem.items()
        }
    if isinstance(vary := made.get("vary"), Mapping):
        made["vary"] = {key: _each(key, values, change) for key, values in vary.items()}
    return made


def _each(key: str, values: Any, change: Any) -> Any:
    name = str(key).removeprefix("problem.")
    if name not in PLACES:
        return values
    # Text is cut at its commas where a study is read.
    listed = values.split(",") if isinstance(values, str) else values
    return [change(name, value) for value in (listed if isinstance(listed, list | tuple) else [listed])]


def _real(key: str, value: Any, home: Path, local: bool) -> Any:
    if key == "folder":
        if value not in (None, "") and not local:
            raise InputError("page.form.refused.folder")
        return value
    if value is None or (isinstance(value, str) and value in DATASETS):
        return value
    if not isinstance(value, str) or not UPLOAD.fullmatch(value):
        raise InputError("page.form.refused.path", field=key, came=str(value)[:80], exists=list(DATASETS))
    path = home / value
    # A link would lead to a file that nobody uploaded.
    if path.is_symlink() or not path.is_file() or not path.resolve().is_relative_to(home.resolve()):
        raise InputError("page.form.refused.gone", came=value)
    return str(path)


def _named(key: str, value: Any) -> Any:
    if key != "data" or not isinstance(value, str):
        return value
    name = "/".join(Path(value).parts[-2:])
    return name if UPLOAD.fullmatch(name) else value
