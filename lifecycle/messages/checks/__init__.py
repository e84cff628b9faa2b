"""Texts of `checks`: every finding of the dataset checker."""

from lifecycle.messages.checks import (
    calls,
    chat,
    checking,
    csv,
    file,
    golden,
    images,
    json,
    logs,
    meaning,
    pairs,
    rows,
    shapes,
    text,
    tools,
)
from lifecycle.messages.entry import Entry

TEXTS: dict[str, Entry] = {
    **calls.TEXTS,
    **chat.TEXTS,
    **checking.TEXTS,
    **csv.TEXTS,
    **file.TEXTS,
    **golden.TEXTS,
    **images.TEXTS,
    **json.TEXTS,
    **logs.TEXTS,
    **meaning.TEXTS,
    **pairs.TEXTS,
    **rows.TEXTS,
    **shapes.TEXTS,
    **text.TEXTS,
    **tools.TEXTS,
}
