"""A study that is killed or stopped, and goes on: the same bits as if nothing had happened."""

import errno
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import xarray as xr

from end_to_end import INTERRUPTED, KUDARI, assert_same_bits, environment, kudari, start, wait_for
from kudari import InputError, resume, run
from kudari.descent import checkpoint
from kudari.results import store
from kudari.results.store import load
from kudari.session import Session
from kudari.studies import STUDIES
from kudari.study_file import read_study, with_settings

STUDY = """
name = "long"
seeds = 3
steps = 100000
measures = ["loss", "parameters"]
record_every = 2

[problem]
name = "fit"
hidden = [2]
batch = 4

[[methods]]
name = "momentum"
learning_rate = [0.05]

[[methods]]
name = "reversal-on-plateau"
inner = "gd"

[[methods]]
name = "multi-start(annealed-noise)"
"""
"""Mini-batches, methods with a memory, one that draws, and long enough to be caught in the middle."""

SAID = ("en", "ja")


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("study") / "long.toml"
    path.write_text(STUDY)
    return path


@pytest.fixture(scope="module")
def unbroken(file: Path) -> xr.Dataset:
    return run(read_study(file), file.parent / "unbroken").load()


def copy(folder: Path, other: Path) -> Path:
    """A folder as the end left it, to be resumed or damaged."""
    shutil.copytree(folder, other)
    return other


MOMENTS: dict[str, Callable[[Path], bool]] = {
    "as soon as the folder is there": lambda folder: folder.is_dir(),
    "with a first record": lambda folder: (folder / store.TRACE / "loss" / "c").exists(),
    "after the first checkpoint": lambda folder: (folder / checkpoint.NAME).exists(),
}


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_killed_study_goes_on_with_the_same_bits(
    tmp_path: Path, file: Path, unbroken: xr.Dataset, moment: str
) -> None:
    folder = tmp_path / "killed"
    process = start("run", file, "--out", folder, folder=tmp_path)
    wait_for(lambda: MOMENTS[moment](folder), process)
    process.kill()
    process.communicate()
    assert process.returncode == -signal.SIGKILL
    assert not store.complete(folder)
    assert_same_bits(resume(folder), unbroken)
    assert store.complete(folder)


def test_a_study_killed_again_and_again_ends_with_the_same_bits(
    tmp_path: Path, file: Path, unbroken: xr.Dataset
) -> None:
    folder = tmp_path / "killed"
    process = start("run", file, "--out", folder, folder=tmp_path)
    wait_for(lambda: (folder / checkpoint.NAME).exists() or process.poll() == 0, process)
    process.kill()
    process.communicate()
    before = (folder / checkpoint.NAME).stat().st_mtime_ns
    process = start("resume", folder, folder=tmp_path)
    # It is caught again behind a newer checkpoint: perhaps the last one, with everything done but the end, or,
    # on a fast machine, with the end done too.
    wait_for(lambda: (folder / checkpoint.NAME).stat().st_mtime_ns != before or process.poll() == 0, process)
    process.kill()
    process.communicate()
    done = kudari("resume", folder, folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert_same_bits(load(folder).load(), unbroken)


@pytest.mark.parametrize("name", ["parabola", "reversal"])
@pytest.mark.parametrize("place", ["kudari.results.store.finish", "kudari.descent.checkpoint.save"])
def test_a_study_cut_off_at_its_very_end_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, place: str
) -> None:
    """Every step is done (by the rule, or by their number), but the end is not written."""
    study = with_settings(STUDIES[name], {"seeds": "3", "steps": "60"})
    expected = run(study)

    def full(*_: Any, **__: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(place, full)
        with pytest.raises(OSError, match="No space"):
            run(study, tmp_path / "cut")
    assert_same_bits(resume(tmp_path / "cut"), expected)


@pytest.fixture(scope="module")
def stopped(file: Path) -> tuple[Path, str]:
    """A folder whose run one Ctrl-C ended, and what it said."""
    folder = file.parent / "stopped"
    process = start("run", file, "--out", "stopped", folder=file.parent)
    wait_for((folder / store.TRACE / "loss" / "c").exists, process)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=120)
    assert process.returncode == INTERRUPTED, said
    return folder, said


def test_ctrl_c_saves_and_says_how_to_go_on(stopped: tuple[Path, str], unbroken: xr.Dataset) -> None:
    folder, said = stopped
    assert "kudari resume stopped" in said
    assert "Traceback" not in said
    part = load(folder)
    records = part.sizes["step"]
    assert 0 < records < unbroken.sizes["step"]
    # Everything up to the end of the stretch is there, and no step behind it.
    assert f"{records} of {unbroken.sizes['step']}" in said
    np.testing.assert_array_equal(part["loss"], unbroken["loss"][:, :records])
    assert_same_bits(resume(copy(folder, folder.with_name("again"))), unbroken)


