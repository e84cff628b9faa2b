"""Runs: which runs are there, ours and other people's, and how do the chosen ones differ?"""

import streamlit as st

from console import services, session
from console.parts import run_comparison, run_search, run_table
from console.widgets import attempt, empty_state, page_header, practice_notice
from console.wording import say
from lifecycle import runs

app = session.require_app()
bench = services.bench()
page_header(
    say("Runs"), say("Training and evaluation runs of every experiment. They inform; no gate asks them.")
)

with st.spinner(say("Asking MLflow …")):
    experiments = runs.experiments(bench)
if not experiments:
    empty_state(say("No experiment yet"), say("Runs appear here as soon as somebody logs one to MLflow."))
    st.stop()

first, second = st.container(horizontal=True), st.container(horizontal=True)
with first:
    experiment = run_search.choose_experiment(experiments, app)
    name, status = run_search.ask_name(), run_search.choose_status()
with second:
    expert = run_search.ask_filter()
condition = runs.condition(name=name, status=status, filter=expert)
with st.spinner(say("Asking MLflow …")):
    page = run_search.find(experiment, condition)
with second:
    columns = run_search.choose_columns(page)
with first:
    run_search.choose_order(columns)

if any(map(runs.is_practice, page.runs)):
    practice_notice()
left, right = run_table.places(has_drawer=len(run_search.chosen()) > 1)
with left:
    if page.runs:
        run_table.show(page, columns)
        run_table.show_turning(page)
    elif condition:
        empty_state(say("No run fits"), say("No run of this experiment fits these filters."))
        with st.container(horizontal_alignment="center"):
            st.button(say("Clear the filters"), on_click=run_search.clear_filters)
    else:
        empty_state(
            say("No run in this experiment yet"),
            say("An evaluation logs one for each version; training jobs log theirs by MLflow."),
            action=say("Evaluate a version"),
            screen="evaluate",
        )
if right is not None:
    with right, attempt():
        run_comparison.show()
