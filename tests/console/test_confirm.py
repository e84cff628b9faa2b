"""The dialog before the world changes."""

from streamlit.testing.v1 import AppTest


def page():
    import streamlit as st

    from console import notices
    from console.confirm import confirm
    from lifecycle.errors import Refused

    def do(reason):
        if reason != "better":
            raise Refused("access.stranger", person="x")
        st.session_state["did"] = reason

    notices.show()
    if st.button("Promote", key="open"):
        confirm(
            title="Promote?",
            body=["It replaces <b>v12</b>."],
            action="Promote",
            do=do,
            done="v14 is in production.",
            ask_reason=True,
        )


def shown(at):
    return "".join(each.proto.body for each in at.get("html"))


def test_nothing_happens_before_the_second_click():
    at = AppTest.from_function(page).run()
    at.button(key="open").click().run()
    assert not at.exception
    assert "did" not in at.session_state
    assert "It replaces &lt;b&gt;v12&lt;/b&gt;." in shown(at)


def test_a_refusal_stays_in_the_dialog_and_a_success_is_told_on_the_page():
    at = AppTest.from_function(page).run()
    at.button(key="open").click().run()
    at.text_area[0].set_value("worse")
    at.button(key="k-confirm-yes").click().run()
    assert "x is not in people.yaml" in shown(at)
    assert "did" not in at.session_state
    at.button(key="open").click().run()
    at.text_area[0].set_value("better")
    at.button(key="k-confirm-yes").click().run()
    assert not at.exception
    assert at.session_state["did"] == "better"
    assert "v14 is in production." in shown(at)
