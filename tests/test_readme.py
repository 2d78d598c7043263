"""What the READMEs show is what happens: their commands, their code, their links, in both languages.

`python tests/test_readme.py` runs the commands again and writes what they print into both READMEs.
"""

import ast
import re
import shlex
import subprocess
import sys
import tempfile
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

import pytest

from end_to_end import ROOT, environment, kudari, run_python

READMES = ("README.md", "README.ja.md")

NUMBER = re.compile(r"-?\d[\d,]*(?:\.\d+)?(?:e[+-]?\d+)?")


def blocks(readme: str, kind: str) -> list[str]:
    return re.findall(
        rf"^```{kind}\n(.*?)^```$", (ROOT / readme).read_text("utf-8"), re.DOTALL | re.MULTILINE
    )


def shown(readme: str) -> list[tuple[str, str]]:
    """(command, what the README says that it prints)."""
    found = []
    for block in blocks(readme, "console"):
        first, _, output = block.partition("\n")
        assert first.startswith("$ ./kudari "), "one command a block"
        found.append((first.removeprefix("$ ./kudari "), output))
    return found


CUT = "…"
"""A last line of what is shown that says: there is more."""


def commands(readme: str) -> list[list[str]]:
    """The words behind ./kudari in the blocks that show no output."""
    lines = [
        shlex.split(line, comments=True) for block in blocks(readme, "sh") for line in block.splitlines()
    ]
    return [words[1:] for words in lines if words[:1] == ["./kudari"]]


AS_FOR_USERS = {"JAX_DISABLE_MOST_OPTIMIZATIONS": "0", "XLA_FLAGS": ""}
"""Long studies, and numbers that are shown: with programs as they are for users."""


@lru_cache
def printed(command: str) -> str:
    with tempfile.TemporaryDirectory() as folder:
        done = kudari(*shlex.split(command), folder=Path(folder), **AS_FOR_USERS)
    assert done.returncode == 0, done.stderr
    assert not done.stderr
    return "".join(f"{line.rstrip()}\n" for line in done.stdout.splitlines())


def rows(output: str) -> list[tuple[str, list[float]]]:
    """(first word, numbers) of every line; the names that a time stands in are left out."""
    found = []
    for line in output.splitlines():
        if line.strip() and "kudari-runs" not in line:
            numbers = [float(number.replace(",", "")) for number in NUMBER.findall(line)]
            found.append((line.strip(" │┃").split()[0] if not line.startswith(" " * 4) else "", numbers))
    return found


def wordings(output: str) -> str:
    """What is said, without numbers and line breaks; the last line names a folder by the time.

    A share of exactly 0 or 100 % has no range behind it, so that ranges of shares are left out, too.
    """
    said = re.sub(r"[(（][\d\s.–～]+[%％][)）]", "", "".join(output.splitlines()[:-1]))
    return re.sub(r"[\s\d.,×⁻⁰¹²³⁴⁵⁶⁷⁸⁹∞–-]+", "", said)


SHOWN = [(readme, *pair) for readme in READMES for pair in shown(readme)]


@pytest.mark.parametrize(("readme", "command", "output"), SHOWN, ids=lambda value: value.splitlines()[0][:40])
def test_the_output_shown_is_what_is_printed(readme: str, command: str, output: str) -> None:
    cut = output.endswith(f"{CUT}\n")
    here, there = rows(output.removesuffix(f"{CUT}\n")), rows(printed(command))
    there = there[: len(here)] if cut else there
    if "moons" in command:
        # A thousand steps at the largest stable rate: what another processor's rounding makes of them is another
        # number, and lines break elsewhere. What is said stays the same.
        assert wordings(output) == wordings(printed(command))
        return
    names = [name if not NUMBER.match(name) else "" for name, _ in here]
    assert names == [name if not NUMBER.match(name) else "" for name, _ in there]
    for (name, numbers), (_, others) in zip(here, there, strict=True):
        # Another processor may round otherwise, and long runs make more of it.
        assert numbers == pytest.approx(others, rel=0.03), name


def test_both_languages_show_the_same() -> None:
    english, japanese = (
        [command.removesuffix(" --language ja") for command, _ in shown(readme)] for readme in READMES
    )
    assert english == japanese
    assert commands(READMES[0]) == commands(READMES[1])
    trees = [[ast.dump(ast.parse(block)) for block in blocks(readme, "python")] for readme in READMES]
    assert trees[0] == trees[1]
    titles = [
        len(re.findall(r"^#+ ", (ROOT / readme).read_text("utf-8"), re.MULTILINE)) for readme in READMES
    ]
    assert titles[0] == titles[1]


def test_the_commands_run_one_after_another(tmp_path: Path) -> None:
    assert len(commands(READMES[0])) > 4
    for words in commands(READMES[0]):
        done = kudari(*words, folder=tmp_path)
        assert (done.returncode, done.stderr) == (0, ""), words


def test_the_folder_holds_what_is_promised(tmp_path: Path) -> None:
    text = (ROOT / READMES[0]).read_text("utf-8")
    table = text.partition("| in the folder |")[2].partition("\n\n")[0]
    promised = [
        name for line in table.splitlines()[2:] for name in re.findall(r"`([^`(]+)`", line.split("|")[1])
    ]
    assert len(promised) == 7
    done = kudari("run", "parabola", "--seeds", "4", "--out", "here", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    for pattern in promised:
        assert list((tmp_path / "here").glob(pattern)), pattern
    there = {path.name for path in (tmp_path / "here").iterdir()}
    assert not {name for name in there if not any(Path(name).match(pattern) for pattern in promised)}


def test_the_python_code_runs(tmp_path: Path) -> None:
    done = run_python("\n".join(blocks(READMES[0], "python")), tmp_path, PYTHONWARNINGS="error")
    assert done.returncode == 0, done.stderr
    assert "reversal-on-plateau(gd)" in done.stdout
    assert "rounded-sign" in done.stdout
    assert (tmp_path / "wave" / "study.toml").is_file()


@pytest.mark.parametrize("script", sorted((ROOT / "examples").glob("*.py")), ids=lambda path: path.name)
def test_the_examples_run(script: Path, tmp_path: Path) -> None:
    if "from flax" in script.read_text("utf-8") and find_spec("flax") is None:
        pytest.skip("flax is not installed")
    done = subprocess.run(
        [sys.executable, "-W", "error", str(script)],
        cwd=tmp_path,
        env=environment(),
        capture_output=True,
        encoding="utf-8",
        timeout=200,
    )
    assert done.returncode == 0, done.stderr
    # A table with a line for gradient descent, or a race with an answer.
    assert re.search(
        r"gd .*\d|is (better|worse) than .*\d|No detectable difference|Undecided between", done.stdout
    )
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("readme", READMES)
def test_links_within_the_repository_lead_somewhere(readme: str) -> None:
    links = re.findall(r"\]\(([^):]+)\)", (ROOT / readme).read_text("utf-8"))
    assert len(links) > 5
    assert not [link for link in links if not (ROOT / link).exists()]


def write_outputs() -> None:
    """Put what the commands print now into the READMEs."""
    for readme in READMES:
        text = (ROOT / readme).read_text("utf-8")
        for command, output in shown(readme):
            block = f"```console\n$ ./kudari {command}\n"
            new = printed(command)
            if output.endswith(f"{CUT}\n"):
                kept = new.splitlines()[: len(output.splitlines()) - 1]
                new = "".join(f"{line}\n" for line in (*kept, CUT))
            text = text.replace(f"{block}{output}```", f"{block}{new}```")
        (ROOT / readme).write_text(text, "utf-8")


if __name__ == "__main__":
    write_outputs()
