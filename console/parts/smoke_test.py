"""The smoke test of what an environment holds: under way, passed, failed, or not carried out."""

import streamlit as st

from console import marks, notices, services, session
from console.markup import join
from console.parts.evaluation_queue import EVERY
from console.permission import button
from console.widgets import attempt, card, draw, notice, paragraph, pointer
from console.wording import explain, hint, say, say_n
from lifecycle import overview, smoke, worker
from lifecycle.records import Placement, Smoke, SmokeState


def draw_band(app: str) -> None:
    """Tell of a failed test on every screen, with the way back."""
    for each in overview.smokes(services.bench(), app, SmokeState.FAILED):
        what = {"n": each.version, "environment": each.environment}
        point_to(each, say("v{n} failed its smoke test in {environment}.", **what), say("Go to the way back"))


def draw_error(test: Smoke) -> None:
    """Say of a test that it could not be carried out, and where it can be repeated."""
    what = {"n": test.version, "environment": test.environment}
    told = say("The smoke test of v{n} in {environment} could not be carried out.", **what)
    point_to(test, told, say("Repeat it on Release"))


def point_to(test: Smoke, told: str, label: str) -> None:
    """Tell of a test in one line that leads to its environment on Release."""
    pointer(
        join(marks.strong(told), " ", outcome(test)),
        marks.tone_of(test.state)[0],
        "release",
        label,
        key=f"smoke-{test.id}",
        version=test.version,
        to=test.environment,
    )


def draw_test(place: Placement) -> None:
    """Show what came of testing what an environment holds, if it was tested."""
    tests = smoke.standing(services.bench(), place.app, place.environment)
    if not tests:
        return
    with card(say("Smoke test"), key="smoke"):
        for each in tests:
            if each.state is SmokeState.WAITING:
                watch(place)
            else:
                draw_outcome(each)
        is_open = tests[-1].state in {SmokeState.FAILED, SmokeState.ERROR}
        if is_open and button(say("Repeat the test"), "smoke.repeat"):
            repeat(place)


def draw_outcome(found: Smoke) -> None:
    """Show what came of a test, when, and what to do if it failed."""
    paragraph(marks.state_chip(found.state), " ", marks.when(found.done_at), quiet=True)
    paragraph(outcome(found))
    if found.state is SmokeState.FAILED:
        paragraph(hint(found.code, **found.params), quiet=True)


@st.fragment(run_every=EVERY)
def watch(place: Placement) -> None:
    """Look once a second at a test under way; when it is over, the page shows what came of it."""
    bench = services.bench()
    found = smoke.latest(bench, place.app, place.environment)
    if found is None or found.state is not SmokeState.WAITING:
        st.rerun()
    draw(marks.state_chip(found.state))
    paragraph(
        say_n(
            "v{version} is about to be asked {n} question.",
            "v{version} is about to be asked {n} questions.",
            found.questions,
            version=found.version,
        )
    )
    if not worker.is_alive(bench):
        told = say("No worker is running. One starts by itself; if not, tell whoever runs Kanmon.")
        notice(told, "unsure")


def outcome(found: Smoke) -> str:
    """Say what came of a test."""
    if found.state is SmokeState.PASSED:
        return say_n(
            "{n} question was asked and answered.",
            "{n} questions were asked and answered.",
            found.questions,
        )
    why = explain(found.code, **found.params) if found.code else ""
    if found.state is SmokeState.ERROR:
        return say("{why} That says nothing about v{n}.", why=why, n=found.version)
    return why


def repeat(place: Placement) -> None:
    """Have the questions put again."""
    with attempt():
        smoke.repeat(services.bench(), place.app, place.environment, by=session.actor())
        notices.post(say("The questions are put again."))
        st.rerun()
