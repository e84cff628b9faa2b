"""Checks and surveys a file: a small one at once, a large one in a process of its own, with a bar."""

import time
from collections.abc import Callable, Mapping
from typing import TypeVar

import streamlit as st

from console import services
from console.services import File
from console.untrusted import plain
from console.widgets import attempt
from console.wording import say
from lifecycle.checks import MEGABYTE, Report
from lifecycle.checks.beside import Beside
from lifecycle.checks.passes.survey import Survey
from lifecycle.errors import Unavailable

Found = TypeVar("Found")

LARGE = 4 * MEGABYTE
"""So many bytes take about a second, at most."""
LOOK_S = 0.2


def check(file: File, profile: str, mapping: Mapping[str, str]) -> Report:
    """Give the report on a file; whoever does something else meanwhile finds the check further on."""
    text = say("Checking {file}", file=plain(file.name))
    if len(file.content) <= LARGE:
        with st.spinner(text):
            return services.checked(file, profile, mapping)
    with attempt():
        return awaited(services.checking(file, profile, mapping), text, services.checking.clear)
    st.stop()


def awaited(running: Beside[Found], text: str, forget: Callable[[], object]) -> Found:
    """Wait for work in a process of its own, with a bar, and give what it found.

    Raises:
        Unavailable: it was ended before it was done; it is begun anew the next time.
    """
    bar = st.empty()
    while not running.is_over:
        bar.progress(running.progress, text=text)
        time.sleep(LOOK_S)
    bar.empty()
    try:
        return running.found()
    except Unavailable:
        forget()
        raise


def survey(file: File, report: Report, mapping: Mapping[str, str]) -> Survey | None:
    """Give the survey of a file that was checked; None while it is under way, or if no row can be read."""
    if not report.rows:
        return None
    text = say("Looking closer at {file}", file=plain(file.name))
    if len(file.content) <= LARGE:
        with st.spinner(text):
            return services.surveyed(file, mapping, report)
    found = None
    with attempt():
        running = services.surveying(file, mapping, report)
        if running.is_over:
            found = awaited(running, text, services.surveying.clear)
        else:
            watch(running)
    return found


@st.fragment(run_every=LOOK_S)
def watch(running: Beside[Survey]) -> None:
    """Show how far a survey is; when it is over, the page shows what it found."""
    if running.is_over:
        st.rerun()
    text = say("Looking closer: personal data, near duplicates, tokens, languages, services.")
    st.progress(running.progress, text=text)
