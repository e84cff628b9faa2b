"""Preference pairs: a question, the answer that is preferred and the one that is not.

    {"input": {"messages": […]}, "preferred_output": [message], "non_preferred_output": [message]}

Sources: OpenAI's guide to direct preference optimisation (one turn, its schema at most one message a
side); Azure's page (several messages of assistant and tool a side); Together's preference fine-tuning and
file check (one assistant message a side, the question does not end with one); Fireworks' page and
validator (one user turn, its last message the answer). Only Microsoft's validator asks whether the
answers differ.
"""

from collections.abc import Collection, Iterator

from lifecycle.checks.rows import NOTHING, Fault, Row, visible
from lifecycle.checks.rules.talk import OUTPUTS, Places, at, messages_of, role_of
from lifecycle.checks.rules.words import kind_of

KEYS = ("input", "preferred_output", "non_preferred_output")
QUESTION: Places = (("input", "messages"),)
INPUT_KEYS = ("messages", "tools", "parallel_tool_calls")


def a_pair_is_given(row: Row) -> Iterator[Fault]:
    """A row has a question and both answers."""
    for key in KEYS:
        if key not in row.value:
            found = visible(", ".join(row.value)) or "-"
            yield Fault("pair.missing", (key,), {"key": key, "found": found})


def the_question_is_an_object(row: Row) -> Iterator[Fault]:
    """What stands as the question is an object, which has the messages."""
    given = row.value.get("input", {})
    if not isinstance(given, dict):
        yield Fault("pair.input", ("input",), {"kind": kind_of(given)})


def answers_are_messages(row: Row, *, roles: Collection[str] = ("assistant",)) -> Iterator[Fault]:
    """Each answer is one message, and from the assistant."""
    for path in OUTPUTS:
        given = at(row.value, path)
        if isinstance(given, list) and len(given) > 1:
            yield Fault("pair.several", (*path, 1), {"name": path[0], "found": len(given)})
        for where, message in messages_of(row.value, (path,)):
            if role_of(message) and role_of(message) not in roles:
                yield Fault("pair.role", (*where, "role"), {"role": visible(role_of(message), 60)})


def the_question_is_open(row: Row) -> Iterator[Fault]:
    """The question does not end with an assistant message: the answers are what comes next."""
    found = list(messages_of(row.value, QUESTION))
    if found and role_of(found[-1][1]) == "assistant":
        yield Fault("pair.answered", found[-1][0])


def there_is_one_turn(row: Row) -> Iterator[Fault]:
    """The question has one message of the user."""
    found = [path for path, message in messages_of(row.value, QUESTION) if role_of(message) == "user"]
    if len(found) > 1:
        yield Fault("pair.turns", found[1])


def answers_differ(
    row: Row, keys: tuple[str, str] = ("preferred_output", "non_preferred_output")
) -> Iterator[Fault]:
    """The answers are not the same."""
    one, other = (at(row.value, (key,)) for key in keys)
    if one is not NOTHING and one == other:
        yield Fault("pair.same", (keys[1],))
