"""Every question must have been asked, and is accounted for."""

from dataclasses import replace

from lifecycle import scorecards
from lifecycle.criteria.facts import Facts
from lifecycle.criteria.rows import CriterionRow, Params, blank
from lifecycle.criteria.telling import amount, joined, told_reused
from lifecycle.policies import RunIntegrity
from lifecycle.records import Estimate, Result


def judge(criterion: RunIntegrity, facts: Facts) -> CriterionRow:
    """Ask that what was asked is what was answered and what failed, and that few enough failed.

    A call without an answer is an error, and so is an answer that a scorer could not score. The row also
    tells how many answers are those of earlier evaluations.
    """
    row = blank(
        criterion,
        label_code="gates.label.run_integrity",
        rule_code="gates.rule.run_integrity",
        rule_params=amount("most", criterion.max_errors, ""),
        limit=criterion.max_errors,
        meaning_code="gates.meaning.run_integrity",
    )
    card = facts.card
    if card is None:
        return row
    there = scorecards.completeness(card)
    asked = there.cases * card.evaluation.repetitions
    errors = there.failed + there.unscored
    share = errors / asked if asked else 1.0
    is_whole = asked > 0 and not there.unasked
    reused = sum(answer.cached for answer in card.rows)
    texts: list[tuple[str, Params]] = [
        (
            "gates.observed.run" if is_whole else "gates.observed.run_unasked",
            {"asked": asked, "failed": there.failed, "unscored": there.unscored, "unasked": there.unasked},
        )
    ]
    if reused:
        texts.append(told_reused(reused, facts.reused_since, facts.now))
    return replace(
        row,
        result=Result.PASS if is_whole and share <= criterion.max_errors else Result.FAIL,
        observed=Estimate(value=share, n=asked),
        observed_code="gates.observed.value",
        observed_params=joined("value", texts),
        n=asked,
    )
