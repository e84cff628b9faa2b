"""Finds what a policy names and does not exist, and where it contradicts itself.

The first fault is the one that is told: what comes after it may only be its consequence.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from lifecycle import access, scorecards, scorers
from lifecycle.errors import Invalid
from lifecycle.policies.criterion import Cost, Criterion, CriticalCases, NoRegression, Slices, Threshold
from lifecycle.policies.rules import Approvals, Closed, EnvironmentRule, PolicyFile
from lifecycle.policies.windows import DAY, DAYS, clock_of
from lifecycle.records import ScorerSpec
from lifecycle.scorecards import PERCENTILES

RESERVED = ("evidence", "passage", "approvals")
"""Rows that every gate has of itself."""
ALIAS = re.compile(r"(?!(?i:latest|v[0-9]+)$)[\w-]{1,255}")
"""What MLflow takes as the name of an alias."""
EASY = {">=": "upper", "<=": "lower"}
"""The bound that proves nothing."""

Place = tuple[str | int, ...]
"""Where something stands in the file, as keys and positions."""
Fault = tuple[Place, str, dict[str, Any]]


def faults(policy: PolicyFile) -> Iterator[Fault]:
    """Find the faults of a policy: place, code and parameters of each."""
    yield from scorer_faults(policy.scorers)
    origins = {rule.name: rule.from_ for rule in policy.environments}
    for rule in policy.environments:
        place: Place = ("environments", rule.name)
        if not ALIAS.fullmatch(rule.name):
            yield place, "policies.bad_environment", {"environment": rule.name}
        yield from origin_faults(place, rule, origins)
        for at in repeated(criterion.id for criterion in rule.criteria):
            yield (*place, "criteria", at, "id"), "policies.criterion_twice", {"id": rule.criteria[at].id}
        for at, criterion in enumerate(rule.criteria):
            yield from criterion_faults((*place, "criteria", at), criterion, policy.scorers)
        yield from approval_faults((*place, "approvals"), rule.approvals)
        yield from window_faults((*place, "closed"), rule.closed)
        yield from override_faults((*place, "override"), rule)
        yield from role_faults((*place, "rollback"), rule.rollback.roles, "promotion.roll_back")


def scorer_faults(specs: tuple[ScorerSpec, ...]) -> Iterator[Fault]:
    """Find scorers that do not exist, have the name of another, or cannot be built."""
    for at in repeated(spec.name for spec in specs):
        yield ("scorers", at, "name"), "policies.scorer_twice", {"scorer": specs[at].name}
    for at, spec in enumerate(specs):
        if spec.name != spec.scorer and spec.name in scorecards.TAKEN:
            yield ("scorers", at, "name"), "policies.scorer_name_taken", {"scorer": spec.name}
        try:
            scorers.build(spec)
        except Invalid as err:
            told = {"reason": err.say("en"), "reason_ja": err.say("ja")}
            told |= {"remedy": err.hint("en"), "remedy_ja": err.hint("ja")}
            yield ("scorers", at), "policies.bad_scorer", told


def origin_faults(place: Place, rule: EnvironmentRule, origins: Mapping[str, str]) -> Iterator[Fault]:
    """Find a `from` that leads nowhere or in a circle, and a `soak` without one."""
    if rule.soak and not rule.from_:
        yield (*place, "soak"), "policies.soak_alone", {}
    if rule.from_ and rule.from_ not in origins:
        known = ", ".join(name for name in origins if name != rule.name)
        yield (*place, "from"), "policies.unknown_origin", {"environment": rule.from_, "known": known or "–"}
    way = [rule.name]
    while (origin := origins.get(way[-1])) and origin not in way:
        way.append(origin)
    if origin == rule.name:
        yield (*place, "from"), "policies.origin_circle", {"way": " ← ".join([*way, origin])}


def criterion_faults(place: Place, criterion: Criterion, specs: tuple[ScorerSpec, ...]) -> Iterator[Fault]:
    """Find what a criterion cannot be called, cannot ask for, or could not judge."""
    if criterion.id in RESERVED:
        yield (*place, "id"), "policies.reserved", {"id": criterion.id}
    if isinstance(criterion, Threshold | NoRegression | Slices):
        yield from metric_faults(place, criterion, scorecards.metric_names(specs))
    if isinstance(criterion, Threshold) and criterion.bound == EASY[criterion.operator]:
        found = {"bound": criterion.bound, "operator": criterion.operator}
        yield (*place, "bound"), "policies.easy_bound", found
    if isinstance(criterion, CriticalCases) and not any(can_fail(spec) for spec in specs):
        yield (*place, "type"), "policies.cannot_fail", {"id": criterion.id}
    if isinstance(criterion, Cost) and criterion.most_usd is None and criterion.growth is None:
        yield (*place, "type"), "policies.cost_unlimited", {"id": criterion.id}


def can_fail(spec: ScorerSpec) -> bool:
    """Whether a scorer gives pass or fail."""
    return scorers.describe(spec).kind == "pass_fail"


def metric_faults(
    place: Place, criterion: Threshold | NoRegression | Slices, known: tuple[str, ...]
) -> Iterator[Fault]:
    """Find a metric that nothing measures, and a percentile where only a mean can be compared."""
    found = {"metric": criterion.metric, "known": ", ".join(known)}
    if criterion.metric not in known:
        yield (*place, "metric"), "policies.unknown_metric", found
    elif criterion.metric.split(".")[1] in PERCENTILES:
        key = "by" if isinstance(criterion, Slices) else "cluster_by"
        if getattr(criterion, key, ""):
            yield (*place, key), "policies.percentile_parts", {**found, "key": key}


def approval_faults(place: Place, approvals: Approvals) -> Iterator[Fault]:
    """Find roles that may not approve, and more teams than approvals."""
    yield from role_faults(place, approvals.roles, "request.approve")
    if len(set(approvals.teams)) > approvals.count:
        found = {"count": approvals.count, "teams": ", ".join(approvals.teams)}
        yield (*place, "teams"), "policies.too_many_teams", found


def role_faults(place: Place, roles: tuple[str, ...], action: str) -> Iterator[Fault]:
    """Find roles that do not exist or may not do this."""
    able = access.able(action)
    for at, role in enumerate(roles):
        if role not in able:
            yield (*place, "roles", at), "policies.unknown_role", {"role": role, "known": ", ".join(able)}


def window_faults(place: Place, closed: Closed | None) -> Iterator[Fault]:
    """Find windows that end before they begin, and weeks in which nothing is ever open."""
    if closed is None:
        return
    for at, weekly in enumerate(closed.weekly):
        if weekly.from_ >= weekly.to:
            found = {"begin": clock_of(weekly.from_), "end": clock_of(weekly.to)}
            yield (*place, "weekly", at, "to"), "policies.hours_backwards", found
    for at, dates in enumerate(closed.dates):
        if dates.from_ > dates.to:
            found = {"begin": str(dates.from_), "end": str(dates.to)}
            yield (*place, "dates", at, "to"), "policies.days_backwards", found
    if all(is_shut(closed, day) for day in DAYS):
        yield (*place, "weekly"), "policies.always_closed", {}


def is_shut(closed: Closed, day: str) -> bool:
    """Whether the weekly windows of a day leave no minute open."""
    reached = 0
    for begin, end in sorted((weekly.from_, weekly.to) for weekly in closed.weekly if day in weekly.days):
        if begin > reached:
            break
        reached = max(reached, end)
    return reached == DAY


def override_faults(place: Place, rule: EnvironmentRule) -> Iterator[Fault]:
    """Find roles that may not override, and criteria that the environment does not have."""
    if rule.override is None:
        return
    yield from role_faults(place, rule.override.roles, "gate.override")
    ids = (*(criterion.id for criterion in rule.criteria), *RESERVED)
    for at, id in enumerate(rule.override.never):
        if id not in ids:
            yield (*place, "never", at), "policies.unknown_criterion", {"id": id, "known": ", ".join(ids)}


def repeated(names: Iterable[str]) -> list[int]:
    """Give the positions at which a name stands that stood before."""
    seen: Counter[str] = Counter()
    found = []
    for at, name in enumerate(names):
        if seen[name]:
            found.append(at)
        seen[name] += 1
    return found
