"""Texts of `gates` and `criteria`.

A text that stands inside another one comes in both languages: `{label}` and `{label_ja}`.
"""

from lifecycle.messages.entry import Entry
from lifecycle.messages.gates import labels, meanings, numbers, observed, rules, sentences

TEXTS: dict[str, Entry] = {
    **labels.TEXTS,
    **meanings.TEXTS,
    **numbers.TEXTS,
    **observed.TEXTS,
    **rules.TEXTS,
    **sentences.TEXTS,
}
