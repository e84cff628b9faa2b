"""Explains a policy in words, and tells what its criteria can show with the cases there are. Pure.

A policy that can be read may still be unwise: a margin that so many cases never show, a bound that so
few do not have. That is told as a warning, and changes no decision.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from lifecycle import scorers
from lifecycle.errors import Invalid
from lifecycle.linting import power, words
from lifecycle.linting.line import Line, warning
from lifecycle.linting.power import Golden
from lifecycle.policies import EnvironmentRule, Policy
from lifecycle.records import Case

__all__ = ["Chapter", "Line", "Rule", "lint", "look_at"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule: what it says, and what there is to say of it; a criterion has a severity and an owner."""

    id: str
    says: Line
    remarks: tuple[Line, ...] = ()
    severity: str = ""
    owner: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """The rules of one environment, in the order of the gate table."""

    environment: str
    rules: tuple[Rule, ...]


def lint(policy: Policy, cases: Collection[Case] | None = None) -> tuple[Chapter, ...]:
    """Explain a policy, environment by environment.

    `cases` are those of its golden set; where it is None, all is reckoned with the fewest cases that the
    policy lets count.
    """
    golden = Golden(policy=policy, cases=cases)
    return tuple(
        Chapter(environment=rule.name, rules=tuple(explain(golden, rule))) for rule in policy.environments
    )


def explain(golden: Golden, rule: EnvironmentRule) -> Iterator[Rule]:
    """Put the rules of an environment into words."""
    criteria = {criterion.id: criterion for criterion in rule.criteria}
    for row in words.rows(golden.policy, rule):
        found = criteria.get(row.id)
        yield Rule(
            id=row.id,
            says=words.of_row(row),
            remarks=tuple(power.of(found, golden)) if found else (),
            severity=row.severity if found else "",
            owner=row.owner,
        )
    for id, line in words.of_environment(rule):
        yield Rule(id=id, says=line)


def look_at(policy: Policy, cases: Collection[Case]) -> Iterator[Line]:
    """Warn of a golden set that is too small for its policy, or says nothing to one of its scorers."""
    least = policy.golden.min_cases
    if len(cases) < least:
        yield warning("linting.warns.too_few", cases=len(cases), least=least)
    try:
        scorers.require_applicable(policy.scorers, list(cases))
    except Invalid as err:
        yield warning(err.code, **err.params)
