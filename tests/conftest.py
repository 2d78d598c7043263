"""Annotations are checked while the tests run: shapes and types by jaxtyping and beartype.

Left out are the doors that take what a person gives and refuse it in a sentence of their own: their tests hand
them wrong types on purpose.
"""

import jaxtyping

PROBLEMS = ("batches", "classify", "fit", "matrix", "network_shifts", "networks", "problem", "weight")
READERS = ("idx", "published", "tables", "formula_functions", "formula_latex", "formula_tree")

CHECKED = [
    *(f"kudari.{name}" for name in ("descent", "methods", "gradients", "results", "show", "language")),
    *(f"kudari.{name}" for name in ("plan", "execute", "finish", "study", "study_file", "choose")),
    *(f"kudari.{name}" for name in ("comparison", "race", "race_file", "racing", "race_tables", "suites")),
    *(f"kudari.{name}" for name in ("method_check", "reporting", "exporting")),
    *(f"kudari.{name}" for name in ("rates", "rate_limit", "ranging", "check_tables", "checking")),
    *(
        f"kudari.{name}"
        for name in ("cli", "commands", "session", "terminal", "listing", "versions", "types", "studies")
    ),
    *(f"kudari.problems.{name}" for name in (*PROBLEMS, *READERS)),
]

jaxtyping.install_import_hook(CHECKED, "harsh.check")
