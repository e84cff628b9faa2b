"""Edits a prompt in a draft: its blocks, from another version, from a file, or from nothing."""

import dataclasses

import streamlit as st

from console import notices
from console.drafts import Draft, drop_file
from console.services import File
from console.wording import say
from lifecycle import prompts
from lifecycle.errors import LifecycleError
from lifecycle.records import Block, PromptContent

IDS = "blocks"
EMPTY = PromptContent(blocks=(Block(role="system", text=""),))
HEIGHT_PX = 360
NEXT_HEIGHT_PX = 140


def edit(draft: Draft, source: PromptContent) -> PromptContent:
    """Draw the blocks, first those of `source`, and give what they say now.

    Response format and settings stay those of the source.
    """
    if IDS not in draft.fields:
        put_blocks(draft, source)
    ids: list[int] = draft.fields[IDS]
    blocks = tuple(edit_block(draft, id, is_first=at == 0) for at, id in enumerate(ids))
    with st.container(horizontal=True):
        st.button(say("Add a message"), on_click=add_block, args=(draft,), key="k-add-block")
    return dataclasses.replace(source, blocks=blocks)


def edit_block(draft: Draft, id: int, *, is_first: bool) -> Block:
    """Draw one block: its role, its text, and the way to take it out."""
    names = {"system": say("system"), "user": say("customer"), "assistant": say("answer")}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        role = draft.keep(
            st.selectbox,
            say("Who speaks"),
            f"role-{id}",
            "user",
            options=list(prompts.ROLES),
            format_func=lambda role: names[role],
            label_visibility="collapsed",
        )
        if len(draft.fields[IDS]) > 1:
            st.button(say("Take out"), on_click=remove_block, args=(draft, id), key=f"k-remove-{id}")
    text = draft.keep(
        st.text_area,
        say("Text"),
        f"text-{id}",
        "",
        height=HEIGHT_PX if is_first else NEXT_HEIGHT_PX,
        label_visibility="collapsed",
    )
    return Block(role=role, text=text.strip())


def put_blocks(draft: Draft, content: PromptContent) -> None:
    """Fill the draft with the blocks of a prompt."""
    first = max(draft.fields.get(IDS, [0])) + 1
    draft.fields[IDS] = list(range(first, first + len(content.blocks)))
    for id, block in zip(draft.fields[IDS], content.blocks, strict=True):
        draft.put(f"role-{id}", block.role)
        draft.put(f"text-{id}", block.text)


def add_block(draft: Draft) -> None:
    """Put an empty message at the end."""
    draft.fields[IDS] = [*draft.fields[IDS], max(draft.fields[IDS]) + 1]


def remove_block(draft: Draft, id: int) -> None:
    """Take a message out."""
    draft.fields[IDS] = [each for each in draft.fields[IDS] if each != id]
    draft.forget(f"role-{id}", f"text-{id}")


def take_file(draft: Draft) -> None:
    """Draw the place for a prompt file: what it says replaces the blocks, a broken one changes nothing."""

    def on_drop(file: File | None) -> None:
        if file is None:
            return
        try:
            put_blocks(draft, prompts.read(file.content, file.name))
        except LifecycleError as error:
            notices.post(error)

    drop_file(draft, say("From a file (.txt, .json, .yaml)"), on_drop=on_drop)
