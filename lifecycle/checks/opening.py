"""Opens a file for a person to read: its first rows as conversations, and the row that holds a fault."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice, zip_longest
from typing import Any

from lifecycle.checks.profiles import Profile, profile_of
from lifecycle.checks.reading import csvrows, jsonl, jsontext, read, takes_json
from lifecycle.checks.reading.content import NOT_THIS, UNKNOWN, encoding_of, line_of
from lifecycle.checks.reading.source import File, Source
from lifecycle.checks.rows import Row
from lifecycle.checks.rules import golden
from lifecycle.checks.rules.talk import speaker_of
from lifecycle.records import Block, Finding

SHOWN = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """A row to be read: the line it begins on, what is said in it, and what else it names.

    `facts` are id, tags, expectations and flags, as name → text.
    """

    line: int
    messages: tuple[Block, ...]
    facts: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A stretch of a row, cut at the fault; `place` is empty where there is none. `name` is a CSV column."""

    name: str = ""
    before: str = ""
    place: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """The row of a finding: the one line of JSON Lines, or a passage for each cell of CSV.

    Of CSV that does not fit its encoding it is the one line, too.
    """

    line: int
    passages: tuple[Passage, ...]


def samples(
    file: File, profile: str, mapping: Mapping[str, str] | None = None, limit: int = SHOWN
) -> tuple[Sample, ...]:
    """Give the first rows that could be read, right or wrong.

    Raises:
        Invalid: there is no such profile.
    """
    chosen = profile_of(profile)
    rows = read(Source(file), chosen, mapping).rows
    found = (row for row in rows if isinstance(row, Row) and isinstance(row.value, dict))
    return tuple(to_sample(row.line, row.value, chosen) for row in islice(found, limit))


def to_sample(line: int, value: dict[str, Any], profile: Profile) -> Sample:
    """Turn the value of a row into what a person reads."""
    said = (Block(role=speaker_of(name), text=text) for name, text in profile.texts(value))
    return Sample(line=line, messages=tuple(said), facts=facts_of(value))


def facts_of(value: Mapping[str, Any]) -> dict[str, str]:
    """Collect what a row names besides its texts, as far as it has the right form."""
    tags, expected = (value[key] if isinstance(value.get(key), dict) else {} for key in ("tags", "expected"))
    id = {"id": value["id"]} if isinstance(value.get("id"), str) else {}
    lists = {key: expected[key] for key in golden.LISTS if isinstance(expected.get(key), list)}
    return {
        **id,
        **{name: str(text) for name, text in tags.items()},
        **{name: " / ".join(map(str, texts)) for name, texts in lists.items()},
        **{flag: "true" for flag in golden.FLAGS if value.get(flag) is True},
    }


def opened(
    file: File, finding: Finding, profile: str, mapping: Mapping[str, str] | None = None
) -> Opened | None:
    """Open the row that a finding speaks of; None when it speaks of the whole file.

    Raises:
        Invalid: there is no such profile.
    """
    if not finding.line:
        return None
    source = Source(file)
    if takes_json(source, profile_of(profile)):
        return Opened(line=finding.line, passages=(json_passage(source, finding),))
    if finding.code in (NOT_THIS, UNKNOWN):
        return Opened(line=finding.line, passages=(misfit_passage(source, finding),))
    return Opened(line=finding.line, passages=tuple(csv_passages(source, finding)))


def json_passage(source: Source, finding: Finding) -> Passage:
    """Cut a line of JSON Lines at what a finding names, or at its last character."""
    raw = next(islice(source.stream(), finding.line - 1, None), b"")
    text = raw.removeprefix(jsonl.BOM if finding.line == 1 else b"").decode("utf-8", "replace").rstrip("\r\n")
    if not finding.column:
        return Passage(before=text)
    at = max(0, min(finding.column - 1, len(text) - 1))
    if "length" in finding.params:
        place = jsontext.stretch(text, at, finding.params["length"])
    else:
        token = jsontext.TOKEN.match(text, at)
        place = token[0] if token else text[at : at + 1]
    return Passage(before=text[:at], place=place, after=text[at + len(place) :])


def misfit_passage(source: Source, finding: Finding) -> Passage:
    """Cut a line of CSV at the first character that could not be decoded."""
    text, at = line_of(source, encoding_of(source), finding.line), finding.column - 1
    return Passage(before=text[:at], place=text[at : at + 1], after=text[at + 1 :])


def csv_passages(source: Source, finding: Finding) -> Iterator[Passage]:
    """Give the cells of the record that stands on a line, the one that a finding names as its place.

    An empty cell is a space there, so that it can be seen.
    """
    found = csvrows.records(source, encoding_of(source))
    names: tuple[str, ...] = ()
    cells: list[str] = []
    for record in found:
        if record.line > finding.line:
            break
        names = names or tuple(cell.strip() for cell in record.cells if any(record.cells))
        cells = record.cells or cells
    for number, (name, cell) in enumerate(zip_longest(names, cells, fillvalue=""), start=1):
        if number != finding.column:
            yield Passage(name=name, before=cell)
        else:
            begin = finding.params.get("at", 1) - 1
            end = begin + finding.params.get("length", len(cell))
            yield Passage(name=name, before=cell[:begin], place=cell[begin:end] or " ", after=cell[end:])
