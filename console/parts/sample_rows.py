"""Shows the rows of a file as conversations: what the customer said, what is to be answered."""

from collections.abc import Mapping, Sequence

import streamlit as st

from console.markup import Html, join, tag
from console.untrusted import bubble
from console.widgets import card
from console.wording import count, say
from lifecycle.checks import Sample

HEIGHT_PX = 460
SYSTEM_LIMIT = 140
"""Characters of a system message that is the same in every row."""


def draw_rows(rows: Sequence[Sample], total: int) -> None:
    """Show rows as bubbles in a card that scrolls, if any says something; `total` is how many there are."""
    if not any(row.messages for row in rows):
        return
    shown = say("the first {n} of {total}", n=count(len(rows)), total=count(total))
    with card(say("Rows"), shown, key="rows"), st.container(height=HEIGHT_PX, border=False):
        st.html(tag("div", *(conversation(row) for row in rows), class_="k-rows"))


def conversation(row: Sample) -> Html:
    """Make one row: where it stands, what it names, what is said."""
    bubbles = (
        bubble(message, limit=SYSTEM_LIMIT if message.role == "system" else 800) for message in row.messages
    )
    head = tag("div", say("line {n}", n=count(row.line)), " ", named(row.facts), class_="k-small")
    return tag("section", head, tag("div", *bubbles, class_="k-chat"))


def named(facts: Mapping[str, str]) -> Html:
    """Write what a row names: `topic: returns · critical`."""
    return join(*(tag("span", " · ", tag("b", name), f": {text}") for name, text in facts.items()))
