"""Annotations are checked while the tests run: shapes and types by jaxtyping and beartype.

Left out are the doors that take what a person gives and refuse it in a sentence of their own: their tests hand
them wrong types on purpose.
"""

import jaxtyping

PROBLEMS = ("batches", "classify", "fit", "matrix", "network_shifts", "networks", "problem", "weight")
READERS = ("idx", "published", "tables", "formula_functions", "formula_latex", "formula_tree")

FLAT = """
    cli commands session terminal listing versions types studies
    plan changes rounds execute finish study study_file conversion method_words choose
    rates rate_limit ranging check_tables checking method_check reporting exporting
    comparison race race_run race_tuning race_file race_asked racing race_tables suites
    lessons typeset one_step slices web folders compiled
    descent methods gradients results show language
"""

CHECKED = [
    *(f"kudari.{name}" for name in FLAT.split()),
    *(f"kudari.problems.{name}" for name in (*PROBLEMS, *READERS)),
]

jaxtyping.install_import_hook(CHECKED, "harsh.check")
