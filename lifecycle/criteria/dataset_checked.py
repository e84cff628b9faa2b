"""The golden set and the training data must be clean, and not too old."""

from collections.abc import Iterator
from dataclasses import replace

from lifecycle.criteria.bounds import WORST_FIRST
from lifecycle.criteria.facts import Facts
from lifecycle.criteria.rows import CriterionRow, Params, blank
from lifecycle.criteria.telling import joined, lasting
from lifecycle.policies import DatasetChecked
from lifecycle.records import DatasetVersion, Result

Said = tuple[Result, str, Params]


def judge(criterion: DatasetChecked, facts: Facts) -> CriterionRow:
    """Ask that the check found nothing, not even a warning, when each dataset was frozen.

    The training data is asked for where the version names some; the row says so where it names none. A
    dataset that is not there is missing.
    """
    rules: list[tuple[str, Params]] = [("gates.rule.dataset_checked", {})]
    if criterion.max_age:
        rules.append(("gates.rule.age", lasting("age", criterion.max_age)))
    row = blank(
        criterion,
        label_code="gates.label.dataset_checked",
        rule_code="gates.rule.joined",
        rule_params=joined("rule", rules),
        meaning_code="gates.meaning.dataset_checked",
    )
    said = list(looked_at(criterion, facts))
    texts = [(code, params) for _, code, params in said]
    if facts.golden and not facts.version.training:
        texts.append(("gates.observed.golden_only", {"version": facts.version.number}))
    return replace(
        row,
        result=min((result for result, _, _ in said), key=WORST_FIRST.index),
        observed_code="gates.observed.value",
        observed_params=joined("value", texts),
        n=sum(dataset.rows for dataset in (facts.golden, facts.training) if dataset),
    )


def looked_at(criterion: DatasetChecked, facts: Facts) -> Iterator[Said]:
    """Say of each dataset what is to be said, and what that comes to."""
    named = facts.version.training
    for dataset, name in ((facts.golden, facts.golden_name), (facts.training, str(named or ""))):
        if dataset:
            yield told(criterion, facts, dataset)
        elif name:
            yield Result.MISSING, "gates.observed.no_dataset", {"dataset": name}


def told(criterion: DatasetChecked, facts: Facts, dataset: DatasetVersion) -> Said:
    """Say how many findings a dataset has and how old it is."""
    age, findings = facts.age(dataset), sum(dataset.counts.values())
    is_old = criterion.max_age is not None and age > criterion.max_age
    return (
        Result.FAIL if findings or is_old else Result.PASS,
        "gates.observed.dataset_findings" if findings else "gates.observed.dataset_clean",
        {"dataset": str(dataset.ref), "findings": findings, **lasting("age", age)},
    )
