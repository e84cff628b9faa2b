"""How rows are written when they are frozen: `json.dumps` of each with keys in the profile's order.

Digests rest on these bytes, so they never change. Rows of plain messages (role and content, both text)
are written many at a time by a faster encoder, whose bytes are the same.
"""

import io
import json
import re
from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Any

import msgspec

from lifecycle import checks
from lifecycle.checks import Plain, Source

CHAT = "openai-chat"
ROLE_FIRST = re.compile(rb'\{\s*+"role"')
"""How a message begins; in a text the quotation mark would be escaped."""
LISTED, IN_LINES = (b']}%s{"messages": [{"role": "' % between for between in (b", ", b"\n"))
"""What stands between plain rows, as `json.dumps` writes a list and as lines are; no text can contain it."""
DECODER, ENCODER = msgspec.json.Decoder(Plain), msgspec.json.Encoder()


def to_line(value: Any) -> bytes:
    """Write one row as a line of JSON, Japanese readable."""
    return json.dumps(value, ensure_ascii=False).encode() + b"\n"


def frozen(source: Source, profile: str, mapping: Mapping[str, str] | None = None) -> Iterator[bytes]:
    """Give the bytes that a valid file is frozen as, some lines at a time.

    Raises:
        Conflict: the file changed since it was opened.
    """
    if profile == CHAT:
        for block in source.blocks():
            yield from rewritten(block.content)
    else:
        yield from map(to_line, (value for _, value in checks.values(source, profile, mapping)))
    source.require_unchanged()


def rewritten(content: bytes) -> Iterator[bytes]:
    """Write lines of chat rows as they are frozen, those that are plain together."""
    if (whole := plain(content)) is not None:
        yield whole
        return
    lines = [*io.BytesIO(content)]
    tried = zip(lines, map(plain, lines), strict=True)
    for is_plain, run in groupby(tried, key=lambda each: each[1] is not None):
        if is_plain:
            yield b"".join(line for _, line in run if line)
        else:
            rest = b"".join(line for line, _ in run)
            yield b"".join(to_line(value) for _, value in checks.values(rest, CHAT))


def plain(content: bytes) -> bytes | None:
    """Write lines of plain rows as `to_line` would; None if one is not plain, or has content before role."""
    try:
        rows = DECODER.decode_lines(content)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return None
    if not rows:
        return b""
    listed = msgspec.json.format(ENCODER.encode(rows), indent=0)
    written = listed[1:-1].replace(LISTED, IN_LINES) + b"\n"
    if written == content:
        return written
    messages = sum(len(row.messages) for row in rows)
    return written if len(ROLE_FIRST.findall(content)) == messages else None
