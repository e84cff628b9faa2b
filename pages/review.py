"""Review: which answers do people prefer, when they do not know which version gave them?

`?round=` opens a round: its voting while it is open (`&view=votes` tells how it stands), then its result.
"""

import streamlit as st

from console import screens, services, session, untrusted
from console.parts import review_result, review_rounds, vote
from console.widgets import empty_state, page_header
from console.wording import say
from lifecycle import review
from lifecycle.errors import NotFound

app = session.require_app()
bench = services.bench()
chosen = st.query_params.get("round")

if chosen is None:
    page_header(say("Review"), say("People compare two answers without knowing which version gave which."))
    rounds = review.listing(bench, app)
    if rounds:
        review_rounds.show_list(rounds)
    elif not session.may("review.open"):
        empty_state(
            say("No blind review yet"),
            say("Once an editor has opened a round, you find it here and can vote or follow it."),
        )
    if session.may("review.open"):
        review_rounds.show_opening(app)
    st.stop()

round = review.find(bench, chosen)
if round.app != app:
    raise NotFound("review.no_round", id=chosen)
if round.closed_at is not None:
    with page_header(
        say("Blind review"), untrusted.visible(review_rounds.name(round)), aside=review_rounds.chip(round)
    ):
        screens.link("review", say("All rounds"))
    review_result.show(round)
    st.stop()

pair = review.next_pair(bench, round, session.actor().person, vote.skipped(round))
if pair and session.may("review.vote") and st.query_params.get("view") != "votes":
    vote.show(round, pair)
else:
    review_rounds.show_votes(round, done=pair is None)
