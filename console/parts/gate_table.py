"""Draws a gate: every criterion always in its row, its rule, what was seen, and how near that is to the rule.

A row opens and says who looks after the criterion and what failing it would mean.
"""

import streamlit as st

from console import marks
from console.markup import Child, Html, join, tag
from console.widgets import section
from console.wording import count, explain, say
from lifecycle.criteria import CriterionRow
from lifecycle.gates import Decision
from lifecycle.records import Result

INTERVAL = "gates.observed.interval"


def draw(decision: Decision) -> None:
    """Draw the whole gate."""
    rows = decision.rows
    passed = sum(row.result in {Result.PASS, Result.OVERRIDDEN, Result.NOT_APPLICABLE} for row in rows)
    section(say("Gate"), say("{passed} of {all} criteria met", passed=count(passed), all=count(len(rows))))
    titles = [say("criterion"), say("rule"), say("observed"), say("interval"), "n", say("result")]
    head = (tag("th", title, scope="col", class_=align(at)) for at, title in enumerate(titles))
    caption = say("The criteria of the gate and what came of each")
    table = tag(
        "table",
        tag("caption", caption),
        tag("thead", tag("tr", *head)),
        tag("tbody", *(join(*lines_of(row)) for row in rows)),
        class_="k-table k-gate",
    )
    st.html(tag("div", table, class_="k-scroll", role="region", aria_label=caption, tabindex="0"))


def align(column: int) -> str:
    """Give the class of a column: numbers to the right."""
    return "k-right" if column == 4 else "k-left"


def lines_of(row: CriterionRow) -> tuple[Html, Html]:
    """Make the two lines of a criterion: its cells, and what opening it shows."""
    name = explain(row.label_code, **row.label_params)
    cells: tuple[Child, ...] = (
        tag("details", tag("summary", name), class_="k-criterion"),
        explain(row.rule_code, **row.rule_params),
        observed(row),
        bar(row, name),
        "–" if row.n is None else count(row.n),
        marks.lines(marks.result_chip(row.result), say("warns only") if row.severity == "warn" else None),
    )
    first = tag("th", cells[0], scope="row", class_=align(0))
    rest = (tag("td", cell, class_=align(at)) for at, cell in enumerate(cells[1:], start=1))
    more = tag("tr", tag("td", meaning(row), colspan=len(cells)), class_="k-more")
    return tag("tr", first, *rest), more


def observed(row: CriterionRow) -> str:
    """Say what was seen; the ends of an interval stand below its bar instead."""
    code = "gates.observed.value" if row.observed_code == INTERVAL else row.observed_code
    return explain(code, **row.observed_params)


def meaning(row: CriterionRow) -> Html:
    """Say what failing would mean to customers, and who looks after it; on a phone also the rule."""
    told = explain(row.meaning_code, **row.meaning_params)
    owner = tag("div", say("Owner: {owner}", owner=row.owner), class_="k-small") if row.owner else None
    rule = explain(row.rule_code, **row.rule_params)
    return join(tag("div", rule, class_="k-narrow"), marks.strong(say("If it fails:")), " ", told, owner)


def bar(row: CriterionRow, name: str) -> Html:
    """Draw what was seen with its interval, and the limit it is held against."""
    seen = row.observed
    if seen is None:
        return marks.muted("–")
    is_difference = row.type == "no_regression"
    given = [end for end in (seen.low, seen.value, seen.high, row.limit) if end is not None]
    given += [0.0] if is_difference else []
    room = 0.25 * (max(given) - min(given)) or 1.0
    drawn = marks.interval_bar(
        seen.low,
        seen.value,
        seen.high,
        scale=(min(given) - room, max(given) + room),
        text=f"{name}: {explain(row.observed_code, **row.observed_params)}",
        tone=None if row.result is Result.PASS else marks.RESULTS[row.result][0],
        zero=is_difference,
        threshold=row.limit,
    )
    ends = row.observed_params if row.observed_code == INTERVAL else {}
    return marks.lines(drawn, say("{low} to {high}", low=ends["low"], high=ends["high"]) if ends else None)
