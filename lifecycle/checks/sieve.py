"""Passes over rows that cannot have a fault, many at a time, so that only the others are looked at closely.

A stretch of lines is passed when a strict parser reads each as plain messages (role and content, both
text, and nothing else), the rows are built in ways in which the profile's rules find nothing, and no byte
of theirs could mean anything odd. Whatever is not so simple is halved until a line is left, and that is
read closely: the sieve never finds a fault, and passes no row that has one.
"""

import io
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain, compress, islice, repeat
from operator import attrgetter, itemgetter
from typing import Annotated, NamedTuple

import msgspec
import numpy as np

from lifecycle.checks.profiles import Profile
from lifecycle.checks.reading import jsonl
from lifecycle.checks.reading.characters import Bytes, may_be_odd, may_be_odd_beyond_ascii
from lifecycle.checks.reading.content import MAX_TEXT
from lifecycle.checks.reading.source import Block, line_ends
from lifecycle.checks.rows import Row, Shape, Stretch
from lifecycle.checks.rules.talk import Role

SHAPES: tuple[Shape, ...] = (("user", "assistant"), ("system", "user", "assistant"))


class Message(msgspec.Struct, forbid_unknown_fields=True, gc=False):
    """A plain message."""

    role: Role
    content: Annotated[str, msgspec.Meta(min_length=1, max_length=MAX_TEXT)]


class Plain(msgspec.Struct, forbid_unknown_fields=True, gc=False):
    """A row of plain messages."""

    messages: Annotated[list[Message], msgspec.Meta(min_length=1)]


MESSAGES, ROLE, CONTENT = attrgetter("messages"), attrgetter("role"), attrgetter("content")
LAST, ALL_BUT_LAST = itemgetter(-1), itemgetter(slice(-1))
QUOTES, QUOTES_OF_MESSAGE = 2, 8
"""How many quotation marks a row has around its key, and a message around its keys and texts."""


class Sieve:
    """The sieve of one profile."""

    def __init__(self, profile: Profile, *, repeats: bool = True) -> None:
        """Make the sieve; without `repeats` nothing is told of what rows ask and answer."""
        self.profile, self.repeats = profile, repeats
        self.decoder = msgspec.json.Decoder(Plain)
        self.has_no_fault = lru_cache(4096)(self.try_rules)
        self.fits = not profile.across and any(map(self.has_no_fault, SHAPES))

    def try_rules(self, shape: Shape) -> bool:
        """Whether the rules find nothing in a row of this shape."""
        return not any(fault for rule in self.profile.rules for fault in rule(row_of(shape)))

    def rows(self, block: Block) -> Iterator[Row | Stretch]:
        """Give stretches without a fault, and rows for the lines between them."""
        stretch = self.passed(block) if self.fits and not block.is_cut else None
        if stretch:
            yield stretch
        elif self.fits and not block.is_cut and (middle := half(block.content)):
            first = Block(block.line, block.content[:middle])
            yield from self.rows(first)
            yield from self.rows(Block(block.line + line_ends(first.content), block.content[middle:]))
        else:
            yield from jsonl.rows(block)

    def passed(self, block: Block) -> Stretch | None:
        """Pass the lines of a block if none of them can have a fault."""
        try:
            lists = [*map(MESSAGES, map(self.decoder.decode, io.BytesIO(block.content)))]
        except (msgspec.MsgspecError, UnicodeDecodeError):
            return None
        messages = [*chain.from_iterable(lists)]
        texts = [*map(CONTENT, messages)]
        marks = QUOTES * len(lists) + QUOTES_OF_MESSAGE * len(messages)
        if any(map(str.isspace, texts)) or not is_clear(block.content, marks, texts):
            return None
        return self.told(block.line, [*map(len, lists)], [*map(ROLE, messages)], texts)

    def told(self, line: int, lengths: list[int], roles: list[str], texts: list[str]) -> Stretch | None:
        """Give what is remembered of rows, if each has a shape in which the rules find nothing."""
        if min(lengths) < 2:
            return None
        rows = shaped_alike(lengths, roles, texts) or shaped(lengths, roles, texts)
        if not all(map(self.has_no_fault, rows.columns)):
            return None
        characters = Counter[str]()
        for shape, columns in rows.columns.items():
            for role, column in zip(shape, columns, strict=True):
                characters[role] += sum(map(len, column))
        compared = len(lengths) if self.repeats else 0
        return Stretch(
            line=line,
            rows=len(lengths),
            shapes={shape: len(columns[0]) for shape, columns in rows.columns.items()},
            characters=characters,
            asked=np.fromiter(map(hash, rows.asked), np.int64, compared),
            answered=np.fromiter(map(hash, rows.answered), np.int64, compared),
        )


