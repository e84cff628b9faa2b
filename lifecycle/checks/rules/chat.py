"""Rules for chat fine-tuning rows, `{"messages": [{"role": …, "content": …}, …]}`.

The rules are those of OpenAI's fine-tuning guide and of the validation loop in its cookbook ("Data
preparation and analysis for chat model fine-tuning"); Azure OpenAI takes the same format.
"""

import json
from collections.abc import Hashable, Iterator
from typing import Any

from lifecycle.checks.rows import Fault, Path, Row, visible
from lifecycle.checks.rules.words import closest, kind_of

ROLES = ("system", "developer", "user", "assistant", "tool", "function")
INSTRUCTING = ("system", "developer")
ROW_KEYS = ("messages", "tools", "functions", "parallel_tool_calls")
MESSAGE_KEYS = ("role", "content", "name", "weight", "tool_calls", "tool_call_id", "function_call", "refusal")
PLAIN = {"role", "content"}
CALLS = ("tool_calls", "function_call")
PART_TYPES = ("text", "image_url", "refusal")
NICKNAMES = {
    "human": "user",
    "customer": "user",
    "client": "user",
    "bot": "assistant",
    "ai": "assistant",
    "gpt": "assistant",
    "model": "assistant",
    "agent": "assistant",
    "operator": "assistant",
    "instruction": "system",
    "prompt": "system",
}


def messages_of(value: dict[str, Any]) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Go through the messages that are objects, with their paths."""
    given = value.get("messages")
    for index, message in enumerate(given if isinstance(given, list) else []):
        if isinstance(message, dict):
            yield ("messages", index), message


def messages_are_listed(row: Row) -> Iterator[Fault]:
    """`messages` is there, is a list, has something in it, and only objects."""
    at: Path = ("messages",)
    given = row.value.get("messages")
    if "messages" not in row.value:
        yield Fault("chat.messages.missing", at, {"found": visible(", ".join(row.value)) or "-"})
    elif not isinstance(given, list):
        yield Fault("chat.messages.not_a_list", at, {"kind": kind_of(given)})
    elif not given:
        yield Fault("chat.messages.empty", at)
    else:
        for index, message in enumerate(given):
            if not isinstance(message, dict):
                yield Fault("chat.message.not_an_object", (*at, index), {"kind": kind_of(message)})


def roles_are_known(row: Row) -> Iterator[Fault]:
    """Every message has a role, and one that exists."""
    for path, message in messages_of(row.value):
        role = message.get("role")
        if "role" not in message:
            yield Fault("chat.role.missing", (*path, "role"))
        elif not isinstance(role, str) or role not in ROLES:
            name = role if isinstance(role, str) else kind_of(role)
            params = {"role": visible(name, 60), "suggestion": closest(name, ROLES, NICKNAMES)}
            yield Fault("chat.role.unknown", (*path, "role"), params)


def content_is_text(row: Row) -> Iterator[Fault]:
    """Every message says something; only an assistant's call of a tool may go without."""
    for path, message in messages_of(row.value):
        at = (*path, "content")
        content = message.get("content")
        if content is None and any(message.get(key) for key in CALLS):
            continue
        if "content" not in message:
            yield Fault("chat.content.missing", at)
        elif isinstance(content, list):
            yield from parts_are_known(at, content)
        elif not isinstance(content, str):
            yield Fault("chat.content.not_text", at, {"kind": kind_of(content)})
        elif not content.strip():
            yield Fault("chat.content.empty", at)


def parts_are_known(at: Path, parts: list[Any]) -> Iterator[Fault]:
    """A content in parts holds objects of a known type, and its text parts hold text."""
    if not parts:
        yield Fault("chat.content.empty", at)
    for index, part in enumerate(parts):
        if not isinstance(part, dict) or part.get("type") not in PART_TYPES:
            yield Fault("chat.content.part", (*at, index), {"types": ", ".join(PART_TYPES)})
        elif part["type"] == "text" and not isinstance(part.get("text"), str):
            yield Fault("chat.content.not_text", (*at, index, "text"), {"kind": kind_of(part.get("text"))})
        elif part["type"] == "text" and not part["text"].strip():
            yield Fault("chat.content.empty", (*at, index, "text"))


def assistant_has_the_last_word(row: Row) -> Iterator[Fault]:
    """An assistant message is there to be learned, and it is the last."""
    found = [(path, message.get("role")) for path, message in messages_of(row.value)]
    if found and all(role != "assistant" for _, role in found):
        yield Fault("chat.assistant.missing", ("messages",))
    elif found and found[-1][1] != "assistant":
        yield Fault("chat.last.not_assistant", found[-1][0], {"role": visible(str(found[-1][1]), 60)})


def system_stands_first(row: Row) -> Iterator[Fault]:
    """A system (or developer) message is the first one only."""
    for path, message in messages_of(row.value):
        if message.get("role") in INSTRUCTING and path[-1] != 0:
            yield Fault("chat.system.not_first", path, {"role": message["role"]})


def keys_are_known(row: Row) -> Iterator[Fault]:
    """Rows and messages have no key that the format does not know."""
    for key in row.value:
        if key not in ROW_KEYS:
            params = {"key": visible(key, 60), "suggestion": closest(key, ROW_KEYS)}
            yield Fault("row.key.unknown", (key,), params)
    for path, message in messages_of(row.value):
        for key in message:
            if key not in MESSAGE_KEYS:
                params = {"key": visible(key, 60), "suggestion": closest(key, MESSAGE_KEYS)}
                yield Fault("chat.key.unknown", (*path, key), params)


RULES = (
    messages_are_listed,
    roles_are_known,
    content_is_text,
    assistant_has_the_last_word,
    system_stands_first,
    keys_are_known,
)


def texts(value: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Give the texts of a row: role and what was said, content in parts joined."""
    for _, message in messages_of(value):
        role, content = message.get("role"), message.get("content")
        if isinstance(content, list):
            given = [part.get("text") for part in content if isinstance(part, dict)]
            content = "".join(text for text in given if isinstance(text, str))
        if isinstance(role, str) and role in ROLES and isinstance(content, str):
            yield role, content


def exchange(value: dict[str, Any]) -> tuple[Hashable, Hashable]:
    """Give roles and texts of the conversation up to the last message, and the last one's text.

    A message that has more than role and text counts as its canonical JSON.
    """
    given = value.get("messages")
    if not isinstance(given, list) or len(given) < 2:
        return (), ()
    said = [content_of(message) for message in given]
    roles = tuple(str(message.get("role")) if isinstance(message, dict) else "" for message in given[:-1])
    return (roles, tuple(said[:-1])), said[-1]


def content_of(message: Any) -> str:
    """Give what a message says, as one text."""
    if isinstance(message, dict) and message.keys() == PLAIN and isinstance(message["content"], str):
        return message["content"]
    return json.dumps(message, sort_keys=True)
