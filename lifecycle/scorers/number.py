"""Whether the number that was expected stands in the answer.

Numbers are read as people write them in Japanese and in English, of any width:

    1,980円  １，９８０円  ¥1,980  1980 yen     1980
    2万5千円  2.5万円  25,000円                 25000
    1億2,000万                                  120000000
    1.5 million                                 1500000
    -5  −5  ▲5  △5                              -5      (but `5-10` is 5 and 10)

Not read: numbers written in kanji alone (二万円, 千円), because 一 and 千 stand in words, too (一部, 千葉);
words (twenty), tenths (3割), exponents (1e5), and more than 18 digits in a row, which are no number but
the name of something. Dates and times are the numbers they are made of.
"""

import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Literal

from pydantic import Field

from lifecycle import text
from lifecycle.records import Case
from lifecycle.scorers.scorer import Answered, PassFail, Reason

Which = Literal["any", "every", "first", "last"]

SECTION = {"百": 100, "千": 1_000}
MYRIAD = {"万": 10**4, "億": 10**8, "兆": 10**12}
WORDS = {"": 1, "thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}

WHOLE = r"(?: \d{1,3} (?: ,\d{3} ){1,5} (?! ,?\d ) | \d{1,18} (?!\d) )"
DIGITS = rf"(?<!\d) (?: (?<!\d\.) {WHOLE} \.\d{{1,18}} (?! \d | \.\d ) | {WHOLE} )"
PART = re.compile(rf"(?P<digits> {DIGITS} ) (?P<units> [百千]?[万億兆]? )", re.VERBOSE)
NUMBER = re.compile(
    rf"""
    (?P<sign> (?<![0-9A-Za-z]) [-−▲△] )? [¥￥$€£]?
    (?P<parts> (?: {DIGITS} (?: [百千][万億兆]? | [万億兆] ) ){{0,7}} {DIGITS} [百千]?[万億兆]? )
    (?: \s? (?P<word> thousand | million | billion | trillion ) (?![a-z]) )?
    """,
    re.VERBOSE | re.IGNORECASE,
)
CHOICES: Mapping[Which, Callable[[Sequence[bool]], bool]] = {
    "any": any,
    "every": all,
    "first": lambda right: right[0],
    "last": lambda right: right[-1],
}
NAMED = 5
"""So many of the numbers that were found are named in a reason."""


class Number(PassFail):
    """1 if the answer holds `expected.number`, give or take the tolerance, else 0.

    Where a case has no `expected.number`, a reference with exactly one number in it will do (`1,980円`).
    """

    name = "number"
    needs = "expected.number"

    tolerance: float = Field(default=0.0, ge=0, allow_inf_nan=False)
    """How far it may be off, in its own unit."""
    relative: float = Field(default=0.0, ge=0, allow_inf_nan=False)
    """How far it may be off, as a share of what was expected; the larger of the two counts."""
    which: Which = "any"
    """Which of the numbers in the answer must be the expected one."""

    def applies(self, case: Case) -> bool:
        """A number was expected, and answering is the right thing to do."""
        return wanted(case) is not None and not case.decline

    def reason(self, given: Answered) -> Reason | None:
        """Hold the numbers of the answer against the expected one."""
        expected = wanted(given.case) or Decimal(0)
        slack = max(Decimal(str(self.tolerance)), Decimal(str(self.relative)) * abs(expected))
        found = list(numbers(given.answer))
        right = [abs(number - expected) <= slack for number in found]
        if right and CHOICES[self.which](right):
            return None
        named = [*map(written, found[:NAMED]), *(["…"] if len(found) > NAMED else [])]
        return Reason("failure.number", {"expected": written(expected), "found": named or ["–"]})


def wanted(case: Case) -> Decimal | None:
    """Give the number that a case expects, None if it expects none."""
    if isinstance(case.expected, Mapping) and "number" in case.expected:
        given = case.expected["number"]
        is_number = isinstance(given, int | float) and not isinstance(given, bool) and math.isfinite(given)
        return Decimal(str(given)) if is_number else None
    found = list(numbers(case.reference))
    return found[0] if len(found) == 1 else None


def numbers(content: str) -> Iterator[Decimal]:
    """Find the numbers in a text, in order."""
    for found in NUMBER.finditer(text.same_width(content)):
        size = value(found["parts"]) * WORDS[(found["word"] or "").lower()]
        yield -size if found["sign"] else size


def value(parts: str) -> Decimal:
    """Reckon the number of digits and kanji units: `1億2,000万`, `2万5千`."""
    total = section = Decimal(0)
    for part in PART.finditer(parts):
        number, units = Decimal(part["digits"].replace(",", "")), part["units"]
        section += number * math.prod(SECTION[unit] for unit in units if unit in SECTION)
        if units and units[-1] in MYRIAD:
            total, section = total + section * MYRIAD[units[-1]], Decimal(0)
    return total + section


def written(number: Decimal) -> str:
    """Write a number with its thousands separated: `25,000`."""
    return f"{number.normalize():,f}"
