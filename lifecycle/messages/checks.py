"""Texts of `checks`."""

from lifecycle.messages.entry import Entry

TEXTS: dict[str, Entry] = {}
