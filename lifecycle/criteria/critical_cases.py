"""No critical case may fail."""

from collections.abc import Iterable
from dataclasses import replace

from lifecycle import scorecards, stats
from lifecycle.criteria.facts import Facts
from lifecycle.criteria.rows import CriterionRow, blank
from lifecycle.criteria.telling import named
from lifecycle.policies import CriticalCases
from lifecycle.records import Estimate, Result
from lifecycle.scorecards import Sample


def judge(criterion: CriticalCases, facts: Facts) -> CriterionRow:
    """Ask that no critical case fails a deciding scorer (see `scorecards.deciding`).

    Even then up to 3/n of such questions may fail, which the row says (rule of three). A critical
    case that no deciding scorer scored, or one of them could not, is missing.
    """
    row = blank(
        criterion,
        label_code="gates.label.critical_cases",
        rule_code="gates.rule.critical_cases",
        limit=0.0,
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
