"""Shows the versions of a prompt along time, the newest first, with the environments where each stands."""

from collections.abc import Mapping, Sequence

import streamlit as st

from console.marks import environment_badge, when
from console.markup import tag
from console.session import name_of
from lifecycle.records import PromptVersion, Ref

REASON = 120


def choose_version(
    written: Sequence[PromptVersion], places: Mapping[Ref, Sequence[str]], chosen: int
) -> int:
    """Draw the timeline; give the number just pressed, else `chosen`."""
    pressed = chosen
    with st.container(key="k-list-prompts", gap=None):
        for version in written:
            state = "k-chosen" if version.number == chosen else "k-item"
            with st.container(key=f"{state}-prompts-{version.number}", gap=None):
                with st.container(horizontal=True, wrap=False, vertical_alignment="center"):
                    if st.button(f"v{version.number}", key=f"prompt-{version.number}", type="tertiary"):
                        pressed = version.number
                    badges = (environment_badge(name) for name in places.get(version.ref, ()))
                    st.html(tag("span", *badges, class_="k-details"), width="content")
                reason = tag("div", shortened(version.reason), class_="k-reason")
                below = tag("div", name_of(version.author), " · ", when(version.created_at), class_="k-small")
                st.html(tag("div", reason, below))
    return pressed


def shortened(text: str) -> str:
    """Give the beginning of a reason, as much as a timeline has room for."""
    line = " ".join(text.split())
    return line if len(line) <= REASON else line[: REASON - 1] + "…"
