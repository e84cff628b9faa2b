"""One measured figure."""

from typing import NamedTuple


class Figure(NamedTuple):
    """What was measured, with its unit, and what it should be."""

    name: str
    value: str
    target: str = ""
