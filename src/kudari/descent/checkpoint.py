"""Saving where a study stands, and going on from there with the same bits."""

import os
import zlib
from collections.abc import Sequence
from pathlib import Path
from zipfile import BadZipFile

import jax
import jax.numpy as jnp
import numpy as np

from kudari.descent.carry import Carry
from kudari.descent.loop import fixed_arguments
from kudari.descent.program import sweep_program
from kudari.descent.sweep import Sweep
from kudari.language import InputError

NAME = "checkpoint.npz"


def save(folder: Path, carries: Sequence[Carry], records: int) -> None:
    """Write every sweep's carry, and how many records the trace holds, in one atomic move.

    Raises:
        OSError: where the folder cannot be written, or the disk is full.
    """
    leaves = jax.tree.leaves(jax.device_get(list(carries)))
    unfinished = folder / (NAME + ".part")
    with unfinished.open("wb") as file:
        arrays = {str(number): np.asarray(leaf) for number, leaf in enumerate(leaves)}
        np.savez(file, allow_pickle=False, records=np.asarray(records), **arrays)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(folder / NAME)


def restore(folder: Path, sweeps: Sequence[Sweep]) -> tuple[list[Carry], int]:
    """The carries saved for these sweeps, and how many records of the trace they stand behind.

    Raises:
        InputError: no checkpoint, a damaged one, or one of another study.
    """
    path = folder / NAME
    if not path.is_file():
        raise InputError("study.no_checkpoint", folder=folder)
    try:
        with path.open("rb") as opened, np.load(opened, allow_pickle=False) as file:
            records = int(file["records"])
            saved = [file[str(number)] for number in range(len(file.files) - 1)]
    except (OSError, ValueError, KeyError, EOFError, BadZipFile, zlib.error) as error:
        raise InputError("study.damaged_checkpoint", file=path) from error
    templates = [_template(sweep) for sweep in sweeps]
    expected = [(leaf.shape, leaf.dtype) for leaf in jax.tree.leaves(templates)]
    if [(leaf.shape, leaf.dtype) for leaf in saved] != expected:
        raise InputError("study.other_checkpoint", file=path)
    leaves = iter(saved)
    carries = []
    for sweep, template in zip(sweeps, templates, strict=True):
        with jax.enable_x64(sweep.precision == "float64"):
            carries.append(jax.tree.map(lambda _: jnp.asarray(next(leaves)), template))
    return carries, records


def _template(sweep: Sweep) -> Carry:
    """The shapes and types of a sweep's carry."""
    with jax.enable_x64(sweep.precision == "float64"):
        return jax.eval_shape(sweep_program(sweep).start, fixed_arguments(sweep), np.int32(1))
