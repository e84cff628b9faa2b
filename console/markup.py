"""Makes HTML in which nothing but our own tags is a tag.

A string that comes in is text and is escaped; only `Html`, which `tag` gives, passes as it stands. So
`tag("b", answer)` is safe whatever the model said.
"""

import html
import re
import unicodedata

ALLOWED_FORMAT = "\u200d"  # joins emoji: a family of four would fall apart
HIDDEN_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


class Html(str):
    """Markup that is safe as it stands; every other string is escaped where it gets in."""

    __slots__ = ()


Child = Html | str | int | float | None


def is_hidden(character: str, before: str) -> bool:
    """Tell whether a character cannot be seen or changes the order of others, such as a bidi override."""
    if character in "\n\t":
        return False
    if character == ALLOWED_FORMAT:
        return unicodedata.category(before or " ") not in {"So", "Sk", "Mn"}
    return unicodedata.category(character) in HIDDEN_CATEGORIES


def visible(text: str) -> str:
    """Write out characters that hide, reorder or cannot be sent, as `⟦U+202E⟧`; one kind of line end."""
    text = re.sub(r"\r\n?", "\n", text)
    if text.isascii() and text.replace("\n", "").replace("\t", "").isprintable():
        return text
    before = ("", *text)
    return "".join(
        f"⟦U+{ord(character):04X}⟧" if is_hidden(character, last) else character
        for last, character in zip(before, text, strict=False)
    )


def cut(text: str, limit: int) -> str:
    """Give the beginning of a text, at most `limit` characters; what is cut ends with `…`."""
    return text if len(text) <= limit else f"{text[: limit - 1]}…"


def escape(text: str) -> Html:
    """Turn any text into markup that shows just this text."""
    return Html(html.escape(visible(text)))


def tag(name: str, /, *children: Child, **attributes: str | int | float | bool | None) -> Html:
    """Make an element: `tag("td", answer, class_="k-right", aria_label=…)`.

    Strings are escaped, None is left out. An attribute's underscores become dashes, one at the end goes
    (`class_`); None and False leave it out, True gives it no value.
    """
    written = "".join(
        f" {key.rstrip('_').replace('_', '-')}"
        + ("" if value is True else f'="{html.escape(visible(str(value)))}"')
        for key, value in attributes.items()
        if value is not None and value is not False
    )
    return Html(f"<{name}{written}>{join(*children)}</{name}>")


def join(*children: Child) -> Html:
    """Put pieces one after the other, escaping those that are plain text."""
    return Html(
        "".join(
            child if isinstance(child, Html) else escape(str(child))
            for child in children
            if child is not None
        )
    )
