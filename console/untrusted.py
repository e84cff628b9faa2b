"""The one door for text that we did not write: answers, prompts, questions, uploads, reasons.

It is shown as text, never as markdown or HTML: markdown would fetch the images it names. Characters
that hide or reorder others are written out. What goes into a button, a tab or another label, where
Streamlit reads markdown, goes through `plain`.
"""

import re
from collections.abc import Iterable, Mapping, Sequence

import streamlit as st

from console.markup import Html, escape, join, tag, visible
from console.wording import count, say
from lifecycle.records import Block
from lifecycle.text import Piece

__all__ = ["block", "chat_bubbles", "escape", "plain", "show", "side_by_side", "unified", "visible"]

LONG = 800
"""Characters from which on a text is folded."""
MARKDOWN = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~:$^&])")


def show(text: str, *, limit: int = LONG) -> None:
    """Show a text with its line ends; beyond `limit` characters the rest is folded away."""
    st.html(block(text, limit=limit))


def block(text: str, *, limit: int = LONG) -> Html:
    """Make what `show` shows, for a cell or a card."""
    if len(text) <= limit:
        return tag("div", text, class_="k-text")
    rest = say("Show all {n} characters", n=count(len(text)))
    folded = tag("details", tag("summary", rest), tag("div", text[limit:], class_="k-text"))
    return tag("div", tag("div", text[:limit] + " …", class_="k-text"), folded)


def plain(text: str, *, limit: int = 80) -> str:
    """Make a text fit for a label: one line, at most `limit` characters, markdown taken literally."""
    line = " ".join(visible(text).split())
    short = line if len(line) <= limit else line[: limit - 1].rstrip() + "…"
    return MARKDOWN.sub(r"\\\1", short)


def side_by_side(pieces: Iterable[Piece], *, before: Html | str = "", after: Html | str = "") -> None:
    """Show two texts beside each other, deletions marked left and insertions right.

    `pieces` come from `lifecycle.text.diff`; `before` and `after` head the two boxes.
    """
    pieces = tuple(pieces)
    left = join(*(marked("del", piece.before, piece.op != "equal") for piece in pieces))
    right = join(*(marked("ins", piece.after, piece.op != "equal") for piece in pieces))
    boxes = (pane(before, left), pane(after, right))
    st.html(tag("div", *boxes, class_="k-pair"))


def pane(head: Html | str, body: Html) -> Html:
    """Make one framed text with a quiet heading."""
    return tag("div", tag("div", head, class_="k-muted"), tag("div", body, class_="k-text"), class_="k-pane")


def unified(pieces: Iterable[Piece], *, only_changes: bool = False) -> None:
    """Show one text with what went and what came in place; `only_changes` folds long equal passages."""
    parts: list[Html] = []
    for piece in pieces:
        if piece.op == "equal":
            parts.append(escape(shortened(piece.before) if only_changes else piece.before))
        else:
            parts += [marked("del", piece.before, True), marked("ins", piece.after, True)]
    st.html(tag("div", tag("div", join(*parts), class_="k-text"), class_="k-pane"))


def marked(name: str, text: str, changed: bool) -> Html:
    """Make a passage of a difference; an empty one is nothing."""
    return tag(name, text) if changed and text else escape(text)


def shortened(text: str, keep: int = 60) -> str:
    """Keep the two ends of a long equal passage, from where a difference is still understood."""
    return text if len(text) <= 3 * keep else f"{text[:keep]} … {text[-keep:]}"


def chat_bubbles(messages: Sequence[Block | Mapping[str, object]], *, limit: int = LONG) -> None:
    """Show messages as a conversation; each is a `Block` or a mapping with `role` and `content`."""
    st.html(tag("div", *(bubble(message, limit=limit) for message in messages), class_="k-chat"))


def bubble(message: Block | Mapping[str, object], *, limit: int = LONG) -> Html:
    """Make one bubble; an unknown role is shown as it stands."""
    if isinstance(message, Block):
        role, text = message.role, message.text
    else:
        role, text = str(message.get("role", "")), str(message.get("content", ""))
    names = {"system": say("system"), "user": say("customer"), "assistant": say("answer")}
    side = role if role in names else "other"
    name = tag("div", names.get(role, role), class_="k-muted")
    return tag("div", name, block(text, limit=limit), class_=f"k-bubble k-{side}")
