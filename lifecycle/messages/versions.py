"""Texts of `versions`."""

from lifecycle.messages.entry import Entry

TEXTS: dict[str, Entry] = {}
