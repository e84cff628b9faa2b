"""One text that a person reads, in every language the product speaks."""

from typing import Literal, NamedTuple

Language = Literal["en", "ja"]


class Entry(NamedTuple):
    """A message and what to do next; `{name}` stands for a parameter, with Python's format specs.

    A word or label (a role, a verdict) has no hint. A hint that names a command is for a terminal;
    `screen_en` and `screen_ja` then say in its place where to go in the browser. Parameters named in a
    text must be given when it is rendered.
    """

    en: str
    ja: str
    hint_en: str = ""
    hint_ja: str = ""
    screen_en: str = ""
    screen_ja: str = ""
