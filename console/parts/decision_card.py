"""What people decide about a release: to request it, to approve it, to ask for changes, to reject it."""

from collections.abc import Sequence

import streamlit as st

from console import screens, services, session
from console.confirm import confirm
from console.markup import tag
from console.permission import button, needed_role
from console.widgets import card, paragraph
from console.wording import explain, name_of, say, say_n
from lifecycle import access, requests
from lifecycle.gates import Decision
from lifecycle.policies import EnvironmentRule
from lifecycle.records import Approval, Placement, Request, Verdict, Version


def draw_request(version: Version, place: Placement, decision: Decision, standing: Request | None) -> None:
    """Offer to request a release; `standing` is a live request for another version, which comes first.

    Of a pinned environment the person has to say that they know of the rollback.
    """
    number, environment = version.number, place.environment
    what = {"n": number, "environment": environment}
    with card(say("Request the release"), key="decision"):
        closed, pin = "", None
        if standing:
            closed = say(
                "A request for v{n} stands for {environment}.", n=standing.version, environment=environment
            )
        elif decision.verdict not in requests.CAN_BE_REQUESTED:
            closed = explain(requests.closed(decision))
        elif decision.verdict is Verdict.READY:
            paragraph(say("No approval is needed here. The promotion is a step of its own."), quiet=True)
        else:
            paragraph(say("Somebody else then approves it. Nothing moves yet."), quiet=True)
        if place.pin and not closed:
            knows = st.checkbox(
                say("I know of the rollback, and why it was done. My request says so."), key="pin"
            )
            pin, closed = (place.pin, "") if knows else (None, say("Closed until the box is ticked."))
        label = say("Request v{n} for {environment}", **what)
        if button(label, "request.open", closed=closed, primary=True):
            confirm(
                title=say("Request v{n} for {environment}?", **what),
                body=[
                    once_promoted(number, place),
                    say("People who may approve see your reason beside the evidence. Nothing moves yet."),
                ],
                action=say("Request the release"),
                ask_reason=True,
                do=lambda reason: requests.open_request(
                    services.bench(),
                    version.app,
                    number,
                    environment,
                    by=session.actor(),
                    reason=reason,
                    pin=pin,
                ),
                done=say("The release of v{n} to {environment} is requested.", **what),
            )
        if standing:
            params = {"version": standing.version, "to": environment}
            screens.link("release", say("Look at that request"), params)


def once_promoted(number: int, place: Placement) -> str:
    """Say what a promotion would replace."""
    what = {"n": number, "environment": place.environment}
    if place.version is None:
        return say("{environment} is empty now.", **what)
    return say("Once promoted, v{n} replaces v{old} in {environment}.", **what, old=place.version)


def draw_decision(
    request: Request,
    rule: EnvironmentRule,
    version: Version,
    decision: Decision,
    approvals: Sequence[Approval],
    *,
    place: Placement,
    worse: int,
) -> None:
    """Ask for a yes, for changes, or for a no."""
    what = {"n": request.version, "environment": request.environment}
    with card(say("Your decision"), key="decision"):
        why = why_not_approve(request, rule, version, decision, approvals)
        if why:
            paragraph(why, quiet=True)
        elif worse:
            first = say_n(
                "Read the case that got worse first.", "Read the {n} cases that got worse first.", worse
            )
            paragraph(tag("a", first, href="#k-worse"))
        cannot_reject = bool(needed_role("request.reject"))
        with st.container(horizontal=True, gap="small"):
            yes = st.button(say("Approve"), type="primary", disabled=bool(why), key="approve")
            changes = st.button(say("Ask for changes"), disabled=cannot_reject, key="changes")
            no = st.button(say("Reject"), disabled=cannot_reject, key="reject")
    bench, by = services.bench(), session.actor()
    if yes:
        confirm(
            title=say("Approve v{n} for {environment}?", **what),
            body=[
                say("Your yes is for exactly this version, evidence and policy. It does not promote."),
                once_promoted(request.version, place),
            ],
            action=say("Approve"),
            ask_comment=True,
            do=lambda comment: requests.approve(bench, request.id, by=by, comment=comment),
            done=say("You approved v{n} for {environment}.", **what),
        )
    if changes:
        confirm(
            title=say("Ask for changes to v{n}?", **what),
            body=[say("The request is over. What you write says what a new one needs.")],
            action=say("Ask for changes"),
            ask_reason=True,
            do=lambda reason: requests.ask_for_changes(bench, request.id, by=by, reason=reason),
            done=say("You asked for changes to v{n}.", **what),
        )
    if no:
        confirm(
            title=say("Reject v{n} for {environment}?", **what),
            body=[
                say(
                    "The request is over. {person} will read your reason.",
                    person=name_of(request.requested_by),
                )
            ],
            action=say("Reject"),
            ask_reason=True,
            do=lambda reason: requests.reject(bench, request.id, by=by, reason=reason),
            done=say("You rejected v{n} for {environment}.", **what),
        )


def why_not_approve(
    request: Request,
    rule: EnvironmentRule,
    version: Version,
    decision: Decision,
    approvals: Sequence[Approval],
) -> str:
    """Say why this person cannot approve, empty if nothing stands against it."""
    person = session.actor().person
    needed = needed_role("request.approve", rule.approvals.roles)
    own_version = explain("release.own_version", person=person, version=version.number)
    reasons = {
        needed: bool(needed),
        own_version: access.is_among(person, version.authors),
        explain("release.own_request", person=person): access.is_among(person, {request.requested_by}),
        say("You have approved this."): person in {approval.person for approval in approvals},
        say("Every approval that the policy asks for is there."): decision.verdict is Verdict.READY,
        explain(requests.closed(decision)): decision.verdict not in requests.CAN_BE_REQUESTED,
    }
    return next((why for why, holds in reasons.items() if holds), "")