def test_ctrl_c_twice_stops_at_once(tmp_path: Path, file: Path, unbroken: xr.Dataset) -> None:
    folder = tmp_path / "stopped"
    process = start("run", file, "--out", "stopped", folder=tmp_path)
    wait_for((folder / store.TRACE / "loss" / "c").exists, process)
    process.send_signal(signal.SIGINT)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=120)
    assert process.returncode == INTERRUPTED, said
    assert "kudari resume stopped" in said
    assert "Traceback" not in said
    assert_same_bits(resume(folder), unbroken)


@pytest.mark.parametrize(("language", "words"), [("en", "is complete"), ("ja", "最後まで終わっています")])
def test_a_complete_study_is_said_to_be_complete(
    file: Path,
    unbroken: xr.Dataset,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    language: str,
    words: str,
) -> None:
    monkeypatch.setattr(Session, "_pictures", lambda self, trace, folder: 0.0)
    folder = file.parent / "unbroken"
    assert Session(language).resume(folder) == 0
    said = capsys.readouterr().out
    assert words in said.replace("\n", "")
    assert "momentum" in said
    assert_same_bits(load(folder).load(), unbroken)


def cut_off(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def flip_a_bit(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 3] ^= 1
    path.write_bytes(content)


def replace_by(**arrays: Any) -> Callable[[Path], None]:
    def replace(path: Path) -> None:
        with path.open("wb") as file:
            np.savez(file, **arrays)

    return replace


DAMAGES: dict[str, Callable[[Path], object]] = {
    "cut off": cut_off,
    "a bit flipped": flip_a_bit,
    "empty": lambda path: path.write_bytes(b""),
    "something else": lambda path: path.write_bytes(b"PK\x03\x04 not a checkpoint"),
    "pickled": replace_by(records=np.array([print], object)),
    "no records": replace_by(**{"0": np.zeros(3)}),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_checkpoint_is_refused(tmp_path: Path, stopped: tuple[Path, str], damage: str) -> None:
    folder = copy(stopped[0], tmp_path / "damaged")
    DAMAGES[damage](folder / checkpoint.NAME)
    assert_refused(folder, checkpoint.NAME)


CHANGES = {
    "more seeds": ("seeds = 3", "seeds = 4", "study.toml"),
    "another network": ("2,\n]", "3,\n]", "study.toml"),
    "another method": ('"momentum"', '"adam"', "study.toml"),
    "another precision": ("float32", "float64", "study.toml"),
    "fewer steps": ("steps = 100000", "steps = 2", "study.toml"),
    "another learning rate": ("0.05", "0.06", "study.toml"),
    "an unknown method": ('"momentum"', '"momentun"', "momentum"),
    "no TOML": ("seeds = 3", "seeds = = 3", "study.toml"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_changed_study_is_refused(tmp_path: Path, stopped: tuple[Path, str], change: str) -> None:
    folder = copy(stopped[0], tmp_path / "changed")
    before, after, named = CHANGES[change]
    text = (folder / store.STUDY).read_text()
    assert before in text
    (folder / store.STUDY).write_text(text.replace(before, after, 1))
    assert_refused(folder, named)


def assert_refused(folder: Path, named: str) -> None:
    """One sentence in each language, and the trace is left as it was."""
    before = load(folder).sizes["step"]
    with pytest.raises(InputError) as error:
        resume(folder)
    for language in SAID:
        said = error.value.say(language)
        assert named in said
        assert "\n" not in said
    assert load(folder).sizes["step"] == before


def test_the_refusal_reaches_the_terminal(tmp_path: Path, stopped: tuple[Path, str]) -> None:
    folder = copy(stopped[0], tmp_path / "damaged")
    cut_off(folder / checkpoint.NAME)
    done = kudari("resume", folder, "--language", "ja", folder=tmp_path)
    assert done.returncode == 2
    assert done.stderr.startswith("kudari: ")
    assert checkpoint.NAME in done.stderr
    assert done.stderr.count("\n") == 1


LIMITED = """
import os, resource, signal, sys
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, 60_000))
os.execv(sys.argv[1], sys.argv[1:])
"""


def test_a_disk_that_fills_up_loses_nothing(tmp_path: Path, file: Path, unbroken: xr.Dataset) -> None:
    """A limit on the size of files stands in for a full disk: writes fail, and what was saved goes on."""
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, str(KUDARI), "run", str(file), "--out", "full"],
        cwd=tmp_path,
        # What is compiled is larger than the limit.
        env=environment(JAX_ENABLE_COMPILATION_CACHE="false"),
        capture_output=True,
        encoding="utf-8",
        timeout=300,
    )
    assert done.returncode == 2, done.stderr
    assert "kudari resume full" in done.stderr
    assert "Traceback" not in done.stderr
    assert os.listdir(tmp_path) == ["full"]
    assert_same_bits(resume(tmp_path / "full"), unbroken)
