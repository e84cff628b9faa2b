"""Texts of `prompts`."""

from lifecycle.messages.entry import Entry

TEXTS: dict[str, Entry] = {}
