"""Annotations are checked while the tests run: shapes and types by jaxtyping and beartype.

Left out are the doors that take what a person gives and refuse it in a sentence of their own: their tests hand
them wrong types on purpose.
"""

import gc
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import jaxtyping
import pytest
from platformdirs import user_cache_path

# What JAX compiles is kept between runs of the tests, and shared by all their processes: most of their time goes there.
os.environ.setdefault("JAX_COMPILATION_CACHE_DIR", str(user_cache_path("kudari-tests") / "compiled"))
os.environ.setdefault("JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS", "0")
os.environ.setdefault("JAX_PERSISTENT_CACHE_MIN_ENTRY_SIZE_BYTES", "-1")
# What is left is mostly making programs fast that run for a moment: without it a third of the time is enough. For
# tests of the programs as they are for users: `JAX_DISABLE_MOST_OPTIMIZATIONS=0 XLA_FLAGS= ./test`.
os.environ.setdefault("JAX_DISABLE_MOST_OPTIMIZATIONS", "1")
os.environ.setdefault("XLA_FLAGS", "--xla_cpu_use_fusion_emitters=false")

CHROMIUM = os.environ.get("KUDARI_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")

QUIET = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update", "--enable-unsafe-swiftshader"),
)

MOST_MAPS = 20_000
"""Regions of memory, of which Linux allows a process 65,530: every compiled program takes some."""

PROBLEMS = ("batches", "classify", "fit", "matrix", "network_shifts", "networks", "problem", "weight")
READERS = ("idx", "published", "tables", "formula_functions", "formula_latex", "formula_tree")

FLAT = """
    cli commands session terminal listing versions types studies
    plan changes rounds execute finish study study_file conversion method_words choose
    rates rate_limit ranging check_tables checking method_check reporting exporting
    comparison race race_run race_tuning race_file race_asked racing race_tables suites
    lessons typeset one_step slices web folders compiled unfair
    descent methods gradients results show language
"""

CHECKED = [
    *(f"kudari.{name}" for name in FLAT.split()),
    *(f"kudari.problems.{name}" for name in (*PROBLEMS, *READERS)),
]

jaxtyping.install_import_hook(CHECKED, "harsh.check")


@pytest.fixture(autouse=True, scope="module")
def _room_for_programs() -> Iterator[None]:
    """Thousands of tests in one process compile more than it has room for; the oldest are let go between files."""
    yield
    maps = Path("/proc/self/maps")
    if maps.exists() and maps.read_bytes().count(b"\n") > MOST_MAPS:
        import jax

        jax.clear_caches()
        gc.collect()


@pytest.fixture
def optimised() -> Iterator[None]:
    """For laws of bits: programs are optimised as they are for users, though by XLA's plain emitter.

    Otherwise one step is not always the same instructions wherever it stands in a program.
    """
    import jax

    before = jax.config.read("jax_disable_most_optimizations")
    jax.clear_caches()
    jax.config.update("jax_disable_most_optimizations", False)
    yield
    jax.config.update("jax_disable_most_optimizations", before)


@pytest.fixture(scope="module")
def launch() -> Iterator[Callable[..., Any]]:
    """Starts Chromium with more options; skips where there is none."""
    if not CHROMIUM:
        pytest.skip("no Chromium here: install it, or set KUDARI_CHROMIUM to its path")
    api = pytest.importorskip("playwright.sync_api", reason="Playwright for Python is not installed")
    with api.sync_playwright() as started:
        yield lambda *more: started.chromium.launch(executable_path=CHROMIUM, args=[*QUIET, *more])
