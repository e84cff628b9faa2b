"""History: what was in production, since when, who allowed it, and is the record sound?"""

from datetime import date, datetime, timedelta

import streamlit as st

from console import screens, services, session
from console.parts import chain_state, day_sheet, event_table, move_story, stay_table
from console.widgets import card, empty_state, page_header, paragraph
from console.wording import day, say, zone
from lifecycle import history
from lifecycle.history import Stay
from lifecycle.records import Event

AT, EVENT, ON = "at", "event", "on"
PAST = timedelta(days=366)


def draw_day(stays: list[Stay], wish: date | None, chosen: Event | None) -> None:
    """Answer for the end of a chosen day, or tell the one move that was chosen.

    `wish` is the day of the address, which may lie outside of what the calendar offers.
    """
    today = services.bench().now().astimezone(zone()).date()
    first = stays[0].move.at.astimezone(zone()).date()
    on = st.date_input(
        say("Day"),
        value=today,
        min_value=min(first - PAST, wish or today),
        max_value=max(today, wish or today),
        key=ON,
        bind="query-params",
        on_change=forget,
    )
    asked = f"{on or today}"
    at_end = history.read_moment(asked, zone())
    moves = [chosen] if chosen else list(history.state_at(services.bench(), app, at_end).values())
    if not moves:
        paragraph(say("At the end of {day} nothing was live.", day=day(on or today)), quiet=True)
    for move in moves:
        move_story.draw_story(move)
    with st.container(horizontal=True, key="k-ways"):
        if chosen:
            st.button(say("Show the whole day"), on_click=forget, type="tertiary")
        label = say("All of it on one page, to print")
        screens.link("history", label, {AT: moment_of(chosen.at) if chosen else asked})


def moment_of(at: datetime) -> str:
    """Write a moment for the address."""
    return at.astimezone(zone()).isoformat()


def forget() -> None:
    """Go back from one move to the day."""
    st.query_params.pop(EVENT, None)


app = session.require_app()
bench = services.bench()
if AT in st.query_params:
    day_sheet.draw(app, history.read_moment(st.query_params[AT], zone()))
    st.stop()

stays = history.stays(bench, app)
on, number = st.query_params.get(ON), st.query_params.get(EVENT)
wish = history.read_day(on) if on else None
chosen = history.find_move(bench, app, number) if number else None
with page_header(say("History"), say("What stood where, who allowed it, and on what evidence.")):
    seal = st.empty()
alarm = st.container()
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
        clicked = stay_table.draw_chart(stays)
        opened = stay_table.draw_table(stays, st.query_params.get(EVENT))
    if clicked or opened:
        st.query_params[EVENT] = clicked or opened
        st.rerun()
    with left, card(say("What was live on that day?"), key="day"):
        draw_day(stays, wish, chosen)

with card(say("Events"), key="events"):
    event_table.draw_events(app, event_table.choose_kind())
    proof = st.container()
chain_state.draw_seal(seal, alarm)  # the last thing: the first look reads the whole log
with proof:
    chain_state.draw_proof()
