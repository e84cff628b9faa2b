"""Finds what went wrong, the worst first."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from math import isfinite

from lifecycle.records import Case, Row, RowState, Scorecard, ScorerSpec
from lifecycle.scorecards.naming import deciding, infos
from lifecycle.scorecards.sampling import rows_by_case


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """A case that went wrong, with the rows that did.

    `is_error` tells that a call or a scorer failed; `score` is the mean of all scores of the case, 1 is
    best, None if it has none.
    """

    case: Case
    rows: tuple[Row, ...]
    is_error: bool
    score: float | None


def failing_cases(card: Scorecard) -> list[Failure]:
    """List the cases that went wrong, as a person should read them.

    Errors stand first, then critical cases, then those with the lowest scores, the rest in the order of
    the golden set; in errors, too, the critical ones stand first.
    """
    names = deciding(card.evaluation.scorers)
    rows = rows_by_case(card)
    means = mean_scores(card)
    found = []
    for case in card.cases:
        wrong = tuple(row for row in rows[case.id] if is_error(row) or is_failure(row, names))
        if wrong:
            error = any(map(is_error, wrong))
            found.append(Failure(case=case, rows=wrong, is_error=error, score=means.get(case.id)))
    return sorted(found, key=lambda each: (not each.is_error, not each.case.critical, each.score or 0.0))


def is_error(row: Row) -> bool:
    """Whether the call failed, or a scorer could not score the answer."""
    return row.state is RowState.FAILED or bool(row.score_errors)


def is_failure(row: Row, names: Iterable[str]) -> bool:
    """Whether one of these scorers gave 0."""
    return any(row.scores.get(name) == 0 for name in names)


def passed(row: Row | None, specs: Iterable[ScorerSpec]) -> bool | None:
    """Tell whether every deciding scorer that scored a row let it pass; None if none of them did."""
    said = [row.scores[name] for name in deciding(specs) if row and name in row.scores]
    return all(score == 1 for score in said) if said else None


def mean_scores(card: Scorecard) -> dict[str, float]:
    """Give each case that was scored the mean of all its scores by the evaluation's scorers, 1 is best.

    Scores of another range are stretched to 0..1; what has no end, such as a time, is left out.
    """
    ends = {
        name: info.range if info.direction == "higher" else info.range[::-1]
        for name, info in infos(card.evaluation.scorers).items()
        if isfinite(info.range[1])
    }
    given: dict[str, list[float]] = defaultdict(list)
    for row in card.rows:
        for name, score in row.scores.items():
            if name in ends:
                worst, best = ends[name]
                given[row.case_id].append((score - worst) / (best - worst))
    return {id: sum(scores) / len(scores) for id, scores in given.items()}
