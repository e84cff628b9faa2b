"""What can be mended in one row of JSON without anybody having to decide: a table, code → what was meant.

A row is mended where it stands: what is not meant stays to the letter. A mending that makes a row no better
is not made, nor one that gives it another id or makes it a row of another kind.
"""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import Any, NamedTuple

from lifecycle.checks.mending.legible import legible
from lifecycle.checks.mending.rewriting import UNCLEAR, on_one_line, rows_of
from lifecycle.checks.profiles import Profile
from lifecycle.checks.reading import jsonl, jsontext
from lifecycle.checks.rows import NOTHING, Fault, Row
from lifecycle.checks.rules.calls import is_json_object
from lifecycle.checks.rules.roles import NICKNAMES
from lifecycle.checks.rules.talk import INSTRUCTING, ROLES
from lifecycle.checks.tally import faults_of
from lifecycle.records import Severity

NEAR = 0.75
"""How alike a role and the one that was meant are, of 1 (Ratcliff and Obershelp, as `difflib`)."""
CLOSING = re.compile(r"\s*+[}\]]")
RAW_CONTROL = re.compile("[\x01-\x1f]")
SURROGATE = jsontext.SURROGATE


def role_meant(token: str, fault: Fault) -> str:
    """Give the role that was meant: a nickname, another case or a slip of the pen."""
    given, wanted = json.loads(token), fault.params["suggestion"]
    if not isinstance(given, str) or wanted not in ROLES:
        return ""
    folded = given.strip().casefold()
    is_known = folded in {wanted, *NICKNAMES, *INSTRUCTING}
    is_meant = is_known or get_close_matches(folded[:100], [wanted], cutoff=NEAR)
    return token_of(wanted) if is_meant else ""


def as_text(token: str, _fault: Fault) -> str:
    """Write arguments as a text, to the letter."""
    return token_of(token) if token.startswith("{") else ""


def as_object(token: str, _fault: Fault) -> str:
    """Take arguments out of a text, to the letter, unless they are not read alike by everybody."""
    given = json.loads(token)
    if not isinstance(given, str) or not is_json_object(given) or SURROGATE.search(given):
        return ""
    is_clear = LOSSY.isdisjoint(oddity.code for oddity in jsontext.oddities(given))
    return on_one_line(given.strip()) if is_clear else ""


def as_whole(token: str, _fault: Fault) -> str:
    """Write true or 1.0 as 1, false or 0.0 as 0."""
    given = json.loads(token)
    return str(int(given)) if isinstance(given, bool | float) and given in (0, 1) else ""


VALUES: Mapping[str, Callable[[str, Fault], str]] = {
    "chat.role.unknown": role_meant,
    "chat.call.arguments.not_text": as_text,
    "chat.call.arguments.not_an_object": as_object,
    "chat.weight.value": as_whole,
}
"""Code → what should stand in place of the JSON text there, empty if that is not clear."""
TEXTS = frozenset({"text.control", "text.invisible", "text.mojibake"})
LINES = frozenset(
    {
        *("json.trailing_comma", "json.extra_data", "json.control_character", "json.cut_off", "json.broken"),
        "row.not_an_object",
    }
)
"""What a line may be called that has rows but is none."""
MENDABLE = TEXTS | LINES | VALUES.keys() | {"line.blank"}
"""What can be mended in a row."""
LOSSY = frozenset({"json.key.twice", "json.number.too_large", "json.not_a_number", "text.nul"})
"""What is wrong with values that not every parser reads alike; they stay."""
TRIES = 200
"""So often at most edits of one kind that make a row no better are parted, in search of those that do."""


class Look(NamedTuple):
    """A row and what is wrong with it; `weight` is how many errors and how many faults."""

    text: str
    value: Any
    faults: tuple[Fault, ...]
    weight: tuple[int, int]

    @property
    def codes(self) -> Counter[str]:
        """How often each fault was found."""
        return Counter(fault.code for fault in self.faults)


class Edit(NamedTuple):
    """What is to stand between two places of a text."""

    begin: int
    end: int
    token: str


