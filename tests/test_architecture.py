"""The house: imports only go down its floors, and results, diagnosis and pictures open without JAX."""

import ast
from pathlib import Path

import pytest

from end_to_end import run_python

SOURCE = Path(__file__).parent.parent / "src" / "kudari"

FLOORS = {
    "types": 0,
    "language": 0,
    "versions": 0,
    "problems": 1,
    "methods": 1,
    "gradients": 1,
    "descent": 2,
    "results": 3,
    "diagnosis": 4,
    "comparison": 4,
    "show": 5,
    "study": 6,
    "study_file": 6,
    "conversion": 6,
    "method_words": 6,
    "studies": 6,
    "plan": 6,
    "changes": 6,
    "rounds": 6,
    "execute": 6,
    "finish": 6,
    "folders": 6,
    "compiled": 6,
    "rate_limit": 6,
    "rates": 6,
    "gradient_check": 6,
    "choose": 6,
    "race_run": 6,
    "race_tuning": 6,
    "check_tables": 7,
    "checking": 7,
    "terminal": 7,
    "session": 7,
    "explaining": 7,
    "listing": 7,
    "ranging": 7,
    "race": 6,
    "race_file": 6,
    "suites": 6,
    "unfair": 6,
    "method_check": 6,
    "race_asked": 7,
    "racing": 7,
    "race_tables": 7,
    "reporting": 7,
    "exporting": 7,
    "lessons": 6,
    "typeset": 6,
    "one_step": 6,
    "slices": 6,
    "web": 7,
    "commands": 7,
    "cli": 7,
    "__main__": 7,
}
"""The first part of a module's name -> its floor. `kudari` itself is the roof: it may name everything."""


def floor(module: str) -> int:
    return FLOORS[module.removeprefix("kudari").lstrip(".").split(".")[0]]


def imports(path: Path) -> set[str]:
    """Every module of ours that the file imports, anywhere in it."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        if isinstance(node, ast.ImportFrom):
            assert not node.level, f"{path} imports by a relative path"
            found.add(str(node.module))
    return {name for name in found if name.startswith("kudari.")}


def modules() -> dict[str, Path]:
    paths = {path: path.relative_to(SOURCE).with_suffix("").parts for path in SOURCE.rglob("*.py")}
    named = {".".join(part for part in parts if part != "__init__"): path for path, parts in paths.items()}
    return {name: path for name, path in named.items() if name}


@pytest.mark.parametrize("name", modules())
def test_imports_only_go_down(name: str) -> None:
    for other in imports(modules()[name]):
        assert floor(other) <= floor(name), f"{name} imports {other}"


@pytest.mark.parametrize("area", ["language", "results", "diagnosis", "comparison", "show"])
def test_floors_three_to_five_start_without_jax(area: str) -> None:
    names = [f"kudari.{name}" for name in modules() if name.split(".")[0] == area]
    if not names:
        pytest.skip(f"kudari.{area} is not built yet")
    code = f"import sys, {', '.join(names)}; print(sorted({{'jax', 'optax'}} & set(sys.modules)))"
    done = run_python(code)
    assert done.stdout.strip() == "[]", done.stderr or done.stdout


def test_the_server_starts_without_what_computes_or_draws() -> None:
    code = "import sys, kudari.web.serve; print(sorted({'jax', 'xarray', 'matplotlib'} & set(sys.modules)))"
    assert run_python(code).stdout.strip() == "[]"


def test_opening_the_package_or_a_stored_study_does_not_start_jax() -> None:
    code = "import sys, kudari; kudari.load; kudari.InputError; print('jax' in sys.modules)"
    assert run_python(code).stdout.strip() == "False"
