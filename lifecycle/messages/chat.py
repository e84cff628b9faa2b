"""Texts of `chat`."""

from lifecycle.messages.entry import Entry

TEXTS: dict[str, Entry] = {}
