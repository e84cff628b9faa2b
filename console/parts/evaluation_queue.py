"""Draws the evaluations that wait or run, each with its progress, a way in and a way to end it."""

import streamlit as st

from console import marks, permission, screens, services
from console.confirm import confirm
from console.session import actor
from console.widgets import card, draw, paragraph, progress
from console.wording import say, say_n
from lifecycle import evaluation
from lifecycle.evaluation import engine
from lifecycle.records import Evaluation, EvaluationState

EVERY = "1s"
"""How often the ledger is looked at."""
MOST = 8
"""Evaluations that are watched; those behind them stand in the list."""


def queue(found: list[Evaluation]) -> list[Evaluation]:
    """Draw those that are not over, the one that was asked first on top; give the others, for the list."""
    live = [each for each in reversed(found) if not each.state.is_final]
    if not live:
        return found
    note = say("up to {n} run side by side", n=engine.AT_ONCE)
    with card(say("Under way"), note, key="queue"):
        for each in live[:MOST]:
            line(each)
        if len(live) > MOST:
            paragraph(say_n("{n} more waits.", "{n} more wait.", len(live) - MOST), quiet=True)
    return [each for each in found if each not in live[:MOST]]


def line(found: Evaluation) -> None:
    """Draw one: its name opens it."""
    with st.container(horizontal=True, vertical_alignment="center", key=f"k-queue-{found.id}"):
        screens.link("evaluate", f"v{found.version} · {found.golden}", {"evaluation": found.id})
        with st.container(width="stretch"):
            watch(found.id, found.state)
        if found.state is EvaluationState.CANCELLING:
            return
        closed = bool(permission.needed_role("evaluation.cancel"))
        if st.button(say("Cancel"), key=f"cancel-{found.id}", disabled=closed):
            ask_to_cancel(found)


@st.fragment(run_every=EVERY)
def watch(id: str, drawn: EvaluationState) -> None:
    """Look at the ledger once a second; a new state draws the whole page anew."""
    seen = evaluation.progress(services.bench(), id)
    if seen.evaluation.state is not drawn:
        st.rerun()
    if drawn is EvaluationState.WAITING:
        draw(marks.state_chip(drawn))
    else:
        progress(seen.answered + seen.failed, seen.rows, rate=seen.rate_per_s, left_s=seen.remaining_s)


def ask_to_cancel(found: Evaluation) -> None:
    """Say what cancelling means, and do it once a person says yes."""
    bench = services.bench()
    confirm(
        title=say("Cancel the evaluation of v{number}?", number=found.version),
        body=[
            say("No more questions are asked. The answers it has are kept and shown."),
            say("A cancelled evaluation is no evidence for a release. It can be resumed."),
        ],
        action=say("Yes, cancel the evaluation"),
        do=lambda _: evaluation.cancel(bench, found.id, actor()),
        done=say("The evaluation of v{number} is being cancelled.", number=found.version),
        leave=say("Let it go on"),
    )
