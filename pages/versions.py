"""Versions: what could be released, what is it made of, and what happened to it?"""

import streamlit as st

from console import screens, services
from console.parts import version_view
from console.parts.version_choice import asked, nothing_yet
from console.parts.version_form import form
from console.parts.version_table import ENVIRONMENT, version_table
from console.permission import needed_role
from console.session import require_app
from console.widgets import card, empty_state, page_header
from console.wording import say, say_n
from lifecycle import evidence, versions

app = require_app()
bench = services.bench()
known = versions.versions(bench, app)
places = versions.places(bench, app)
chosen = asked("version", known, app)


def show(**params: str) -> None:
    """Show another part of this page."""
    st.query_params.from_dict({"app": app, **params})


if chosen is not None:
    standing = evidence.placement(bench, app, ENVIRONMENT).version
    with page_header(say("Version v{number}", number=chosen.number), chosen.note or None):
        st.button(say("All versions"), on_click=show, icon=":material/arrow_back:", key="back")
    version_view.summary(chosen, places.get(chosen.number, ()))
    with st.container(horizontal=True, key="k-ways"):
        version_view.actions(chosen, standing)
    left, right = st.columns([1, 1], gap="small")
    with left:
        version_view.parts(chosen)
    with right:
        version_view.life(chosen)
    if opened := version_view.evaluated(chosen):
        screens.go("evaluate", evaluation=opened)
    st.stop()

creating = "create" in st.query_params or "prompt" in st.query_params
with page_header(
    say("Versions"), say("A version is a prompt with a model and its parameters, frozen together.")
):
    if creating:
        st.button(say("Close the form"), on_click=show, key="close")
    elif known:
        st.button(
            say("Create a version"),
            type="primary",
            on_click=show,
            kwargs={"create": "yes"},
            disabled=bool(needed_role("version.create")),
            help=needed_role("version.create") or None,
            key="open-form",
        )
if creating:
    form(app, known)
if known:
    with card(say_n("{n} version", "{n} versions", len(known)), key="versions"):
        opened = version_table(app, known, places)
    if opened:
        show(version=opened)
        st.rerun()
elif not creating:
    title, text, action = nothing_yet()
    empty_state(title, text, action=action, screen="versions", create="yes")
