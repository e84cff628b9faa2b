"""What can be mended in a file: how often, the first rows as they are and as they would be, and its words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from lifecycle import messages
from lifecycle.checks.mending import mends
from lifecycle.checks.profiles import profile_of
from lifecycle.checks.report import Report
from lifecycle.messages import Language
from lifecycle.records import Severity

SHOWN = 50
AROUND, LONG = 200, 4_000
"""Characters of a change that are shown before the first that differs, and in all."""
MENDABLE = mends.MENDABLE | {
    *("file.bom", "file.crlf", "file.no_final_newline", "rows.duplicate"),
    *("file.utf16", "file.one_document", "line.too_long", "csv.carriage_return", "csv.encoding"),
}
"""Findings that can be mended, in some files at least; an encoding of a CSV file is none."""


class Change(NamedTuple):
    """What becomes of one row: `line` is that of the file it begins on, from 1.

    `after` is empty if the row goes, and has a line for each row if several stood on one. Long texts are cut.
    """

    line: int
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What could be mended in a file: code of a finding → how often, also in rows that can be read only then.

    `changes` are the first 50, in order. `changed` rows are written in another way, `gone` ones are blank or
    stand there once more. Line ends, a byte order mark and an encoding are no change of a row.
    """

    counts: Mapping[str, int]
    changes: tuple[Change, ...]
    changed: int
    gone: int


def is_worth_mending(counts: Mapping[str, int], report: Report) -> bool:
    """Whether any of some findings that were reported can be mended and weighs more than a note."""
    weight = profile_of(report.profile).severity
    found = counts.keys() & report.counts.keys() & MENDABLE
    return any(weight(code) is not Severity.INFO for code in found)


def settled(proposal: Proposal, report: Report) -> dict[Severity, int]:
    """Count the reported findings of each severity that a proposal would mend."""
    weight = profile_of(report.profile).severity
    mended = dict.fromkeys(Severity, 0)
    for code, times in report.counts.items():
        mended[weight(code)] += min(times, proposal.counts.get(code, 0))
    return mended


def words_of(proposal: Proposal, language: Language = "en") -> list[str]:
    """Say what is mended, each kind in a few words, the most frequent first."""
    named = {code: n for code, n in proposal.counts.items() if code in MENDABLE}
    others = sum(proposal.counts.values()) - sum(named.values())
    said = [messages.say(f"fix.{code}", language, n=n) for code, n in named.items()]
    return [*said, *([messages.say("fix.others", language, n=others)] if others else [])]


def change_of(line: int, before: str, after: str) -> Change:
    """Give what becomes of a row, its texts from shortly before they differ and not too long."""
    begin = max(0, first_difference(before, after) - AROUND) if after else 0
    return Change(line, excerpt(before, begin), excerpt(after, begin))


def first_difference(one: str, other: str) -> int:
    """Tell where two texts differ first."""
    return next(
        (at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )


def excerpt(text: str, begin: int) -> str:
    """Give a text from a place on, not too long."""
    end = begin + LONG
    return ("…" if begin else "") + text[begin:end] + ("…" if text[end:] else "")
