"""Texts of `datasets`."""

from lifecycle.messages.entry import Entry

TEXTS: dict[str, Entry] = {}
