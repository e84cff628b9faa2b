"""Texts of `evaluation`."""

from lifecycle.messages.entry import Entry

TEXTS: dict[str, Entry] = {}
