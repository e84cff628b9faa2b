"""In no slice may a metric be worse than that of the version that is there.

Two errors are kept apart. The row *passes* when every slice that decides is not worse by the test of
`no_regression`, each at 5 %: the claim about all of them is wrong only if a slice that is worse passed, so
it needs no correction (intersection-union test, Berger 1982, Technometrics 24:295). The row *fails* when
a slice is worse by more than the margin. Of many slices some look so by chance, hence Holm's correction
(see `stats.holm`): all such errors together at most 5 %. Shares of so few cases jump; to keep that promise
a slice must be worse by more than the margin and one case more (continuity correction, Edwards 1947,
Psychometrika 12:185). Everything between is inconclusive.

Which slices decide follows from the golden set and never from what was answered: an error must not make
a slice so small that it no longer counts.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

from lifecycle import comparison, scorecards, stats
from lifecycle.criteria.bounds import LEVEL, WORST_FIRST, not_worse
from lifecycle.criteria.comparing import place, rivals
from lifecycle.criteria.facts import Facts
from lifecycle.criteria.rows import CriterionRow, Params, SliceRow, blank
from lifecycle.criteria.supposing import agreed, either_way
from lifecycle.criteria.telling import amount, both, joined, seen
from lifecycle.policies import Slices
from lifecycle.records import Estimate, Result
from lifecycle.scorecards import Sample

NAMED = 3
"""So many slices are named in a sentence; where all is well, the lowest."""

Weighed = tuple[Estimate | None, Result]


@dataclass(frozen=True, slots=True, kw_only=True)
class Slice:
    """The cases with one value of a tag, as two samples that hold no other."""

    tag: str
    value: str
    before: Sample
    after: Sample

    @property
    def n(self) -> int:
        """How many cases are in it to which the scorer applies, answered or not."""
        asked = (side.scores.keys() | side.unanswered for side in (self.before, self.after))
        return len(frozenset().union(*asked))


def judge(criterion: Slices, facts: Facts) -> CriterionRow:
    """Ask whether a slice is worse, by more than the margin, than with the version that is there.

    A slice of fewer than `min_cases` cases is shown and does not decide. If none is left, or a tag stands
    on no case, the row is missing.
    """
    scorer = criterion.metric.split(".")[0]
    info, tags = facts.infos[scorer], criterion.by
    label_code, label_params = info.label
    row = blank(
        criterion,
        label_code="gates.label.slices",
        label_params={"tags": tags, **both("scorer", label_code, label_params)},
        rule_code="gates.rule.slices" if facts.incumbent else "gates.rule.slices_empty",
        rule_params={
            **place(facts),
            "tags": tags,
            "min_cases": criterion.min_cases,
            **amount("margin", criterion.margin, info.unit, "margin"),
        },
        is_difference=True,
        limit=-criterion.margin if info.direction == "higher" else criterion.margin,
        meaning_code="gates.meaning.slices",
    )
    pair = rivals(row, facts, scorer)
    if isinstance(pair, CriterionRow):
        return pair
    known = {tag for case in (facts.card.cases if facts.card else ()) for tag in case.tags}
    absent = [tag for tag in criterion.by if tag not in known]
    found = tuple(slice_rows(criterion, facts, pair))
    if absent:
        row = replace(row, observed_code="gates.observed.no_tag", observed_params={"tags": absent})
        return replace(row, slices=found)
    return summed_up(replace(row, slices=found), info.direction)


def slice_rows(criterion: Slices, facts: Facts, pair: tuple[Sample, Sample]) -> Iterator[SliceRow]:
    """Judge each slice that has a case, in alphabetical order."""
    ways = [cut(criterion, facts, each) for each in either_way(*pair)]
    weighed = [weigh(criterion, way) for way in ways]
    for at, slice in enumerate(ways[0]):
        found = weighed[0][at][0]
        result = agreed(*(way[at][1] for way in weighed))
        row = SliceRow(tag=slice.tag, value=slice.value, n=slice.n, result=result)
        if found:
            unanswered = len(slice.before.unanswered | slice.after.unanswered)
            unit, statistic = slice.after.info.unit, criterion.metric.split(".")[1]
            told = seen(statistic, unit, found, result, unanswered=unanswered, family="difference")
            row = replace(row, **{**told, "n": slice.n})
        yield row


def cut(criterion: Slices, facts: Facts, pair: tuple[Sample, Sample]) -> list[Slice]:
    """Cut two samples into the slices of the policy, those to which the scorer applies nowhere left out."""
    tagged = scorecards.tagged(facts.card.cases) if facts.card else {}
    before, after = pair
    slices = (
        Slice(tag=tag, value=value, before=before.only(ids), after=after.only(ids))
        for (tag, value), ids in tagged.items()
        if tag in criterion.by
    )
    return [slice for slice in slices if slice.n]


def weigh(criterion: Slices, slices: Sequence[Slice]) -> list[Weighed]:
    """Estimate each slice's difference and judge it; one that is too small is not applicable."""
    alone = [look(criterion, slice) for slice in slices]
    big = [at for at, slice in enumerate(slices) if slice.n >= criterion.min_cases]

    def is_worse(at: int, level: float) -> bool:
        found, result = alone[at]
        if found is None or result is not Result.FAIL:
            return False
        more = 1 / found.n if slices[at].after.info.kind == "pass_fail" else 0.0
        return look(criterion, slices[at], level, more)[1] is Result.FAIL

    worse = dict(zip(big, stats.holm([partial(is_worse, at) for at in big], LEVEL), strict=True))
    return [
        (found, Result.NOT_APPLICABLE if at not in worse else unless_by_chance(result, is_worse=worse[at]))
        for at, (found, result) in enumerate(alone)
    ]


