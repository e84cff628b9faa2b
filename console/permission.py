"""Buttons for what not everybody may do: closed, they say why. The use cases refuse by themselves."""

from collections.abc import Sequence

import streamlit as st

from console import session
from console.widgets import paragraph
from console.wording import say, word
from lifecycle import access


def button(
    label: str,
    action: str,
    *,
    roles: Sequence[str] = (),
    closed: str = "",
    primary: bool = False,
    key: str = "",
) -> bool:
    """Draw a button for an action of `access`; closed for a reason, it stays grey and the reason is told.

    `roles` are those to which the policy narrows the action; `key` tells two such buttons apart.
    """
    why = closed or needed_role(action, roles)
    pressed = st.button(
        label, type="primary" if primary else "secondary", disabled=bool(why), key=key or action
    )
    if why:
        paragraph(why, quiet=True)
    return pressed


def needed_role(action: str, roles: Sequence[str] = ()) -> str:
    """Say which role an action needs, empty if the person has it; `roles` as for `button`."""
    able = access.able(action, roles)
    if session.role() in able:
        return ""
    return say("This needs the role {role} or higher.", role=word(able[0], "role"))
