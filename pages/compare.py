"""Compare: is the candidate better than what customers have now, and where not?"""

from urllib.parse import urlencode

import streamlit as st

from console import screens, services, session
from console.parts import comparison_charts, metric_table
from console.parts.case_list import cases
from console.parts.comparison_sides import beside_itself, refusal, sentence, strip, tokens
from console.parts.version_choice import asked, nothing_yet, two_sides
from console.permission import needed_role
from console.session import require_app
from console.widgets import card, empty_state, page_header, practice_notice
from console.wording import say
from lifecycle import evaluation, evidence, versions
from lifecycle.errors import Invalid
from lifecycle.records import EvaluationState

app = require_app()
bench = services.bench()
known = versions.versions(bench, app)
if len(known) < 2:
    page_header(say("Compare"))
    one_only = (
        say("Only one version yet"),
        say("Here two versions stand side by side: metrics, cases that got better or worse, both answers."),
        say("Create another version"),
    )
    title, text, action = one_only if known else nothing_yet()
    empty_state(title, text, action=action, screen="versions", create="yes")
    st.stop()

finished = [each for each in evaluation.listing(bench, app) if each.state is EvaluationState.FINISHED]
evaluated = list(dict.fromkeys(each.version for each in finished))
live = evidence.placement(bench, app, "production").version
wishes = (asked("baseline", known, app), asked("candidate", known, app))
baseline, candidate = two_sides(known, evaluated, live, wishes)
sides = evaluation.pair(bench, app, baseline, candidate)

with page_header(say("Compare")):
    link = {**st.query_params, "app": app, "baseline": baseline, "candidate": candidate}
    link.pop(session.AS, None)
    with st.popover(say("Copy link"), icon=":material/link:"):
        st.code(f"{st.context.url}?{urlencode(link)}", language=None, wrap_lines=True)
    label = say("Request release of v{number}", number=candidate)
    lacking = needed_role("request.open")
    if st.button(label, type="primary", disabled=bool(lacking), help=lacking or None):
        screens.go("release", version=candidate)

with st.container(horizontal=True, vertical_alignment="center", key="k-sides"):
    tokens(known, versions.places(bench, app), baseline, candidate)
    facts = st.container(width="content")

if baseline == candidate:
    other, _ = two_sides(known, evaluated, live, (None, wishes[1]))
    beside_itself(candidate, other)
    st.stop()
before, after = sides
if before is None or after is None:
    refusal(sides, (baseline, candidate))
    st.stop()
try:
    found = services.compared(before, after)
except Invalid as error:
    refusal(sides, (baseline, candidate), error)
    st.stop()

with facts:
    strip((before, after), found)
if before.practice or after.practice:
    practice_notice()
sentence(found)
with card(key="metrics"):
    metric_table.differences(found.metrics, baseline=baseline, candidate=candidate)
cases(found)
comparison_charts.charts(found)
