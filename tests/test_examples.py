"""What the examples say of themselves; `test_readme.py` runs each of them."""

import csv
from importlib.util import module_from_spec, spec_from_file_location
from types import ModuleType

from end_to_end import ROOT
from kudari.method_check import check_method
from kudari.plan import build_problem


def example(name: str) -> ModuleType:
    spec = spec_from_file_location(name, ROOT / "examples" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_method_of_ones_own_keeps_every_law() -> None:
    report = check_method(example("own_method").method)
    assert report.kept, str(report)


def test_the_plants_come_from_the_formula() -> None:
    own = example("own_data")
    with own.CSV.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    assert rows == [["length", "width", "kind"], *map(list, own.plants())]
    problem = build_problem(own.problem)
    assert (problem.examples, problem.settings["classes"]) == (105, ("a", "b", "c"))
    assert len(problem.data["held_out_labels"]) == 45
