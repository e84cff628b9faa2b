"""Asks once before the world changes: a dialog that says what will change, asks why, and then does it.

    if st.button(say("Promote v14 to production"), type="primary"):
        confirm(
            title=say("Promote v14 to production?"),
            body=[say("It replaces v12.")],
            action=say("Promote"),
            do=lambda reason: promotion.promote(bench, id, by=actor(), expecting=12),
            done=say("v14 is in production."),
        )

A refusal is shown inside the dialog and nothing is lost; success closes it, and the next page says so.
"""

from collections.abc import Callable, Sequence

import streamlit as st

from console import notices
from console.markup import Child
from console.widgets import paragraph
from console.wording import say
from lifecycle.errors import LifecycleError

DONE = "k-confirm-done"
REASON = "k-confirm-reason"


def confirm(
    *,
    title: str,
    body: Sequence[Child],
    action: str,
    do: Callable[[str], object],
    done: str,
    ask_reason: bool = False,
    ask_comment: bool = False,
) -> None:
    """Open the dialog; call it where a button was pressed.

    Args:
        title: the question.
        body: what will change, a paragraph each.
        action: what the button says: a verb.
        do: the use case, given the reason or comment, empty without one; a `LifecycleError` is shown.
        done: what to say once it is done.
        ask_reason: whether a reason must be given.
        ask_comment: whether a few words may be given.
    """
    for key in (DONE, REASON):
        st.session_state.pop(key, None)

    def carry_out() -> None:
        try:
            do(st.session_state.get(REASON, "").strip())
        except LifecycleError as error:
            notices.post(error)
        else:
            notices.post(done)
            st.session_state[DONE] = True

    @st.dialog(title)
    def ask() -> None:
        if st.session_state.pop(DONE, False):
            st.rerun()
        for child in body:
            paragraph(child)
        if ask_reason or ask_comment:
            label = say("Reason (required)") if ask_reason else say("Comment (optional)")
            st.text_area(label, key=REASON, max_chars=2_000)
        notices.show()
        with st.container(horizontal=True):
            st.button(action, type="primary", on_click=carry_out, key="k-confirm-yes")
            if st.button(say("Cancel"), key="k-confirm-no"):
                st.rerun()

    ask()
