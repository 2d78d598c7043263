"""The room for what visitors keep: some of the disk stays free, and nobody takes it all."""

import os
import shutil
from pathlib import Path

from kudari.language import InputError

LEAST_FREE = 2**29
"""Bytes of the disk that stay free, whatever is asked."""


def free_bytes(folder: Path) -> int:
    """Of the disk where the folder is, or will be."""
    while not folder.exists():
        folder = folder.parent
    return shutil.disk_usage(folder).free


def check_free(folder: Path) -> None:
    """Nothing is begun that would fill the disk.

    Raises:
        InputError: too little of it is free.
    """
    if free_bytes(folder) < LEAST_FREE:
        raise InputError("serving.disk_full", least=f"{LEAST_FREE / 2**20:.0f}")


def check_kept(home: Path, most: int | None, more: float = 0) -> None:
    """A visitor keeps no more than he may, with so many bytes that would come.

    Raises:
        InputError: it would be more.
    """
    if most is not None and size(home) + more > most:
        raise InputError("serving.kept_full", most=f"{most / 2**30:.1f}")


def size(folder: Path) -> int:
    """Bytes of all files in a folder; what goes while they are counted is left out."""
    found = 0
    for place, _, names in os.walk(folder):
        for name in names:
            try:
                found += os.lstat(os.path.join(place, name)).st_size
            except OSError:
                continue
    return found
