"""Where a study stands: what the pictures of a running study are made from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import xarray as xr

from kudari.descent.carry import Carry
from kudari.plan import Plan


@dataclass(frozen=True, kw_only=True)
class Moment:
    """A study between two of its rounds."""

    plan: Plan
    carries: Sequence[Carry]
    """Where every sweep's runs stand, on the device."""
    trace: xr.Dataset
    """All that has been recorded so far: dims run, step."""
    language: str
    choice: Mapping[str, Any] = field(default_factory=dict)
    """What a person chose to see, such as a method and a seed; what is absent has a default."""
