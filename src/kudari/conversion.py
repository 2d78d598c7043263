"""A person's values, from TOML's types or from text, as the types that fields want; and back."""

import tomllib
import typing
from collections.abc import Mapping
from pathlib import Path
from types import NoneType, UnionType
from typing import Any

import msgspec

from kudari.language import InputError, Phrase


def plain(value: Any) -> Any:
    """Mappings and lists without what is not given."""
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.items() if item is not None}
    return [plain(item) for item in value] if isinstance(value, tuple | list) else value


def table_of(field: str, value: Any) -> Mapping[str, Any]:
    """The value, which must be a table.

    Raises:
        InputError: it is none.
    """
    if not isinstance(value, Mapping):
        raise InputError("study.table", field=field, came=value)
    return value


def list_of(field: str, value: Any) -> list[Any]:
    """A list; one value alone is a list of one, and text is cut at its commas."""
    if isinstance(value, str):
        return [item.strip() for item in value.split(",")]
    return list(value) if isinstance(value, list | tuple) else [value]


def convert(field: str, value: Any, kind: Any) -> Any:
    """`value` as `kind`.

    Raises:
        InputError: it cannot be one.
    """
    kinds = typing.get_args(kind) if typing.get_origin(kind) is UnionType else (kind,)
    if NoneType in kinds and isinstance(value, str) and value.lower() in ("", "none"):
        value = None
    listed = any(typing.get_origin(one) is tuple for one in kinds)
    if listed and value is not None and not isinstance(value, list | tuple):
        value = list_of(field, value) if value != "" else []
    try:
        return msgspec.convert(value, kind, strict=False)
    except msgspec.ValidationError as error:
        raise InputError("study.value", field=field, came=value, expected=expected(kind)) from error


def expected(kind: Any) -> Phrase:
    """What a field wants, in words."""
    kinds = [item for item in typing.get_args(kind) if item not in (NoneType, Ellipsis)]
    if typing.get_origin(kind) is typing.Literal:
        return Phrase("type.one_of", exists=kinds)
    if typing.get_origin(kind) is tuple:
        return Phrase("type.list", of=expected(kinds[0]))
    if kinds:
        return expected(kinds[0])
    return Phrase({bool: "type.bool", int: "type.int", float: "type.float"}.get(kind, "type.text"))


def read_toml(path: Path) -> dict[str, Any]:
    """The table in a TOML file.

    Raises:
        InputError: no such file, not UTF-8, or no TOML.
    """
    try:
        return tomllib.loads(path.read_bytes().decode("utf-8"))
    except FileNotFoundError as error:
        raise InputError("study.no_file", file=path) from error
    except UnicodeDecodeError as error:
        raise InputError("study.not_utf8", file=path, place=error.start) from error
    except tomllib.TOMLDecodeError as error:
        raise InputError("study.not_toml", file=path, reason=error) from error
    except OSError as error:
        raise InputError("study.unreadable", file=path, reason=error.strerror) from error
