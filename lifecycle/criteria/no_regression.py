"""A metric must not be worse than that of the version that is there."""

from dataclasses import replace

from lifecycle import comparison
from lifecycle.criteria.bounds import CONFIDENCE, not_worse
from lifecycle.criteria.comparing import place, rivals
from lifecycle.criteria.facts import Facts
from lifecycle.criteria.rows import CriterionRow, blank
from lifecycle.criteria.supposing import agreed, either_way
from lifecycle.criteria.telling import amount, both, seen
from lifecycle.policies import NoRegression


def judge(criterion: NoRegression, facts: Facts) -> CriterionRow:
    """Ask whether a metric is worse, by more than the margin, than that of the version that is there.

    A one-sided test of non-inferiority at 5 %: the improvement's 90 % interval above -margin passes,
    below it fails, across it is inconclusive. With `cluster_by`, cases with the same value of that tag
    are no independent witnesses; those without it are taken for alike.
    """
    scorer, statistic = criterion.metric.split(".")
    info = facts.infos[scorer]
    label_code, label_params = info.label
    tag, given = criterion.cluster_by, "" if facts.incumbent else "_empty"
    row = blank(
        criterion,
        label_code="gates.label.no_regression",
        label_params={"environment": facts.environment, **both("scorer", label_code, label_params)},
        rule_code=f"gates.rule.no_regression{'_grouped' if tag else ''}{given}",
        rule_params={**place(facts), "tag": tag, **amount("margin", criterion.margin, info.unit, "margin")},
        is_difference=True,
        limit=-criterion.margin if info.direction == "higher" else criterion.margin,
        meaning_code="gates.meaning.no_regression",
    )
    pair = rivals(row, facts, scorer)
    if isinstance(pair, CriterionRow):
        return pair
    groups = facts.tagged(tag) if tag else None
    found, *supposed = [
        comparison.difference(*each, statistic, CONFIDENCE, groups) for each in either_way(*pair)
    ]
    if found is None:
        return row
    result = agreed(*(not_worse(each, info.direction, criterion.margin) for each in (found, *supposed)))
    unanswered = len(pair[0].unanswered | pair[1].unanswered)
    told = seen(statistic, info.unit, found, result, unanswered=unanswered, family="difference")
    if groups and len(set(groups.values())) == 1:
        told |= {"observed_code": "gates.observed.one_group"}
        told["observed_params"] |= {"tag": tag}
    return replace(row, result=result, **told)
