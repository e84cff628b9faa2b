"""The dialog before the world changes."""

import pytest
from streamlit.testing.v1 import AppTest

from tests.conftest import SETTINGS

PATIENCE_S = 60


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    for name in SETTINGS:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("KANMON_HOME", str(tmp_path))


def page():
    import streamlit as st

    from console import notices
    from console.confirm import confirm
    from lifecycle.errors import Conflict, Invalid

    def do(reason):
        if reason == "late":
            raise Conflict("release.already_there", version=14, environment="production")
        if reason != "better":
            raise Invalid("release.no_reason")
        st.session_state["did"] = reason

    notices.show()
    asked = st.text_input("What", "Promote?", key="title")
    if st.button("Promote", key="open"):
        confirm(
            title=asked,
            body=["It replaces <b>v12</b>."],
            action="Promote",
            do=do,
            done="v14 is in production.",
            ask_reason=True,
        )


def shown(at):
    return "".join(each.proto.body for each in at.get("html"))


def test_nothing_happens_before_the_second_click():
    at = AppTest.from_function(page, default_timeout=PATIENCE_S).run()
    at.button(key="open").click().run()
    assert not at.exception
    assert "did" not in at.session_state
    assert "It replaces &lt;b&gt;v12&lt;/b&gt;." in shown(at)


def answered(reason):
    """The page after the dialog was confirmed; AppTest draws all of it anew, a browser first the dialog."""
    at = AppTest.from_function(page, default_timeout=PATIENCE_S).run()
    at.button(key="open").click().run()
    at.text_area[0].set_value(reason)
    return at.button(key="k-confirm-yes").click().run()


def test_what_can_be_mended_in_the_dialog_keeps_it_open():
    at = answered("")
    assert "A reason is needed." in shown(at)
    assert "did" not in at.session_state
    assert not at.session_state["k-confirm-over"]


def test_a_lost_race_ends_the_dialog_and_the_page_says_what_happened():
    at = answered("late")
    assert "v14 is already in production." in shown(at)
    assert "did" not in at.session_state
    assert at.session_state["k-confirm-over"]


def test_a_success_ends_the_dialog_and_is_told_on_the_page():
    at = answered("better")
    assert not at.exception
    assert at.session_state["did"] == "better"
    assert at.session_state["k-confirm-over"]
    assert "v14 is in production." in shown(at)


def reopened(at):
    """The text that waits when the same is asked again."""
    return at.button(key="open").click().run().text_area[0].value


def test_what_was_typed_and_not_used_waits_until_the_same_is_asked_again():
    at = AppTest.from_function(page, default_timeout=PATIENCE_S).run()
    at.button(key="open").click().run()
    at.text_area[0].set_value("nearly done")
    at.button(key="k-confirm-no").click().run()
    assert not at.get("dialog")
    assert reopened(at) == "nearly done"
    at.button(key="k-confirm-no").click().run()
    at.text_input(key="title").set_value("Something else?").run()
    assert reopened(at) == ""


def test_what_was_used_does_not_wait():
    assert reopened(answered("better")) == ""


def test_a_lost_race_loses_no_words():
    assert reopened(answered("late")) == "late"


def test_a_dialog_with_words_is_closed_by_its_buttons_alone():
    """With Esc the browser throws away what is being typed, before anybody could keep it."""
    at = AppTest.from_function(page, default_timeout=PATIENCE_S).run()
    at.button(key="open").click().run()
    (dialog,) = at.get("dialog")
    assert not dialog.proto.dialog.dismissible
    assert at.text_area[0].max_chars == 0, "the browser would cut what is pasted, without a word"
