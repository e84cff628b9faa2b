"""Release: may this version go there, who says so, and what is the way back?"""

import streamlit as st

from console import screens, services, session
from console.parts import changes, decision_card, gate_table, move_buttons, move_story, release_head
from console.widgets import attempt, card, empty_state, page_header, paragraph, practice_notice
from console.wording import say
from lifecycle import applications, evidence, gates, history, overview, promotion, requests, versions

app = session.require_app()
bench = services.bench()
policy = applications.policy(bench, app)
known = versions.versions(bench, app)
if not known:
    page_header(say("Release"))
    empty_state(
        say("Nothing to release yet"),
        say("Here you will see whether a version may go to production, and who allows it."),
        action=say("Make the first version"),
        screen="versions",
    )
    st.stop()

head = st.container()
environment, number, beside = release_head.choose(policy, known)
version = versions.find(bench, app, number)
standing = requests.live(bench, app, environment)
request = standing if standing and standing.version == number else None
seen = evidence.gather(bench, policy, version, environment, request)
decision = gates.judge(policy, environment, seen)
place = evidence.placement(bench, app, environment)
is_there = place.version == number
last = history.state_at(bench, app, bench.now()).get(environment)

with head:
    stage = overview.stage_of(version, place, request, decision)
    release_head.draw_head(number, place, request, stage)
back = overview.taken_back(bench, app, environment, number)
if back:
    move_story.draw_rollback(back)
if seen.scorecard and seen.scorecard.evaluation.practice:
    with beside:
        practice_notice()

found = None
if seen.scorecard and seen.baseline and not is_there:
    with attempt():
        found = services.compared(seen.baseline.evaluation, seen.scorecard.evaluation)
release_head.draw_verdict(number, place, decision, found, last)

left, right = st.columns([17, 8], gap="medium")
with left:
    with card(key="gate"):
        gate_table.draw(decision)
    move_buttons.draw_way_back(place, promotion.way_back(bench, app, environment))
with right:
    if seen.scorecard is None:
        with card(say("Not evaluated yet"), key="evaluate"):
            paragraph(say("Without an evaluation nobody can say how v{n} answers.", n=number), quiet=True)
            screens.link("evaluate", say("Evaluate v{n}", n=number), {"version": number})
    if request:
        worse = found.worse if found else 0
        seal = evidence.seal(seen, policy)
        decision_card.draw_decision(request, version, decision, seen.approvals, worse=worse, seal=seal)
        decision_card.draw_approvals(request, decision, seen.approvals, place)
    elif not is_there:
        decision_card.draw_request(version, environment, decision, standing)
    elif last:
        with card(say("Why it is there"), key="story"):
            move_story.draw_story(last)
    if found:
        changes.draw_regressions(found)
    if not is_there:
        changes.draw_prompt(seen.incumbent, version)
