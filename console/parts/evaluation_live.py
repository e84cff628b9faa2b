"""Draws an evaluation that is not complete: how far it is, what goes wrong, and how to end or resume it."""

import streamlit as st

from console import marks, permission, screens, services
from console.markup import join
from console.parts.case_view import answer
from console.parts.evaluation_queue import EVERY, ask_to_cancel
from console.parts.scorecard_view import wrong_answers
from console.session import actor
from console.widgets import (
    Column,
    attempt,
    card,
    draw,
    facts_line,
    key_values,
    notice,
    paragraph,
    progress,
    table,
)
from console.wording import count, explain, hint, say, say_n
from lifecycle import datasets, evaluation, worker
from lifecycle.errors import Invalid
from lifecycle.evaluation import Progress
from lifecycle.records import DatasetKind, Evaluation, EvaluationState

DEAR = "evaluation.cost_reached"
"""Why resuming would be no use: it would stop at once."""


def live(found: Evaluation) -> None:
    """Draw what changes every second, and the button that ends it early."""
    with card(key="live"):
        watch(found.id)
        is_over = found.state is EvaluationState.CANCELLING
        if not is_over and permission.button(say("Cancel this evaluation"), "evaluation.cancel"):
            ask_to_cancel(found)
    watch_trouble(found)


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
            say("No worker is running. One starts by itself; if not, tell whoever runs Kanmon."),
            "unsure",
        )
    progress(
        seen.answered + seen.failed,
        seen.rows,
        rate=seen.rate_per_s,
        left_s=seen.remaining_s,
        cost_usd=seen.cost_usd or None,
    )
    if seen.reused:
        facts_line(say_n("{n} answer reused", "{n} answers reused", seen.reused))
    paragraph(
        say("This page can be closed: the worker goes on, and this address shows the rest."), quiet=True
    )


@st.fragment(run_every=EVERY)
def watch_trouble(found: Evaluation) -> None:
    """Look once a second at what goes wrong."""
    seen = evaluation.progress(services.bench(), found.id)
    counted(seen)
    errors(seen)
    first_failures(found)


def counted(seen: Progress) -> None:
    """Say how many answers did not end as they should, and what to do."""
    if cut := seen.endings.get("length"):
        text = say_n("{n} answer was cut off", "{n} answers were cut off", cut)
        paragraph(marks.label(text, "unsure"), " ", say("Raise max_tokens of the version."))
    if refused := seen.endings.get("refusal", 0) + seen.endings.get("content_filter", 0):
        text = say_n("The model refused {n} answer", "The model refused {n} answers", refused)
        advice = say("Look at the questions, and at the rules of the endpoint's provider.")
        paragraph(marks.label(text, "unsure"), " ", advice)


def errors(seen: Progress) -> None:
    """Show failed calls by kind, each with an example and what to do, and the first of them."""
    if not seen.failed:
        return
    kinds = [
        [explain(code, **params), hint(code, **params), count(n)]
        for code, (n, params) in seen.error_kinds.items()
    ]
    titles = (say("what happened"), say("what to do"), Column(title=say("calls"), align="right"))
    with card(say_n("{n} call failed", "{n} calls failed", seen.failed), key="errors"):
        table(titles, kinds, caption=say("Failed calls by kind"))
        key_values((row.case_id, answer(row)) for row in seen.failing)


def first_failures(found: Evaluation) -> None:
    """Show the first answers that a scorer failed, so that a bad prompt is seen before all is asked."""
    bench = services.bench()
    rows = evaluation.wrong_so_far(bench, found)
    if not rows:
        return
    golden = datasets.find(bench, found.app, found.golden, DatasetKind.GOLDEN)
    cases = {case.id: case for case in services.cases(golden)}
    why = evaluation.reasons(bench, found, cases, rows)
    with card(say("The first that went wrong"), key="first"):
        for row in rows:
            wrong_answers(found, cases[row.case_id], [row], why)


def ended(found: Evaluation) -> None:
    """Say how an evaluation ended that did not finish, and offer to go on with it."""
    if found.state is EvaluationState.CANCELLED:
        notice(say("Cancelled. What was answered until then is shown below; it is no evidence."), "unsure")
    elif found.stop_code:
        text = explain(found.stop_code, **found.stop_params)
        notice(join(marks.strong(text), " ", hint(found.stop_code, **found.stop_params)), "bad")
    with card(key="resume"), attempt():
        moved = why_moved(found)
        again = {"version": found.version, "golden": found.golden, "times": found.repetitions}
        if moved:
            permission.button(say("Resume"), "evaluation.start", closed=moved)
            screens.link("evaluate", say("Start a new evaluation"), again)
        elif found.stop_code == DEAR:
            screens.link("evaluate", say("Start again with a higher limit"), {**again, "reuse": "true"})
        else:
            resume(found)


def why_moved(found: Evaluation) -> str:
    """Say which endpoint stands elsewhere now, so that an evaluation cannot go on; empty if none does."""
    try:
        evaluation.check_addresses(services.bench(), found)
    except Invalid as error:
        return explain(error)
    return ""


def resume(found: Evaluation) -> None:
    """Say what going on will do, and do it."""
    bench = services.bench()
    seen = evaluation.progress(bench, found.id)
    counts = {"answered": count(seen.answered), "failed": count(seen.failed), "open": count(seen.waiting)}
    if seen.failed:
        text = say("{answered} answered are kept; {failed} failed and {open} open are asked.", **counts)
    else:
        text = say("{answered} answered are kept; {open} open are asked.", **counts)
    if unjudged := len(evaluation.unjudged(bench, found)):
        again = say_n(
            "Judges are asked again about {n} answer.", "Judges are asked again about {n} answers.", unjudged
        )
        text = join(text, " ", again)
    paragraph(text)
    if permission.button(say("Resume"), "evaluation.start", primary=True):
        evaluation.resume(bench, found.id, actor())
        st.rerun()
