"""The audit log as a table: filtered by kind, the newest first, a page at a time."""

from collections.abc import Sequence

import streamlit as st

from console import marks, session
from console.widgets import Column, paragraph, select, table
from console.wording import count, say, say_n, word
from lifecycle import history
from lifecycle.messages import words
from lifecycle.records import Event

PAGE = 50
MOVES, ALL = "moves", "all"
FAMILY = "event."
PROCESS = "process"
"""The identity of what acts by itself."""


def actions_of(kind: str) -> list[str]:
    """List the actions of a kind: `moves`, `all`, or what events are about, such as `request`."""
    if kind == MOVES:
        return list(history.MOVES)
    known = [code.removeprefix(FAMILY) for code in words.TEXTS if code.startswith(FAMILY)]
    return [] if kind == ALL else [action for action in known if action.split(".")[0] == kind]


def choose_kind() -> str:
    """Draw the filter; it stands in the address."""
    kinds = {
        ALL: say("everything"),
        MOVES: say("moves only"),
        "request": say("release requests"),
        "evaluation": say("evaluations"),
        "version": say("versions"),
        "prompt": say("prompts"),
        "dataset": say("datasets"),
        "review": say("reviews"),
        "people": say("people"),
        "endpoints": say("endpoints"),
        "application": say("the application"),
    }
    return select(say("Show"), kinds, name="show", default=ALL)


def draw_events(events: Sequence[Event]) -> None:
    """Draw one page of events."""
    if not events:
        paragraph(say("Nothing of this kind has happened yet."), quiet=True)
        return
    pages = -(-len(events) // PAGE)
    page = st.pagination(pages, key="page", bind="query-params") if pages > 1 else 1
    shown = events[(page - 1) * PAGE : page * PAGE]
    columns: list[Column | str] = [
        Column(title=say("when"), width="13rem"),
        say("who"),
        say("identity"),
        say("what"),
        say("subject"),
        say("reason"),
        Column(title=say("no."), align="right"),
    ]
    rows = [
        (
            marks.when(event.at),
            who(event),
            identity(event),
            word(event.action, "event"),
            subject(event),
            event.reason or None,
            count(event.number),
        )
        for event in shown
    ]
    table(columns, rows, caption=say("Events of the audit log, the newest first"))
    paragraph(say_n("{n} event", "{n} events", len(events)), quiet=True)


def who(event: Event) -> str:
    """Name who acted: a person, or the worker, for what nobody decided."""
    return say("worker") if event.identity == PROCESS else session.name_of(event.actor)


def identity(event: Event) -> str:
    """Say how sure it is who acted."""
    names = {
        "declared": say("declared"),
        "local": say("local"),
        "oidc": say("signed in"),
        PROCESS: say("automatic"),
    }
    return names.get(event.identity, event.identity)


def subject(event: Event) -> str:
    """Say what an event is about; a move names both versions."""
    if event.action in history.MOVES:
        before = "–" if event.before is None else f"v{event.before}"
        return f"{event.details['environment']}: {before} → v{event.after}"
    if "environment" in event.details:
        return f"v{event.details['version']} → {event.details['environment']}"
    return event.subject
