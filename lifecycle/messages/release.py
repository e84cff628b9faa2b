"""Texts of `release`."""

from lifecycle.messages.entry import Entry

TEXTS: dict[str, Entry] = {}
