"""Buttons for what not everybody may do: closed, they say why. The use cases refuse by themselves."""

import streamlit as st

from console import session
from console.widgets import paragraph
from console.wording import say, word
from lifecycle import access


def button(label: str, action: str, *, closed: str = "", primary: bool = False) -> bool:
    """Draw a button for an action of `access`; closed for a reason, it stays grey and the reason is told."""
    why = closed or needed_role(action)
    pressed = st.button(label, type="primary" if primary else "secondary", disabled=bool(why), key=action)
    if why:
        paragraph(why, quiet=True)
    return pressed


def needed_role(action: str) -> str:
    """Say which role an action needs, empty if the person has it."""
    if session.may(action):
        return ""
    return say("This needs the role {role} or higher.", role=word(access.ACTIONS[action], "role"))
