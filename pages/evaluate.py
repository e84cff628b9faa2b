"""Evaluate: how good is a version, and how far is the evaluation that runs?"""

import streamlit as st

from console import screens, services
from console.parts import (
    evaluation_growth,
    evaluation_live,
    evaluation_queue,
    evaluation_start,
    scorecard_view,
)
from console.parts.evaluation_list import evaluations
from console.parts.version_choice import asked, nothing_yet
from console.session import require_app
from console.widgets import card, empty_state, page_header, paragraph, practice_notice
from console.wording import say, say_n
from lifecycle import evaluation, scorecards, versions
from lifecycle.records import EvaluationState

app = require_app()
bench = services.bench()
wish = st.query_params.get("evaluation")

if wish:
    found = evaluation.belonging(evaluation.find(bench, wish), app)
    with page_header(
        say("Evaluation of v{number}", number=found.version), say("How good is it, and where not?")
    ):
        screens.link("evaluate", say("All evaluations"), icon=":material/arrow_back:")
        if found.state is EvaluationState.FINISHED:
            screens.link(
                "compare", say("Compare"), {"candidate": found.version}, icon=":material/compare_arrows:"
            )
        if found.state is EvaluationState.FINISHED and not found.recorded:
            screens.link(
                "release", say("Release"), {"version": found.version}, icon=":material/rocket_launch:"
            )
    scorecard_view.facts(found)
    if found.practice:
        practice_notice()
    if not found.state.is_final:
        evaluation_live.live(found)
    elif found.state is EvaluationState.FINISHED:
        scorecard_view.scorecard(services.scorecard(found), services.metrics(found))
        evaluation_growth.growth(found)
    else:
        evaluation_live.ended(found)
        so_far = evaluation.scorecard(bench, found.id)
        scorecard_view.scorecard(so_far, scorecards.metrics(so_far))
    st.stop()

known = versions.versions(bench, app)
version = asked("version", known, app)
golden = evaluation_start.asked_golden(app)
page_header(
    say("Evaluate"), say("A version answers every question of a golden set, and scorers judge the answers.")
)
if not known:
    title, text, action = nothing_yet()
    empty_state(title, text, action=action, screen="versions", create="yes")
    st.stop()
listed = evaluation_queue.queue(evaluation.listing(bench, app))
evaluation_start.steps(app, known, version, golden)

with card(say("Evaluations"), say_n("{n} so far", "{n} so far", len(listed)), key="evaluations"):
    opened = evaluations(listed) if listed else None
    if not listed:
        paragraph(say("The first one will be listed here, with its state and score."), quiet=True)
if opened:
    screens.go("evaluate", evaluation=opened)
