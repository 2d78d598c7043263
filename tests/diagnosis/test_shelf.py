"""Every set-up on the shelf: the named cause is right, and following its advice mends the run."""

import numpy as np
import pytest

from kudari.diagnosis.causes import CAUSES
from shelf import SHELF, advised, explained, score


@pytest.mark.parametrize("name", SHELF)
def test_the_cause_is_named_and_its_advice_mends_the_run(name: str) -> None:
    broken = SHELF[name]
    study = broken.study()
    trace, explanation = explained(study)
    findings = explanation.runs[0].findings
    assert [finding.cause for finding in findings[:1]] == [broken.cause]
    if not broken.mends:
        return
    mended, _ = explained(advised(study, findings[0].advice))
    before, after = score(trace, broken.score), score(mended, broken.score)
    assert np.isfinite(after)
    assert after <= (broken.gain * before if before > 0 else before)


def test_the_shelf_holds_the_causes() -> None:
    assert len(SHELF) >= 50
    # An edge of stability is no fault, and small networks explode only on tiny inputs: both have tests of their own.
    apart = {"edge_of_stability", "exploding_gradient"}
    assert {broken.cause for broken in SHELF.values()} == set(CAUSES) - apart
