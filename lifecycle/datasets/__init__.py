"""Datasets: builds training rows from logs, freezes what has no errors, finds it again, tells it apart.

A frozen version is its rows, one JSON object a line in UTF-8, in the order of the file: byte order
mark, blank lines, CSV and ways to write the same JSON are gone, so equal rows have equal digests.
"""

from lifecycle.datasets.building import build
from lifecycle.datasets.differing import Change, Diff, diff, to_text
from lifecycle.datasets.editing import apply, from_expected, from_tags, rewritten
from lifecycle.datasets.freezing import PROFILE_OF, freeze, require_name
from lifecycle.datasets.lines import to_line
from lifecycle.datasets.reading import (
    FrozenCases,
    Use,
    cases,
    content,
    find,
    open_cases,
    uses,
    versions,
)

__all__ = [
    "PROFILE_OF",
    "Change",
    "Diff",
    "FrozenCases",
    "Use",
    "apply",
    "build",
    "cases",
    "content",
    "diff",
    "find",
    "freeze",
    "from_expected",
    "from_tags",
    "open_cases",
    "require_name",
    "rewritten",
    "to_line",
    "to_text",
    "uses",
    "versions",
]
