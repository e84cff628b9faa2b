"""How a golden set may grow: what one evaluation, and the reviews of its version, show to be missing in it.

A suggestion changes nothing; people write cases and freeze the next version.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from lifecycle import comparison, evaluation, review, scorecards, stats
from lifecycle.records import Scorecard
from lifecycle.workbench import Workbench

DROP = 0.10
"""A drop of a slice that a golden set should let one see, as a difference of shares."""

Lost = tuple[int, int]
"""Of how many votes a case has, how many turned its answer down: (lost, votes)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """One way to grow a golden set, said in a code of the catalogue.

    It speaks of one case, `case_id`, or of one slice, `tags` (tag → value), which then needs `more` cases.
    """

    code: str
    params: Mapping[str, Any]
    case_id: str = ""
    tags: Mapping[str, str]
    more: int = 0


def suggest(bench: Workbench, evaluation_id: str, *, drop: float = DROP) -> list[Suggestion]:
    """Suggest what to add to the golden set of an evaluation.

    First the cases that failed, as one reads them, then those whose answers reviewers turned down, the
    most unanimous first, then slices too thin to show a `drop` (above 0, to 1), the nearest to it first.

    Raises:
        NotFound: there is no such evaluation, or its frozen answers are gone.
        Unavailable: the frozen answers no longer have their digest.
        Invalid: it has no scorer.
    """
    card = evaluation.scorecard(bench, evaluation_id)
    return [*failed(card), *turned_down(card, lost_votes(bench, card)), *thin_slices(card, drop)]


def failed(card: Scorecard) -> Iterator[Suggestion]:
    """Name the cases that a deciding scorer failed; a failed call says nothing about its case."""
    names = scorecards.deciding(card.evaluation.scorers)
    for each in scorecards.failing_cases(card):
        said = [name for name in names if any(row.scores.get(name) == 0 for row in each.rows)]
        if said:
            yield Suggestion(
                code="suggestions.failed",
                params={"case": each.case.id, "scorers": said},
                case_id=each.case.id,
                tags=each.case.tags,
            )


def lost_votes(bench: Workbench, card: Scorecard) -> dict[str, Lost]:
    """Count the votes of all closed rounds on answers of the card's version to its golden set, by case.

    A vote turns an answer down by preferring the other one or by calling both bad; votes of rounds that
    are still open are nobody's to see.
    """
    about = card.evaluation
    own = {
        each.id
        for each in evaluation.listing(bench, about.app, about.version)
        if each.golden.name == about.golden.name
    }
    counts: dict[str, Lost] = {}
    for round in review.listing(bench, about.app):
        if round.closed_at is None or not own & {round.baseline, round.candidate}:
            continue
        other = "baseline" if round.candidate in own else "candidate"
        for vote in review.outcome(bench, round.id).votes:
            lost, votes = counts.get(vote.case_id, (0, 0))
            counts[vote.case_id] = lost + (review.preference(vote) in {other, "both_bad"}), votes + 1
    return counts


def turned_down(card: Scorecard, lost: Mapping[str, Lost]) -> Iterator[Suggestion]:
    """Name the cases whose answers more votes turned down than not; a passed one lacks an expectation."""
    cases = {case.id: case for case in card.cases}
    wrong = {each.case.id for each in scorecards.failing_cases(card)}
    bad = [(id, *found) for id, found in lost.items() if id in cases and 2 * found[0] > found[1]]
    for id, turned, votes in sorted(bad, key=lambda each: (-each[1] / each[2], -each[2])):
        yield Suggestion(
            code="suggestions.lost" if id in wrong else "suggestions.lost_passed",
            params={"case": id, "lost": turned, "votes": votes},
            case_id=id,
            tags=cases[id].tags,
        )


def thin_slices(card: Scorecard, drop: float = DROP) -> Iterator[Suggestion]:
    """Name the slices that have too few cases to show a `drop` of the headline scorer.

    A slice is where the readable tags meet (`comparison.axes`); its cases are those that the scorer
    applies to. How many it needs is told by `stats.needed_to_detect` as the rest of the house reckons:
    paired, 80 % power, 95 % intervals, the two versions disagreeing on a tenth of the cases.
    """
    sample = scorecards.samples(card)[scorecards.headline(card)]
    applies = sample.scores.keys() | sample.unanswered
    axes = comparison.axes(card.cases)
    sizes: dict[tuple[str, ...], int] = defaultdict(int)
    for case in card.cases:
        if axes and case.id in applies and all(tag in case.tags for tag in axes):
            sizes[tuple(case.tags[tag] for tag in axes)] += 1
    needed = stats.needed_to_detect(drop)
    for values, n in sorted(sizes.items(), key=lambda each: (-each[1], each[0])):
        if n < needed:
            tags = dict(zip(axes, values, strict=True))
            yield Suggestion(
                code="suggestions.thin",
                params={
                    "slice": [f"{tag}: {value}" for tag, value in tags.items()],
                    "more": needed - n,
                    "points": stats.points(drop),
                    "n": n,
                    "needed": needed,
                },
                tags=tags,
                more=needed - n,
            )
