"""Compare: is the candidate better than what customers have now, and where not?"""

import streamlit as st

from console import case_list, comparison_charts, comparison_sides, metric_table, screens, services
from console.session import may, require_app
from console.slice_map import slice_map
from console.version_choice import asked, default_sides, nothing_yet
from console.widgets import attempt, card, empty_state, page_header, practice_notice, sentence_card
from console.wording import explain, say
from lifecycle import evaluation, evidence, versions
from lifecycle.errors import Invalid
from lifecycle.records import EvaluationState

app = require_app()
bench = services.bench()
known = versions.versions(bench, app)
if len(known) < 2:
    page_header(say("Compare"))
    title, text, action = nothing_yet() if not known else (
        say("Only one version yet"),
        say("Here two versions stand side by side: metrics, cases that got better or worse, both answers."),
        say("Create another version"),
    )
    empty_state(title, text, action=action, screen="versions", create="yes")
    st.stop()

places = evidence.places(bench, app)
finished = [e.version for e in evaluation.listing(bench, app) if e.state is EvaluationState.FINISHED]
baseline, candidate = default_sides(
    known, list(dict.fromkeys(finished)), evidence.placement(bench, app, "production").version
)
