"""Checks a file that was dropped: a small one at once, a large one in a process of its own, with a bar."""

import time
from collections.abc import Mapping

import streamlit as st

from console import services
from console.services import File
from console.widgets import attempt
from console.wording import say
from lifecycle.checks import MEGABYTE, Report
from lifecycle.errors import Unavailable

LARGE = 4 * MEGABYTE
"""So many bytes take about a second, at most."""
LOOK_S = 0.2


def check(file: File, profile: str, mapping: Mapping[str, str]) -> Report:
    """Give the report on a file; whoever does something else meanwhile finds the check further on."""
    text = say("Checking {file}", file=file.name)
    if len(file.content) <= LARGE:
        with st.spinner(text):
            return services.checked(file, profile, mapping)
    with attempt():
        running = services.checking(file, profile, mapping)
        bar = st.progress(0.0, text=text)
        while not running.is_over:
            bar.progress(running.progress, text=text)
            time.sleep(LOOK_S)
        bar.empty()
        try:
            return running.report()
        except Unavailable:
            services.checking.clear()
            raise
    st.stop()
