"""Reads a scorecard: what each scorer said, case by case."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from lifecycle import scorers
from lifecycle.records import Row, RowState, Scorecard
from lifecycle.scorecards.naming import ERRORS, complements, everything
from lifecycle.scorers import ScorerInfo


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """What one scorer said about the cases it applies to.

    `scores` holds the mean over the repetitions of each case that has a score, in the order of the
    golden set; `repetitions` every single score of those cases, in the same order.
    """

    info: ScorerInfo
    scores: Mapping[str, float]
    repetitions: Mapping[str, Sequence[float]]
    errors: frozenset[str] = frozenset()
    missing: frozenset[str] = frozenset()

    @property
    def unanswered(self) -> frozenset[str]:
        """The cases that have no score, for whatever reason."""
        return self.errors | self.missing

    @property
    def most(self) -> int:
        """The most repetitions that a case has, 0 without a score."""
        return max(map(len, self.repetitions.values()), default=0)

    def only(self, ids: Collection[str]) -> "Sample":
        """Leave out every case but these."""
        wanted = frozenset(ids)
        return replace(
            self,
            scores={id: score for id, score in self.scores.items() if id in wanted},
            repetitions={id: given for id, given in self.repetitions.items() if id in wanted},
            errors=self.errors & wanted,
            missing=self.missing & wanted,
        )

    def turned(self, info: ScorerInfo) -> "Sample":
        """Count what falls short of the best, 1, in place of what reaches it."""
        return replace(
            self,
            info=info,
            scores={id: 1 - score for id, score in self.scores.items()},
            repetitions={id: [1 - score for score in given] for id, given in self.repetitions.items()},
        )

    def filled(self, score: float) -> "Sample":
        """Suppose that every unanswered case had this score each time."""
        supposed = sorted(self.unanswered)
        each_time = (score,) * max(self.most, 1)
        return replace(
            self,
            scores={**self.scores, **dict.fromkeys(supposed, score)},
            repetitions={**self.repetitions, **dict.fromkeys(supposed, each_time)},
            errors=frozenset(),
            missing=frozenset(),
        )


def samples(card: Scorecard) -> dict[str, Sample]:
    """Give the sample of every scorer of the evaluation, of the measures and of `errors`."""
    rows = rows_by_case(card)
    specs = everything(card.evaluation.scorers)
    found = {
        name: collect(scorers.describe(spec), readings(card, rows, name, scorers.build(spec)))
        for name, spec in specs.items()
    }
    turned = {info.name: found[name].turned(info) for name, info in complements(specs).items()}
    return {**found, **turned, ERRORS.name: collect(ERRORS, calls(card, rows))}


def rows_by_case(card: Scorecard) -> dict[str, list[Row]]:
    """Group the rows by case, repetitions in order; every case of the card has an entry."""
    rows: dict[str, list[Row]] = {case.id: [] for case in card.cases}
    for row in card.rows:
        rows[row.case_id].append(row)
    return rows


Reading = tuple[str, list[float], bool]
"""A case, its scores (one for each repetition that has one), and whether something failed."""


def readings(
    card: Scorecard, rows: Mapping[str, list[Row]], name: str, scorer: scorers.Scorer
) -> Iterator[Reading]:
    """Read one scorer's scores, case by case, where it applies.

    A measure reads the row itself. An answered row says whether another scorer applied; without one
    the scorer is asked.
    """
    is_measure = scorer.name in scorers.MEASURES
    for case in card.cases:
        answers = rows[case.id]
        said = [
            scorers.score_row({name: scorer}, case, row) if is_measure else (row.scores, row.score_errors)
            for row in answers
        ]
        scores = [given[name] for given, _ in said if name in given]
        broken = any(name in wrong for _, wrong in said)
        answered = any(row.state is RowState.ANSWERED for row in answers)
        if scores or broken or (not answered and scorer.applies(case)):
            yield case.id, scores, broken or any(row.state is RowState.FAILED for row in answers)


def calls(card: Scorecard, rows: Mapping[str, list[Row]]) -> Iterator[Reading]:
    """Read whether each case's calls failed (1) or not (0)."""
    over = {RowState.ANSWERED, RowState.FAILED}
    for case in card.cases:
        yield (
            case.id,
            [float(row.state is RowState.FAILED) for row in rows[case.id] if row.state in over],
            False,
        )


def collect(info: ScorerInfo, given: Iterable[Reading]) -> Sample:
    """Make a sample of the readings; a case of which one repetition failed is an error, not a score."""
    repetitions: dict[str, Sequence[float]] = {}
    errors: set[str] = set()
    missing: set[str] = set()
    for id, found, failed in given:
        if failed:
            errors.add(id)
        elif found:
            repetitions[id] = found
        else:
            missing.add(id)
    return Sample(
        info=info,
        scores={id: sum(found) / len(found) for id, found in repetitions.items()},
        repetitions=repetitions,
        errors=frozenset(errors),
        missing=frozenset(missing),
    )
