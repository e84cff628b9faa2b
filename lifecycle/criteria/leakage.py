"""The golden set must not stand in the training data."""

from dataclasses import replace

from lifecycle.criteria.facts import Facts
from lifecycle.criteria.rows import CriterionRow, Params, blank
from lifecycle.criteria.telling import joined, named
from lifecycle.policies import Leakage
from lifecycle.records import Result


def judge(criterion: Leakage, facts: Facts) -> CriterionRow:
    """Ask that no question of the golden set stands in the training data, and few enough nearly do.

    Where the version names no training data the criterion does not apply. Datasets that are not there,
    or can no longer be read, are missing.
    """
    rules: list[tuple[str, Params]] = [("gates.rule.leakage", {})]
    if criterion.max_near is not None:
        rules.append(("gates.rule.leakage_near", {"most": criterion.max_near}))
    row = blank(
        criterion,
        label_code="gates.label.leakage",
        rule_code="gates.rule.joined",
        rule_params=joined("rule", rules),
        meaning_code="gates.meaning.leakage",
    )
    training, golden, leaked = facts.version.training, facts.golden, facts.leaked
    if training is None:
        version = {"version": facts.version.number}
        return replace(
            row,
            result=Result.NOT_APPLICABLE,
            observed_code="gates.observed.no_training",
            observed_params=version,
        )
    if golden is None or facts.training is None:
        gone = {"dataset": str(training) if golden else facts.golden_name}
        return replace(row, observed_code="gates.observed.no_dataset", observed_params=gone)
    both = {"golden": str(golden.ref), "training": str(training)}
    if leaked is None:
        return replace(row, observed_code="gates.observed.leakage_unread", observed_params=both)
    texts: list[tuple[str, Params]] = [("gates.observed.leakage_none", both)]
    if leaked.exact:
        found = {"n": len(leaked.exact), "cases": named([*leaked.exact]), **both}
        texts = [("gates.observed.leakage_exact", found)]
    if leaked.near:
        texts.append(("gates.observed.leakage_near", {"n": len(leaked.near), "cases": named([*leaked.near])}))
    too_near = criterion.max_near is not None and len(leaked.near) > criterion.max_near
    return replace(
        row,
        result=Result.FAIL if leaked.exact or too_near else Result.PASS,
        observed_code="gates.observed.value",
        observed_params=joined("value", texts),
        n=golden.rows,
    )
