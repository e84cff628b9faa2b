"""Tells two frozen versions apart: which rows came, which went, and which were written anew.

Most rows are the same as a rule. Blocks of lines that stand in both are left out, of the other lines
hashes are compared, and only what differs is read.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from lifecycle.checks.rules.words import canonical
from lifecycle.records import DatasetKind

Value: TypeAlias = Mapping[str, Any]
Hashes: TypeAlias = NDArray[np.int64]
Key: TypeAlias = Callable[[Value], Hashable]

BLOCK = 2_048
"""Lines of about so many bytes are compared at once."""
SHIFT = 65_536
"""So many bytes further on a block is looked for when it is not where it was."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A row that differs, as frozen lines of JSON: `before` is empty for a new one, `after` for one gone."""

    before: bytes = b""
    after: bytes = b""

    def values(self) -> tuple[Value, Value]:
        """Read both sides; the one that is missing is an empty object."""
        before, after = (json.loads(line or b"{}") for line in (self.before, self.after))
        return before, after


@dataclass(frozen=True, slots=True, kw_only=True)
class Diff:
    """What differs between two versions; a row that only moved is the same.

    `changed` and `added` stand in the order of the later version, `removed` in that of the earlier.
    """

    changed: tuple[Change, ...]
    added: tuple[Change, ...]
    removed: tuple[Change, ...]
    same: int


def diff(before: bytes, after: bytes, kind: DatasetKind) -> Diff:
    """Tell two frozen contents of one kind apart.

    A changed row is one that went and one that came with the same id (golden sets), or else with the same
    question; several with one question are paired in order.
    """
    gone, came = odd_ones(*map(bytes.splitlines, peeled(before, after)))
    same = after.count(b"\n") - len(came)
    changed: dict[int, Change] = {}
    for key in KEYS[kind]:
        for first, second in pairs(gone, came, key):
            changed[second] = Change(before=gone.pop(first), after=came.pop(second))
    return Diff(
        changed=tuple(changed[at] for at in sorted(changed)),
        added=tuple(Change(after=line) for line in came.values()),
        removed=tuple(Change(before=line) for line in gone.values()),
        same=same,
    )


def peeled(before: bytes, after: bytes) -> tuple[bytes, bytes]:
    """Leave out blocks of lines that stand in both in the same order; the other lines stay in theirs.

    However badly blocks are found, as many of each line are left out on both sides.
    """
    old: list[bytes] = []
    new: list[bytes] = []
    at = to = 0
    while at < len(before):
        end = before.find(b"\n", at + BLOCK) + 1 or len(before)
        block, at = before[at:end], end
        found = to if after.startswith(block, to) else after.find(block, to, to + len(block) + SHIFT)
        if found == 0 or (found > 0 and after[found - 1 : found] == b"\n"):
            new.append(after[to:found])
            to = found + len(block)
        else:
            old.append(block)
    return b"".join(old), b"".join([*new, after[to:]])


def odd_ones(old: Sequence[bytes], new: Sequence[bytes]) -> tuple[dict[int, bytes], dict[int, bytes]]:
    """Give the lines that only one side has, or has more often, by their place from 0."""
    old_hashes, new_hashes = hashes(old), hashes(new)
    odd = odd_hashes(old_hashes, new_hashes)
    gone, came = (
        {at: lines[at] for at in places_of(odd, found)}
        for lines, found in ((old, old_hashes), (new, new_hashes))
    )
    both = Counter(gone.values()) & Counter(came.values())
    return without(gone, both), without(came, both)


def hashes(lines: Sequence[bytes]) -> Hashes:
    """Hash each line; the seed is this process's own."""
    return np.fromiter(map(hash, lines), np.int64, len(lines))


def odd_hashes(old: Hashes, new: Hashes) -> Hashes:
    """Give the hashes that stand more often on one side, ascending."""
    old_values, old_counts = np.unique(old, return_counts=True)
    new_values, new_counts = np.unique(new, return_counts=True)
    _, first, second = np.intersect1d(old_values, new_values, assume_unique=True, return_indices=True)
    are_even = old_counts[first] == new_counts[second]
    odd = np.delete(old_values, first[are_even]), np.delete(new_values, second[are_even])
    return np.union1d(*odd)


def places_of(some: Hashes, found: Hashes) -> Iterator[int]:
    """Tell where among the hashes that were found those of some stand, which ascend."""
    if len(some):
        nearest = np.searchsorted(some, found).clip(max=len(some) - 1)
        yield from np.flatnonzero(some[nearest] == found).tolist()


def without(lines: Mapping[int, bytes], both: Counter[bytes]) -> dict[int, bytes]:
    """Leave out so many of each line as both sides have, the first ones."""
    left = Counter(both)
    found = {}
    for at, line in lines.items():
        if left[line]:
            left[line] -= 1
        else:
            found[at] = line
    return found


def pairs(gone: Mapping[int, bytes], came: Mapping[int, bytes], key: Key) -> list[tuple[int, int]]:
    """Pair what went with what came under the same key, in order; places from 0."""
    waiting = defaultdict[Hashable, list[int]](list)
    for at, line in reversed([*gone.items()]):
        waiting[key(json.loads(line))].append(at)

    def found() -> Iterator[tuple[int, int]]:
        for at, line in came.items():
            if same := waiting.get(key(json.loads(line))):
                yield same.pop(), at

    return list(found())


def asked_of_golden(value: Value) -> Hashable:
    """Give the inputs of a case as canonical text."""
    return canonical(value["inputs"])


def asked_of_chat(value: Value) -> Hashable:
    """Give what the customer says in a training row: a system prompt may be rewritten in every row."""
    said = [message.get("content") for message in value["messages"] if message.get("role") == "user"]
    return canonical(said)


KEYS: Mapping[DatasetKind, Sequence[Key]] = {
    DatasetKind.GOLDEN: (lambda value: value.get("id"), asked_of_golden),
    DatasetKind.TRAINING: (asked_of_chat,),
    DatasetKind.LOGS: (lambda value: value["user_query"],),
}
"""What makes two rows the same one, the surest first."""


def to_text(value: Value) -> str:
    """Write a row for people, a name and a text on each line: `question: …`, `user: …`."""
    return "".join(f"{name}: {text}\n" for name, text in named(value))


def named(value: Value) -> Iterator[tuple[str, str]]:
    """Give the texts of a row, each with what it is called where it stands; a message by who speaks."""
    for name, item in value.items():
        if isinstance(item, Mapping):
            yield from named(item)
        elif name == "messages":
            for message in item:
                more = {key: part for key, part in message.items() if key != "role"}
                said = more["content"] if list(more) == ["content"] else more
                yield str(message.get("role")), written(said)
        else:
            yield name, written(item)


def written(item: Any) -> str:
    """Write what is no text as JSON."""
    return item if isinstance(item, str) else json.dumps(item, ensure_ascii=False)
