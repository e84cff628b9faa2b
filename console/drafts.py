"""What somebody uploads or writes before it is saved.

A draft is kept by the server under an id that nobody guesses and that stands in the URL (`?draft=`):
other pages, a reload and a switch of the language lose nothing. It ends when it is saved or thrown away.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

import streamlit as st

from console import notices, services
from console.services import File
from console.wording import say
from lifecycle import checks
from lifecycle.digests import digest_of
from lifecycle.errors import Invalid

T = TypeVar("T")

PARAMETER = "draft"
OWN_NAME = "the draft's name"
"""The field that tells what a draft is of; no widget has it."""
PLACE = "drop"
"""The field that counts the places where a file was dropped."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """Fields under names; each widget that shows one has the field's key."""

    id: str
    name: str
    fields: dict[str, Any]

    def key(self, field: str) -> str:
        """Give the key of the widget for a field."""
        return f"k-draft-{self.id}-{field}"

    def keep(self, widget: Callable[..., T], label: str, field: str, default: T, **more: Any) -> T:
        """Draw a widget that shows a field and keeps what is chosen or typed there.

        With `options`, a value that is none of them gives way to the default. A field that is typed into is
        given its value only where it does not have it: setting it would write over what is typed meanwhile.
        """
        key = self.key(field)
        value = st.session_state.get(key, self.fields.get(field, default))
        options = more.get("options")
        if options is not None and not more.get("accept_new_options"):
            chosen = value if isinstance(value, list) else [value]
            value = value if all(each in options for each in chosen) else default
        if options is not None or key not in st.session_state:
            st.session_state[key] = value
        kept = self.fields[field] = widget(label, key=key, **more)
        return kept

    def put(self, field: str, value: Any) -> None:
        """Set a field from outside its widget: in a callback, or before the widget is drawn."""
        self.fields[field] = value
        st.session_state.pop(self.key(field), None)

    def forget(self, *fields: str) -> None:
        """Let fields go, so that they begin with their default again."""
        for field in fields:
            self.fields.pop(field, None)
            st.session_state.pop(self.key(field), None)


def opened(name: str) -> Draft:
    """Give the draft of a name: of the URL, else the one last opened in this session, else a new one."""
    wishes = (st.query_params.get(PARAMETER), st.session_state.get(pointer(name)))
    id = next((wish for wish in wishes if wish and services.draft(wish).get(OWN_NAME) == name), None)
    draft = Draft(id=id, name=name, fields=services.draft(id)) if id else begin(name)
    st.session_state[pointer(name)] = draft.id
    st.query_params[PARAMETER] = draft.id
    return draft


def waiting(name: str) -> Draft | None:
    """Give the draft that was begun under a name in this session and neither saved nor thrown away."""
    id = st.session_state.get(pointer(name))
    return Draft(id=id, name=name, fields=services.draft(id)) if id else None


def begin(name: str, **fields: Any) -> Draft:
    """Begin a draft anew with some fields, in place of the last one of this name."""
    id = secrets.token_urlsafe(12)
    services.draft(id).update(fields | {OWN_NAME: name})
    st.session_state[pointer(name)] = id
    return Draft(id=id, name=name, fields=services.draft(id))


def close(draft: Draft) -> None:
    """End a draft: it was saved, or is thrown away."""
    draft.fields.clear()
    st.session_state.pop(pointer(draft.name), None)


def pointer(name: str) -> str:
    """Give the key under which the session remembers the draft of a name."""
    return f"k-draft-of-{name}"


def drop_file(draft: Draft, label: str, *, on_drop: Callable[[File | None], None]) -> None:
    """Draw the place where a file is dropped; `on_drop` gets it, or None when it was taken away again.

    Any kind of file is let in: what it is and whether it is too large is told by the check. Streamlit has
    no words of its own for its button in other languages; the stylesheet takes ours. A file that is too
    large is told and let go at once, with its place: Streamlit would keep it as long as that stands.
    """
    place = draft.fields.get(PLACE, 0)
    key = draft.key(f"{PLACE}-{place}")
    choose = say("Choose a file, or drop it here")
    st.html(f'<style>:root {{ --choose-file: "{choose}" }}</style>')

    def take() -> None:
        given = st.session_state[key]
        try:
            checks.require_size(given.size if given else 0)
        except Invalid as error:
            notices.post(error)
            draft.fields[PLACE] = place + 1
            given = None
        on_drop(to_file(given.name, given.getvalue()) if given else None)

    st.file_uploader(label, key=key, on_change=take, label_visibility="collapsed")


def to_file(name: str, content: bytes) -> File:
    """Give content its name and digest."""
    return File(name=name, content=content, digest=digest_of(content))
