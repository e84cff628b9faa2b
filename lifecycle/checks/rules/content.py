"""What a message says: a text, or parts of a text and pictures.

Sources: the message schemas of OpenAI's fine-tuning reference (content may be left out of an assistant
message that calls a tool; system and tool messages hold text only), its vision guide (no sound, no
files); Microsoft's dataset formats for Foundry (no empty content); Together's file check (one style of
content in a row); mistral-common's request validator (an answer says something or calls a tool).
"""

from collections.abc import Collection, Iterator, Mapping
from typing import Any, TypeAlias

from lifecycle.checks.rows import Fault, Path, Row
from lifecycle.checks.rules.talk import CHAT, Places, calls_tools, lists_of, messages_in, messages_of, role_of
from lifecycle.checks.rules.words import kind_of

PartTypes: TypeAlias = Mapping[str, Collection[str]]
"""The types of parts that a role's content may have; a role that is missing has those of a user."""

TEXT_ONLY: PartTypes = {"user": ("text",)}
PICTURES_ASKED: PartTypes = {
    "system": ("text",),
    "user": ("text", "image_url"),
    "assistant": ("text", "refusal"),
    "tool": ("text",),
    "function": ("text",),
}


def content_is_text(row: Row, places: Places = CHAT, *, parts: PartTypes = PICTURES_ASKED) -> Iterator[Fault]:
    """Every message says something; only one that calls a tool may go without."""
    for path, message in messages_of(row.value, places):
        at, content = (*path, "content"), message.get("content")
        empty = "chat.answer.empty" if role_of(message) == "assistant" else "chat.content.empty"
        if content is None and calls_tools(message):
            continue
        if "content" not in message:
            yield Fault("chat.content.missing", at)
        elif isinstance(content, list):
            yield from parts_are_known(at, content, parts.get(role_of(message), parts["user"]), empty)
        elif not isinstance(content, str):
            yield Fault("chat.content.not_text", at, {"kind": kind_of(content)})
        elif not content.strip() and not calls_tools(message):
            yield Fault(empty, at)


def parts_are_known(at: Path, parts: list[Any], types: Collection[str], empty: str) -> Iterator[Fault]:
    """A content in parts holds objects of a known type, and its text parts hold text."""
    if not parts:
        yield Fault(empty, at)
    for index, part in enumerate(parts):
        kind = part.get("type") if isinstance(part, dict) else None
        if kind == "image_url" and kind not in types:
            yield Fault("chat.image.role", (*at, index))
        elif not isinstance(kind, str) or kind not in types:
            yield Fault("chat.content.part", (*at, index), {"types": ", ".join(types)})
        elif kind in ("text", "refusal") and not isinstance(part.get(kind), str):
            yield Fault("chat.content.not_text", (*at, index, kind), {"kind": kind_of(part.get(kind))})
        elif kind in ("text", "refusal") and not part[kind].strip():
            yield Fault(empty, (*at, index, kind))


def contents_are_alike(row: Row, places: Places = CHAT) -> Iterator[Fault]:
    """All contents of a list are texts, or all are parts."""
    for place, given in lists_of(row.value, places):
        styles = {
            kind_of(message["content"]): path
            for path, message in reversed(list(messages_in(place, given)))
            if isinstance(message.get("content"), str | list)
        }
        if len(styles) > 1:
            yield Fault("chat.content.mixed", (*max(styles.values()), "content"))


def answers_say_or_call(row: Row) -> Iterator[Fault]:
    """An assistant message does not both say something and call a tool."""
    for path, message in messages_of(row.value):
        if role_of(message) == "assistant" and message.get("content") and message.get("tool_calls"):
            yield Fault("chat.answer.both", (*path, "content"))
