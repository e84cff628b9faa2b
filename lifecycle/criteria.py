"""Judges one criterion: a rule of the policy, held against what was measured. Pure.

Three rules hold everywhere. Missing is not a pass: without a number there is no yes. An error is not
a zero: unanswered cases are neither passes nor failures, so a result stands only if it would be the
same whichever way they had gone (worst and best case, Manski 2003). Inconclusive is not a yes: a
bound decides only when the whole interval lies on one side.

Bounds are one-sided at 5 %, the ends of 90 % intervals.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from lifecycle import comparison, messages, scorecards, stats
from lifecycle.policies import Criterion
from lifecycle.records import Estimate, Result, Scorecard, Version
from lifecycle.scorecards import PERCENTILES, Sample
from lifecycle.scorers import ScorerInfo

CONFIDENCE = 0.90
ENDLESS = 1e12
"""More milliseconds, tokens or dollars than any answer takes: what an unanswered one may have taken."""
NAMED = 5
"""So many cases are named in a sentence; the screens show all."""

Params = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class CriterionRow:
    """One row of the gate table, in codes of the catalogue: what, the rule, what was seen, what it means.

    `meaning` says what a failure would mean to customers.
    """

    id: str
    type: str
    severity: str = "block"
    owner: str = ""
    result: Result
    label_code: str
    label_params: Params = field(default_factory=dict)
    rule_code: str
    rule_params: Params = field(default_factory=dict)
    observed: Estimate | None = None
    observed_code: str
    observed_params: Params = field(default_factory=dict)
    limit: float | None = None
    """What `observed` is held against, in its unit; None where no number is."""
    n: int | None = None
    meaning_code: str
    meaning_params: Params = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a criterion looks at: the candidate's scorecard if it fits, and samples by scorer.

    `infos` tells what every scorer of the policy measures. `before` is None while the incumbent has no
    scorecard that can be compared.
    """

    environment: str
    version: Version
    incumbent: Version | None
    infos: Mapping[str, ScorerInfo]
    card: Scorecard | None
    before: Mapping[str, Sample] | None
    after: Mapping[str, Sample] | None


def judge(criterion: Criterion, facts: Facts) -> CriterionRow:
    """Judge one criterion.

    Raises:
        Invalid: a score is not a finite number.
    """
    return JUDGES[criterion.type](criterion, facts)


def judge_threshold(criterion: Criterion, facts: Facts) -> CriterionRow:
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
    result = agreed(*(against(criterion, each) for each in (found, *supposed)))
    return replace(
        row, result=result, **seen(criterion, info.unit, found, result, unanswered=len(sample.unanswered))
    )


def against(criterion: Criterion, found: Estimate) -> Result:
    """Hold one estimate against the criterion's value.

    By a bound: pass if the whole interval is on the good side, fail if it is all on the bad side.
    """

    def good(number: float | None) -> bool | None:
        if number is None:
            return None
        return number >= criterion.value if criterion.operator == ">=" else number <= criterion.value

    if criterion.bound == "point":
        return Result.PASS if good(found.value) else Result.FAIL
    worst, best = (found.low, found.high) if criterion.operator == ">=" else (found.high, found.low)
    if good(worst):
        return Result.PASS
    return Result.FAIL if good(best) is False else Result.INCONCLUSIVE


def judge_no_regression(criterion: Criterion, facts: Facts) -> CriterionRow:
    """Ask whether a metric is worse, by more than the margin, than that of the version that is there.

    A one-sided test of non-inferiority at 5 %: the improvement's 90 % interval above -margin passes,
    below it fails, across it is inconclusive. Not applicable while the environment is empty, and for
    the very bundle that is there.
    """
    scorer, statistic = criterion.metric.split(".")
    info, incumbent = facts.infos[scorer], facts.incumbent
    label_code, label_params = info.label
    place = {"environment": facts.environment, "incumbent": incumbent.number if incumbent else 0}
    row = blank(
        criterion,
        label_code="gates.label.no_regression",
        label_params={"environment": facts.environment, **both("scorer", label_code, label_params)},
        rule_code="gates.rule.no_regression" if incumbent else "gates.rule.no_regression_empty",
        rule_params={**place, **amount("margin", criterion.margin, info.unit, "margin")},
        limit=-criterion.margin if info.direction == "higher" else criterion.margin,
        meaning_code="gates.meaning.no_regression",
    )
    if incumbent is None or incumbent.digest == facts.version.digest:
        code = "gates.observed.itself" if incumbent else "gates.observed.empty"
        return replace(row, result=Result.NOT_APPLICABLE, observed_code=code, observed_params=place)
    if facts.after is None or scorer not in facts.after:
        return row
    if facts.before is None or scorer not in facts.before:
        return replace(row, observed_code="gates.observed.no_baseline", observed_params=place)
    found, result, unanswered = weigh(criterion, facts.before[scorer], facts.after[scorer], statistic)
    if found is None:
        return row
    return replace(
        row,
        result=result,
        **seen(criterion, info.unit, found, result, unanswered=unanswered, family="difference"),
    )


def weigh(
    criterion: Criterion, before: Sample, after: Sample, statistic: str
) -> tuple[Estimate | None, Result, int]:
    """Estimate a difference and hold it against the margin; also how many cases a side left unanswered."""
    unanswered = len(before.unanswered | after.unanswered)
    pairs = [(before, after)]
    if unanswered:
        pairs += zip(reversed(extremes(before)), extremes(after), strict=True)
    found = [comparison.difference(*pair, statistic, CONFIDENCE) for pair in pairs]
    direction = after.info.direction
    return found[0], agreed(*(regressed(criterion, each, direction) for each in found)), unanswered


