"""1,000 questions must not cost too much."""

from collections.abc import Mapping
from dataclasses import replace
from math import inf
from typing import Any

from lifecycle import comparison, scorecards, stats
from lifecycle.criteria.bounds import CONFIDENCE, WORST_FIRST, held
from lifecycle.criteria.comparing import place, rivals
from lifecycle.criteria.facts import Facts
from lifecycle.criteria.rows import CriterionRow, blank
from lifecycle.criteria.supposing import agreed, either_way, extremes
from lifecycle.criteria.telling import amount, joined, seen
from lifecycle.policies import Cost
from lifecycle.records import Estimate, Result, Version
from lifecycle.scorecards import Sample

SCORER, STATISTIC, UNIT = "cost_usd", "per_1000", "usd"


def judge(criterion: Cost, facts: Facts) -> CriterionRow:
    """Hold the cost of 1,000 questions against a sum, or against that of the version that is there.

    By the upper end of the interval, both; the worse of two results counts, and with it what is shown. A
    cost that is not known is missing, and the row says which price is.
    """
    parts = [
        part(criterion, facts)
        for part, limit in ((in_dollars, criterion.most_usd), (in_growth, criterion.growth))
        if limit is not None
    ]
    worst = min(parts, key=lambda row: WORST_FIRST.index(row.result))
    if len(parts) == 1:
        return worst
    return replace(
        worst,
        rule_code="gates.rule.joined",
        rule_params=joined("rule", [(row.rule_code, row.rule_params) for row in parts]),
        observed_code="gates.observed.value",
        observed_params=joined("value", [(row.observed_code, row.observed_params) for row in parts]),
    )


def in_dollars(criterion: Cost, facts: Facts) -> CriterionRow:
    """Hold the cost against the most that the policy allows."""
    most = criterion.most_usd or 0.0
    row = blank(
        criterion,
        label_code="gates.label.cost",
        rule_code="gates.rule.most_sure",
        rule_params=amount("value", most, UNIT),
        limit=most,
        meaning_code="gates.meaning.cost",
    )
    if facts.after is None:
        return row
    sample = facts.after[SCORER]
    if not sample.scores:
        return unknown(row, facts, facts.version, facts.after)
    found, *supposed = [
        scorecards.estimate(each, STATISTIC, CONFIDENCE) for each in (sample, *extremes(sample))
    ]
    result = agreed(*(held(each, "<=", most) for each in (found, *supposed)))
    told = seen(STATISTIC, UNIT, found, result, unanswered=len(sample.unanswered))
    return in_part(replace(row, result=result, **told), facts.after)


def in_growth(criterion: Cost, facts: Facts) -> CriterionRow:
    """Hold the cost against that of the version that is there, as a share of it."""
    most = criterion.growth or 0.0
    row = blank(
        criterion,
        label_code="gates.label.cost",
        rule_code="gates.rule.growth" if facts.incumbent else "gates.rule.growth_empty",
        rule_params={**place(facts), **amount("growth", most, "")},
        is_difference=True,
        limit=most,
        meaning_code="gates.meaning.cost",
    )
    pair = rivals(row, facts, SCORER)
    if isinstance(pair, CriterionRow):
        return pair
    for version, said in ((facts.incumbent, facts.before), (facts.version, facts.after)):
        if version and said and not said[SCORER].scores:
            return unknown(row, facts, version, said)
    found, *supposed = [growth(*each) for each in either_way(*pair)]
    if found is None:
        return row
    result = agreed(*(held(each, "<=", most) if each else Result.MISSING for each in (found, *supposed)))
    told: dict[str, Any] = {"observed_code": "gates.observed.from_nothing", "observed_params": place(facts)}
    if found.value < inf:
        unanswered = len(pair[0].unanswered | pair[1].unanswered)
        told = seen(STATISTIC, "", found, result, unanswered=unanswered, family="growth")
    return in_part(replace(row, result=result, **told), facts.before, facts.after)


def unknown(row: CriterionRow, facts: Facts, version: Version, said: Mapping[str, Sample]) -> CriterionRow:
    """Say why it is not known what any answer of a version cost, if there are answers."""
    if not said["latency_ms"].scores:
        return row
    endpoint = facts.endpoints.get(version.endpoint)
    prices = endpoint.unpriced if endpoint else ()
    code = "no_price" if prices else "priced_since" if said["tokens"].scores else "no_tokens"
    told = {"endpoint": version.endpoint, "version": version.number, "prices": prices}
    return replace(row, observed_code=f"gates.observed.{code}", observed_params=told)


def in_part(row: CriterionRow, *of: Mapping[str, Sample] | None) -> CriterionRow:
    """Say that the cost is not known of every answer, where the row speaks of cases without one."""
    priceless = any(said and said[SCORER].unanswered & said["latency_ms"].scores.keys() for said in of)
    if priceless and row.observed_code == "gates.observed.unanswered":
        return replace(row, observed_code="gates.observed.unpriced")
    return row


def growth(before: Sample, after: Sample) -> Estimate | None:
    """Estimate by what share the cases that both answered cost more; None if there are none.

    From nothing to nothing is no growth, from nothing to something an endless one.
    """
    shared = comparison.shared_cases(before, after)
    if not shared:
        return None
    old, new = ([side.scores[id] for id in shared] for side in (before, after))
    if not any(old):
        endless = inf if any(new) else 0.0
        return Estimate(value=endless, low=endless, high=endless, n=len(shared), confidence=CONFIDENCE)
    found = stats.ratio(new, old, CONFIDENCE)
    low, high = (None if end is None else end - 1 for end in (found.low, found.high))
    return replace(found, value=found.value - 1, low=low, high=high)
