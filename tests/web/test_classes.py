"""Tables with many classes, and classes of which no example is held out."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from kudari.plan import Plan, plan
from kudari.study import MethodChoice, ProblemChoice, Study
from kudari.web.views import views_of
from kudari.web.views.images import MOST_CLASSES
from kudari.web.views.neurons import frame


def made(data: str, **settings: Any) -> Plan:
    problem = ProblemChoice(name="classify", settings={"data": data, "hidden": (3,), **settings})
    return plan(Study(problem=problem, methods=(MethodChoice(name="gd"),), seeds=1, steps=2))


@pytest.mark.parametrize(("classes", "offered"), [(MOST_CLASSES, True), (MOST_CLASSES + 1, False)])
def test_a_table_of_very_many_classes_is_not_offered(tmp_path: Path, classes: int, offered: bool) -> None:
    rows = "".join(f"{at},{at % 7},{at % 5},c{at % classes}\n" for at in range(4 * classes))
    (tmp_path / "many.csv").write_text("a,b,c,kind\n" + rows)
    assert ("confusion" in views_of(made(str(tmp_path / "many.csv")))) is offered


def test_a_class_without_an_example_has_no_mean() -> None:
    problem = made("digits").sweeps[0].problem
    labels = problem.data["held_out_labels"]
    lacking = replace(problem, data={**problem.data, "held_out_labels": np.where(labels == 3, 4, labels)})
    names = [one["name"] for one in frame(lacking, "means", "en")["classes"]]
    assert names == [name for at, name in enumerate(problem.settings["classes"]) if at != 3]
