"""Draws an evaluation while it runs: how far, how fast, what it costs, and what goes wrong."""

import streamlit as st

from console import marks, permission, services
from console.confirm import confirm
from console.markup import join
from console.parts.case_view import answer
from console.session import actor
from console.widgets import card, draw, key_values, notice, paragraph, progress, table
from console.wording import count, explain, hint, say, say_n
from lifecycle import evaluation, worker
from lifecycle.evaluation import Progress
from lifecycle.records import Evaluation, EvaluationState

EVERY = "1s"


def live(found: Evaluation) -> None:
    """Draw what changes every second, and the button that ends it early."""
    with card(key="live"):
        watch(found.id)
        if found.state is EvaluationState.CANCELLING:
            return
        if permission.button(say("Cancel this evaluation"), "evaluation.cancel"):
            bench = services.bench()
            confirm(
                title=say("Cancel the evaluation of v{number}?", number=found.version),
                body=[
                    say("No more questions are asked. The answers it has are kept and shown."),
                    say("A cancelled evaluation is no evidence for a release."),
                ],
                action=say("Yes, cancel the evaluation"),
                do=lambda _: evaluation.cancel(bench, found.id, actor()),
                done=say("The evaluation of v{number} is being cancelled.", number=found.version),
            )


@st.fragment(run_every=EVERY)
def watch(id: str) -> None:
    """Look at the ledger once a second; when the evaluation is over, the page shows what came of it."""
    bench = services.bench()
    seen = evaluation.progress(bench, id)
    if seen.evaluation.state.is_final:
        st.rerun()
    draw(marks.state_chip(seen.evaluation.state))
    if seen.evaluation.state is EvaluationState.WAITING and not worker.is_alive(bench):
        notice(
            say("No worker is running, so nothing is asked. Start `kanmon worker`, or restart the console."),
            "unsure",
        )
    progress(
        seen.answered + seen.failed,
        seen.rows,
        rate=seen.rate_per_s,
        left_s=seen.remaining_s,
        cost_usd=seen.cost_usd or None,
    )
    paragraph(
        say("This page can be closed: the worker goes on, and this address shows the rest."), quiet=True
    )
    errors(seen)


def errors(seen: Progress) -> None:
    """Show failed calls by kind, each with an example and what to do, and the first of them."""
    if not seen.failed:
        return
    draw(marks.label(say_n("{n} call failed", "{n} calls failed", seen.failed), "bad"))
    kinds = [
        [explain(code, **params), hint(code, **params), count(n)]
        for code, (n, params) in seen.error_kinds.items()
    ]
    table((say("what happened"), say("what to do"), say("calls")), kinds, caption=say("Failed calls by kind"))
    key_values((row.case_id, answer(row)) for row in seen.failing)


def ended(found: Evaluation) -> None:
    """Say how an evaluation ended that did not finish."""
    if found.state is EvaluationState.CANCELLED:
        notice(say("Cancelled. What was answered until then is shown below; it is no evidence."), "unsure")
    elif found.stop_code:
        text = explain(found.stop_code, **found.stop_params)
        notice(join(marks.strong(text), " ", hint(found.stop_code, **found.stop_params)), "bad")
