"""Shows one prompt version: who wrote it and why, what it says, and how it differs from another."""

from collections.abc import Mapping, Sequence

import streamlit as st

from console import marks, services
from console.markup import Html, join, tag
from console.session import name_of
from console.untrusted import bubble, shortened, side_by_side, unified
from console.widgets import draw, key_values, notice, paragraph, select
from console.wording import explain, hint, say
from lifecycle import prompts
from lifecycle.prompts import Changes
from lifecycle.records import PromptContent, PromptVersion, Version
from lifecycle.text import Piece

WHOLE = 100_000
"""Characters of a block that are shown unfolded: all that a prompt can have."""


def draw_facts(prompt: PromptVersion, used: Sequence[Version]) -> None:
    """Show why it was written, by whom, when, from what, and which versions carry it."""
    versions = ", ".join(f"v{version.number}" for version in reversed(used))
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
    for environment, version in standing.items():
        if version.prompt.name == prompt.name and version.prompt.number in by_number:
            found[environment] = by_number[version.prompt.number]
            named[environment] = f"{environment} (v{version.prompt.number})"
    earlier = [number for number in by_number if number < prompt.number]
    if earlier:
        found["previous"] = by_number[max(earlier)]
        named["previous"] = say("previous (v{number})", number=max(earlier))
    for number, version in by_number.items():
        found[str(number)], named[str(number)] = version, f"v{number}"
    return found.get(select(say("Compare with"), named, name="against"))


def draw_comparison(before: PromptVersion, after: PromptVersion) -> None:
    """Show how two versions differ, side by side or in one text, whole or the differences only."""
    bench = services.bench()
    changed = prompts.changes(prompts.content(bench, before), prompts.content(bench, after))
    left, right = st.columns(2, vertical_alignment="bottom")
    with left:
        view = select(say("View"), {"split": say("side by side"), "unified": say("one text")}, name="view")
    with right:
        only = st.toggle(say("Differences only"), value=True, key="only", bind="query-params")
    draw_changes(changed, view, only, (f"v{before.number}", f"v{after.number}"))


def draw_changes(changed: Changes, view: str, only: bool, names: tuple[str, str]) -> None:
    """Show a difference; `names` head the two sides."""
    if all(piece.op == "equal" for piece in changed.pieces):
        paragraph(marks.label(say("The text is the same."), "quiet", "="))
    elif view == "unified":
        unified(changed.pieces, only_changes=only)
    else:
        pieces = differences_only(changed.pieces) if only else changed.pieces
        side_by_side(pieces, before=names[0], after=names[1])
    for sign, variables in (("+ ", changed.added_variables), ("− ", changed.removed_variables)):
        if variables:
            draw(chips(variables, sign))


def differences_only(pieces: Sequence[Piece]) -> list[Piece]:
    """Cut the middle out of long equal passages."""
    return [
        Piece(op=piece.op, before=shortened(piece.before), after=shortened(piece.after))
        if piece.op == "equal"
        else piece
        for piece in pieces
    ]


def draw_warnings(changed: Changes) -> None:
    """Show what is allowed and yet worth a second look."""
    for code, params in changed.warnings:
        notice(join(marks.strong(explain(code, **params)), " ", hint(code, **params)), "unsure")
