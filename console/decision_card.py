"""What a person can do about a release: request it, decide on it, promote it, take it back.

Each button says what will change and passes the version that was on the screen; whoever may not press
one reads why. The use cases refuse by themselves.
"""

from collections.abc import Sequence

import streamlit as st

from console import marks, screens, services, session
from console.confirm import confirm
from console.markup import join
from console.untrusted import visible
from console.widgets import card, draw, paragraph
from console.wording import ago, day, explain, say, say_n, word
from lifecycle import access, promotion, requests
from lifecycle.gates import Decision
from lifecycle.promotion import WayBack
from lifecycle.records import Approval, Placement, Request, Verdict, Version


def button(label: str, action: str, *, closed: str = "", primary: bool = False) -> bool:
    """Draw a button for an action of `access`; closed for a reason, it stays grey and the reason is told."""
    why = closed or needed_role(action)
    pressed = st.button(label, type="primary" if primary else "secondary", disabled=bool(why), key=action)
    if why:
        paragraph(why, quiet=True)
    return pressed


def needed_role(action: str) -> str:
    """Say which role an action needs, empty if the person has it."""
    if session.may(action):
        return ""
    return say("This needs the role {role} or higher.", role=word(access.ACTIONS[action], "role"))


def draw_request(version: Version, environment: str, decision: Decision, standing: Request | None) -> None:
    """Offer to request a release; `standing` is a live request for another version, which comes first."""
    number = version.number
    with card(say("Request the release"), key="decision"):
        closed = ""
        if standing:
            closed = say(
                "A request for v{n} stands for {environment}.", n=standing.version, environment=environment
            )
        elif decision.verdict not in requests.CAN_BE_REQUESTED:
            closed = say("The gate is closed. The rows that keep it closed say what is missing.")
        else:
            paragraph(say("Somebody else then approves it. Nothing moves yet."), quiet=True)
        label = say("Request v{n} for {environment}", n=number, environment=environment)
        if button(label, "request.open", closed=closed, primary=True):
            confirm(
                title=f"{label}?",
                body=[say("People who may approve see your reason beside the evidence. Nothing moves yet.")],
                action=say("Request the release"),
                ask_reason=True,
                do=lambda reason: requests.open_request(
                    services.bench(), version.app, number, environment, by=session.actor(), reason=reason
                ),
                done=say(
                    "The release of v{n} to {environment} is requested.", n=number, environment=environment
                ),
            )
        if standing:
            params = {"version": standing.version, "to": environment}
            screens.link("release", say("Look at that request"), params)


def draw_decision(
    request: Request, version: Version, decision: Decision, approvals: Sequence[Approval], worse: int
) -> None:
    """Ask for a yes, for changes, or for a no."""
    what = {"n": request.version, "environment": request.environment}
    with card(say("Your decision"), key="decision"):
        why = why_not_approve(request, version, decision, approvals)
        if why:
            paragraph(why, quiet=True)
        elif worse:
            paragraph(
                say_n(
                    "Read the case that got worse first.", "Read the {n} cases that got worse first.", worse
                ),
                quiet=True,
            )
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
                say(
                    "Your yes is for exactly this version, this evidence and this policy. It does not promote."
                )
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
                    person=session.name_of(request.requested_by),
                )
            ],
            action=say("Reject"),
            ask_reason=True,
            do=lambda reason: requests.reject(bench, request.id, by=by, reason=reason),
            done=say("You rejected v{n} for {environment}.", **what),
        )


def why_not_approve(
    request: Request, version: Version, decision: Decision, approvals: Sequence[Approval]
) -> str:
    """Say why this person cannot approve, empty if nothing stands against it."""
    person = session.actor().person
    name = session.name_of(person)
    if needed_role("request.approve"):
        return needed_role("request.approve")
    if person in version.authors:
        return explain("release.own_version", person=name, version=version.number)
    if person == request.requested_by:
        return explain("release.own_request", person=name)
    if person in {approval.person for approval in approvals}:
        return say("You have approved this.")
    if decision.verdict is Verdict.READY:
        return say("Every approval that the policy asks for is there.")
    if decision.verdict is not Verdict.NEEDS_REVIEW:
        return say("The gate is closed. The rows that keep it closed say what is missing.")
    return ""


