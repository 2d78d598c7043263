"""Reading IDX files, the form in which MNIST and its relatives are published, with every size checked.

IDX is described on the page of the MNIST database (LeCun, Cortes & Burges): two zero bytes, the type of the
numbers (8: unsigned bytes), the number of dimensions, each size as four bytes, most significant first, and
then the numbers, the last dimension running fastest.
"""

import gzip
import io
import math
import os
import struct
import zlib
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kudari.language import InputError

LARGEST = 2**30
"""The most bytes that a file may promise; MNIST's largest promises 47 million."""

_DEFLATE = 1032  # No DEFLATE stream grows by more than this factor (zlib, "Maximum Compression Factor").
_UNSIGNED_BYTE = 8
_CHUNK = 2**20


class Examples(NamedTuple):
    """Images with their labels."""

    images: NDArray[np.uint8]
    """uint8[N, rows·columns], row by row"""
    labels: NDArray[np.int32]
    """int32[N]"""
    shape: tuple[int, int]
    """(rows, columns)"""


def read_examples(images: Path, labels: Path, classes: int) -> Examples:
    """The images and labels of two IDX files that belong together, the labels being 0 … `classes` - 1.

    Raises:
        InputError: where a file is not what it should be, or the two do not fit together.
    """
    pixels, numbers = read_idx(images, 3), read_idx(labels, 1)
    if len(pixels) != len(numbers):
        raise InputError(
            "data.idx_counts", images=images, labels=labels, count=len(pixels), other=len(numbers)
        )
    if numbers.max() >= classes:
        first = int(np.argmax(numbers >= classes))
        raise InputError(
            "data.idx_label", file=labels, place=first + 1, came=int(numbers[first]), largest=classes - 1
        )
    rows, columns = pixels.shape[1:]
    return Examples(pixels.reshape(len(pixels), -1), numbers.astype(np.int32), (rows, columns))


def read_idx(path: Path, dimensions: int) -> NDArray[np.uint8]:
    """The array of unsigned bytes in an IDX file, packed by gzip or not, with this many dimensions.

    Never unpacks more than the header promises and one byte, and allocates nothing that the file's own length
    cannot fill.

    Raises:
        InputError: where the file cannot be read, or is not such a file from its first byte to its last.
    """
    try:
        with open(path, "rb") as file:
            packed = file.read(2) == b"\x1f\x8b"
            file.seek(0)
            size = os.fstat(file.fileno()).st_size
            if packed:
                with gzip.GzipFile(fileobj=file) as unpacked:
                    return _read(unpacked, path, dimensions, size * _DEFLATE)
            return _read(file, path, dimensions, size - 4 - 4 * dimensions)
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise InputError("data.idx_gzip", file=path, reason=error) from error
    except OSError as error:
        raise InputError("data.unreadable", file=path, reason=error.strerror or error) from error


def _read(stream: io.BufferedIOBase, path: Path, dimensions: int, most: int) -> NDArray[np.uint8]:
    shape = _read_header(stream, path, dimensions)
    promised = math.prod(shape)
    if promised > LARGEST:
        raise InputError("data.idx_large", file=path, promised=promised, most=LARGEST)
    if promised > most:
        raise InputError("data.idx_short", file=path, promised=promised, most=most)
    content = np.empty(promised, np.uint8)
    filled = 0
    while chunk := stream.read(min(_CHUNK, promised - filled)):
        content[filled : filled + len(chunk)] = np.frombuffer(chunk, np.uint8)
        filled += len(chunk)
    if filled < promised:
        raise InputError("data.idx_short", file=path, promised=promised, most=filled)
    if stream.read(1):
        raise InputError("data.idx_trailing", file=path, promised=promised)
    return content.reshape(shape)


def _read_header(stream: io.BufferedIOBase, path: Path, dimensions: int) -> tuple[int, ...]:
    magic = stream.read(4)
    if not magic:
        raise InputError("data.idx_empty", file=path)
    expected = bytes((0, 0, _UNSIGNED_BYTE, dimensions))
    if magic != expected:
        key = {1: "data.idx_labels_came", 3: "data.idx_images_came"}
        wrong = key.get(magic[3], "data.idx_magic") if magic[:3] == expected[:3] else "data.idx_magic"
        raise InputError(wrong, file=path, came=magic.hex(" "), expected=expected.hex(" "))
    sizes = stream.read(4 * dimensions)
    if len(sizes) < 4 * dimensions:
        raise InputError("data.idx_header", file=path, came=4 + len(sizes), expected=4 + 4 * dimensions)
    shape = struct.unpack(f">{dimensions}I", sizes)
    if 0 in shape:
        raise InputError("data.idx_zero", file=path, shape="×".join(map(str, shape)))
    return shape
