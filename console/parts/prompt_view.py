"""Shows one prompt version: who wrote it and why, what it says, and how it differs from another."""

from collections.abc import Mapping, Sequence

import streamlit as st

from console import marks
from console.markup import Html, join, tag
from console.untrusted import bubble, side_by_side, unified
from console.widgets import draw, key_values, notice, paragraph, select
from console.wording import explain, hint, listed, name_of, say
from lifecycle import text
from lifecycle.prompts import Changes
from lifecycle.records import PromptContent, PromptVersion, Version
from lifecycle.text import Piece

WHOLE = 100_000
"""Characters of a block that are shown unfolded: all that a prompt can have."""


def draw_facts(prompt: PromptVersion, used: Sequence[Version]) -> None:
    """Show why it was written, by whom, when, from what, and which versions carry it."""
    versions = listed(f"v{version.number}" for version in reversed(used))
    key_values(
        [
            (say("reason"), prompt.reason),
            (say("written by"), join(name_of(prompt.author), " · ", marks.when(prompt.created_at))),
            (say("written from"), f"v{prompt.parent}" if prompt.parent else marks.muted(say("nothing"))),
            (say("in versions"), versions or marks.muted(say("none yet"))),
            (say("digest"), marks.digest(prompt.digest)),
            (say("variables"), chips(prompt.variables)),
        ]
    )


def chips(names: Sequence[str], sign: str = "") -> Html:
    """Show variables as they are written; without any, say what stands in their place."""
    if not names:
        return marks.muted(say("none: the customer's question follows the text"))
    return join(*(tag("code", f"{sign}{{{{{name}}}}}", class_="k-badge k-primary") for name in names))


def draw_text(content: PromptContent) -> None:
    """Show the blocks of a prompt, each with its role, whole."""
    st.html(tag("div", *(bubble(block, limit=WHOLE) for block in content.blocks), class_="k-chat k-prompt"))


def choose_other(
    prompt: PromptVersion, written: Sequence[PromptVersion], standing: Mapping[str, Version]
) -> PromptVersion | None:
    """Let a person choose what to compare with: an environment's, the previous, any; None for nothing."""
    by_number = {version.number: version for version in written if version.number != prompt.number}
    named = {"": say("nothing: show the text")}
    found: dict[str, PromptVersion] = {}
    for environment, held in standing.items():
        if held.prompt.name == prompt.name and held.prompt.number in by_number:
            found[environment] = by_number[held.prompt.number]
            named[environment] = f"{environment} (v{held.prompt.number})"
    earlier = [number for number in by_number if number < prompt.number]
    if earlier:
        found["previous"] = by_number[max(earlier)]
        named["previous"] = say("previous (v{number})", number=max(earlier))
    for number, version in by_number.items():
        found[str(number)], named[str(number)] = version, f"v{number}"
    return found.get(select(say("Compare with"), named, name="against"))


def choose_view() -> tuple[bool, bool]:
    """Ask how a difference is shown: side by side or in one text, the differences only or all of it."""
    named = {"split": say("side by side"), "unified": say("one text")}
    is_split = select(say("View"), named, name="view") == "split"
    return is_split, st.toggle(say("Differences only"), value=True, key="only", bind="query-params")


def draw_changes(changed: Changes, *, is_split: bool, only: bool, names: tuple[str, str]) -> None:
    """Show a difference, variables last; `names` head the two sides."""
    passages = text.hunks(changed.pieces) if only else (changed.pieces,)
    if all(piece.op == "equal" for piece in changed.pieces):
        paragraph(marks.label(say("The text is the same."), "quiet", "="))
    elif is_split:
        for at, pieces in enumerate(passages):
            side_by_side(pieces, before="" if at else names[0], after="" if at else names[1])
    else:
        unified(joined(passages))
    for sign, variables in (("+ ", changed.added_variables), ("− ", changed.removed_variables)):
        if variables:
            draw(chips(variables, sign))


def joined(passages: Sequence[Sequence[Piece]]) -> list[Piece]:
    """Put passages under each other, an ellipsis for what is left out between them."""
    found: list[Piece] = []
    for pieces in passages:
        if found:
            is_whole = (found[-1].after or found[-1].before).endswith("\n")
            gap = "⋯\n" if is_whole else "\n⋯\n"
            found.append(Piece(op="equal", before=gap, after=gap))
        found += pieces
    return found


def draw_warnings(changed: Changes) -> None:
    """Show what is allowed and yet worth a second look."""
    for code, params in changed.warnings:
        notice(join(marks.strong(explain(code, **params)), " ", hint(code, **params)), "unsure")
