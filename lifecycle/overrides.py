"""Overrides: two people take it on themselves that a criterion counts as passed, for a while.

One asks with a reason, another confirms; neither is an author of the version. It is for exactly the
bundle, evidence and policy of the asking, and expires. It ends when its environment is moved; one of the
passage also when a rollback takes the version away where it comes from. The policy says who may, and
what nobody may ever override; the criterion's row keeps what was seen.
"""

from contextlib import suppress
from typing import Any

from lifecycle import access, applications, evidence, gates, history, passage, requests, versions
from lifecycle.criteria import both
from lifecycle.errors import Conflict, Invalid, NotFound, Refused
from lifecycle.ledger import Writing
from lifecycle.policies import OverrideRule, Policy
from lifecycle.records import Actor, Override, OverrideState
from lifecycle.text import visible
from lifecycle.workbench import Workbench

ACTION = "gate.override"


def find(bench: Workbench, id: str) -> Override:
    """Find an override.

    Raises:
        NotFound: there is none with this id.
    """
    with bench.ledger.read() as tx:
        found = tx.one(Override, id=id)
    if found is None:
        raise NotFound("override.missing", id=id)
    return found


def is_one(bench: Workbench, id: str) -> bool:
    """Whether an id is that of an override."""
    with bench.ledger.read() as tx:
        return tx.one(Override, id=id) is not None


def listing(bench: Workbench, app: str, **wanted: Any) -> list[Override]:
    """List an application's overrides, the newest first; `wanted` as environment, version, criterion."""
    with bench.ledger.read() as tx:
        return tx.all(Override, order=["-asked_at"], app=app, **wanted)


def state(bench: Workbench, override: Override) -> OverrideState:
    """Tell whether an override counts now, still waits, or no longer matters.

    It was given under another policy than one that cannot be read.
    """
    policy = None
    with suppress(*requests.UNREADABLE):
        policy = applications.policy(bench, override.app)
    return state_under(bench, policy, override)


def ask(
    bench: Workbench, app: str, version: int, environment: str, criterion: str, *, by: Actor, reason: str
) -> Override:
    """Ask to let a criterion that does not pass count as passed; it counts once somebody else confirms.

    Raises:
        Refused: the policy does not let it be overridden, at all or by this role, it is the person's
            own version, or this machine's clock is behind the audit log.
        NotFound: no such application, version, environment or criterion.
        Conflict: the criterion does not keep the gate closed, or this override stands already.
        Invalid: the reason is shorter than the policy asks for, or too long.
    """
    policy = applications.policy(bench, app)
    check_person(bench, policy, version, environment, by)
    history.check_clock(bench)
    with bench.ledger.write() as tx:
        seen = check_criterion(bench, policy, version, environment, criterion)
        rule = rule_of(policy, environment)
        check_reason(reason, rule)
        for standing in listing(bench, app, environment=environment, version=version, criterion=criterion):
            if state_under(bench, policy, standing) is OverrideState.WAITING:
                raise Conflict("override.stands", id=standing.id, by=standing.asked_by)
        bundle_digest, evidence_digest, _ = seen
        now = bench.now()
        asked = Override(
            id=bench.new_id(),
            app=app,
            environment=environment,
            version=version,
            criterion=criterion,
            reason=reason.strip(),
            bundle_digest=bundle_digest,
            evidence_digest=evidence_digest,
            policy_digest=history.keep_policy(bench, policy),
            asked_by=by.person,
            asked_at=now,
            expires_at=now + rule.expire,
        )
        tx.add(asked)
        tell(bench, tx, by, "asked", asked, reason=reason)
    return asked


def confirm(bench: Workbench, id: str, *, by: Actor) -> Override:
    """Say yes to an override as the second person; from now on it counts, for as long as the policy says.

    Raises:
        Refused: the role does not allow it, to this person or no longer to the one who asked, it is the
            person's own version or asking, or this machine's clock is behind the audit log.
        Conflict: it is confirmed already, expired, or was for other evidence.
        NotFound: there is no such override.
    """
    found = find(bench, id)
    policy = applications.policy(bench, found.app)
    check_person(bench, policy, found.version, found.environment, by)
    if by.person == found.asked_by:
        raise Refused("override.own_asking", person=by.person)
    check_person(bench, policy, found.version, found.environment, Actor(person=found.asked_by))
    history.check_clock(bench)
    with bench.ledger.write() as tx:
        found = find(bench, id)
        check_waiting(found, state_under(bench, policy, found))
        now = bench.now()
        until = now + rule_of(policy, found.environment).expire
        tx.change(Override, {"id": id}, confirmed_by=by.person, confirmed_at=now, expires_at=until)
        found = find(bench, id)
        tell(bench, tx, by, "confirmed", found, reason=found.reason)
        settle(bench, tx, found)
    return found


def withdraw(bench: Workbench, id: str, *, by: Actor, reason: str) -> Override:
    """Take an override back, confirmed or not; whoever may override may, whatever the policy says.

    Raises:
        Refused: the role does not allow it.
        NotFound: there is no such override.
        Invalid: no reason was given.
    """
    found = find(bench, id)
    bench.permit(by, found.app, ACTION)
    requests.check_reason(reason)
    with bench.ledger.write() as tx:
        found = find(bench, id)
        tx.remove(Override, id=id)
        tell(bench, tx, by, "withdrawn", found, reason=reason)
        settle(bench, tx, found)
    return found


