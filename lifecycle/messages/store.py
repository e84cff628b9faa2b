"""Texts of `store`."""

from lifecycle.messages.entry import Entry

TEXTS: dict[str, Entry] = {}
