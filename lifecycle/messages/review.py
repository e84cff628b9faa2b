"""Texts of `review`."""

from lifecycle.messages.entry import Entry

TEXTS: dict[str, Entry] = {}
