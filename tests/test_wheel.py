"""The wheel that is published: everything is in it, and it runs by itself."""

import subprocess
import sys
import sysconfig
import venv
import zipfile
from email.parser import Parser
from pathlib import Path

import pytest

import kudari
from end_to_end import ROOT, environment


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built with the build backend of this environment where it has one, else with a fresh one."""
    folder = tmp_path_factory.mktemp("wheel")
    try:
        import hatchling  # noqa: F401

        isolation = ["--no-isolation"]
    except ImportError:
        isolation = []
    command = [sys.executable, "-m", "build", "--wheel", *isolation, "--outdir", str(folder), str(ROOT)]
    done = subprocess.run(command, env=environment(), capture_output=True, encoding="utf-8", timeout=280)
    assert done.returncode == 0, done.stdout + done.stderr
    (path,) = folder.glob("*.whl")
    return path


@pytest.fixture(scope="module")
def python(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new environment that holds the wheel, and sees the tests' packages except for kudari itself."""
    folder = tmp_path_factory.mktemp("environment")
    # symlinks: the interpreter may not find its library beside a copy of itself.
    venv.EnvBuilder(with_pip=False, symlinks=True).create(folder)
    python = folder / "bin" / "python"
    install = ["--python", str(python), "install", "--quiet", "--no-deps", "--no-index", str(wheel)]
    subprocess.run([sys.executable, "-m", "pip", *install], check=True, env=environment(), timeout=120)
    site = Path(sysconfig.get_path("purelib", vars={"base": str(folder), "platbase": str(folder)}))
    # A .pth file adds the packages behind the wheel's; theirs, an editable kudari among them, are not followed.
    (site / "packages.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return python


def test_every_file_of_the_package_is_in_the_wheel(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as packed:
        names = set(packed.namelist())
    source = ROOT / "src"
    wanted = {
        str(path.relative_to(source))
        for path in (source / "kudari").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert len(wanted) > 50
    assert wanted == {name for name in names if name.startswith("kudari/")}
    assert any(name.endswith("licenses/LICENSE") for name in names)


def test_the_wheel_says_what_it_is(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as packed:
        place = next(name for name in packed.namelist() if name.endswith(".dist-info/METADATA"))
        facts = Parser().parsestr(packed.read(place).decode())
        entries = packed.read(place.replace("METADATA", "entry_points.txt")).decode()
    assert (facts["Name"], facts["Version"]) == ("kudari", kudari.__version__)
    assert facts["License-Expression"] == "MIT"
    assert "kudari = kudari.cli:main" in entries
    # The README is the page of the published package.
    assert str(facts.get_payload()).strip() == (ROOT / "README.md").read_text("utf-8").strip()


def test_the_wheel_runs_a_study(python: Path, tmp_path: Path) -> None:
    def run(*command: str | Path) -> str:
        clean = {name: value for name, value in environment().items() if name != "PYTHONPATH"}
        done = subprocess.run(
            [*map(str, command)], cwd=tmp_path, env=clean, capture_output=True, encoding="utf-8", timeout=280
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    place = Path(run(python, "-c", "import kudari; print(kudari.__file__)").strip())
    assert python.parent.parent in place.parents
    assert run(python, "-m", "kudari", "--version").strip() == kudari.__version__
    words = ["run", "(x-1)**2", "--seeds", "2", "--steps", "5", "--out", "here"]
    assert "gd" in run(python.with_name("kudari"), *words)
    assert (tmp_path / "here" / "summary.csv").is_file()
