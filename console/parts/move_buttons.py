"""The buttons that move an environment or end a request: promote, withdraw, roll back.

Each says what will change and passes the version that was on the screen.
"""

from collections.abc import Sequence

import streamlit as st

from console import services, session
from console.confirm import confirm
from console.parts.release_notices import closed_window
from console.permission import button, needed_role
from console.widgets import card, paragraph
from console.wording import day, explain, name_of, say, word
from lifecycle import overview, promotion, requests
from lifecycle.gates import Decision
from lifecycle.policies import EnvironmentRule, RollbackRule
from lifecycle.promotion import Move, WayBack
from lifecycle.records import Placement, Request, Verdict


def draw_promote(request: Request, rule: EnvironmentRule, decision: Decision, place: Placement) -> None:
    """Offer the promotion, closed until the gate says ready, and in a closed window."""
    what = {"n": request.version, "environment": request.environment}
    ready, window = decision.verdict is Verdict.READY, closed_window(rule)
    closed = "" if ready else say("Closed until the gate says: {word}.", word=word(Verdict.READY))
    if window:
        closed = explain(window)
    label = say("Promote v{n} to {environment}", **what)
    if button(label, "promotion.promote", closed=closed, primary=not closed):
        confirm(
            title=say("Promote v{n} to {environment}?", **what),
            body=[
                replaced(place),
                say("From then on {environment} answers with v{n}. You can roll back at any time.", **what),
            ],
            action=label,
            do=lambda _: promotion.promote(
                services.bench(), request.id, by=session.actor(), expecting=place.version
            ),
            done=lambda move: outcome(move, say("v{n} is in {environment}.", **what)),
        )


def outcome(move: Move, done: str) -> str:
    """Say that a move is done, unless somebody has moved the environment on since."""
    if not move.is_overtaken:
        return done
    code, params = promotion.overtaken(move)
    return explain(code, **params)


def replaced(place: Placement) -> str:
    """Say what a promotion replaces."""
    if place.version is None or place.moved_at is None:
        return say("{environment} is empty now.", environment=place.environment)
    return say(
        "It replaces v{old}, which {person} put there on {day}.",
        old=place.version,
        person=name_of(place.moved_by),
        day=day(place.moved_at),
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


def draw_every_way_back(app: str) -> None:
    """Offer the way back of every environment, for when the policy cannot be read and nothing else goes."""
    for place in overview.environments(services.bench(), app, None):
        draw_way_back(place, RollbackRule())


def draw_way_back(place: Placement, rule: RollbackRule) -> None:
    """Offer the way back, as long as there is one: to the version before, or where the policy allows it."""
    if place.version is None:
        return
    bench, what = services.bench(), {"n": place.version, "environment": place.environment}
    usual = promotion.way_back(bench, place.app, place.environment)
    targets = promotion.targets(bench, place.app, place.environment, rule)
    with card(say("The way back"), key=f"way-back-{place.environment}"):
        if usual:
            told = say(
                "{environment} holds v{n}. Before it stood v{back}, put there by {person} on {day}.",
                **what,
                back=usual.version,
                person=name_of(usual.moved_by),
                day=day(usual.since),
            )
        else:
            told = say("No version came before v{n} in {environment} that it could go back to.", **what)
        paragraph(told, quiet=True)
        back = choose_target(targets, place.environment)
        if back:
            draw_roll_back(place, back, rule)


def choose_target(targets: Sequence[WayBack], environment: str) -> WayBack | None:
    """Let a person choose where to go back to if there is a choice; the usual target comes first."""
    if len(targets) < 2:
        return targets[0] if targets else None
    return st.selectbox(
        say("Go back to"),
        targets,
        format_func=lambda way: f"v{way.version} · {day(way.since)}",
        key=f"back-to-{environment}",
    )


def draw_roll_back(place: Placement, back: WayBack, rule: RollbackRule) -> None:
    """Offer the rollback to one version."""
    what = {"n": place.version, "environment": place.environment, "back": back.version}
    label = say("Roll back to v{n}", n=back.version)
    if button(label, "promotion.roll_back", roles=rule.roles, key=f"roll-back-{place.environment}"):
        standing = requests.live(services.bench(), place.app, place.environment)
        body = [
            say("v{back} takes the place of v{n} at once. No gate is asked; your reason is kept.", **what),
            say("Afterwards only a new request that knows of the rollback can be promoted there.", **what),
        ]
        if standing:
            body.append(say("The request for v{n} that stands now becomes stale.", n=standing.version))
        confirm(
            title=say("Roll {environment} back to v{back}?", **what),
            body=body,
            action=label,
            ask_reason=True,
            do=lambda reason: promotion.roll_back(
                services.bench(),
                place.app,
                place.environment,
                by=session.actor(),
                expecting=place.version,
                reason=reason,
                to=back.version,
            ),
            done=lambda move: outcome(move, say("{environment} is back on v{back}.", **what)),
        )
