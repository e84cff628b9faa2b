"""Home: what is live, what needs me, and what is the next step?"""

import streamlit as st

from console import services, session
from console.parts import first_steps, standing, troubles
from console.widgets import attempt, notice, page_header, practice_notice
from console.wording import count, say, say_n
from lifecycle import history, overview, projection, worker

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
    first_steps.draw_road(application, begun)
    st.stop()

page_header(say("Home"), application.title or app)
waiting = overview.waiting_for(bench, app, session.actor().person)
there = history.state_at(bench, app, bench.now())
candidate = None
if begun and begun.policy:
    with attempt():
        candidate = overview.candidate(bench, app, begun.policy)

troubles.draw_troubles(app, overview.troubles(bench, app))
troubles.draw_lapsed(waiting.lapsed)
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
