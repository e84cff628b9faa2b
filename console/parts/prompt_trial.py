"""Tries a prompt that is not saved yet on up to three cases of a golden set."""

from collections.abc import Sequence

import streamlit as st

from console import marks, services
from console.drafts import Draft
from console.markup import tag
from console.permission import needed_role
from console.session import actor
from console.untrusted import block, visible
from console.widgets import attempt, card, draw, error_card, facts_line, notice, paragraph, practice_notice
from console.wording import count, milliseconds, say, say_n
from lifecycle import datasets, evaluation, prompts
from lifecycle.evaluation import Reply, Trial
from lifecycle.records import Case, DatasetKind, PromptContent, Ref

MOST = 3
ANSWERS = "answers"


def draw_trial(app: str, draft: Draft, content: PromptContent) -> None:
    """Choose cases and endpoint, ask on a button, and show the answers; they stay with the draft."""
    cases = choose_cases(app, draft)
    if not cases:
        paragraph(say("Choose a case. The cases come from the golden sets of this application."), quiet=True)
        return
    endpoint, model = choose_model(draft)
    closed = needed_role("prompt.preview")
    label = say_n("Try on {n} case", "Try on {n} cases", len(cases))
    if st.button(label, disabled=bool(closed), help=closed or None, key="k-try"):
        with st.spinner(say("Asking {model}", model=model)), attempt():
            found = evaluation.preview(
                services.bench(),
                app=app,
                by=actor(),
                content=content,
                cases=cases,
                endpoint=endpoint,
                model=model,
            )
            draft.fields[ANSWERS] = (prompts.digest(content), endpoint, found)
    if ANSWERS in draft.fields:
        draw_answers(content, *draft.fields[ANSWERS])


def choose_cases(app: str, draft: Draft) -> list[Case]:
    """Choose a golden set and up to three of its cases; empty without a golden set."""
    frozen = datasets.versions(services.bench(), app, DatasetKind.GOLDEN)
    if not frozen:
        return []
    refs = [str(each.ref) for each in frozen]
    ref = draft.keep(st.selectbox, say("Golden set"), "golden", refs[0], options=refs, format_func=visible)
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


def choose_model(draft: Draft) -> tuple[str, str]:
    """Choose an endpoint and one of its models, or write one if the endpoint does not say what it offers."""
    endpoints = services.bench().endpoints
    left, right = st.columns(2)
    with left:
        name = draft.keep(
            st.selectbox, say("Answered by"), "endpoint", next(iter(endpoints)), options=list(endpoints)
        )
    with right:
        models = list(endpoints[name].models)
        model = draft.keep(
            st.selectbox,
            say("Model"),
            f"model-{name}",
            models[0] if models else None,
            options=models,
            accept_new_options=not models,
        )
    return name, model or ""


def draw_answers(content: PromptContent, digest: str, endpoint: str, trials: Sequence[Trial]) -> None:
    """Show what was answered; say so when the text has changed since."""
    if services.bench().endpoint(endpoint).is_practice:
        practice_notice()
    if prompts.digest(content) != digest:
        notice(say("The text has changed since these answers. Try again to see what it says now."), "unsure")
    for trial in trials:
        with card(key=f"trial-{trial.case.id}"):
            draw(tag("div", block(trial.case.question, limit=300), class_="k-bubble k-user"))
            if trial.error:
                error_card(trial.error)
            elif trial.reply:
                draw(block(trial.reply.text))
                facts_line(milliseconds(trial.reply.latency_ms), *tokens(trial.reply))
            if trial.case.reference:
                paragraph(marks.muted(say("expected"), ": "), visible(trial.case.reference), quiet=True)


def tokens(reply: Reply) -> list[str]:
    """Say how many tokens went in and out, if the endpoint counts them."""
    if reply.tokens_in is None or reply.tokens_out is None:
        return []
    return [say("{a} tokens in, {b} out", a=count(reply.tokens_in), b=count(reply.tokens_out))]
