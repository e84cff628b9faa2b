"""History: what was in production, since when, who allowed it, and is the record sound?"""

from datetime import datetime, timedelta

import streamlit as st

from console import screens, services, session
from console.parts import chain_state, day_sheet, event_table, move_story, stay_table
from console.widgets import card, empty_state, page_header, paragraph
from console.wording import day, say, zone
from lifecycle import history
from lifecycle.history import Stay

AT, EVENT = "at", "event"
PAST = timedelta(days=366)


def draw_day(stays: list[Stay]) -> None:
    """Answer for the end of a chosen day, or tell the one move that was chosen."""
    today = services.bench().now().astimezone(zone()).date()
    first = stays[0].move.at.astimezone(zone()).date()
    on = st.date_input(
        say("Day"),
        value=today,
        min_value=first - PAST,
        max_value=today,
        key="on",
        bind="query-params",
        on_change=forget,
    )
    asked = f"{on or today}"
    chosen = [stay.move for stay in stays if str(stay.move.number) == st.query_params.get(EVENT)]
    at_end = history.read_moment(asked, zone())
    moves = chosen or [stay.move for stay in history.stays_at(services.bench(), app, at_end)]
    if not moves:
        paragraph(say("At the end of {day} nothing was live.", day=day(on or today)), quiet=True)
    for move in moves:
        move_story.draw_story(move)
    with st.container(horizontal=True, key="k-ways"):
        if chosen:
            st.button(say("Show the whole day"), on_click=forget, type="tertiary")
        label = say("All of it on one page, to print")
        screens.link("history", label, {AT: moment_of(chosen[0].at) if chosen else asked})


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

with page_header(say("History"), say("What stood where, who allowed it, and on what evidence.")):
    seal = st.empty()
alarm = st.container()
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
        clicked = stay_table.draw_chart(stays)
        opened = stay_table.draw_table(stays, st.query_params.get(EVENT))
    if clicked or opened:
        st.query_params[EVENT] = clicked or opened
        st.rerun()
    with left, card(say("What was live on that day?"), key="day"):
        draw_day(stays)

with card(say("Events"), key="events"):
    event_table.draw_events(app, event_table.choose_kind())
    proof = st.container()
chain_state.draw_seal(seal, alarm)  # the last thing: the first look reads the whole log
with proof:
    chain_state.draw_proof()
