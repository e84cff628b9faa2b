"""Where the messages of a row stand, what they say, and how two rows are told to say the same.

A row has messages in one list (chat) or in several (a prompt and two answers to choose between); a place
is the path of a list. OpenAI's fine-tuning guide has the chat form, `{"messages": [{"role": …,
"content": …}, …]}`, its guide to direct preference optimisation the other.
"""

from collections.abc import Hashable, Iterator
from typing import Any, Literal, TypeAlias, get_args

from lifecycle.checks.rows import NOTHING, Path
from lifecycle.checks.rules.words import canonical

Places: TypeAlias = tuple[Path, ...]

CHAT: Places = (("messages",),)
OUTPUTS: Places = (("preferred_output",), ("non_preferred_output",))
PAIR: Places = (("input", "messages"), *OUTPUTS)
SIDES: Places = (("prompt",), ("completion",), ("chosen",), ("rejected",))
EVERYWHERE: Places = (*CHAT, *PAIR, *SIDES)

Role: TypeAlias = Literal["system", "developer", "user", "assistant", "tool", "function"]
ROLES: tuple[str, ...] = get_args(Role)
INSTRUCTING = ("system", "developer")
PLAIN = {"role", "content"}
CALLS = ("tool_calls", "function_call")
SPEAKERS = {"user_query": "user", "question": "user", "ideal_response": "assistant", "expected": "assistant"}
"""Who says what logs and golden sets call otherwise."""


def at(value: Any, path: Path) -> Any:
    """Give what stands at a path of keys, `NOTHING` if there is none."""
    for step in path:
        if not isinstance(value, dict) or step not in value:
            return NOTHING
        value = value[step]
    return value


def lists_of(value: dict[str, Any], places: Places) -> Iterator[tuple[Path, list[Any]]]:
    """Go through the lists that stand at some places."""
    for path in places:
        given = at(value, path)
        if isinstance(given, list):
            yield path, given


def messages_of(value: dict[str, Any], places: Places = CHAT) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Go through the messages that are objects, with their paths."""
    for path, given in lists_of(value, places):
        yield from messages_in(path, given)


def messages_in(path: Path, given: list[Any]) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Go through the messages of one list that are objects, with their paths."""
    for index, message in enumerate(given):
        if isinstance(message, dict):
            yield (*path, index), message


def role_of(message: dict[str, Any]) -> str:
    """Give a message's role, empty if it is no text."""
    role = message.get("role")
    return role if isinstance(role, str) else ""


def speaker_of(name: str) -> str:
    """Tell whose a text is that `texts` calls so: a role, or the name itself where nobody speaks."""
    return SPEAKERS.get(name, name)


def calls_tools(message: dict[str, Any]) -> bool:
    """Whether a message calls a tool, so that it may say nothing itself."""
    return any(message.get(key) for key in CALLS)


def texts(value: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Give the texts of a row: role and what was said, content in parts joined; then texts without a role."""
    for _, message in messages_of(value, EVERYWHERE):
        role, content = role_of(message), message.get("content")
        if isinstance(content, list):
            given = [part.get("text") for part in content if isinstance(part, dict)]
            content = "".join(text for text in given if isinstance(text, str))
        if role in ROLES and isinstance(content, str):
            yield role, content
    for name in ("text", *(str(path[-1]) for path in SIDES)):
        if isinstance(value.get(name), str):
            yield name, value[name]


def exchange(value: dict[str, Any]) -> tuple[Hashable, Hashable]:
    """Give what a row asks and what it answers, whichever form it has.

    Of a chat these are roles and texts up to the last message, and the last one's text; a message that
    has more than role and text counts as its canonical JSON, and so does any other form.
    """
    given = value.get("messages")
    if isinstance(given, list):
        if len(given) < 2:
            return (), ()
        said = [content_of(message) for message in given]
        roles = tuple(str(message.get("role")) if isinstance(message, dict) else "" for message in given[:-1])
        return (roles, tuple(said[:-1])), said[-1]
    asked = [value.get(key) for key in ("input", "prompt", "text")]
    if not any(asked):
        return (), ()
    answered = {key: given for key, given in value.items() if key not in ("input", "prompt", "text")}
    return canonical(asked), canonical(answered)


def whole(value: dict[str, Any]) -> tuple[Hashable, Hashable]:
    """Give the messages of a row as what it asks, its other keys as what is known of the answer."""
    known = {key: given for key, given in value.items() if key != "messages"}
    return (canonical(value["messages"]) if value.get("messages") else ""), canonical(known)


def content_of(message: Any) -> str:
    """Give what a message says, as one text."""
    if isinstance(message, dict) and message.keys() == PLAIN and isinstance(message["content"], str):
        return message["content"]
    return canonical(message)
