"""Draws the cases of a comparison: counters that filter, a list that pages, and the one that is open."""

import streamlit as st

from console import marks
from console.markup import Html, join
from console.open_table import Line, open_table
from console.parts import case_view
from console.parts.slice_map import slice_map
from console.widgets import Column, card, outcome_counters, paragraph
from console.wording import count, say
from lifecycle import comparison
from lifecycle.comparison import CaseDifference, Comparison, Outcome

PAGE = 10
OUTCOMES: dict[Outcome, tuple[str, str]] = {
    "better": ("improved", "▲"),
    "worse": ("regressed", "▼"),
    "same": ("same", "="),
    "missing": ("cannot_tell", "?"),
}


@st.fragment
def cases(found: Comparison) -> None:
    """Draw list, slices and the open case; moving from case to case redraws nothing else."""
    left, right = st.columns([1.3, 1], gap="small")
    with left, card(key="cases"):
        outcome = outcome_counters(found.better, found.worse, found.same, found.missing)
        listed = comparison.worst_first(found, outcome)  # type: ignore[arg-type]
        at = opened(listed)
        if listed:
            listing(found, listed, at)
        else:
            paragraph(say("No case of this kind."), quiet=True)
    with right, card(say("By slice"), say("difference in points")):
        slice_map(found)
    if listed:
        one_case(found, listed, at)


def opened(listed: list[CaseDifference]) -> int:
    """Tell the place of the case that the address names, the first otherwise."""
    wish = st.query_params.get("case")
    return next((at for at, each in enumerate(listed) if each.case.id == wish), 0)


def listing(found: Comparison, listed: list[CaseDifference], at: int) -> None:
    """Draw the page of the list on which the open case stands."""
    specs = found.candidate.evaluation.scorers
    first = at // PAGE * PAGE
    lines = [
        Line(
            id=each.case.id,
            text=each.case.question or each.case.id,
            cells=(
                case_view.tags(each.case),
                case_view.mark(each.baseline_row, specs),
                case_view.mark(each.candidate_row, specs),
            ),
        )
        for each in listed[first : first + PAGE]
    ]
    before, after = (card.evaluation.version for card in (found.baseline, found.candidate))
    columns = (
        Column(title=say("question")),
        Column(title=say("slice"), width="1fr"),
        Column(title=f"v{before}", align="center", width="2.6rem"),
        Column(title=f"v{after}", align="center", width="2.6rem"),
    )
    now = listed[at].case.id
    pressed = open_table(columns, lines, key="cases", lead="stretch", rest=230, chosen=now)
    if pressed != now:
        open_case(pressed)
        st.rerun(scope="fragment")
    pages = -(-len(listed) // PAGE)
    if pages > 1:
        key = f"k-case-page-{at // PAGE}"
        ids = [each.case.id for each in listed[::PAGE]]
        st.pagination(pages, default=at // PAGE + 1, key=key, on_change=open_page, args=(key, ids))


def open_page(key: str, firsts: list[str]) -> None:
    """Open the first case of the page that was chosen."""
    open_case(firsts[st.session_state[key] - 1])


def open_case(id: str | None) -> None:
    """Open a case; it stands in the address."""
    st.query_params["case"] = id or ""


def one_case(found: Comparison, listed: list[CaseDifference], at: int) -> None:
    """Draw the open case: what was asked and expected, both answers, the scores, and the way to the next."""
    each = listed[at]
    before, after = (card.evaluation for card in (found.baseline, found.candidate))
    with card(key="case"):
        with st.container(horizontal=True, vertical_alignment="center", key="k-case-head"):
            st.html(case_head(each))
            moves(listed, at)
        case_view.facts(each.case)
        heads = (
            case_view.head(before.version, each.baseline_row, before.scorers),
            case_view.head(after.version, each.candidate_row, after.scorers),
        )
        case_view.two_answers(each.baseline_row, each.candidate_row, heads)
        versions = (before.version, after.version)
        case_view.scores(each.baseline_row, each.candidate_row, versions, after.scorers)


def case_head(each: CaseDifference) -> Html:
    """Name the case, what became of it, and whether it is critical."""
    verdict, icon = OUTCOMES[each.outcome]
    critical = marks.chip(say("critical"), "bad", "!") if each.case.critical else None
    outcome = marks.chip(say(each.outcome), marks.DIFFERENCES[verdict], icon)
    tags = marks.muted(case_view.tags(each.case))
    return join(marks.strong(each.case.id), " ", outcome, " ", critical, " ", tags)


def moves(listed: list[CaseDifference], at: int) -> None:
    """Draw the way to the case before and after, by mouse or by `K` and `J`."""
    st.html(marks.muted(say("{n} of {total}", n=count(at + 1), total=count(len(listed)))), width="content")
    for label, key, to in ((say("Previous"), "k", at - 1), (say("Next"), "j", at + 1)):
        there = 0 <= to < len(listed)
        st.button(
            label,
            key=f"case-{key}",
            shortcut=key,
            disabled=not there,
            on_click=open_case,
            args=(listed[to].case.id if there else None,),
        )
