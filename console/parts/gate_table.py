"""Draws a gate: every criterion always in its row, its rule, what was seen, and how near that is to the rule.

A row opens and says who looks after the criterion and what failing it would mean.
"""

from collections import Counter
from collections.abc import Sequence

import streamlit as st

from console import marks
from console.markup import Child, Html, join, tag
from console.widgets import section
from console.wording import count, explain, moment, say, say_n, word
from lifecycle.criteria import CriterionRow, SliceRow
from lifecycle.gates import CLOSED, Decision
from lifecycle.records import Result

INTERVAL = "gates.observed.interval"


def draw(decision: Decision) -> None:
    """Draw the whole gate."""
    rows = decision.rows
    section(say("Gate"), tally(rows))
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


def tally(rows: Sequence[CriterionRow]) -> str:
    """Count what came of all rows, in the words that stand in them: each row is in one count.

    A row that only warns, and does, is counted as that: the verdict does not ask it.
    """
    said = Counter(say("warns only") if is_warning(row) else word(row.result) for row in rows)
    results = " · ".join(say("{n} {word}", n=count(n), word=told) for told, n in said.most_common())
    return say_n("{n} criterion: {results}", "{n} criteria: {results}", len(rows), results=results)


def is_warning(row: CriterionRow) -> bool:
    """Whether a row warns, and decides nothing."""
    return row.severity == "warn" and row.result in CLOSED


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
    """Say what failing would mean to customers, who looks after it and who overrode it; on a phone the rule.

    A row that sums up slices shows each.
    """
    told = explain(row.meaning_code, **row.meaning_params)
    owner = tag("div", say("Owner: {owner}", owner=row.owner), class_="k-small") if row.owner else None
    rule = explain(row.rule_code, **row.rule_params)
    return join(
        tag("div", rule, class_="k-narrow"),
        overridden(row),
        marks.strong(say("If it fails:")),
        " ",
        told,
        owner,
        slices(row.slices),
    )


def overridden(row: CriterionRow) -> Html | None:
    """Say who let the row count as passed, why and until when; None for any other row."""
    given = row.override
    if given is None:
        return None
    said = explain(
        "gates.overridden",
        asked_by=given.asked_by,
        confirmed_by=given.confirmed_by,
        until=moment(given.expires_at),
        reason=given.reason,
    )
    return tag("div", said)


def slices(rows: Sequence[SliceRow]) -> Html | None:
    """Draw the slices that a row sums up, None for a row without any."""
    if not rows:
        return None
    titles = [say("slice"), "n", say("observed"), say("result")]
    head = (tag("th", title, scope="col", class_=slice_align(at)) for at, title in enumerate(titles))
    return tag(
        "table",
        tag("caption", say("Every slice, and what came of it")),
        tag("thead", tag("tr", *head)),
        tag("tbody", *map(slice_line, rows)),
        class_="k-table k-slices",
    )


def slice_align(column: int) -> str:
    """Give the class of a column of slices: numbers to the right."""
    return "k-right" if column == 1 else "k-left"


def slice_line(row: SliceRow) -> Html:
    """Make the line of one slice; one too small to decide says so."""
    is_small = row.result is Result.NOT_APPLICABLE
    result = marks.muted(say("too small to decide")) if is_small else marks.result_chip(row.result)
    cells = (count(row.n), explain(row.observed_code, **row.observed_params), result)
    return tag(
        "tr",
        tag("th", f"{row.tag}: {row.value}", scope="row", class_=slice_align(0)),
        *(tag("td", cell, class_=slice_align(at)) for at, cell in enumerate(cells, start=1)),
    )


def bar(row: CriterionRow, name: str) -> Html:
    """Draw what was seen with its interval, and the limit it is held against."""
    seen = row.observed
    if seen is None:
        return marks.muted("–")
    given = [end for end in (seen.low, seen.value, seen.high, row.limit) if end is not None]
    given += [0.0] if row.is_difference else []
    room = 0.25 * (max(given) - min(given)) or 1.0
    drawn = marks.interval_bar(
        seen.low,
        seen.value,
        seen.high,
        scale=(min(given) - room, max(given) + room),
        text=f"{name}: {explain(row.observed_code, **row.observed_params)}",
        tone=None if row.result is Result.PASS else marks.RESULTS[row.result][0],
        zero=row.is_difference,
        threshold=row.limit,
    )
    ends = row.observed_params if row.observed_code == INTERVAL else {}
    return marks.lines(drawn, say("{low} to {high}", low=ends["low"], high=ends["high"]) if ends else None)