def check_person(bench: Workbench, policy: Policy, version: int, environment: str, by: Actor) -> None:
    """Let a person override criteria for a version, or refuse it.

    Raises:
        Refused: the policy or the role does not allow it, or it is the person's own version.
        NotFound: no such application, version or environment.
    """
    app = policy.application
    bench.permit(by, app, ACTION, roles=rule_of(policy, environment).roles)
    if access.is_among(by.person, versions.find(bench, app, version).authors):
        raise Refused("override.own_version", person=by.person, version=version)


def rule_of(policy: Policy, environment: str) -> OverrideRule:
    """Give the rule on overrides of an environment.

    Raises:
        Refused: the policy has none.
        NotFound: the policy does not name the environment.
    """
    rule = policy.environment(environment).override
    if rule is None:
        raise Refused("override.no_rule", app=policy.application, environment=environment)
    return rule


def check_criterion(
    bench: Workbench, policy: Policy, version: int, environment: str, criterion: str
) -> tuple[str, str, str]:
    """Insist that a criterion keeps the gate closed and may be overridden; give what an override speaks of.

    Raises:
        NotFound: the gate has no such criterion.
        Refused: the policy never lets it be overridden.
        Conflict: it passes, or is overridden already.
    """
    found = versions.find(bench, policy.application, version)
    gathered = evidence.gather(bench, policy, found, environment)
    rows = {row.id: row for row in gates.judge(policy, environment, gathered).rows}
    if criterion not in rows:
        known = list(rows)
        raise NotFound("override.no_criterion", environment=environment, criterion=criterion, known=known)
    if not gates.can_be_overridden(policy.environment(environment), criterion):
        raise Refused("override.never", environment=environment, criterion=criterion)
    result = rows[criterion].result
    if result not in gates.CLOSED:
        raise Conflict("override.not_needed", criterion=criterion, **both("result", f"result.{result}"))
    return evidence.seen(gathered, policy)


def check_reason(reason: str, rule: OverrideRule) -> None:
    """Insist on a reason as long as the policy asks for.

    Raises:
        Invalid: it is shorter.
    """
    if (found := visible(reason)) < rule.min_reason:
        raise Invalid("override.short_reason", found=found, least=rule.min_reason)
    requests.check_length(reason)


def check_waiting(override: Override, state: OverrideState) -> None:
    """Insist that an override still waits for its second person.

    Raises:
        Conflict: it does not.
    """
    if state is OverrideState.EXPIRED:
        until = f"{override.expires_at:%Y-%m-%d %H:%M}"
        raise Conflict("override.expired", id=override.id, until=until)
    if state is OverrideState.VOID:
        raise Conflict("override.void", id=override.id)
    if override.confirmed_by:
        raise Conflict("override.confirmed", id=override.id, by=override.confirmed_by)


def state_under(bench: Workbench, policy: Policy | None, override: Override) -> OverrideState:
    """Tell where an override stands under a policy."""
    if evidence.is_spent(override, bench.now()):
        return OverrideState.EXPIRED
    if policy is None or not is_the_same(bench, policy, override):
        return OverrideState.VOID
    able = access.able(ACTION, rule_of(policy, override.environment).roles)
    people = filter(None, (override.asked_by, override.confirmed_by))
    if not all(access.role_of(bench.people, person, override.app) in able for person in people):
        return OverrideState.VOID
    return OverrideState.COUNTING if override.confirmed_by else OverrideState.WAITING


def is_the_same(bench: Workbench, policy: Policy, override: Override) -> bool:
    """Whether policy, version and evidence are those that were overridden, and no move overtook it."""
    if policy.digest != override.policy_digest:
        return False
    found = versions.find(bench, override.app, override.version)
    rests_on = evidence.grounds(bench, policy, found, override.environment).digest
    is_same = (found.digest, rests_on) == (override.bundle_digest, override.evidence_digest)
    rule = policy.environment(override.environment)
    return is_same and not passage.has_overtaken(bench, found, rule, override)


def settle(bench: Workbench, tx: Writing, override: Override) -> None:
    """Write down of the request that an override concerns whether the gate would let it through now."""
    standing = requests.live(bench, override.app, override.environment)
    if standing and standing.version == override.version:
        requests.settle(bench, tx, standing)


def tell(bench: Workbench, tx: Writing, by: Actor, action: str, override: Override, *, reason: str) -> None:
    """Record what happened to an override."""
    history.record(
        bench,
        tx,
        by,
        f"override.{action}",
        app=override.app,
        subject=override.id,
        reason=reason.strip(),
        environment=override.environment,
        version=override.version,
        criterion=override.criterion,
        bundle_digest=override.bundle_digest,
        evidence_digest=override.evidence_digest,
        policy_digest=override.policy_digest,
        asked_by=override.asked_by,
        expires_at=override.expires_at.isoformat(),
    )
