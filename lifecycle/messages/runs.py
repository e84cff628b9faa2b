"""Texts of `runs`."""

from lifecycle.messages.entry import Entry

TEXTS: dict[str, Entry] = {}
