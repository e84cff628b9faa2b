import math

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from lifecycle.digests import EXACT, canonical

WHOLE = st.integers(-EXACT + 1, EXACT - 1)
SCALARS = st.none() | st.booleans() | WHOLE | st.floats(allow_nan=False, allow_infinity=False) | st.text()
VALUES = st.recursive(SCALARS, lambda each: st.lists(each) | st.dictionaries(st.text(), each), max_leaves=20)


@given(VALUES)
def test_the_quick_way_writes_what_the_standard_says(value):
    assert canonical(value) == rfc8785.dumps(value)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ({"b": 1, "a": [True, None]}, '{"a":[true,null],"b":1}'),
        ({"\U0001f600": 1, "\ufb33": 2}, '{"\U0001f600":1,"\ufb33":2}'),
        ([1.0, 1e21, 1e-7, -0.0], "[1,1e+21,1e-7,0]"),
        ("返品\u2028\x7f\x1f", '"返品\u2028\x7f\\u001f"'),
    ],
)
def test_names_are_ordered_and_numbers_written_as_everybody_reads_them(value, written):
    assert canonical(value).decode() == written


@pytest.mark.parametrize("value", [math.nan, math.inf, EXACT, -EXACT, "\ud800", {1: 2}, {"a": {2, 3}}])
def test_what_not_everybody_reads_alike_has_no_canonical_form(value):
    with pytest.raises((ValueError, TypeError)):
        canonical({"value": value} if not isinstance(value, dict) else value)
