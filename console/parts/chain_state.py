"""Says whether the audit log is sound, and how that is known."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from console import marks, services
from console.widgets import failure_card, paragraph
from console.wording import count, explain, hint, moment, say
from lifecycle.history import Watch

SHOWN = 3
"""So many faults are told; the command line tells all."""


def draw_seal(place: DeltaGenerator, alarm: DeltaGenerator) -> None:
    """Read on, then put a seal in its place if the log is sound, else sound the alarm."""
    with place, st.spinner(say("Reading the audit log …")), alarm:
        is_sound = check()
    if is_sound:
        place.html(marks.label(say("audit log sound"), "good", "✓"))


def check() -> bool:
    """Read on, sound the alarm unless the log is sound, and tell whether it is.

    Goes last on a page, when all else is drawn: once an hour the first look reads the whole log, which
    takes seconds for a long one; every other look reads what is new.
    """
    faults = services.audit_log().look().faults
    for fault in faults[:SHOWN]:
        failure_card(explain(fault), hint(fault))
    return not faults


def draw_proof() -> None:
    """Say what was read and when, and offer to read all of it again."""
    watch = services.audit_log()
    with st.container(horizontal=True, vertical_alignment="center", key="k-proof"):
        paragraph(proof(watch), quiet=True)
        st.button(say("Read all of it again"), on_click=services.watched.clear, type="tertiary")


def proof(watch: Watch) -> str:
    """Say how many events are sound, since when that is known, and how the last one is known."""
    head = watch.look().head
    return say(
        "{n} events are sound; all were read at {time}, and since then what is new. The last one: {hash}",
        n=count(head.number),
        time=moment(watch.begun),
        hash=head.hash,
    )
