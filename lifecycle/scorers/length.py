"""Whether the answer is neither too short nor too long."""

import re
from itertools import islice
from typing import Self

from pydantic import Field, model_validator

from lifecycle.scorers.scorer import Answered, PassFail, Reason

SIMPLE = re.compile(
    r"""[\n\x20-\x7e\u00a1-\u00ac\u00ae-\u02ff\u2010-\u2027\u3000-\u3029\u3030-\u3098\u309b-\u4dbf
    \u4e00-\ua48c\uac00-\ud7a3\uf900-\ufaff\uff01-\uff9d]*""",
    re.VERBOSE,
)
"""Texts of these have as many characters as code points."""


class Length(PassFail):
    """1 if the answer has at least `min` and at most `max` characters, else 0; declining counts too.

    White space around the answer is not counted. A character is what a reader sees as one (a grapheme
    cluster, Unicode UAX #29): `が` in two code points and a family emoji in seven are one each.
    """

    name = "length"

    min: int = Field(default=0, ge=0)
    max: int | None = Field(default=None, ge=1)

    @model_validator(mode="after")
    def must_bound(self) -> Self:
        """Refuse bounds that no answer, or every answer, keeps."""
        if (not self.min and self.max is None) or (self.max is not None and self.max < self.min):
            raise ValueError("give min, max or both, min not above max")
        return self

    def reason(self, given: Answered) -> Reason | None:
        """Count no further than it takes to know."""
        n = count(given.answer.strip(), limit=(self.max or self.min) + 1)
        if n < self.min:
            return Reason("failure.too_short", {"characters": n, "min": self.min})
        if self.max is not None and n > self.max:
            return Reason("failure.too_long", {"max": self.max})
        return None


def count(content: str, limit: int) -> int:
    """Count the characters of a text as a reader does, up to a limit."""
    if SIMPLE.fullmatch(content):
        return min(len(content), limit)
    import regex

    return sum(1 for _ in islice(regex.finditer(r"\X", content), limit))
