"""Builds training rows from logs: what shall become of the logs, and with which system prompt."""

from collections.abc import Mapping

import streamlit as st

from console import services
from console.drafts import Draft
from console.services import File
from console.untrusted import visible
from console.widgets import card, notice
from console.wording import listed, say
from lifecycle import prompts
from lifecycle.records import Block, PromptContent, Ref

TYPED = ""


def choose_make(draft: Draft) -> bool:
    """Ask what shall become of the logs; True for training rows."""
    named = {"logs": say("Keep the logs"), "training": say("Build training data")}
    chosen = draft.keep(
        st.segmented_control,
        say("What shall become of the logs?"),
        "make",
        "logs",
        options=list(named),
        format_func=lambda id: named[id],
        required=True,
    )
    return chosen == "training"


def build_rows(app: str, draft: Draft, logs: File, mapping: Mapping[str, str]) -> File:
    """Ask for the system prompt and give the training rows.

    Raises:
        Invalid: the prompt is blank.
    """
    with card(say("System prompt of every row"), key="system"):
        text = choose_prompt(app, draft)
    names = prompts.variables(PromptContent(blocks=(Block(role="system", text=text),)))
    if names:
        variables = listed(f"{{{{{name}}}}}" for name in names)
        notice(say("The variables {names} stand in every row as they are.", names=variables), "unsure")
    rows = services.built(logs, text, mapping)
    with st.container(horizontal=True, horizontal_alignment="right"):
        st.download_button(
            say("Download as JSONL"),
            rows.content,
            file_name=rows.name,
            mime="application/jsonl",
            on_click="ignore",
        )
    return rows


def choose_prompt(app: str, draft: Draft) -> str:
    """Take the prompt from a prompt version, to be changed, or let a person type one."""
    bench = services.bench()
    refs = [str(version.ref) for version in prompts.versions(bench, app)]
    source = draft.keep(
        st.selectbox,
        say("Taken from"),
        "source",
        refs[0] if refs else TYPED,
        options=[*refs, TYPED],
        format_func=lambda ref: visible(ref) if ref else say("typed by hand"),
    )
    if source != draft.fields.get("taken", TYPED):
        draft.fields["taken"] = source
        if source != TYPED:
            found = prompts.find(bench, app, Ref.parse(source))
            draft.put("system", prompts.system_text(prompts.content(bench, found)))
    return draft.keep(st.text_area, say("Text"), "system", "", height=170)
