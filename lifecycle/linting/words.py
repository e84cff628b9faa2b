"""Puts the rules of an environment into words, those that the gate table has into the very same."""

from collections.abc import Iterator
from datetime import UTC, datetime

from lifecycle import access, gates, messages
from lifecycle.criteria import CriterionRow, both, lasting
from lifecycle.linting.line import Line
from lifecycle.policies import RESERVED, Closed, EnvironmentRule, OverrideRule, Policy
from lifecycle.policies.windows import clock_of
from lifecycle.records import Ref, Version

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
NOBODY = Version(
    app="",
    number=0,
    digest="",
    prompt=Ref("", 0),
    prompt_digest="",
    model="",
    endpoint="",
    author="",
    prompt_author="",
    created_at=EPOCH,
)
NOTHING = gates.Evidence(
    version=NOBODY,
    scorecard=None,
    incumbent=None,
    baseline=None,
    golden=None,
    scorers_digest="",
    now=EPOCH,
)
"""What a gate looks at before there is anything, so that its table shows the rules alone."""


def rows(policy: Policy, rule: EnvironmentRule) -> tuple[CriterionRow, ...]:
    """Give the gate table of an environment before anything was seen."""
    return gates.judge(policy, rule.name, NOTHING).rows


def of_row(row: CriterionRow) -> Line:
    """Say what a row of the gate table asks for; those that every gate has need no label."""
    if row.id in RESERVED:
        return Line(row.rule_code, row.rule_params)
    label = both("label", row.label_code, row.label_params)
    return Line("linting.rule.row", {**label, **both("rule", row.rule_code, row.rule_params)})


def of_environment(rule: EnvironmentRule) -> Iterator[tuple[str, Line]]:
    """Say what an environment asks for beside its gate: the key of each rule, and the rule."""
    if rule.approvals.expire:
        yield "approvals", Line("linting.rule.approvals_expire", lasting("time", rule.approvals.expire))
    if rule.requests.expire:
        yield "requests", Line("linting.rule.requests", lasting("time", rule.requests.expire))
    if rule.closed:
        for line in of_windows(rule.closed):
            yield "closed", line
    yield "override", of_override(rule.override)
    who = lowest(rule.rollback.roles, "promotion.roll_back")
    yield "rollback", Line(f"linting.rule.rollback_{rule.rollback.targets}", who)
    if rule.smoke:
        yield "smoke", Line("linting.rule.smoke", {"questions": rule.smoke.questions})


def of_windows(closed: Closed) -> Iterator[Line]:
    """Say when nothing is promoted."""
    for weekly in closed.weekly:
        edges = {"begin": clock_of(weekly.from_), "end": clock_of(weekly.to), "zone": closed.time_zone}
        codes = [f"linting.day.{day}" for day in weekly.days]
        days = {
            "days": ", ".join(messages.say(code) for code in codes),
            "days_ja": "・".join(messages.say(code, "ja") for code in codes),
        }
        yield Line("linting.rule.weekly", {**edges, **days, "why": behind(weekly.why)})
    for dates in closed.dates:
        edges = {"begin": str(dates.from_), "end": str(dates.to), "zone": closed.time_zone}
        yield Line("linting.rule.dates", {**edges, "why": behind(dates.why)})


def behind(why: str) -> str:
    """Write a reason behind a colon."""
    return f": {why}" if why else ""


def of_override(rule: OverrideRule | None) -> Line:
    """Say who may let a criterion count as passed."""
    if rule is None:
        return Line("linting.rule.override_none")
    told = {**lowest(rule.roles, "gate.override"), **lasting("time", rule.expire), "least": rule.min_reason}
    never = {"never": rule.never}
    return Line(f"linting.rule.override{'_never' if rule.never else ''}", {**told, **never})


def lowest(roles: tuple[str, ...], action: str) -> dict[str, str]:
    """Name the lowest role that may do something, which all above it may too."""
    return both("role", f"role.{access.able(action, roles)[0]}")
