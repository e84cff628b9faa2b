"""The golden set must be the one that the policy means."""

from dataclasses import replace

from lifecycle.criteria.facts import Facts
from lifecycle.criteria.rows import CriterionRow, Params, blank
from lifecycle.criteria.telling import joined, lasting
from lifecycle.policies import GoldenSet
from lifecycle.records import Result

SHOWN = 8
"""So much of a digest is shown."""


def judge(criterion: GoldenSet, facts: Facts) -> CriterionRow:
    """Ask that the golden set has the policy's digest, if it names one, enough cases, and is not too old.

    That an evaluation speaks of it, and that without a digest it is the newest of its name, is asked
    by the gate's own row on evidence.
    """
    golden, digest = facts.golden, criterion.digest[:SHOWN]
    rules: list[tuple[str, Params]] = [
        (
            f"gates.rule.golden_{'exact' if digest else 'newest'}",
            {"golden": facts.golden_name, "digest": digest},
        ),
        ("gates.rule.cases", {"min_cases": criterion.min_cases}),
    ]
    if criterion.max_age:
        rules.append(("gates.rule.age", lasting("age", criterion.max_age)))
    row = blank(
        criterion,
        label_code="gates.label.golden_set",
        rule_code="gates.rule.joined",
        rule_params=joined("rule", rules),
        meaning_code="gates.meaning.golden_set",
    )
    if golden is None:
        return replace(
            row, observed_code="gates.observed.no_dataset", observed_params={"dataset": facts.golden_name}
        )
    is_other = criterion.digest not in {"", golden.digest}
    is_old = criterion.max_age is not None and facts.age(golden) > criterion.max_age
    return replace(
        row,
        result=Result.FAIL if is_other or is_old or golden.rows < criterion.min_cases else Result.PASS,
        observed_code="gates.observed.golden_other" if is_other else "gates.observed.golden_set",
        observed_params={
            "golden": str(golden.ref),
            "digest": golden.digest[:SHOWN],
            "cases": golden.rows,
            **lasting("age", facts.age(golden)),
        },
        n=golden.rows,
    )
