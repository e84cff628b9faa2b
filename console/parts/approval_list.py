"""Who said yes to a request and until when it counts, who is still needed, and what may follow."""

from collections.abc import Collection

import streamlit as st

from console import marks, services, session
from console.confirm import confirm
from console.markup import join
from console.parts import move_buttons
from console.widgets import card, draw, paragraph
from console.wording import ago, day, explain, name_of, say
from lifecycle import gates, requests
from lifecycle.gates import Decision, Evidence
from lifecycle.policies import EnvironmentRule
from lifecycle.records import Approval, Placement, Request, Result


def draw_approvals(
    request: Request, rule: EnvironmentRule, decision: Decision, seen: Evidence, place: Placement
) -> None:
    """Show every yes, the age of the request, and the one button that moves the environment."""
    row = decision.rows[-1]
    needed = explain(row.observed_code, **row.observed_params) if row.result is Result.OPEN else None
    given = requests.approvals(services.bench(), request.id)
    counting, expired = gates.approvers(rule.approvals, seen), {each.person for each in seen.expired}
    with card(say("Approvals"), needed, key="approvals"):
        for approval in given:
            draw_approval(approval, rule, counts=approval.person in counting, expired=expired)
        paragraph(age(request), quiet=True)
        if session.actor().person in {each.person for each in given}:
            draw_revoke(request)
        move_buttons.draw_promote(request, rule, decision, place)
        move_buttons.draw_withdraw(request)


def age(request: Request) -> str:
    """Say how old a request is, and when it ends of itself."""
    opened = say("Requested {ago}.", ago=ago(request.created_at))
    if request.expires_at is None:
        return opened
    ends = say("Expires on {day} ({ago}).", day=day(request.expires_at), ago=ago(request.expires_at))
    return f"{opened} {ends}"


def draw_approval(
    approval: Approval, rule: EnvironmentRule, *, counts: bool, expired: Collection[str]
) -> None:
    """Show one person's yes and until when it counts; one that counts no more says why."""
    sign = marks.label(name_of(approval.person), "good" if counts else "quiet", "✓" if counts else "■")
    said = say("“{text}”", text=approval.comment) if approval.comment else None
    until = approval.created_at + rule.approvals.expire if rule.approvals.expire else None
    told = None
    if counts and until:
        told = say("counts until {day} ({ago})", day=day(until), ago=ago(until))
    elif until and approval.person in expired:
        told = say("expired on {day}: to count it has to be given again", day=day(until))
    elif not counts:
        told = say("counts no more: evidence, policy or role changed since")
    draw(marks.lines(join(sign, " ", marks.muted(ago(approval.created_at))), said, told))


def draw_revoke(request: Request) -> None:
    """Offer to take one's own approval back."""
    bench, by = services.bench(), session.actor()
    if st.button(say("Revoke my approval"), type="tertiary", key="revoke"):
        confirm(
            title=say("Revoke your approval of v{n}?", n=request.version),
            body=[say("The request then needs another approval.")],
            action=say("Revoke my approval"),
            do=lambda _: requests.revoke(bench, request.id, by=by),
            done=say("Your approval of v{n} is revoked.", n=request.version),
        )
