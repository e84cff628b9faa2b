"""Compares a version with the one that is there: what every such criterion asks first."""

from dataclasses import replace
from typing import Any

from lifecycle.criteria.facts import Facts
from lifecycle.criteria.rows import CriterionRow
from lifecycle.records import Result
from lifecycle.scorecards import Sample


def place(facts: Facts) -> dict[str, Any]:
    """Name the environment and the version that is there, 0 for none."""
    number = facts.incumbent.number if facts.incumbent else 0
    return {"environment": facts.environment, "incumbent": number}


def rivals(row: CriterionRow, facts: Facts, scorer: str) -> tuple[Sample, Sample] | CriterionRow:
    """Give what a scorer said of both sides, or, where nothing can be compared, the row as it stands.

    Not applicable while the environment is empty, and for the very bundle that is there; missing while
    one of the two has no evidence by this scorer.
    """
    incumbent = facts.incumbent
    if incumbent is None or incumbent.digest == facts.version.digest:
        code = "gates.observed.itself" if incumbent else "gates.observed.empty"
        return replace(row, result=Result.NOT_APPLICABLE, observed_code=code, observed_params=place(facts))
    if facts.after is None or scorer not in facts.after:
        return row
    if facts.before is None or scorer not in facts.before:
        return replace(row, observed_code="gates.observed.no_baseline", observed_params=place(facts))
    return facts.before[scorer], facts.after[scorer]
