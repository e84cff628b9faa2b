"""Draws what the environments held along time: a chart, and the same as a table."""

from collections.abc import Sequence
from datetime import datetime

import streamlit as st

from console import figures, marks, services
from console.open_table import Line, open_table
from console.parts import move_story
from console.widgets import Column, chart
from console.wording import duration, moment, name_of, say, say_n, zone
from lifecycle import history
from lifecycle.history import Stay

PAGE = 8
CLICKED = "k-band-clicked"


def draw_chart(stays: Sequence[Stay]) -> str | None:
    """Draw which version stood where; give the number of the move whose band was just clicked."""
    shown = [
        figures.Stay(
            environment=stay.environment,
            version=stay.move.after,
            since=local(stay.move.at),
            until=local(stay.until) if stay.until else None,
            text=f"v{stay.move.after} · {move_story.spoken(stay.move)}",
            event=stay.move.number,
            is_way_back=stay.move.action == history.ROLLED_BACK,
        )
        for stay in stays
    ]
    caption = say_n(
        "{n} stay of a version in an environment. Click one to see who allowed it.",
        "{n} stays of versions in environments; ◀ is a rollback. Click one to see who allowed it.",
        len(stays),
    )
    this_minute = local(services.bench().now()).replace(second=0, microsecond=0)
    now = max(this_minute, shown[-1].since)  # a figure that is another on each run would lose the click
    points = chart(
        figures.environments(shown, now=now), caption=caption, key="bands", select=True
    ).selection.points
    clicked = str(points[0]["customdata"]) if points else ""
    is_new = clicked != st.session_state.get(CLICKED, "")
    st.session_state[CLICKED] = clicked
    return clicked if clicked and is_new else None


def local(at: datetime) -> datetime:
    """Give a moment as the person's clock shows it, which is what the axis of a chart writes."""
    return at.astimezone(zone()).replace(tzinfo=None)


def draw_table(stays: Sequence[Stay], chosen: str | None) -> str | None:
    """List the stays, the newest first; give the number of the move that was just opened."""
    columns = (
        Column(title=say("version")),
        Column(title=say("environment"), width="7rem"),
        Column(title=say("stood there"), width="1.2fr"),
        Column(title=say("for"), width="0.6fr"),
        Column(title=say("moved by")),
    )
    pages = -(-len(stays) // PAGE)
    page = st.pagination(pages, key="stays", bind="query-params") if pages > 1 else 1
    newest = list(reversed(stays))[(page - 1) * PAGE : page * PAGE]
    pressed = open_table(columns, [line(stay) for stay in newest], key="stays", lead=64, chosen=chosen)
    return pressed if pressed != chosen else None


def line(stay: Stay) -> Line:
    """Make the line of one stay."""
    until = stay.until or services.bench().now()
    way = "◀ " if stay.move.action == history.ROLLED_BACK else ""
    return Line(
        id=str(stay.move.number),
        text=f"v{stay.move.after}",
        cells=(
            marks.environment_badge(stay.environment),
            marks.lines(moment(stay.move.at), ending(stay)),
            duration((until - stay.move.at).total_seconds()),
            f"{way}{name_of(stay.move.actor)}",
        ),
    )


def ending(stay: Stay) -> str:
    """Say until when a version stood there."""
    return say("until {time}", time=moment(stay.until)) if stay.until else say("until today")
