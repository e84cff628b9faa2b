"""The launcher: `streamlit run app.py`.

The script that Streamlit runs for every click is `console/main.py`. It stands in a folder of its own,
because a `pages/` folder beside it could be reached without it.
"""

from pathlib import Path

import streamlit as st

from console import guard, incidents, routes, server

app = st.App(
    Path(__file__).parent / "console" / "main.py",
    lifespan=server.lifespan,
    routes=routes.ROUTES,
    middleware=guard.middleware(),
    on_script_error=incidents.report,
)
