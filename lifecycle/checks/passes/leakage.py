"""Finds questions of a golden set in other data: a model that was tuned on them has seen the exam.

A question leaks exactly if its normal form is the same, nearly if the two are near (see `similarity`).
Every such pair is found, no other is told: for each question it is counted how many runs of three characters
it shares with every case, by an index of the cases that have a run. A question is passed that has too few
runs of any case to be near to one.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np

from lifecycle.checks import passes
from lifecycle.checks.checking import check, require_valid
from lifecycle.checks.passes.similarity import grams, least_shared, shared_if_near, similarity
from lifecycle.checks.profiles import GOLDEN, Profile, profile_of
from lifecycle.checks.reading.source import File, Source
from lifecycle.checks.report import MAX_KEPT, Report, more
from lifecycle.checks.rows import Fault, Row, visible
from lifecycle.text import normalise

EXACT, NEARLY = "leakage.exact", "leakage.near"
SHOWN = 80
AT_HAND = 65_536
"""So many questions are remembered with what they leak: customer service asks the same again and again."""


class Asked(NamedTuple):
    """The question of a golden case."""

    id: str
    line: int
    text: str
    plain: str
    grams: set[str]


class Leak(NamedTuple):
    """A golden case that a question says, and how alike the two are, 0.9..1."""

    case: Asked
    code: str
    similarity: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaked:
    """The golden cases that other data holds, by id, each once, in the order of the golden set."""

    exact: tuple[str, ...] = ()
    near: tuple[str, ...] = ()
    """Those that it holds nearly and not exactly."""


class Exam:
    """The questions of a golden set, ready to be recognised."""

    def __init__(self, golden: File) -> None:
        self.cases = list(asked(Source(golden)))
        self.sizes = np.array([len(case.grams) for case in self.cases], np.intp)
        holding: defaultdict[str, list[int]] = defaultdict(list)
        for place, case in enumerate(self.cases):
            for gram in case.grams:
                holding[gram].append(place)
        self.holding = {gram: np.array(places, np.intp).tobytes() for gram, places in holding.items()}
        """Run of characters → places of the cases that have it, as bytes, which are joined the fastest."""
        self.needed = lru_cache(AT_HAND)(lambda size: shared_if_near(self.sizes, size))
        self.leaks = lru_cache(AT_HAND)(self.find_leaks)

    def find_leaks(self, question: str) -> tuple[Leak, ...]:
        """Name the cases that a question leaks, in the order of the golden set."""
        plain = normalise(question)
        said = grams(plain)
        known = said & self.holding.keys()
        if len(known) < least_shared(len(said)):
            return ()
        places = np.frombuffer(b"".join(map(self.holding.__getitem__, known)), np.intp)
        shared = np.bincount(places, minlength=len(self.cases))
        return tuple(
            Leak(case, EXACT if case.plain == plain else NEARLY, similarity(case.grams, said))
            for case in map(self.cases.__getitem__, np.flatnonzero(shared >= self.needed(len(said))))
        )

    def in_row(self, value: dict[str, Any], profile: Profile) -> Iterator[tuple[str, Leak]]:
        """Name the cases that a row leaks, each once, with the question that says it."""
        told: set[int] = set()
        for question in passes.questions(value, profile):
            for leak in self.leaks(question):
                if leak.case.line not in told:
                    told.add(leak.case.line)
                    yield question, leak


def asked(golden: Source) -> Iterator[Asked]:
    """Go through the questions of a golden set that has been checked."""
    for row in passes.rows(golden, GOLDEN):
        for text in passes.questions(row.value, GOLDEN):
            plain = normalise(text)
            yield Asked(str(row.value.get("id")), row.line, text, plain, grams(plain))


def find(
    file: File, profile: Profile, golden: File, mapping: Mapping[str, str] | None = None
) -> Iterator[passes.Found]:
    """Find the questions of a golden set in a file, row by row, each case once a row.

    Args:
        file: chat rows, logs or cases.
        profile: what it is.
        golden: a golden set without errors.
        mapping: for CSV, our column names → those of the file, where they differ.
    """
    exam = Exam(golden)

    def rule(row: Row) -> Iterator[Fault]:
        return (fault(row, question, leak) for question, leak in exam.in_row(row.value, profile))

    return passes.found(Source(file), profile, rule, mapping)


def fault(row: Row, question: str, leak: Leak) -> Fault:
    """Tell a leak."""
    params = {
        "case": visible(leak.case.id, SHOWN),
        "case_line": leak.case.line,
        "question": visible(question, SHOWN),
        "golden": visible(leak.case.text, SHOWN),
        "similarity": leak.similarity,
        "percent": int(100 * leak.similarity),
    }
    return Fault(leak.code, passes.path_of(row.value, question), params)


def leaked(file: File, profile: Profile, golden: File) -> Leaked:
    """Sum up which cases of a golden set a file holds, as `find`."""
    exam = Exam(golden)
    held: defaultdict[str, set[int]] = defaultdict(set)
    for row in passes.rows(Source(file), profile):
        for _, leak in exam.in_row(row.value, profile):
            held[leak.code].add(leak.case.line)
    near = held[NEARLY] - held[EXACT]
    return Leaked(
        exact=tuple(case.id for case in exam.cases if case.line in held[EXACT]),
        near=tuple(case.id for case in exam.cases if case.line in near),
    )


def added(
    report: Report,
    file: File,
    golden: File,
    *,
    filename: str = "",
    mapping: Mapping[str, str] | None = None,
    kept: int = MAX_KEPT,
) -> Report:
    """Add to the report of a file which questions of a golden set it holds.

    Args:
        report: what the check of the file found.
        file: the file.
        golden: the golden set, JSON Lines or CSV.
        filename: the golden set's, for the complaint about its errors.
        mapping: for CSV, our column names → those of the file, where they differ.
        kept: how many findings of each code are told; all are counted.

    Raises:
        Invalid: the golden set has errors.
    """
    require_valid(check(golden, profile=GOLDEN.name, filename=filename))
    return more(report, find(file, profile_of(report.profile), golden, mapping), kept)
