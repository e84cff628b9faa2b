"""Texts of `gates`."""

from lifecycle.messages.entry import Entry

TEXTS: dict[str, Entry] = {}
