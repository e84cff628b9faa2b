"""Shows the versions of a prompt along time, the newest first, with the environments where each stands."""

from collections.abc import Mapping, Sequence

import streamlit as st

from console import services
from console.marks import environment_badge, when
from console.markup import cut, tag
from console.untrusted import visible
from console.widgets import keep_in_url, paragraph, remember
from console.wording import name_of, say
from lifecycle import prompts, versions
from lifecycle.records import PromptVersion, Version

REASON = 120


def choose_prompt(names: Sequence[str]) -> str:
    """Choose one of the application's prompts; the version that was shown belonged to another."""
    key = remember("name", names, names[0])

    def take() -> None:
        st.query_params.pop("number", None)
        st.query_params.pop("against", None)
        keep_in_url("name", key)

    chosen: str = st.selectbox(say("Prompt"), names, key=key, format_func=visible, on_change=take)
    return chosen


def choose_version(app: str, prompt: PromptVersion, standing: Mapping[str, Version]) -> int:
    """Draw the timeline of a prompt; give the number just pressed, else that of the one that is shown."""
    written = prompts.versions(services.bench(), app, prompt.name)
    if st.toggle(say("Released only"), key="released", bind="query-params"):
        shipped = {version.prompt for version in versions.released(services.bench(), app)}
        written = [version for version in written if version.ref in shipped]
    if not written:
        paragraph(say("No version of it was released yet."), quiet=True)
    pressed = prompt.number
    with st.container(key="k-list-prompts", gap=None):
        for version in written:
            places = [name for name, held in standing.items() if held.prompt == version.ref]
            if draw_version(version, places, is_shown=version.number == prompt.number):
                pressed = version.number
    return pressed


def draw_version(version: PromptVersion, places: Sequence[str], *, is_shown: bool) -> bool:
    """Draw one version; tell whether it was pressed."""
    with st.container(key=f"{'k-chosen' if is_shown else 'k-item'}-prompts-{version.number}", gap=None):
        with st.container(horizontal=True, wrap=False, vertical_alignment="center"):
            pressed = st.button(f"v{version.number}", key=f"prompt-{version.number}", type="tertiary")
            badges = (environment_badge(name) for name in places)
            st.html(tag("span", *badges, class_="k-details"), width="content")
        below = tag("div", name_of(version.author), " · ", when(version.created_at), class_="k-small")
        st.html(tag("div", tag("div", shortened(version.reason), class_="k-reason"), below))
    return pressed


def shortened(text: str) -> str:
    """Give the beginning of a reason, as much as a timeline has room for."""
    return cut(" ".join(text.split()), REASON)
