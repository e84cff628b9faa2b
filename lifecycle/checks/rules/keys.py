"""Which keys a row and its messages may have.

Sources: the schemas of OpenAI's fine-tuning reference. Its service refuses rows with other keys; Mistral
and TRL ignore them, Together and Fireworks state nothing. mistral-finetune knows some keys by two names
and refuses a row that has both.
"""

from collections.abc import Collection, Iterator

from lifecycle.checks.rows import Fault, Path, Row, visible
from lifecycle.checks.rules.talk import CHAT, Places, at, messages_of
from lifecycle.checks.rules.words import closest


def row_keys_are_known(row: Row, keys: Collection[str], *, within: Path = ()) -> Iterator[Fault]:
    """A row, or an object in it, has no key that the format does not know."""
    given = at(row.value, within)
    for key in given if isinstance(given, dict) else ():
        if key not in keys:
            params = {"key": visible(key, 60), "suggestion": closest(key, keys)}
            yield Fault("row.key.unknown", (*within, key), params)


def message_keys_are_known(row: Row, keys: Collection[str], places: Places = CHAT) -> Iterator[Fault]:
    """A message has no key that the format does not know."""
    for path, message in messages_of(row.value, places):
        for key in message:
            if key not in keys:
                params = {"key": visible(key, 60), "suggestion": closest(key, keys)}
                yield Fault("chat.key.unknown", (*path, key), params)


def one_name_is_used(row: Row, names: Collection[tuple[str, str]], places: Places = ()) -> Iterator[Fault]:
    """A row has a key that goes by two names under one of them only; with places, its messages there do."""
    for path, given in messages_of(row.value, places) if places else [((), row.value)]:
        for name, other in names:
            if name in given and other in given:
                yield Fault("row.key.both", (*path, other), {"name": name, "other": other})
