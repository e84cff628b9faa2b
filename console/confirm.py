"""Asks once before the world changes: a dialog that says what will change, asks why, and then does it.

    if st.button(say("Promote v14 to production"), type="primary"):
        confirm(
            title=say("Promote v14 to production?"),
            body=[say("It replaces v12.")],
            action=say("Promote"),
            do=lambda reason: promotion.promote(bench, id, by=actor(), expecting=12),
            done=say("v14 is in production."),
        )

What a person can mend there (a reason is missing, the store does not answer) is shown inside the dialog
and nothing is lost. One that asks for words is closed by its buttons alone: with Esc the browser would throw
away what is being typed. Words that were not used wait until the same is asked again. Success closes it,
and so does every other refusal, such as a lost race: the page is drawn anew from what is true now, with
what happened on top.
"""

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from console import notices, session
from console.markup import Child
from console.widgets import paragraph
from console.wording import say
from lifecycle import digests
from lifecycle.errors import Invalid, LifecycleError, Unavailable

OVER = "k-confirm-over"
MENDABLE = (Invalid, Unavailable)
"""What the same dialog can still carry out: with other words, or a moment later."""


def confirm(
    *,
    title: str,
    body: Sequence[Child],
    action: str,
    do: Callable[[str], object],
    done: str | Callable[[Any], str],
    leave: str = "",
    ask_reason: bool = False,
    ask_comment: bool = False,
) -> None:
    """Open the dialog; call it where a button was pressed.

    Args:
        title: the question.
        body: what will change, a paragraph each.
        action: what the button says: a verb.
        do: the use case, given the reason or comment, empty without one; raises a `LifecycleError` to
            refuse.
        done: what to say once it is done; a function is given what the use case gave.
        leave: what the button says that changes nothing, where “Cancel” would not be clear.
        ask_reason: whether a reason must be given.
        ask_comment: whether a few words may be given.
    """
    st.session_state.pop(OVER, None)
    kept = reason_of(title)

    def carry_out() -> None:
        try:
            came = do((st.session_state.get(kept) or "").strip())
        except LifecycleError as error:
            notices.post(error)
            st.session_state[OVER] = not isinstance(error, MENDABLE)
        else:
            st.session_state.pop(kept, None)
            notices.post(done if isinstance(done, str) else done(came))
            st.session_state[OVER] = True

    asks = ask_reason or ask_comment

    @st.dialog(title, dismissible=not asks)
    def ask() -> None:
        if st.session_state.pop(OVER, False):
            st.rerun()
        for child in body:
            paragraph(child)
        if asks:
            label = say("Reason (required)") if ask_reason else say("Comment (optional)")
            st.text_area(label, key=kept, persist_state="session")
        notices.show()
        with st.container(horizontal=True):
            st.button(action, type="primary", on_click=carry_out, key="k-confirm-yes")
            if st.button(leave or say("Cancel"), key="k-confirm-no"):
                st.rerun()

    ask()


def reason_of(title: str) -> str:
    """Give the key of what this person wrote where this was asked of this application."""
    asked = digests.canonical([session.app(), session.actor().person, title])
    return f"k-confirm-reason-{digests.digest_of(asked)}"