def draw_approvals(
    request: Request, decision: Decision, counting: Sequence[Approval], place: Placement
) -> None:
    """Show who said yes and who is still needed, and the one button that moves the environment."""
    row = decision.rows[-1]
    with card(say("Approvals"), explain(row.observed_code, **row.observed_params), key="approvals"):
        for approval in requests.approvals(services.bench(), request.id):
            draw_approval(approval, counts=approval in counting)
        draw_promote(request, decision, place)
        draw_withdraw(request)


def draw_approval(approval: Approval, *, counts: bool) -> None:
    """Show one person's yes; one that was given to something else is told so."""
    sign = marks.label(
        session.name_of(approval.person), "good" if counts else "quiet", "✓" if counts else "■"
    )
    said = f"“{approval.comment}”" if approval.comment else None
    void = None if counts else say("counts no more: evidence, policy or role changed since")
    draw(marks.lines(join(sign, " ", marks.muted(ago(approval.created_at))), said, void))


def draw_promote(request: Request, decision: Decision, place: Placement) -> None:
    """Offer the promotion, closed until the gate says ready."""
    what = {"n": request.version, "environment": request.environment}
    ready = decision.verdict is Verdict.READY
    closed = "" if ready else say("Closed until the gate says: {word}.", word=word(Verdict.READY))
    label = say("Promote v{n} to {environment}", **what)
    if button(label, "promotion.promote", closed=closed, primary=ready):
        if place.version is None or place.moved_at is None:
            replaced = say("{environment} is empty now.", **what)
        else:
            replaced = say(
                "It replaces v{old}, which {person} put there on {day}.",
                old=place.version,
                person=session.name_of(place.moved_by),
                day=day(place.moved_at),
            )
        confirm(
            title=f"{label}?",
            body=[replaced, say("Customers get v{n} from then on. You can roll back at any time.", **what)],
            action=label,
            do=lambda _: promotion.promote(
                services.bench(), request.id, by=session.actor(), expecting=place.version
            ),
            done=say("v{n} is in {environment}.", **what),
        )


def draw_withdraw(request: Request) -> None:
    """Offer to take the request back."""
    if needed_role("request.withdraw"):
        return
    if st.button(say("Withdraw the request"), type="tertiary", key="withdraw"):
        confirm(
            title=say("Withdraw the request for v{n}?", n=request.version),
            body=[say("It is over then, and its approvals with it.")],
            action=say("Withdraw the request"),
            ask_reason=True,
            do=lambda reason: requests.withdraw(
                services.bench(), request.id, by=session.actor(), reason=reason
            ),
            done=say("The request for v{n} is withdrawn.", n=request.version),
        )


def draw_way_back(place: Placement, back: WayBack | None) -> None:
    """Offer the way back, as long as there is one."""
    if place.version is None:
        return
    what = {"n": place.version, "environment": place.environment}
    with card(say("The way back"), key="way-back"):
        if back is None:
            paragraph(
                say("v{n} is the first version in {environment}: there is nothing to go back to.", **what),
                quiet=True,
            )
            return
        told = say(
            "{environment} holds v{n}. Before it stood v{back}, put there by {person} on {day}.",
            **what,
            back=back.version,
            person=session.name_of(back.moved_by),
            day=day(back.since),
        )
        paragraph(visible(told), quiet=True)
        label = say("Roll back to v{n}", n=back.version)
        if button(label, "promotion.roll_back"):
            confirm(
                title=say("Roll {environment} back to v{back}?", **what, back=back.version),
                body=[
                    say(
                        "v{back} takes the place of v{n} at once. No gate is asked; your reason is kept.",
                        **what,
                        back=back.version,
                    )
                ],
                action=label,
                ask_reason=True,
                do=lambda reason: promotion.roll_back(
                    services.bench(),
                    place.app,
                    place.environment,
                    by=session.actor(),
                    expecting=place.version,
                    reason=reason,
                ),
                done=say("{environment} is back on v{back}.", **what, back=back.version),
            )
