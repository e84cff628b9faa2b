"""One text that a person reads, in every language the product speaks."""

from typing import Literal, NamedTuple

Language = Literal["en", "ja"]


class Entry(NamedTuple):
    """A message and what to do next; `{name}` stands for a parameter, with Python's format specs.

    A word or label (a role, a verdict) has no hint. Parameters named in a text must be given when
    it is rendered.
    """

    en: str
    ja: str
    hint_en: str = ""
    hint_ja: str = ""
