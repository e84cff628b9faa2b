"""The audit log as a table: filtered by kind, the newest first, a page at a time."""

import streamlit as st

from console import marks, services
from console.widgets import Column, paragraph, select, table
from console.wording import count, name_of, say, say_n, word
from lifecycle import history
from lifecycle.messages import words
from lifecycle.records import Event

PAGE = 50
MOVES, ALL = "moves", "all"
FAMILY = "event."
PROCESS, SYSTEM = "process", "system"
"""The identities of what acts by itself."""


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
        "override": say("overrides"),
        "alias": say("changes past the gate"),
        "smoke": say("smoke tests"),
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


def draw_events(app: str, kind: str) -> None:
    """Draw one page of an application's events of a kind."""
    bench, actions = services.bench(), actions_of(kind)
    n = history.count(bench, app, actions=actions)
    if not n:
        paragraph(say("Nothing of this kind has happened yet."), quiet=True)
        return
    pages = -(-n // PAGE)
    page = st.pagination(pages, key="page", bind="query-params") if pages > 1 else 1
    shown = history.events(bench, app, actions=actions, limit=PAGE, skip=(page - 1) * PAGE)
    columns: list[Column | str] = [
        Column(title=say("when"), width="10rem"),
        say("who"),
        say("identity"),
        say("what"),
        say("subject"),
        say("reason"),
        Column(title=say("no."), align="right"),
    ]
    rows = [
        (
            marks.stamp(event.at),
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
    paragraph(say_n("{n} event", "{n} events", n), quiet=True)


def who(event: Event) -> str:
    """Name who acted: a person, or Kanmon and its worker, for what nobody decided."""
    names = {PROCESS: say("worker"), SYSTEM: "Kanmon"}
    return names.get(event.identity) or name_of(event.actor)


def identity(event: Event) -> str:
    """Say how sure it is who acted."""
    names = {
        "declared": say("declared"),
        "local": say("local"),
        "oidc": say("signed in"),
        PROCESS: say("automatic"),
        SYSTEM: say("automatic"),
    }
    return names.get(event.identity, event.identity)


def subject(event: Event) -> str:
    """Say what an event is about; a move names both versions."""
    place, version = event.details.get("environment"), event.details.get("version")
    if event.action in history.MOVES:
        before = "–" if event.before is None else f"v{event.before}"
        return f"{place}: {before} → v{event.after}"
    if event.action.startswith("people."):
        return name_of(event.subject)
    return f"v{version} → {place}" if place and version else event.subject