def look(criterion: Slices, slice: Slice, level: float = LEVEL, more: float = 0.0) -> Weighed:
    """Estimate one slice's difference and hold it against the margin and `more`, each bound at a level."""
    statistic = criterion.metric.split(".")[1]
    found = comparison.difference(slice.before, slice.after, statistic, 1 - 2 * level)
    return found, not_worse(found, slice.after.info.direction, criterion.margin + more)


def unless_by_chance(result: Result, *, is_worse: bool) -> Result:
    """Take a failure back that the correction does not confirm."""
    return Result.INCONCLUSIVE if result is Result.FAIL and not is_worse else result


def summed_up(row: CriterionRow, direction: str) -> CriterionRow:
    """Give the row what its slices come to: the worst result, and the slices that have it, worst first."""
    deciding = [slice for slice in row.slices if slice.result is not Result.NOT_APPLICABLE]
    small = len(row.slices) - len(deciding)
    if not deciding:
        return replace(
            row, observed_code="gates.observed.no_slice", observed_params={**row.rule_params, "small": small}
        )
    worst = next(result for result in WORST_FIRST if result in {slice.result for slice in deciding})
    named = sorted(
        (slice for slice in deciding if slice.result is worst), key=lambda slice: gain(slice, direction)
    )
    shown = named[: 1 if worst is Result.PASS else NAMED]
    texts: list[tuple[str, Params]] = [
        (
            f"gates.observed.slices_{worst}",
            {"n": len(deciding), "found": len(named), **joined("named", map(name, shown))},
        )
    ]
    if small:
        texts.append(("gates.observed.slices_small", {"small": small}))
    return replace(
        row,
        result=worst,
        observed=named[0].observed,
        observed_code="gates.observed.value",
        observed_params=joined("value", texts),
        n=named[0].observed.n if named[0].observed else 0,
    )


def gain(slice: SliceRow, direction: str) -> float:
    """Give a slice's gain, more is better; the least there is where none is known."""
    return comparison.improvement(slice.observed, direction).value if slice.observed else float("-inf")


def name(slice: SliceRow) -> tuple[str, Params]:
    """Name a slice with what was seen in it."""
    seen_in_it = both("observed", slice.observed_code, slice.observed_params)
    return "gates.observed.slice", {"tag": slice.tag, "value": slice.value, **seen_in_it}
