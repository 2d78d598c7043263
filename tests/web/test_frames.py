"""Frames: what goes in comes out, as a browser reads it."""

import struct

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from kudari.web.frames import header_of, packed, unpacked

HEADERS = st.dictionaries(
    st.text(max_size=8).filter(lambda key: key != "arrays"),
    st.text() | st.integers() | st.booleans() | st.none(),
    max_size=4,
)
ARRAYS = st.dictionaries(
    st.text(max_size=8),
    st.sampled_from(["float32", "float64", "int32", "uint8"]).flatmap(
        lambda kind: arrays.arrays(kind, arrays.array_shapes(min_dims=1, max_dims=3, min_side=0, max_side=5))
    ),
    max_size=4,
)


@given(HEADERS, ARRAYS)
def test_a_frame_gives_back_what_it_was_made_of(header: dict, held: dict) -> None:
    frame = packed(header, held)
    found, values = unpacked(frame)
    assert found == header
    assert list(values) == list(held)
    for name, array in held.items():
        assert values[name].dtype == array.dtype
        np.testing.assert_array_equal(values[name], array)


@given(HEADERS, ARRAYS)
def test_every_array_begins_where_a_typed_array_may(header: dict, held: dict) -> None:
    frame = packed(header, held)
    (length,) = struct.unpack_from("<I", frame)
    assert (4 + length) % 8 == 0
    assert len(frame) % 8 == 0
    assert header_of(frame).get("arrays", []) == [[n, a.dtype.name, list(a.shape)] for n, a in held.items()]


def test_what_no_browser_has_is_refused() -> None:
    with pytest.raises(AssertionError):
        packed({}, {"x": np.zeros(1, complex)})
    with pytest.raises(ValueError, match="JSON"):
        packed({"x": float("nan")})
