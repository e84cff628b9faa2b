"""The voting of a blind round: one question, two answers, four buttons.

Nothing here knows which version gave which answer, and nothing that is drawn may tell: no number of a
version, no id of an evaluation, no title a person gave, in no text, address or key of an element.
"""

import time
from collections.abc import Callable

import streamlit as st

from console import notices, screens, session
from console.markup import escape, tag
from console.services import bench
from console.untrusted import pane
from console.widgets import draw, page_header, paragraph
from console.wording import count, mark, say
from lifecycle import review
from lifecycle.errors import LifecycleError
from lifecycle.records import Choice, Round, Vote
from lifecycle.review import Pair

CHOICES: tuple[tuple[Choice, str, str], ...] = (
    (Choice.FIRST, "1", mark("Answer 1 is better")),
    (Choice.SECOND, "2", mark("Answer 2 is better")),
    (Choice.TIE, "0", mark("Equally good")),
    (Choice.BOTH_BAD, "9", mark("Both are bad")),
)
"""Each vote with its key on the keyboard."""
SKIPPED = "k-review-skipped"
"""Round → cases put off in this session, the longest ago first."""
SHOWN = "k-review-shown"
"""The case on the screen, empty once it is voted on, and since when (monotonic, in seconds)."""
READING_S = 0.4
"""Nobody reads two answers faster: a press that comes sooner was meant for the pair before."""
REASON_LENGTH = 500


def skipped(round: Round) -> list[str]:
    """Give the cases that were put off in this session, the longest ago first."""
    every: dict[str, list[str]] = st.session_state.setdefault(SKIPPED, {})
    return every.setdefault(round.id, [])


def show(round: Round, pair: Pair) -> None:
    """Draw one pair and take the vote on it."""
    if st.session_state.get(SHOWN, ("",))[0] != pair.case_id:
        st.session_state[SHOWN] = (pair.case_id, time.monotonic())
    place = say("{n} of {total}", n=count(pair.position), total=count(pair.total))
    with page_header(say("Blind review"), aside=tag("b", place, class_="k-place")):
        screens.link("review", say("Votes so far"), {"round": round.id, "view": "votes"})
    draw(tag("div", pane(say("Question"), escape(pair.question)), class_="k-question"))
    answers = ((say("Answer 1"), pair.answer_1), (say("Answer 2"), pair.answer_2))
    draw(tag("div", *(pane(name, escape(text)) for name, text in answers), class_="k-pair k-answers"))
    show_buttons(round, pair)
    paragraph(say("Keys: 1, 2, 0 and 9 vote. Nobody sees a result before the round is closed."), quiet=True)


def show_buttons(round: Round, pair: Pair) -> None:
    """Draw the four votes, and below them reason, skip and undo."""
    reason = reason_key(round, pair.case_id)
    with st.container(key="k-votes"):
        for column, (choice, key, text) in zip(st.columns(4), CHOICES, strict=True):
            column.button(
                say(text),
                shortcut=key,
                key=f"vote-{key}-{pair.case_id}",
                width="stretch",
                on_click=cast,
                args=(round, pair.case_id, choice, reason),
            )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.text_input(say("Reason (optional)"), key=reason, max_chars=REASON_LENGTH)
        st.button(say("Skip"), key=f"skip-{pair.case_id}", on_click=put_off, args=(round, pair.case_id))
        undo_button(round, disabled=pair.position == 1)


def undo_button(round: Round, *, disabled: bool = False) -> None:
    """Draw the button that takes the last vote back."""
    st.button(say("Undo last vote"), key="undo", disabled=disabled, on_click=take_back, args=(round,))


def reason_key(round: Round, case_id: str) -> str:
    """Name the field of the reason: each case has its own, so that none is carried over."""
    return f"reason-{round.id}-{case_id}"


def cast(round: Round, case_id: str, choice: Choice, reason: str) -> None:
    """Keep a vote; a second press of a quick finger counts neither for this pair nor for the next."""
    shown, since = st.session_state[SHOWN]
    if case_id != shown or time.monotonic() - since < READING_S:
        return
    st.session_state[SHOWN] = ("", 0.0)
    given = st.session_state.get(reason, "")
    told(lambda: review.vote(bench(), round.id, case_id, choice, by=session.actor(), reason=given))


def put_off(round: Round, case_id: str) -> None:
    """Put a case behind the others."""
    kept = [id for id in skipped(round) if id != case_id]
    st.session_state[SKIPPED][round.id] = [*kept, case_id]


def take_back(round: Round) -> None:
    """Undo the last vote, and show its case again with its reason."""
    last = told(lambda: review.undo(bench(), round.id, by=session.actor()))
    if last is not None:
        st.session_state[SKIPPED][round.id] = [id for id in skipped(round) if id != last.case_id]
        st.session_state[reason_key(round, last.case_id)] = last.reason


def told(act: Callable[[], Vote | None]) -> Vote | None:
    """Do something with a vote; a refusal is told on the page that follows."""
    try:
        return act()
    except LifecycleError as error:
        notices.post(error)
        return None
