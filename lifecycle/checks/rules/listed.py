"""Messages are there: a list of objects with something in it.

Sources: the chat and preference schemas of OpenAI's fine-tuning reference; the validation loop in its
cookbook ("Data preparation and analysis for chat model fine-tuning"); Together's file check.
"""

from collections.abc import Iterator

from lifecycle.checks.rows import NOTHING, Fault, Row, path_text, visible
from lifecycle.checks.rules.talk import CHAT, Places, at
from lifecycle.checks.rules.words import kind_of


def messages_are_listed(row: Row, places: Places = CHAT, *, required: bool = True) -> Iterator[Fault]:
    """At each place there is a list, not empty, and only of objects; elsewhere if not `required`."""
    for path in places:
        around, given = at(row.value, path[:-1]), at(row.value, path)
        params = {"name": path_text(path)}
        if given is NOTHING:
            if required and isinstance(around, dict):
                found = visible(", ".join(around)) or "-"
                yield Fault("chat.messages.missing", path, {**params, "found": found})
        elif not isinstance(given, list):
            yield Fault("chat.messages.not_a_list", path, {**params, "kind": kind_of(given)})
        elif not given:
            yield Fault("chat.messages.empty", path, params)
        else:
            for index, message in enumerate(given):
                if not isinstance(message, dict):
                    yield Fault("chat.message.not_an_object", (*path, index), {"kind": kind_of(message)})
