"""What computed a study: versions and machine."""

import platform
from datetime import UTC, datetime
from functools import cache
from importlib.metadata import version
from typing import Any

import jax
import tomli_w

PACKAGES = ("kudari", "jax", "jaxlib", "optax", "numpy", "xarray", "zarr", "scikit-learn", "matplotlib")


def versions() -> dict[str, Any]:
    """Versions of the packages, Python and the machine, and when it was asked."""
    return {
        "computed": datetime.now(UTC).isoformat(timespec="seconds"),
        "python": platform.python_version(),
        "machine": platform.platform(),
        "processor": platform.machine(),
        "device": str(jax.devices()[0]),
        "packages": _packages(),
    }


@cache
def _packages() -> dict[str, str]:
    """Reading what is installed takes longer than a short study."""
    return {name: version(name) for name in PACKAGES}


def versions_text() -> str:
    """The same as TOML."""
    return tomli_w.dumps(versions())
