"""Tries a prompt that is not saved yet on up to three cases of a golden set."""

from collections.abc import Sequence

import streamlit as st

from console import services
from console.drafts import Draft
from console.markup import tag
from console.permission import needed_role
from console.session import actor
from console.untrusted import block, plain, visible
from console.widgets import attempt, draw, error_card, facts_line, paragraph, practice_notice
from console.wording import count, milliseconds, say, say_n
from lifecycle import datasets, evaluation, prompts
from lifecycle.evaluation import Trial
from lifecycle.records import Case, DatasetKind, PromptContent, Ref

MOST = 3
ANSWERS = "answers"


def draw_trial(app: str, draft: Draft, content: PromptContent) -> None:
    """Choose cases and endpoint, ask on a button, and show the answers; they stay with the draft."""
    cases = choose_cases(app, draft)
    if not cases:
        paragraph(say("Add a golden set to try a prompt on its cases."), quiet=True)
        return
    endpoint, model = choose_model(draft)
    closed = needed_role("prompt.preview")
    label = say_n("Try on {n} case", "Try on {n} cases", len(cases))
    if st.button(label, disabled=bool(closed), help=closed or None, key="k-try"), attempt():
        ...


def choose_cases(app: str, draft: Draft) -> list[Case]:
    """Choose a golden set and up to three of its cases; empty without a golden set."""
    frozen = datasets.versions(services.bench(), app, DatasetKind.GOLDEN)
    if not frozen:
        return []
    refs = [str(each.ref) for each in frozen]
    ref = draft.keep(
        st.selectbox, say("Golden set"), "golden", refs[0], options=refs, format_func=visible
    )
    known = {case.id: case for case in services.cases(datasets.find(services.bench(), app, Ref.parse(ref)))}
    ids = draft.keep(
        st.multiselect,
        say("Cases (at most {n})", n=MOST),
        "cases",
        [case.id for case in evaluation.some_cases(tuple(known.values()), MOST)],
        options=list(known),
        format_func=lambda id: f"{visible(id)} · {visible(known[id].question)[:60]}",
        max_selections=MOST,
    )
    return [known[id] for id in ids]
