"""What every page stands in: navigation, sidebar, messages, and a card where a page cannot go on.

`app.py` serves this script; Streamlit runs it for every click.
"""

from pathlib import Path

import streamlit as st

from console import notices, screens, session, sidebar
from console.parts import smoke_test
from console.untrusted import plain
from console.widgets import error_card
from console.wording import say
from lifecycle.errors import Invalid, LifecycleError, NotFound

HERE = Path(__file__).parent
SIDEBAR_PX = 236


def main() -> None:
    """Run the page that the address asks for."""
    st.set_page_config(
        page_title="Kanmon", page_icon=str(HERE / "icon.svg"), layout="wide", initial_sidebar_state=SIDEBAR_PX
    )
    st.html(HERE / "style.css")
    theme = "dark" if st.context.theme.type == "dark" else "light"
    st.html(f"<style>:root {{ color-scheme: {theme} }}</style>")
    page = st.navigation([screens.to_page(screen) for screen in screens.built()], position="hidden")
    current = page.url_path or screens.HOME
    try:
        sidebar.draw(current)
        notices.show()
        session.check_app()
        if app := session.app():
            smoke_test.draw_band(app)
        page.run()
    except LifecycleError as error:
        error_card(error)
        if isinstance(error, NotFound | Invalid):
            show_way_out(current)


def show_way_out(current: str) -> None:
    """Lead from an address that names what is not there to what is."""
    with st.container(key="k-ways"):
        if session.app() is None:
            for each in session.listed():
                screens.link(screens.HOME, plain(each.title or each.name), {"app": each.name})
        elif set(st.query_params) - set(screens.KEPT):
            screens.link(current, say("Go to {screen}", screen=say(screens.find(current).title)))


main()