def regressed(criterion: Criterion, found: Estimate | None, direction: str) -> Result:
    """Hold one difference against the margin."""
    if found is None:
        return Result.MISSING
    gain = comparison.improvement(found, direction)
    if gain.low is not None and gain.low > -criterion.margin:
        return Result.PASS
    return Result.FAIL if gain.high is not None and gain.high < -criterion.margin else Result.INCONCLUSIVE


def judge_critical_cases(criterion: Criterion, facts: Facts) -> CriterionRow:
    """Ask that no critical case fails a deciding scorer (see `scorecards.deciding`).

    Even then up to 3/n of such questions may fail, which the row says (rule of three). A critical
    case that no deciding scorer scored, or one of them could not, is missing.
    """
    row = blank(
        criterion,
        label_code="gates.label.critical_cases",
        rule_code="gates.rule.critical_cases",
        meaning_code="gates.meaning.critical_cases",
    )
    if facts.after is None or facts.card is None:
        return row
    critical = [case.id for case in facts.card.cases if case.critical]
    if not critical:
        return replace(row, observed_code="gates.observed.no_critical", n=0)
    said = [facts.after[name] for name in scorecards.deciding(facts.card.evaluation.scorers)]
    failed = [id for id in critical if any(sample.scores.get(id, 1.0) < 1 for sample in said)]
    unsaid = [id for id in critical if is_unsaid(id, said)]
    result, word = (
        (Result.FAIL, "failed")
        if failed
        else (Result.MISSING, "unsaid")
        if unsaid
        else (Result.PASS, "passed")
    )
    n, most = len(critical), stats.rule_of_three(len(critical))
    seen_share = stats.wilson(len(failed), n) if failed else Estimate(value=0.0, low=0.0, high=most, n=n)
    return replace(
        row,
        result=result,
        observed=None if result is Result.MISSING else seen_share,
        observed_code=f"gates.observed.critical_{word}",
        observed_params={
            "n": n,
            "failed": len(failed),
            "unsaid": len(unsaid),
            "named": named(failed or unsaid),
            "most": 100 * most,
        },
        n=n,
    )


def is_unsaid(id: str, said: Iterable[Sample]) -> bool:
    """Whether a case has no score, or not all the scores that it should have."""
    found = [(id in sample.scores, id in sample.unanswered) for sample in said]
    return not any(scored for scored, _ in found) or any(unanswered for _, unanswered in found)


JUDGES: Mapping[str, Callable[[Criterion, Facts], CriterionRow]] = {
    "threshold": judge_threshold,
    "latency": judge_threshold,
    "no_regression": judge_no_regression,
    "critical_cases": judge_critical_cases,
}


def blank(criterion: Criterion, **texts: Any) -> CriterionRow:
    """Give a criterion's row before anything was seen: missing."""
    return CriterionRow(
        id=criterion.id,
        type=criterion.type,
        severity=criterion.severity,
        owner=criterion.owner,
        result=Result.MISSING,
        observed_code="gates.observed.nothing",
        **texts,
    )


def extremes(sample: Sample) -> tuple[Sample, Sample]:
    """Suppose that every unanswered case had the lowest score there is, and that it had the highest."""
    low, high = sample.info.range
    return sample.filled(low), sample.filled(min(high, ENDLESS))


def agreed(first: Result, *supposed: Result) -> Result:
    """Give the first result if it stands whatever was supposed, else missing.

    What is inconclusive already cannot become less certain.
    """
    return first if first is Result.INCONCLUSIVE or set(supposed) <= {first} else Result.MISSING


def seen(
    criterion: Criterion,
    unit: str,
    found: Estimate,
    result: Result,
    *,
    unanswered: int,
    family: str = "amount",
) -> dict[str, Any]:
    """Give the fields of a row that tell what was seen; `family` is amount or difference."""
    statistic = criterion.metric.split(".")[1]
    params: dict[str, Any] = {"n": found.n, **amount("value", found.value, unit, family)}
    if result is Result.MISSING:
        code = "unanswered"
        params["unanswered"] = unanswered
    elif found.low is not None and found.high is not None:
        code = "interval"
        ends = f"ends.{family}"
        params |= amount("low", found.low, unit, ends) | amount("high", found.high, unit, ends)
    elif statistic in PERCENTILES:
        code = "too_few"
        params["needed"] = stats.needed_for_percentile(PERCENTILES[statistic], found.confidence)
    else:
        code = "value"
    return {
        "observed": found,
        "observed_code": f"gates.observed.{code}",
        "observed_params": params,
        "n": found.n,
    }


def amount(name: str, value: float, unit: str, family: str = "amount") -> dict[str, str]:
    """Write a number with its unit, in both languages; shares in percent, their differences in points."""
    shown = value if unit else stats.points(value)
    return both(name, f"gates.{family}.{unit or 'share'}", {"value": shown})


def both(name: str, code: str, params: Params | None = None) -> dict[str, str]:
    """Render a text that stands inside another one: `name` in English, `name_ja` in Japanese."""
    given = params or {}
    return {name: messages.say(code, "en", **given), f"{name}_ja": messages.say(code, "ja", **given)}


def named(ids: list[str]) -> str:
    """Name the first few cases."""
    return ", ".join(ids[:NAMED]) + (" …" if len(ids) > NAMED else "")
