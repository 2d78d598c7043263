"""Frames: what the server, its workers and the page say to each other, as JSON with arrays behind it.

A frame is a 32-bit little-endian number n, n bytes of JSON, and the arrays' bytes, each beginning at a multiple of 8.
The JSON's `arrays` lists them: name, type, shape. So a browser reads them as typed arrays without a copy.
"""

import json
import struct
from collections.abc import Mapping
from typing import Any, TypeAlias

import numpy as np

TYPES = {"float32", "float64", "int32", "uint8"}
"""Types that a frame may hold: those a browser has typed arrays for."""

EACH = 8
"""Bytes that an array's place is a multiple of."""

Frame: TypeAlias = tuple[dict[str, Any], bytes]
"""(its header, the whole frame): a header that was read once is not read again."""


def packed(header: Mapping[str, Any], arrays: Mapping[str, np.ndarray] | None = None) -> bytes:
    """The frame of a header and arrays; a header holds text, finite numbers, lists and tables."""
    held = {name: np.ascontiguousarray(array) for name, array in (arrays or {}).items()}
    listed = [[name, array.dtype.name, list(array.shape)] for name, array in held.items()]
    assert {kind for _, kind, _ in listed} <= TYPES, listed
    whole = {**header, "arrays": listed} if held else header
    text = json.dumps(whole, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()
    text += b" " * (-(len(text) + 4) % EACH)
    parts = [struct.pack("<I", len(text)), text]
    for array in held.values():
        parts += [
            array.astype(array.dtype.newbyteorder("<"), copy=False).tobytes(),
            b"\0" * (-array.nbytes % EACH),
        ]
    return b"".join(parts)


def header_of(frame: bytes) -> dict[str, Any]:
    """The header alone."""
    (length,) = struct.unpack_from("<I", frame)
    found: dict[str, Any] = json.loads(frame[4 : 4 + length])
    return found


def unpacked(frame: bytes) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    """The header and the arrays."""
    header = header_of(frame)
    (length,) = struct.unpack_from("<I", frame)
    at, arrays = 4 + length, {}
    for name, kind, shape in header.pop("arrays", []):
        array = np.frombuffer(frame, np.dtype(kind).newbyteorder("<"), int(np.prod(shape)), at).reshape(shape)
        arrays[name] = array
        at += array.nbytes + -array.nbytes % EACH
    return header, arrays
