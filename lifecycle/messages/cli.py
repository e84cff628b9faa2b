"""Texts of `cli`."""

from lifecycle.messages.entry import Entry

TEXTS: dict[str, Entry] = {}
