"""Whether a regular expression is found in the answer.

With Python's `re` a pattern such as `(x+x+)+y` can search one answer for years, and the worker with it.
Here every search has a limit, by the package `regex`: sacrebleu brings it along, and unlike RE2 it knows
look-around. What runs into the limit is an error of that score.
"""

from functools import lru_cache
from typing import Any

from pydantic import Field, field_validator

from lifecycle.errors import Invalid
from lifecycle.scorers.scorer import Answered, PassFail, Reason

LIMIT_S = 0.25
"""Far more than a sane search of an answer takes."""
MAX_PATTERN = 2_000


class Regex(PassFail):
    """1 if the pattern is found somewhere in the answer as it came, else 0; the other way round if `absent`.

    Every case counts, also those to be declined. `^` and `$` are the ends of the answer, `(?m)` in front
    of the pattern makes them those of lines; `(?i)` ignores case.
    """

    name = "regex"

    pattern: str = Field(min_length=1, max_length=MAX_PATTERN)
    absent: bool = False
    """Whether the pattern must not be found."""

    @field_validator("pattern")
    @classmethod
    def must_compile(cls, pattern: str) -> str:
        """Refuse what is no regular expression."""
        compiled(pattern)
        return pattern

    def reason(self, given: Answered) -> Reason | None:
        """Search the answer."""
        if is_found(self.pattern, given.answer) is not self.absent:
            return None
        return Reason("failure.regex_found" if self.absent else "failure.regex", {"pattern": self.pattern})


def is_found(pattern: str, content: str) -> bool:
    """Search a text for a pattern.

    Raises:
        Invalid: it is no pattern, or the search took longer than `LIMIT_S`.
    """
    try:
        return compiled(pattern).search(content, timeout=LIMIT_S) is not None
    except TimeoutError as err:
        raise Invalid("scorers.pattern_too_slow", pattern=pattern, milliseconds=1000 * LIMIT_S) from err


@lru_cache(maxsize=256)
def compiled(pattern: str) -> Any:
    """Compile a pattern.

    Raises:
        Invalid: it is no regular expression.
    """
    import regex

    try:
        return regex.compile(pattern)
    except (regex.error, RecursionError) as err:
        raise Invalid("scorers.bad_pattern", pattern=pattern, reason=str(err)) from err
