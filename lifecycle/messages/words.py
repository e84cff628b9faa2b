"""Texts of `words`."""

from lifecycle.messages.entry import Entry

TEXTS: dict[str, Entry] = {}
