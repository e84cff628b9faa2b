"""Holds a metric against a value: what thresholds and latencies share."""

from dataclasses import replace

from lifecycle import scorecards
from lifecycle.criteria.bounds import CONFIDENCE, held
from lifecycle.criteria.facts import Facts
from lifecycle.criteria.rows import CriterionRow, blank
from lifecycle.criteria.supposing import agreed, extremes
from lifecycle.criteria.telling import amount, seen
from lifecycle.policies import Latency, Threshold
from lifecycle.records import Estimate, Result
from lifecycle.scorecards import PERCENTILES


def judge(criterion: Threshold | Latency, facts: Facts) -> CriterionRow:
    """Hold a metric against a value, by its point estimate or by a bound."""
    scorer, statistic = criterion.metric.split(".")
    info = facts.infos[scorer]
    label_code, label_params = info.label
    rule = "most" if criterion.operator == "<=" else "least"
    if rule == "most" and statistic in PERCENTILES:
        rule = statistic
    row = blank(
        criterion,
        label_code=label_code,
        label_params=label_params,
        rule_code=f"gates.rule.{rule}_{'point' if criterion.bound == 'point' else 'sure'}",
        rule_params=amount("value", criterion.value, info.unit),
        limit=criterion.value,
        meaning_code=f"gates.meaning.{info.scorer}",
    )
    sample = facts.after.get(scorer) if facts.after else None
    if sample is None or not sample.scores:
        return row
    found, *supposed = [
        scorecards.estimate(each, statistic, CONFIDENCE) for each in (sample, *extremes(sample))
    ]
    result = agreed(*(decided(criterion, each) for each in (found, *supposed)))
    told = seen(statistic, info.unit, found, result, unanswered=len(sample.unanswered))
    return replace(row, result=result, **told)


def decided(criterion: Threshold | Latency, found: Estimate) -> Result:
    """Hold one estimate against the criterion's value, by the bound that it names."""
    if criterion.bound == "point":
        found = Estimate(value=found.value, low=found.value, high=found.value)
    return held(found, criterion.operator, criterion.value)
