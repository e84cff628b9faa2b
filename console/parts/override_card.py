"""Overrides: one release manager asks to let a criterion count as passed, a second one confirms.

Everybody sees who did, why and until when; the buttons are for those who may.
"""

import streamlit as st

from console import marks, services, session
from console.confirm import confirm
from console.markup import join
from console.permission import needed_role
from console.widgets import card, draw, paragraph
from console.wording import ago, count, explain, listed, moment, name_of, say
from lifecycle import access, gates, overrides
from lifecycle.gates import Decision
from lifecycle.policies import EnvironmentRule, OverrideRule
from lifecycle.records import Override, OverrideState, Version

SHOWN = {OverrideState.WAITING, OverrideState.COUNTING}


def draw_overrides(version: Version, rule: EnvironmentRule, decision: Decision) -> None:
    """Show the overrides that stand for a version, and offer those that could be asked for."""
    if rule.override is None:
        return
    bench = services.bench()
    given = [
        (each, overrides.state(bench, each))
        for each in overrides.listing(bench, version.app, environment=rule.name, version=version.number)
    ]
    standing = [(each, state) for each, state in given if state in SHOWN]
    waiting = {each.criterion for each, state in standing if state is OverrideState.WAITING}
    may = may_override(version, rule.override)
    askable = [row for row in gates.askable(rule, decision) if may and row.id not in waiting]
    if not standing and not askable:
        return
    names = {row.id: explain(row.label_code, **row.label_params) for row in decision.rows}
    with card(say("Overrides"), key="overrides"):
        for each, state in standing:
            draw_override(each, state, names.get(each.criterion, each.criterion), may=may)
        for row in askable:
            draw_ask(version, rule.name, row.id, names[row.id], rule.override)


def may_override(version: Version, rule: OverrideRule) -> bool:
    """Whether who acts may ask for an override or confirm one of this version."""
    is_own = access.is_among(session.actor().person, version.authors)
    return not is_own and not needed_role("gate.override", rule.roles)


def draw_override(override: Override, state: OverrideState, name: str, *, may: bool) -> None:
    """Show one override: for which criterion, by whom, why, until when, and what can be done with it."""
    asked = say("asked by {person} {ago}", person=name_of(override.asked_by), ago=ago(override.asked_at))
    if override.confirmed_by:
        second = say("confirmed by {person}", person=name_of(override.confirmed_by))
        asked = listed((asked, second))
    until = say("until {moment}", moment=moment(override.expires_at))
    reason = say("“{text}”", text=override.reason)
    draw(marks.lines(join(marks.strong(name), " ", marks.state_chip(state)), asked, reason, until))
    if not may:
        return
    with st.container(horizontal=True, gap="small"):
        if state is OverrideState.WAITING and override.asked_by != session.actor().person:
            draw_confirm(override, name)
        draw_withdraw(override, name)


def draw_ask(version: Version, environment: str, id: str, name: str, rule: OverrideRule) -> None:
    """Offer to ask for an override."""
    paragraph(marks.strong(name), " ", say("keeps the gate closed."))
    if st.button(say("Ask for an override"), key=f"override-{id}"):
        confirm(
            title=say("Ask for an override for “{name}”?", name=name),
            body=[
                say("It counts once a second person confirms it, and only for what is on this page now."),
                say(
                    "The reason needs at least {n} characters and is kept in the audit log.",
                    n=count(rule.min_reason),
                ),
            ],
            action=say("Ask for an override"),
            ask_reason=True,
            do=lambda reason: overrides.ask(
                services.bench(),
                version.app,
                version.number,
                environment,
                id,
                by=session.actor(),
                reason=reason,
            ),
            done=say("The override for “{name}” is asked for. A second person confirms it.", name=name),
        )


def draw_confirm(override: Override, name: str) -> None:
    """Offer to be the second person."""
    if st.button(say("Confirm"), type="primary", key=f"confirm-{override.id}"):
        confirm(
            title=say("Confirm the override for “{name}”?", name=name),
            body=[
                say(
                    "{person}: “{reason}”",
                    person=name_of(override.asked_by),
                    reason=override.reason,
                ),
                say("The criterion then counts as passed for v{n}, and says so.", n=override.version),
            ],
            action=say("Confirm"),
            do=lambda _: overrides.confirm(services.bench(), override.id, by=session.actor()),
            done=say("The override for “{name}” counts now.", name=name),
        )


def draw_withdraw(override: Override, name: str) -> None:
    """Offer to take an override back."""
    if st.button(say("Withdraw the override"), type="tertiary", key=f"withdraw-{override.id}"):
        confirm(
            title=say("Withdraw the override for “{name}”?", name=name),
            body=[say("The criterion then keeps the gate closed again.")],
            action=say("Withdraw the override"),
            ask_reason=True,
            do=lambda reason: overrides.withdraw(
                services.bench(), override.id, by=session.actor(), reason=reason
            ),
            done=say("The override for “{name}” is withdrawn.", name=name),
        )
