"""Who speaks, in which order, and who has the last word.

Sources: OpenAI's fine-tuning reference (roles) and guide; Azure's pages on reinforcement fine-tuning (the
last message is the user's) and Microsoft's dataset formats for Foundry (a user, and an assistant last);
Together's data preparation (turns alternate) and file check; Fireworks' guide (system first) and its
published validator (turns); mistral-common's request validator (order); TRL's `apply_chat_template`.
"""

from collections.abc import Collection, Iterator, Mapping
from typing import TypeAlias

from lifecycle.checks.rows import Fault, Row, path_text, visible
from lifecycle.checks.rules.talk import (
    CHAT,
    INSTRUCTING,
    ROLES,
    Places,
    lists_of,
    messages_in,
    messages_of,
    role_of,
)
from lifecycle.checks.rules.words import closest, kind_of

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

Turns: TypeAlias = Mapping[str, Collection[str]]
"""Who may speak after whom, and first (after the empty role); after a role that is missing anybody may."""

UNKNOWN = "?"
"""Stands for a role that cannot be told, before and after which anybody may speak."""

ALTERNATING: Turns = {
    "": ("user",),
    "user": ("assistant",),
    "assistant": ("user", "tool"),
    "tool": ("assistant", "tool"),
}


def roles_are_known(row: Row, places: Places = CHAT, *, roles: Collection[str]) -> Iterator[Fault]:
    """Every message has a role, and one that the target knows."""
    instructing = {name: known for name in INSTRUCTING for known in INSTRUCTING if known in roles}
    for path, message in messages_of(row.value, places):
        role = message.get("role")
        if "role" not in message:
            yield Fault("chat.role.missing", (*path, "role"))
        elif not isinstance(role, str) or role not in roles:
            name = role if isinstance(role, str) else kind_of(role)
            suggestion = closest(name, roles, {**instructing, **NICKNAMES})
            yield Fault(
                "chat.role.unknown", (*path, "role"), {"role": visible(name, 60), "suggestion": suggestion}
            )


def an_assistant_is_there(row: Row, places: Places = CHAT) -> Iterator[Fault]:
    """An assistant message is there to be learned."""
    for path, given in lists_of(row.value, places):
        found = [role_of(message) for _, message in messages_in(path, given)]
        if found and "assistant" not in found:
            yield Fault("chat.assistant.missing", path)


def a_user_is_there(row: Row, *, only_alone: bool = False) -> Iterator[Fault]:
    """A user message is there that is answered; `only_alone` asks it of a row with a single message.

    Where a role is not known it may be the user's, so nothing is said.
    """
    for path, given in lists_of(row.value, CHAT):
        spoke = [role_of(message) for _, message in messages_in(path, given)]
        found = [role for role in spoke if role not in INSTRUCTING]
        is_clear = len(spoke) == len(given) and all(role in ROLES for role in spoke)
        if found and is_clear and "user" not in found and not (only_alone and len(found) > 1):
            yield Fault("chat.user.missing", path)


def assistant_has_the_last_word(row: Row) -> Iterator[Fault]:
    """The last message is the assistant's, where there is any of it."""
    found = list(messages_of(row.value))
    if found and any(role_of(message) == "assistant" for _, message in found):
        path, message = found[-1]
        if role_of(message) != "assistant":
            yield Fault("chat.last.not_assistant", path, {"role": visible(str(message.get("role")), 60)})


def last_is_one_of(row: Row, places: Places, *, roles: Collection[str]) -> Iterator[Fault]:
    """The last message of a question is from one of these, so that an answer can follow."""
    for place, given in lists_of(row.value, places):
        found = list(messages_in(place, given))
        if found and role_of(found[-1][1]) not in roles:
            path, message = found[-1]
            role = visible(str(message.get("role")), 60)
            wanted = ", ".join(roles)
            yield Fault("chat.last.role", path, {"role": role, "wanted": wanted, "name": path_text(place)})


def system_stands_first(row: Row, places: Places = CHAT) -> Iterator[Fault]:
    """A system (or developer) message stands before all others."""
    for place, given in lists_of(row.value, places):
        spoke = False
        for path, message in messages_in(place, given):
            if role_of(message) not in INSTRUCTING:
                spoke = True
            elif spoke:
                yield Fault("chat.system.not_first", path, {"role": role_of(message)})


def system_speaks_once(row: Row, places: Places = CHAT) -> Iterator[Fault]:
    """There is one system message at most."""
    for place, given in lists_of(row.value, places):
        found = [path for path, message in messages_in(place, given) if role_of(message) in INSTRUCTING]
        for path in found[1:]:
            yield Fault("chat.system.twice", path)


def turns_follow(row: Row, places: Places = CHAT, *, turns: Turns) -> Iterator[Fault]:
    """Each message comes from somebody who may speak after the one before; system messages aside."""
    for place, given in lists_of(row.value, places):
        before = ""
        for index, message in enumerate(given):
            role = (role_of(message) if isinstance(message, dict) else "") or UNKNOWN
            if role in INSTRUCTING:
                continue
            if role in turns and before in turns and role not in turns[before]:
                params = {"role": role, "before": before, "wanted": ", ".join(turns[before])}
                yield Fault("chat.turn" if before else "chat.turn.first", (*place, index), params)
            before = role