def look_at(row: Row, text: str, profile: Profile) -> Look:
    """Put a row before the rules of a target."""
    faults = (*row.faults, *(faults_of(row, profile.rules) if row.value is not NOTHING else ()))
    errors = sum(profile.severity(fault.code) is Severity.ERROR for fault in faults)
    return Look(text, row.value, faults, (errors, len(faults)))


def read(text: str, profile: Profile) -> Look:
    """Read one line of JSON."""
    return look_at(jsonl.row(2, text.encode(), jsonl.Suspicion()), text, profile)


def is_better(new: Look, old: Look, profile: Profile) -> bool:
    """Whether a row is the same as before with less wrong in it."""
    if not isinstance(new.value, dict) or new.weight >= old.weight:
        return False
    is_same = new.value.get("id") == old.value.get("id")
    return is_same and profile.kind_of(new.value) == profile.kind_of(old.value)


def rows_in(text: str, profile: Profile) -> list[str]:
    """Give the rows that stand on a line that is none itself, empty if that is not clear."""
    for given in (text, tidied(text)):
        try:
            return [row.after for row in rows_of([given], profile)]
        except UNCLEAR:
            continue
    return []


def tidied(text: str) -> str:
    """Leave out commas before a closing bracket, and write as escapes what must be so in a text."""

    def tidy(found: re.Match[str]) -> str:
        if found[0] == "," and CLOSING.match(text, found.end()):
            return ""
        return RAW_CONTROL.sub(lambda each: json.dumps(each[0])[1:-1], found[0])

    return jsontext.TOKEN.sub(tidy, text)


def mended(look: Look, profile: Profile) -> Look:
    """Mend a row as far as it gets better; mended again it stays as it is."""
    while (better := next(mendings(look, profile), None)) is not None:
        look = better
    return look


def mendings(look: Look, profile: Profile) -> Iterator[Look]:
    """Try one kind of mending after the other, and give what gets better by it."""
    for code in VALUES:
        yield from tried(look, [*value_edits(look, code)], profile)
    if any(fault.code in TEXTS for fault in look.faults):
        yield from tried(look, [*text_edits(look.text)], profile)


def tried(look: Look, edits: Sequence[Edit], profile: Profile) -> Iterator[Look]:
    """Make all edits at once, or those that make the row better, found by halving; none if it takes long."""
    best, parts, tries = look, [sorted(edits)] if edits else [], 0
    while parts:
        part = parts.pop()
        found = read(edited(best.text, part), profile)
        if is_better(found, best, profile):
            best = found
            continue
        tries += 1
        if tries > TRIES:
            return
        half = len(part) // 2
        parts += [part[:half], part[half:]] if half else []
    if best is not look:
        yield best


def edited(text: str, edits: Iterable[Edit]) -> str:
    """Make edits that follow each other."""
    parts, at = [], 0
    for edit in edits:
        parts += [text[at : edit.begin], edit.token]
        at = edit.end
    return "".join([*parts, text[at:]])


def value_edits(look: Look, code: str) -> Iterator[Edit]:
    """Tell what should stand where a row has one kind of fault."""
    faults = [fault for fault in look.faults if fault.code == code]
    if not faults:
        return
    places = {node.path: node.offset for node in jsontext.walk(look.text) if not node.is_key}
    unclear = {
        fault.path[:n] for fault in look.faults if fault.code in LOSSY for n in range(len(fault.path) + 1)
    }
    for fault in faults:
        if fault.path in places and fault.path not in unclear:
            begin = places[fault.path]
            _, end = json.JSONDecoder().raw_decode(look.text, begin)
            if meant := VALUES[code](look.text[begin:end], fault):
                yield Edit(begin, end, meant)


def text_edits(text: str) -> Iterator[Edit]:
    """Tell what should stand in place of keys and texts with characters that nobody meant to write."""
    for node in jsontext.walk(text):
        if node.token.startswith('"'):
            given = json.loads(node.token)
            meant = legible(given)
            if meant != given:
                begin = node.offset
                yield Edit(begin, begin + len(node.token), token_of(meant, escaped=node.token.isascii()))


def token_of(value: Any, *, escaped: bool = False) -> str:
    """Write a value as JSON; letters stand for themselves, unless they were escapes or are none alone."""
    token = json.dumps(value, ensure_ascii=False)
    return json.dumps(value) if escaped or SURROGATE.search(token) else token
