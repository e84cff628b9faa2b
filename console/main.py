"""What every page stands in: navigation, sidebar, messages, and a card where a page cannot go on.

`app.py` serves this script; Streamlit runs it for every click.
"""

from pathlib import Path

import streamlit as st

from console import notices, screens, sidebar
from console.widgets import attempt

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
    with attempt():
        sidebar.draw(current=page.url_path or screens.HOME)
        notices.show()
        page.run()


main()
