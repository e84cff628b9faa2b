"""The buttons that move an environment or end a request: promote, withdraw, roll back.

Each says what will change and passes the version that was on the screen.
"""

import streamlit as st

from console import services, session
from console.confirm import confirm
from console.permission import button, needed_role
from console.widgets import card, paragraph
from console.wording import day, say, word
from lifecycle import promotion, requests
from lifecycle.gates import Decision
from lifecycle.promotion import WayBack
from lifecycle.records import Placement, Request, Verdict


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
            body=[
                replaced,
                say("From then on {environment} answers with v{n}. You can roll back at any time.", **what),
            ],
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
        paragraph(told, quiet=True)
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
