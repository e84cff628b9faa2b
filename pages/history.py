"""History: what was in production, since when, who allowed it, and is the record sound?"""

from datetime import date, datetime, time, timedelta

import streamlit as st

from console import figures, marks, services, session
from console.parts import event_table, move_story
from console.widgets import card, chart, empty_state, failure_card, page_header, paragraph
from console.wording import count, day, say, say_n, zone
from lifecycle import history

EVENT = "event"
CLICKED = "k-band-clicked"


def end_of(chosen: date) -> datetime:
    """Give the last moment of a day in the person's time zone."""
    return datetime.combine(chosen + timedelta(days=1), time.min, zone()) - timedelta(microseconds=1)


def local(at: datetime) -> datetime:
    """Give a moment as the person's clock shows it, which is what the axis of a chart writes."""
    return at.astimezone(zone()).replace(tzinfo=None)


def draw_bands(stays: list[history.Stay]) -> None:
    """Draw which version stood where; a click puts the number of its move into the address."""
    shown = [
        figures.Stay(
            environment=stay.environment,
            version=stay.move.after,
            since=local(stay.move.at),
            until=local(stay.until) if stay.until else None,
            text=f"v{stay.move.after} · {move_story.spoken(stay.move)}",
            event=stay.move.number,
        )
        for stay in stays
    ]
    caption = say_n(
        "{n} stay of a version in an environment. Click one to see who allowed it.",
        "{n} stays of versions in environments. Click one to see who allowed it.",
        len(stays),
    )
    this_minute = local(services.bench().now()).replace(second=0, microsecond=0)
    now = max(this_minute, shown[-1].since)  # a figure that is another on each run would lose the click
    points = chart(
        figures.environments(shown, now=now), caption=caption, key="bands", select=True
    ).selection.points
    clicked = str(points[0]["customdata"]) if points else ""
    if clicked != st.session_state.get(CLICKED, ""):
        st.session_state[CLICKED] = clicked
        if clicked:
            st.query_params[EVENT] = clicked


def draw_day(stays: list[history.Stay]) -> None:
    """Answer for the end of a chosen day, or tell the one move that was clicked."""
    today = services.bench().now().astimezone(zone()).date()
    first = stays[0].move.at.astimezone(zone()).date()
    chosen = st.date_input(
        say("Day"),
        value=today,
        min_value=first - timedelta(days=366),
        max_value=today,
        key="on",
        bind="query-params",
        on_change=forget_click,
    )
    clicked = [stay.move for stay in stays if str(stay.move.number) == st.query_params.get(EVENT)]
    moves = clicked or history.state_at(services.bench(), app, end_of(chosen or today)).values()
    if not moves:
        paragraph(say("At the end of {day} nothing was live.", day=day(chosen or today)), quiet=True)
    for move in moves:
        move_story.draw_story(move)
    if clicked:
        st.button(say("Show the whole day"), on_click=forget_click, type="tertiary")


def forget_click() -> None:
    """Go back from one move to the day."""
    st.query_params.pop(EVENT, None)


app = session.require_app()
bench = services.bench()
broken = history.verify(bench)
events = history.events(bench, app)
seal = marks.label(say("audit log sound"), "good", "✓") if broken is None else None
page_header(say("History"), say("What stood where, who allowed it, and on what evidence."), aside=seal)
if broken is not None:
    failure_card(
        say("The audit log is broken at event {n}: it was changed after it was written.", n=count(broken)),
        say("Keep a copy of the ledger, compare it with a backup, and tell whoever is responsible."),
    )
stays = history.stays(bench, app)
if not stays:
    empty_state(
        say("Nothing is released yet"),
        say("Here you will see which version stood where and since when, and who allowed it."),
        action=say("Go to Release"),
        screen="release",
    )
else:
    left, right = st.columns([9, 11], gap="medium")
    with right, card(say("Environments along time"), key="bands"):
        draw_bands(stays)
    with left, card(say("What was live on that day?"), key="day"):
        draw_day(stays)

with card(say("Events"), key="events"):
    kind = event_table.choose_kind()
    actions = event_table.actions_of(kind)
    event_table.draw_events([event for event in events if not actions or event.action in actions])
