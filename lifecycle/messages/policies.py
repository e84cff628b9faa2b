"""Texts of `policies`."""

from lifecycle.messages.entry import Entry

TEXTS: dict[str, Entry] = {}
