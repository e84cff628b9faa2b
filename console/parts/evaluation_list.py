"""Draws an application's evaluations, the newest first, each with its state and its headline score."""

import streamlit as st

from console import marks, services
from console.markup import Child, join
from console.open_table import Line, open_table
from console.parts.metric_table import written
from console.widgets import Column
from console.wording import name_of, say, word
from lifecycle import scorecards
from lifecycle.records import Evaluation, EvaluationState

PAGE = 10


def evaluations(found: list[Evaluation], *, key: str = "evaluations") -> str | None:
    """Draw one page of the list; give the id of the evaluation that was just opened."""
    pages = -(-len(found) // PAGE)
    page = st.pagination(pages, key=f"{key}-page", bind="query-params") if pages > 1 else 1
    columns = (
        Column(title=say("evaluation")),
        Column(title=say("state"), width="8.5rem"),
        Column(title=say("headline score"), width="1.2fr"),
        Column(title=say("asked by"), width="7rem"),
        Column(title=say("started"), width="1.1fr"),
    )
    lines = [
        Line(
            id=each.id,
            text=f"v{each.version} · {each.golden}",
            cells=(
                marks.state_chip(each.state),
                headline(each),
                name_of(each.requested_by),
                marks.when(each.created_at),
            ),
        )
        for each in found[(page - 1) * PAGE : page * PAGE]
    ]
    return open_table(columns, lines, key=key, lead=200)


def headline(found: Evaluation | None) -> Child:
    """Show the headline score of a finished evaluation with its scorer; a dash for any other."""
    if found is None or found.state is not EvaluationState.FINISHED:
        return marks.muted("–")
    name = scorecards.deciding(found.scorers)[0]
    head = services.metrics(found).get(f"{name}.mean")
    if head is None:
        return marks.muted(say("nothing was scored"))
    elsewhere = marks.muted(" · ", say("given elsewhere")) if found.recorded else None
    return join(marks.strong(written(head)), " ", marks.muted(word(head.scorer, "scorer")), elsewhere)
