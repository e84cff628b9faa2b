"""Requests that end of themselves: stale, because what they speak of is no longer so, or expired.

It is true at once, for whoever looks (`staleness`) and for whoever wants to do something (`still_live`).
It is written down by whoever meets it, and by a sweep.
"""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from lifecycle import applications, evaluation, evidence, passage, versions
from lifecycle.errors import ConfigError, Conflict, Invalid, NotFound
from lifecycle.evidence import Grounds
from lifecycle.ledger import Writing
from lifecycle.policies import Policy
from lifecycle.records import KANMON, Event, Placement, Request, RequestState, Verdict, Version
from lifecycle.requests.reading import LIVE, decision, find
from lifecycle.requests.telling import tell
from lifecycle.workbench import Workbench

UNREADABLE = (ConfigError, Conflict, Invalid, NotFound)
"""What a broken policy or a lost file says."""


Reason = tuple[str, Mapping[str, Any]]
"""A code of the catalogue, with its parameters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lapse:
    """Why a request is over of itself: `stale` or `expired`, and a code of the catalogue."""

    state: RequestState
    code: str
    params: Mapping[str, Any]


def staleness(bench: Workbench, request: Request) -> Lapse | None:
    """Tell why a live request is over by now, the most specific reason first; None if it is not.

    Reads the ledger only, and the policy. While that is broken nothing is known, and the request stands.
    """
    if not request.state.is_live:
        return None
    until = request.expires_at
    if until and bench.now() >= until:
        told = {"until": f"{until:%Y-%m-%d %H:%M}"}
        return Lapse(state=RequestState.EXPIRED, code="release.request_expired", params=told)
    with suppress(*UNREADABLE):
        for code, params in changes(bench, request):
            return Lapse(state=RequestState.STALE, code=code, params=params)
    return None


def changes(bench: Workbench, request: Request) -> Iterator[Reason]:
    """Name what is no longer as the request recorded it, the most specific first."""
    policy = applications.policy(bench, request.app)
    is_other_policy = policy.digest != request.policy_digest
    told_policy = "release.policy_since", {"app": request.app}
    if is_other_policy and request.environment not in {rule.name for rule in policy.environments}:
        yield told_policy
    version = versions.find(bench, request.app, request.version)
    found = evidence.grounds(bench, policy, version, request.environment)
    yield from changed_evidence(bench, request, found)
    if is_other_policy:
        yield told_policy
    yield from changed_passage(bench, request, version, policy.environment(request.environment).from_)
    yield from changed_place(bench, request)
    if (version.digest, found.digest) != (request.bundle_digest, request.evidence_digest):
        yield changed_otherwise(request, found)


def changed_evidence(bench: Workbench, request: Request, found: Grounds) -> Iterator[Reason]:
    """Tell of a newer golden set, of newer answers, and of an endpoint not known to stand where it stood."""
    asked, golden = evaluation.find(bench, request.evaluation), found.golden
    if golden and golden.name == asked.golden.name and golden.number > (asked.golden.number or 0):
        yield "release.golden_since", {"golden": str(golden.ref)}
    if found.evaluation and found.evaluation.answers_digest != asked.answers_digest:
        yield "release.evaluated_since", {"version": request.version}
    moved = found.evaluation.moved(found.endpoints) if found.evaluation else None
    if found.evaluation and moved is not None:
        was_kept = bool(found.evaluation.addresses[moved])
        yield "release.endpoint_since" if was_kept else "release.endpoint_unkept", {"endpoint": moved}


def changed_passage(
    bench: Workbench, request: Request, version: Version, environment: str
) -> Iterator[Reason]:
    """Tell of a rollback that took the version away from the environment that it comes from."""
    gone = passage.taken_back(bench, version, environment)
    if gone and gone.at >= request.created_at:
        told = {"version": request.version, "environment": environment, "by": gone.actor}
        yield "release.taken_back_since", told


def changed_place(bench: Workbench, request: Request) -> Iterator[Reason]:
    """Tell of a move of the environment, and of a pin that the request does not name."""
    place = evidence.placement(bench, request.app, request.environment)
    if place.pin not in {None, request.pin}:
        yield rolled_back(bench, place)
    if place.version != request.replaces:
        before, after = (f"v{number}" if number else "–" for number in (request.replaces, place.version))
        told = {
            "environment": place.environment,
            "before": before,
            "after": after,
            "by": place.moved_by or "-",
        }
        yield "release.moved_since", told


def rolled_back(bench: Workbench, place: Placement) -> Reason:
    """Tell of the rollback that pinned an environment."""
    with bench.ledger.read() as tx:
        event = tx.one(Event, number=place.pin)
    return "release.rolled_back_since", {
        "environment": place.environment,
        "before": event.before if event else "–",
        "version": place.version,
        "by": place.moved_by,
    }


def changed_otherwise(request: Request, found: Grounds) -> Reason:
    """Tell of newer answers of the version that is compared with, or that something else changed."""
    baseline = found.baseline
    if baseline and baseline.finished_at and baseline.finished_at > request.created_at:
        return "release.baseline_since", {"version": request.version, "baseline": baseline.version}
    return "release.evidence_since", {"version": request.version}


def lapse(
    bench: Workbench, tx: Writing, request: Request, state: RequestState, code: str, **params: Any
) -> None:
    """End a live request that ends of itself (stale or expired), in the transaction of what ended it.

    `code` of the catalogue says why.
    """
    ended = {"state": state, "closed_at": bench.now(), "closing_code": code, "closing_params": params}
    if tx.change(Request, {"id": request.id, "state": LIVE}, **ended):
        tell(bench, tx, KANMON, f"request.{state}", request, code=code, params=params)


def end_if_due(bench: Workbench, id: str) -> Request:
    """Write down that a request is over of itself, if it is, and give it as it stands then.

    Raises:
        NotFound: there is no such request.
    """
    request = find(bench, id)
    if staleness(bench, request) is None:
        return request
    with bench.ledger.write() as tx:
        found = staleness(bench, find(bench, id))
        if found:
            lapse(bench, tx, request, found.state, found.code, **found.params)
    return find(bench, id)


def still_live(bench: Workbench, id: str) -> Request:
    """Give the request as it stands now, if it is still open or approved.

    Raises:
        Conflict: it is over; if of itself, the code says why.
    """
    request = find(bench, id)
    due = staleness(bench, request)
    if due or request.closing_code:
        code, params = (due.code, due.params) if due else (request.closing_code, request.closing_params)
        raise Conflict(code, **params)
    if request.state is RequestState.PROMOTED:
        told = {"version": request.version, "environment": request.environment}
        raise Conflict("release.promoted", **told, by=request.closed_by or "-")
    if not request.state.is_live:
        raise Conflict("release.request_over", id=id, state=request.state, by=request.closed_by or "-")
    return request


def recorded_policy(bench: Workbench, request: Request) -> Policy:
    """Read the policy once more, if it still is the one that a request recorded.

    Raises:
        Conflict: the file was changed since `still_live` looked.
    """
    policy = applications.policy(bench, request.app)
    if policy.digest != request.policy_digest:
        raise Conflict("release.policy_since", app=request.app)
    return policy


def settle(bench: Workbench, tx: Writing, request: Request) -> None:
    """Write down of a live request whether the gate would let it through now; while nobody can judge, no."""
    tx.change(Request, {"id": request.id, "state": LIVE}, state=judged(bench, request))


def judged(bench: Workbench, request: Request) -> RequestState:
    """Tell of a live request whether the gate would let it through now; while nobody can judge, no."""
    with suppress(*UNREADABLE):
        if decision(bench, request).verdict is Verdict.READY:
            return RequestState.APPROVED
    return RequestState.OPEN


def state(bench: Workbench, request: Request) -> RequestState:
    """Tell where a request stands now, written down already or not."""
    due = staleness(bench, request)
    if due:
        return due.state
    return judged(bench, request) if request.state.is_live else request.state


def sweep(bench: Workbench) -> list[Request]:
    """End every live request that is over of itself, and list those.

    One that nothing stands for any more, because an approval expired, is open again.
    """
    with bench.ledger.read() as tx:
        standing = tx.all(Request, state=LIVE)
    ended: list[Request] = []
    for request in standing:
        with suppress(*UNREADABLE):
            now = end_if_due(bench, request.id)
            if not now.state.is_live:
                ended.append(now)
            elif now.state is RequestState.APPROVED and decision(bench, now).verdict is not Verdict.READY:
                with bench.ledger.write() as tx:
                    settle(bench, tx, now)
    return ended
