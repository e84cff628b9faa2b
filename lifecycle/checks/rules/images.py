"""Pictures in a user's message.

Sources: OpenAI's vision fine-tuning guide (10 pictures a row, 10 MB a picture, JPEG, PNG or WEBP, by
address or as a data URL; what does not fit is skipped); Azure's page (64 a row, 10 MB each); Together's page
on vision models (10 a row, 10 MB each) and file check (the same types, data URLs only); Fireworks' page on
vision models (PNG and JPEG as data URLs); Mistral's guide (the address may be a plain text).
"""

import base64
import binascii
import re
from collections.abc import Collection, Iterator
from typing import Any

from lifecycle.checks.rows import Fault, Path, Row, visible
from lifecycle.checks.rules.talk import CHAT, Places, messages_of

DATA_URL = re.compile(r"data:([^;,]*);base64,", re.IGNORECASE)
WEB = ("http://", "https://")
DETAILS = ("auto", "low", "high")
TYPES = ("image/jpeg", "image/png", "image/webp")
MEGABYTE = 1024 * 1024


def images_of(row: Row, places: Places) -> Iterator[tuple[Path, Any]]:
    """Go through the pictures of a row: path and value of each `image_url`."""
    for path, message in messages_of(row.value, places):
        content = message.get("content")
        for index, part in enumerate(content if isinstance(content, list) else []):
            if isinstance(part, dict) and part.get("type") == "image_url":
                yield (*path, "content", index, "image_url"), part.get("image_url")


def images_can_be_used(
    row: Row,
    places: Places = CHAT,
    *,
    types: Collection[str] = TYPES,
    web: bool = True,
    plain: bool = False,
    most: int | None = None,
    largest: int | None = None,
) -> Iterator[Fault]:
    """Every picture has an address or holds its bytes, is of a type that is taken and not too large or many.

    Args:
        row: the row.
        places: where its messages stand.
        types: the media types that are taken.
        web: a picture may be fetched from the web.
        plain: `image_url` may be a text instead of an object with `url`.
        most: the largest number of pictures in a row.
        largest: the megabytes that a picture may have; how many one of the web has is not known.
    """
    found = list(images_of(row, places))
    if most is not None and len(found) > most:
        yield Fault("chat.images.too_many", found[most][0], {"found": len(found), "most": most})
    for path, image in found:
        where, url = (path, image) if plain and isinstance(image, str) else address_of(path, image)
        if not isinstance(url, str) or not url:
            yield Fault("chat.image.url", where)
        else:
            yield from address_can_be_used(where, url, types, web, largest)
        if isinstance(image, dict) and image.get("detail", "auto") not in DETAILS:
            yield Fault("chat.image.detail", (*path, "detail"), {"details": ", ".join(DETAILS)})


def address_of(path: Path, image: Any) -> tuple[Path, Any]:
    """Give the address of a picture that is an object, and where it stands."""
    return ((*path, "url"), image.get("url")) if isinstance(image, dict) else (path, None)


def address_can_be_used(
    path: Path, url: str, types: Collection[str], web: bool, largest: int | None
) -> Iterator[Fault]:
    """An address is one of the web, or a data URL that holds a picture."""
    data = DATA_URL.match(url)
    if not data:
        if not (web and url.lower().startswith(WEB)):
            yield Fault("chat.image.source", path, {"url": visible(url, 60)})
        return
    if data[1].lower() not in types:
        yield Fault("chat.image.type", path, {"type": visible(data[1], 60), "types": ", ".join(types)})
    size = size_of(url[data.end() :])
    if not size:
        yield Fault("chat.image.data", path)
    if largest is not None and size > largest * MEGABYTE:
        yield Fault("chat.image.size", path, {"most": largest})


def size_of(text: str) -> int:
    """Count the bytes of which a text is the base64 form, 0 if it is none."""
    try:
        return len(base64.b64decode(text, validate=True))
    except (binascii.Error, ValueError):
        return 0
