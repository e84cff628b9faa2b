"""The sidebar: product, application, screens, and at the foot who acts and where the data lives."""

from collections.abc import Mapping

import streamlit as st

from console import language, screens, services, session
from console.markup import Html, tag
from console.screens import Screen
from console.wording import listed, name_of, say, word
from lifecycle import access, review, settings, versions
from lifecycle.workbench import Workbench

PICKER = "k-app-picker"


def draw(current: str) -> None:
    """Draw the sidebar; `current` is the name of the screen that is shown."""
    with st.sidebar:
        st.html(tag("div", tag("span", "関門", lang="ja"), " Kanmon", class_="k-brand"))
        app = choose_app()
        waiting = waiting_for(services.bench(), app) if app else {}
        group = ""
        with st.container(key="k-nav", gap=None):
            for screen in screens.built():
                if screen.group != group:
                    group = screen.group
                    st.html(tag("div", say(group), class_="k-group"))
                draw_link(screen, screen.name == current, *waiting.get(screen.name, (0, None)))
        with st.container(key="k-foot", gap="small"):
            draw_foot(app)


def choose_app() -> str | None:
    """Draw the picker of applications and keep the choice in the URL; one that does not exist stays there."""
    chosen, names = session.app(), [application.name for application in session.listed()]
    if not names:
        return None
    st.session_state[PICKER] = chosen
    st.selectbox(
        say("Application"),
        names,
        index=0 if chosen else None,
        key=PICKER,
        on_change=take_app,
        placeholder=say("choose"),
        label_visibility="collapsed",
    )
    if chosen is not None:
        st.query_params["app"] = chosen
    return chosen


def take_app() -> None:
    """Move the choice of the picker into the URL; what else stood there belonged to the other application."""
    st.query_params.from_dict({"app": st.session_state[PICKER], session.AS: session.actor().person})


def take_person() -> None:
    """Move who acts into the URL."""
    st.query_params[session.AS] = st.session_state[session.ACTING_AS]


def draw_link(screen: Screen, is_current: bool, waiting: int, first: Mapping[str, object] | None) -> None:
    """Draw one line of the navigation, with how many things wait there; it leads to the `first` of them."""
    label = say(screen.title) + (f" :violet-badge[{waiting}]" if waiting else "")
    with st.container(key=f"k-{'here' if is_current else 'there'}-{screen.name}"):
        screens.link(screen.name, label, first, icon=screen.icon)


def waiting_for(bench: Workbench, app: str) -> dict[str, tuple[int, Mapping[str, object] | None]]:
    """Count what waits for this person on each screen: releases to decide, pairs still to vote on.

    With the count goes how the address names the first release to decide; the rounds stand on one list.
    """
    person = session.actor().person
    votes = sum(
        len(round.case_ids) - len(review.own_votes(bench, round.id, person))
        for round in review.listing(bench, app)
        if round.closed_at is None and access.may(session.people(), person, app, "review.vote")
    )
    decisions = services.decisions(app, person)
    first = {"version": decisions[0].version, "to": decisions[0].environment} if decisions else None
    return {"release": (len(decisions), first), "review": (max(0, votes), None)}


def draw_foot(app: str | None) -> None:
    """Draw the language switch, who acts, and where the data lives."""
    st.html(languages())
    known = session.people()
    if known:
        st.session_state[session.ACTING_AS] = session.actor().person
        st.selectbox(
            say("Acting as (this machine, no sign-in)"),
            list(known),
            format_func=name_of,
            key=session.ACTING_AS,
            on_change=take_person,
        )
    st.html(
        tag(
            "div",
            tag("div", role_here(app)) if app else None,
            tag("div", where_it_lives(services.bench(), app)),
            class_="k-small k-muted",
        )
    )


def role_here(app: str) -> str:
    """Say which role who acts has in an application."""
    role = access.role_of(session.people(), session.actor().person, app)
    return word(role, "role") if role else say("no role here")


def languages() -> Html:
    """Make the language switch: plain links, because only the server sets a cookie."""
    now = language.current()
    links = [
        tag("b", name, lang=code, aria_current="true")
        if code == now
        else tag("a", name, href=f"/language/{code}", lang=code)
        for code, name in language.LANGUAGES.items()
    ]
    return tag("nav", links[0], " · ", *links[1:], class_="k-small", aria_label=say("Language"))


def where_it_lives(bench: Workbench, app: str | None) -> str:
    """Say which endpoints the application's versions ask, and where MLflow keeps what it is told."""
    used = {version.endpoint for version in versions.versions(bench, app)} if app else set()
    names = [say("practice model") if name == settings.PRACTICE.name else name for name in sorted(used)]
    model = listed(names) or say("practice model")
    store = say("local store") if bench.settings.is_local_store else say("MLflow server")
    return f"{model} · {store}"