def row_of(shape: Shape) -> Row:
    """Make a plain row of a shape; of its texts rules see no more than that they are not blank."""
    return Row(line=1, value={"messages": [{"role": role, "content": "x"} for role in shape]})


class Rows(NamedTuple):
    """Rows by what they say: for each shape the texts of its first messages, its second, and so on.

    `asked` (roles and texts up to the last message) and `answered` (its text) are in the order of the file.
    """

    columns: Mapping[Shape, Sequence[Sequence[str]]]
    asked: Iterable[tuple[Shape, tuple[str, ...]]]
    answered: Iterable[str]


def shaped_alike(lengths: list[int], roles: list[str], texts: list[str]) -> Rows | None:
    """Sort rows of one shape, as most files have them; None if there are more shapes."""
    width = lengths[0]
    shape = tuple(roles[:width])
    if lengths.count(width) < len(lengths) or roles != [*shape] * len(lengths):
        return None
    columns = [texts[at::width] for at in range(width)]
    asked = zip(repeat(shape[:-1]), zip(*columns[:-1], strict=True), strict=False)
    return Rows({shape: columns}, asked, columns[-1])


def shaped(lengths: list[int], roles: list[str], texts: list[str]) -> Rows:
    """Sort rows of any shapes."""
    shapes, said = cut(roles, lengths), cut(texts, lengths)
    columns = {shape: [*zip(*compress(said, map(shape.__eq__, shapes)), strict=True)] for shape in {*shapes}}
    asked = zip(map(ALL_BUT_LAST, shapes), map(ALL_BUT_LAST, said), strict=True)
    return Rows(columns, asked, map(LAST, said))


def cut(flat: list[str], lengths: list[int]) -> list[tuple[str, ...]]:
    """Cut a list into tuples of given lengths."""
    items = iter(flat)
    return [tuple(islice(items, length)) for length in lengths]


def as_bytes(content: bytes) -> Bytes:
    """See some bytes as numbers."""
    return np.frombuffer(content, np.uint8)


def is_clear(content: bytes, marks: int, texts: list[str]) -> bool:
    """Whether no byte of rows could mean anything odd; `marks` are the quotation marks of keys and texts.

    A key twice makes more of them.
    """
    data = as_bytes(content)
    if b"\\" in content:
        escaped = data.take(np.flatnonzero(data == 0x5C) + 1, mode="clip")
        if is_among(escaped, b"\\"):  # which of them escapes the next character, a closer look tells
            return False
        if is_among(escaped, b"ubf") and may_be_odd(as_bytes("\n".join(texts).encode())):
            return False
        marks += int(np.count_nonzero(escaped == 0x22))
    if np.count_nonzero(data == 0x22) != marks:
        return False
    return b"\x7f" not in content and not may_be_odd_beyond_ascii(data)  # JSON has no other control in it


def is_among(data: Bytes, some: bytes) -> bool:
    """Whether any of some bytes stands among others."""
    return any(np.count_nonzero(data == each) for each in some)


def half(content: bytes) -> int:
    """Tell where the line begins that is nearest after the middle; 0 if there is only one."""
    middle = content.find(b"\n", len(content) // 2, -1) + 1
    return middle or content.rfind(b"\n", 0, len(content) // 2) + 1
