"""History: what was in production, since when, who allowed it, and is the record sound?"""

from datetime import date, datetime, time, timedelta

import streamlit as st

from console import event_table, figures, marks, move_story, services, session
from console.move_story import draw_story
from console.widgets import card, chart, empty_state, failure_card, page_header, paragraph
from console.wording import count, day, say, say_n, zone
from lifecycle import history


def end_of(chosen: date) -> datetime:
    """Give the last moment of a day in the person's time zone."""
    return datetime.combine(chosen + timedelta(days=1), time.min, zone()) - timedelta(microseconds=1)


def local(at: datetime) -> datetime:
    """Give a moment as the person's clock shows it, which is what the axis of a chart writes."""
    return at.astimezone(zone()).replace(tzinfo=None)


def draw_bands(stays: list[history.Stay]) -> int | None:
    """Draw which version stood where, and give the number of the move that was clicked."""
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
    figure = figures.environments(shown, now=local(services.bench().now()))
    chosen = chart(figure, caption=caption, key="bands", select=True)
    points = chosen.selection.points
    return int(points[0]["customdata"][0]) if points else None


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
    today = bench.now().astimezone(zone()).date()
    first = stays[0].move.at.astimezone(zone()).date()
    left, right = st.columns([9, 11], gap="medium")
    with right, card(say("Environments along time"), key="bands"):
        clicked = draw_bands(stays)
    with left, card(say("What was live on that day?"), key="day"):
        chosen = st.date_input(
            say("Day"),
            value=today,
            min_value=first - timedelta(days=366),
            max_value=today,
            key="on",
            bind="query-params",
        )
        state = history.state_at(bench, app, end_of(chosen or today))
        moves = [stay.move for stay in stays if stay.move.number == clicked] or list(state.values())
        if not moves:
            paragraph(say("At the end of {day} nothing was live.", day=day(chosen or today)), quiet=True)
        for move in moves:
            draw_story(move)

with card(say("Events"), key="events"):
    kind = event_table.choose_kind()
    actions = event_table.actions_of(kind)
    event_table.draw_events([event for event in events if not actions or event.action in actions])
