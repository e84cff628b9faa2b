"""The building blocks, drawn on a page of their own."""

import pytest
from streamlit.testing.v1 import AppTest

from console import widgets
from console.markup import tag

PATIENCE_S = 60


def shown(at):
    return "".join(each.proto.body for each in at.get("html"))


def blocks():
    from console import marks, widgets
    from lifecycle.errors import Refused
    from lifecycle.records import EvaluationState, RequestState, Result, Severity, Verdict

    with widgets.page_header("Compare", "a <b>subtitle</b>", aside=marks.stepper(["Draft", "Evaluated"], 1)):
        pass
    widgets.sentence_card("v14 is better.", "good", more="(200 cases)")
    bar = marks.interval_bar(0.4, 4, 8.3, scale=(-10, 10), text="+4.0", zero=True, threshold=-3)
    with widgets.card("Gate", "2 of 2"):
        widgets.table(
            ["criterion", widgets.Column(title="interval", width="9rem")],
            [["<script>", bar], ["n", None]],
            caption="The gate",
            marked=1,
        )
    for states in (RequestState, EvaluationState, Severity):
        widgets.draw(*(marks.state_chip(state) for state in states))
    widgets.draw(*(marks.verdict_chip(verdict) for verdict in Verdict))
    widgets.draw(*(marks.result_chip(result) for result in Result))
    widgets.progress(5, 10, rate=2.5, left_s=2, cost_usd=0.5)
    widgets.progress(0, 0)
    with widgets.attempt():
        raise Refused("access.stranger", person="<i>x</i>")


def test_every_block_draws_and_escapes():
    at = AppTest.from_function(blocks, default_timeout=PATIENCE_S).run()
    assert not at.exception
    html = shown(at)
    assert "<script>" not in html
    assert "&lt;script&gt;" in html
    assert "<i>x</i>" not in html
    assert html.count("<h1>") == 1
    assert '<th class="k-left k-short" scope="row">' in html
    assert 'aria-current="step"' in html
    assert 'role="img" aria-label="+4.0"' in html


@pytest.mark.parametrize(
    ("cell", "named"),
    [
        ("1,840 ms", " k-short"),
        ("Wrong about the fees of exchanges.", ""),
        ("see " + "w" * 600, " k-long"),
        (tag("b", "w" * 600), ""),
    ],
)
def test_only_a_text_with_a_very_long_word_is_broken(cell, named):
    assert widgets.width_of(cell) == named


def choices():
    import streamlit as st

    from console import widgets

    st.session_state["side"] = widgets.select("Version", {"12": "v12", "14": "v14"}, name="version")
    st.session_state["filter"] = widgets.outcome_counters(11, 3, 186, 0)
    items = [widgets.Item(id="41", text="**bold**?"), widgets.Item(id="58", text="期限")]
    st.session_state["case"] = widgets.choose_from(items, key="cases", chosen="58")


def test_choices_stand_in_the_url_by_their_id_in_every_language():
    at = AppTest.from_function(choices, default_timeout=PATIENCE_S)
    at.query_params["version"] = "14"
    at.query_params["outcome"] = "worse"
    at.run()
    assert not at.exception
    assert (at.session_state["side"], at.session_state["filter"]) == ("14", "worse")
    at.selectbox[0].set_value("12").run()
    assert at.query_params["version"] == "12"


def test_a_choice_that_is_no_longer_there_falls_back():
    at = AppTest.from_function(choices, default_timeout=PATIENCE_S)
    at.query_params["version"] = "99"
    at.query_params["outcome"] = "<script>"
    at.run()
    assert (at.session_state["side"], at.session_state["filter"]) == ("12", None)


def test_a_line_of_a_list_is_chosen_with_a_click_and_read_literally():
    at = AppTest.from_function(choices, default_timeout=PATIENCE_S).run()
    assert at.session_state["case"] == "58"
    assert at.button(key="cases-41").label == r"\*\*bold\*\*?"
    at.button(key="cases-41").click().run()
    assert at.session_state["case"] == "41"
