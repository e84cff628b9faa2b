"""Release: may this version go there, who says so, and what is the way back?"""

import streamlit as st

from console import screens, services, session
from console.parts import (
    approval_list,
    changes,
    decision_card,
    gate_table,
    move_buttons,
    move_story,
    override_card,
    release_head,
    release_notices,
    smoke_test,
)
from console.widgets import attempt, card, empty_state, page_header, paragraph, practice_notice
from console.wording import say
from lifecycle import applications, evidence, gates, history, overview, versions

app = session.require_app()
bench = services.bench()
policy = None
with attempt():
    policy = applications.policy(bench, app)
if policy is None:
    move_buttons.draw_every_way_back(app)
    st.stop()
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
rule = policy.environment(environment)
version = versions.find(bench, app, number)
standing = overview.standing(bench, app, environment)
request = standing if standing and standing.version == number else None
seen = evidence.gather(bench, policy, version, environment, request)
decision = gates.judge(policy, environment, seen)
place = evidence.placement(bench, app, environment)
is_there = place.version == number
last = history.state_at(bench, app, bench.now()).get(environment)
released = history.grounds(bench, last) if last else None
before = overview.last_request(bench, app, environment, number)

with head:
    stage = overview.stage_of(version, place, request, decision)
    release_head.draw_head(number, place, request, stage)
back = overview.taken_back(bench, app, environment, number)
if back:
    move_story.draw_rollback(back)
if place.pin and last:
    release_notices.draw_pin(place, last, is_told=back == last)
release_notices.draw_closed(rule)
if before and not request and not is_there:
    release_notices.draw_over(before, overview.lapse_of(bench, before))
if seen.scorecard and seen.scorecard.evaluation.practice:
    with beside:
        practice_notice()

found = None
if seen.scorecard and seen.baseline and not is_there:
    with attempt():
        found = services.compared(seen.baseline.evaluation, seen.scorecard.evaluation)
release_head.draw_verdict(number, place, decision, found, released)

with st.container(key="k-decide"):
    left, right = st.columns([17, 8], gap="medium")
with left:
    with card(key="gate"):
        gate_table.draw(decision)
    changes.draw_policy(policy, released)
with right:
    if seen.scorecard is None:
        with card(say("Not evaluated yet"), key="evaluate"):
            paragraph(say("Without an evaluation nobody can say how v{n} answers.", n=number), quiet=True)
            screens.link("evaluate", say("Evaluate v{n}", n=number), {"version": number})
    if request:
        worse = found.worse if found else 0
        decision_card.draw_decision(
            request, rule, version, decision, seen.approvals, place=place, worse=worse
        )
        approval_list.draw_approvals(request, rule, decision, seen, place)
    elif not is_there:
        decision_card.draw_request(version, place, decision, standing)
    if not is_there:
        override_card.draw_overrides(version, rule, decision)
    smoke_test.draw_test(place)
    move_buttons.draw_way_back(place, rule.rollback)
    if is_there and last:
        with card(say("Why it is there"), key="story"):
            move_story.draw_story(last)
    if not is_there:
        changes.draw_prompt(seen.incumbent, version)
if found:
    changes.draw_regressions(found)
