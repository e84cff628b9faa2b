"""What a person is told on the next page: something was done, or a button was refused."""

import streamlit as st

from console.palette import Tone
from console.widgets import error_card, notice
from lifecycle.errors import LifecycleError

KEY = "k-notices"


def post(what: str | LifecycleError, tone: Tone = "good") -> None:
    """Keep a message until a page shows it; for callbacks, which cannot draw."""
    st.session_state.setdefault(KEY, []).append((what, tone))


def show() -> None:
    """Show the messages and forget them; `main` does it above every page, where they stay in sight."""
    waiting = st.session_state.pop(KEY, [])
    if not waiting:
        return
    with st.container(key=KEY):
        for what, tone in waiting:
            if isinstance(what, LifecycleError):
                error_card(what)
            else:
                notice(what, tone)
