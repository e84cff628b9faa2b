"""Texts of `comparison`."""

from lifecycle.messages.entry import Entry

TEXTS: dict[str, Entry] = {}
