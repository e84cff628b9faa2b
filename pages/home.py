"""Home: what is live, what needs me, and what is the next step?"""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from console import screens, services, session
from console.parts import chain_state, first_steps, proposals, standing, troubles
from console.widgets import attempt, error_card, notice, page_header, practice_notice
from console.wording import count, say, say_n
from lifecycle import history, overview, projection, worker
from lifecycle.errors import LifecycleError


def draw_alarm(place: DeltaGenerator, broken: LifecycleError | None = None) -> None:
    """Look last whether the audit log is sound, and say it first if not, else what is broken besides."""
    with place:
        if not chain_state.check():
            screens.link("history", say("Look at History"))
        elif broken:
            error_card(broken)


app = session.app()
bench = services.bench()
if app is None:
    page_header(
        say("First steps"), say("Four short steps, then your data. Nothing here needs a key or a server.")
    )
    first_steps.draw_road(None, None)
    st.stop()

application = bench.application(app)
begun = None
with attempt():
    begun = overview.beginning(bench, app)
if begun and not begun.is_complete:
    done, all_steps = first_steps.done_of(application, begun)
    page_header(
        application.title or app,
        say("{done} of {all} first steps are done.", done=count(done), all=count(all_steps)),
    )
    alarm = st.container()
    first_steps.draw_road(application, begun)
    draw_alarm(alarm)
    st.stop()

page_header(say("Home"), application.title or app)
alarm = st.container()
waiting = overview.waiting_for(bench, app, session.actor().person)
there = history.state_at(bench, app, bench.now())
candidate, broken = None, None
if begun and begun.policy:
    try:
        candidate = overview.candidate(bench, app, begun.policy)
    except LifecycleError as error:
        broken = error

troubles.draw_troubles(app, overview.troubles(bench, app))
asked = candidate.request if candidate else None
proposals.draw_proposals(each for each in waiting.proposals if each.request != asked)
if candidate and candidate.evaluation and candidate.evaluation.practice:
    practice_notice()
late = sum(errand.app == app for errand in projection.pending(bench))
if late:
    notice(
        say_n(
            "{n} change is not shown in MLflow yet; it follows by itself.",
            "{n} changes are not shown in MLflow yet; they follow by themselves.",
            late,
        ),
        "unsure",
    )
if standing.is_stuck(waiting) and not worker.is_alive(bench):
    told = say(
        "An evaluation waits: no worker is running. One starts by itself; if not, tell whoever runs Kanmon."
    )
    notice(told, "bad")

left, right = st.columns(2, gap="medium")
with left:
    places = overview.environments(bench, app, begun.policy if begun else None)
    rules = begun.policy.environments if begun and begun.policy else ()
    standing.draw_environments(places, there, rules)
if candidate:
    with right:
        standing.draw_candidate(candidate, waiting)
standing.draw_waiting(waiting, candidate)
draw_alarm(alarm, broken)
