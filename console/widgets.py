"""The building blocks that all pages draw with. They compute nothing and know no use case.

Whatever text a block takes is escaped; a page hands it plain strings or the marks of `console.marks`.
A page reads: guard, read, choose, act, show.
"""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from console import marks, screens
from console.markup import Child, Html, join, tag
from console.palette import Tone
from console.untrusted import plain
from console.wording import count, dollars, duration, explain, hint, say
from lifecycle.errors import LifecycleError

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

Align = Literal["left", "right", "center"]

SHORT = 14
"""Characters of a cell that stays on one line, such as `1,840 ms`."""
LONG = 30
"""Characters of a word that may be broken, so that it does not widen its table."""


def page_header(title: Child, subtitle: Child = None, *, aside: Html | None = None) -> DeltaGenerator:
    """Head a page, once, and give the place for its buttons.

    Use it as `with page_header(say("Compare")): st.button(…)`. `subtitle` says in one line what the page
    answers; `aside` is a small mark on the right, such as `marks.stepper`.
    """
    row = st.container(horizontal=True, vertical_alignment="center", key="k-header")
    below = tag("p", subtitle, class_="k-subtitle") if subtitle else None
    row.html(tag("header", tag("h1", title), below, class_="k-title"))
    if aside is not None:
        row.html(aside, width="content")
    return row.container(horizontal=True, width="content", gap="small", key="k-actions")


def section(title: Child, note: Child = None, *, id: str | None = None) -> None:
    """Head a part of a page; `note` is the quiet rest of the line, `id` what a link within the page names."""
    st.html(tag("h2", title, " ", marks.muted(note) if note else None, class_="k-section", id=id))


@contextmanager
def card(title: Child = None, note: Child = None, *, key: str = "") -> Iterator[DeltaGenerator]:
    """Frame what a `with` block draws; `key` tells cards apart whose titles are equal or missing.

    A link within the page leads to it as `#k-{key}`.
    """
    frame = st.container(border=True, key=f"k-card-{key or title}")
    with frame:
        if title:
            section(title, note, id=f"k-{key}" if key else None)
        yield frame


def sentence_card(text: Child, tone: Tone = "quiet", *, more: Child = None, head: Html | None = None) -> None:
    """Say the one sentence of a page: `text` in bold, `more` after it, `head` (chips) above."""
    above = tag("div", head, class_="k-sentence-head") if head else None
    body = tag("p", marks.strong(text), " ", more)
    st.html(tag("section", above, body, class_=f"k-sentence k-{tone}"))


def paragraph(*children: Child, quiet: bool = False) -> None:
    """Write a few words of text and marks in one line of reading."""
    st.html(tag("p", *children, class_="k-muted k-line" if quiet else "k-line"))


def draw(*children: Child) -> None:
    """Draw marks and text as they come, one line if they fit: what a page uses instead of `st.html`."""
    st.html(tag("div", *children))


def key_values(pairs: Iterable[tuple[Child, Child]]) -> None:
    """List facts with their names."""
    st.html(tag("dl", *(join(tag("dt", name), tag("dd", value)) for name, value in pairs), class_="k-facts"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of a table; `width` is any CSS width."""

    title: Child
    align: Align = "left"
    width: str | None = None


def table(
    columns: Sequence[Column | str],
    rows: Iterable[Sequence[Child]],
    *,
    caption: str,
    marked: int | None = None,
) -> None:
    """Draw a real table; the first cell of a row names the row.

    Args:
        columns: titles, or columns with an alignment.
        rows: cells, text or marks; None is an empty cell.
        caption: what the table holds, for those who do not see it.
        marked: index of the row to highlight.
    """
    whole = [column if isinstance(column, Column) else Column(title=column) for column in columns]
    titles = (
        tag(
            "th",
            column.title,
            scope="col",
            class_=f"k-{column.align}",
            style=f"width:{column.width}" if column.width else None,
        )
        for column in whole
    )
    body = (table_row(whole, row, at == marked) for at, row in enumerate(rows))
    draw_table(caption, titles, body)


def draw_table(caption: str, titles: Iterable[Html], body: Iterable[Html]) -> None:
    """Draw a table that scrolls in a region of its own, so that a narrow page does not."""
    made = tag(
        "table",
        tag("caption", caption),
        tag("thead", tag("tr", *titles)),
        tag("tbody", *body),
        class_="k-table",
    )
    st.html(tag("div", made, class_="k-scroll", role="region", aria_label=caption, tabindex="0"))


def table_row(columns: Sequence[Column], row: Sequence[Child], is_marked: bool) -> Html:
    """Make one row."""
    cells = []
    for at, (column, cell) in enumerate(zip(columns, row, strict=True)):
        name, scope = ("th", "row") if at == 0 else ("td", None)
        cells.append(tag(name, cell, class_=f"k-{column.align}{width_of(cell)}", scope=scope))
    return tag("tr", *cells, class_="k-marked" if is_marked else None)


def width_of(cell: Child) -> str:
    """Give the class of a text that stays on one line, or of one with a word that has to be broken."""
    if isinstance(cell, Html):
        return ""
    text = str(cell)
    if len(text) <= SHORT:
        return " k-short"
    return " k-long" if any(len(word) > LONG for word in text.split()) else ""


def heat_table(
    columns: Sequence[str], rows: Iterable[tuple[str, Sequence[tuple[Tone, Child] | None]]], *, caption: str
) -> None:
    """Draw a table whose cells are tinted by their tone; a row is its name and its cells, None is empty."""
    titles = (tag("th", title, scope="col") for title in ("", *columns))
    body = (
        tag(
            "tr",
            tag("th", name, scope="row"),
            *(
                tag("td", cell[1], class_=f"k-heat k-{cell[0]}") if cell else tag("td", class_="k-heat")
                for cell in cells
            ),
        )
        for name, cells in rows
    )
    draw_table(caption, titles, body)


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A line of a list to choose from: `text` may come from anywhere, `details` are marks beside it."""

    id: str
    text: str
    details: tuple[Child, ...] = ()


def choose_from(items: Sequence[Item], *, key: str, chosen: str | None = None) -> str | None:
    """Draw lines of which one can be opened; give the id of the line just pressed, else `chosen`."""
    pressed = chosen
    with st.container(key=f"k-list-{key}", gap=None):
        for item in items:
            name = f"{'k-chosen' if item.id == chosen else 'k-item'}-{key}-{item.id}"
            with st.container(horizontal=True, wrap=False, vertical_alignment="center", key=name):
                if st.button(plain(item.text), key=f"{key}-{item.id}", type="tertiary", width="stretch"):
                    pressed = item.id
                if item.details:
                    st.html(tag("span", *item.details, class_="k-details"), width="content")
    return pressed


@dataclass(frozen=True, slots=True, kw_only=True)
class Counter:
    """A count that filters: its id, its word, how many, and its colour and sign."""

    id: str
    text: str
    n: int
    icon: str


def counters(counts: Sequence[Counter], *, name: str) -> str | None:
    """Draw counts as filters and give the id of the one chosen, None for all; it stands in the URL."""
    labels = {each.id: f"{each.icon} {count(each.n)} {plain(each.text)}" for each in counts}
    key = remember(name, labels)
    with st.container(key=f"k-counters-{name}", width="content"):
        return st.pills(
            say("Filter"),
            list(labels),
            format_func=lambda id: labels.get(id, str(id)),
            key=key,
            on_change=keep_in_url,
            args=(name, key),
            label_visibility="collapsed",
        )


def select(label: str, named: Mapping[str, str], *, name: str, default: str | None = None) -> str:
    """Draw a choice of one of several (id → text) that stands in the URL as `name`, and give its id.

    Streamlit's own `bind` would write the text there, which is another in each language. `named` must not
    be empty; without a choice it is `default`, else the first.
    """
    key = remember(name, named, default if default in named else next(iter(named)))
    return st.selectbox(
        label,
        list(named),
        format_func=lambda id: named.get(id, str(id)),
        key=key,
        on_change=keep_in_url,
        args=(name, key),
    )


def remember(name: str, known: Container[str], default: str | None = None) -> str:
    """Give a widget what stands in the URL as its value, and tell the widget's key."""
    key, wish = f"k-url-{name}", st.query_params.get(name)
    st.session_state[key] = wish if wish in known else default
    return key


def keep_in_url(name: str, key: str) -> None:
    """Write what a person chose into the URL; nothing chosen leaves no trace."""
    chosen = st.session_state[key]
    if chosen is None:
        st.query_params.pop(name, None)
    else:
        st.query_params[name] = chosen


def outcome_counters(
    better: int, worse: int, same: int, missing: int, *, name: str = "outcome"
) -> str | None:
    """Draw the four counts of a comparison as filters: `better`, `worse`, `same`, `missing`, None for all."""
    return counters(
        [
            Counter(id="better", text=say("better"), n=better, icon="▲"),
            Counter(id="worse", text=say("worse"), n=worse, icon="▼"),
            Counter(id="same", text=say("same"), n=same, icon="="),
            Counter(id="missing", text=say("missing"), n=missing, icon="?"),
        ],
        name=name,
    )


def empty_state(title: str, text: str, *, action: str = "", screen: str = "", **params: object) -> None:
    """Say what will be here, and offer the one step that fills it: a link to another screen."""
    with st.container(key="k-empty", horizontal_alignment="center"):
        st.html(tag("div", tag("h2", title), tag("p", text, class_="k-muted"), class_="k-empty"))
        if action:
            screens.link(screen, action, params)


def error_card(error: LifecycleError) -> None:
    """Show what happened and what to do about it."""
    failure_card(explain(error), hint(error))


def failure_card(text: str, advice: str = "", note: str = "") -> None:
    """Show a failure in words; `note` is for whoever looks into it, such as an incident number."""
    st.html(
        tag(
            "section",
            tag("p", marks.sign("bad"), " ", marks.strong(text)),
            tag("p", advice) if advice else None,
            tag("p", note, class_="k-muted") if note else None,
            class_="k-sentence k-bad",
            role="alert",
        )
    )


def notice(text: Child, tone: Tone = "primary") -> None:
    """Show a remark that a person should not miss: a pin, an alias that moved, a policy that changed."""
    st.html(tag("div", marks.sign(tone), " ", text, class_=f"k-notice k-{tone}", role="status"))


def pointer(text: Child, tone: Tone, screen: str, label: str, *, key: str, **params: object) -> None:
    """Show a remark with the way to where something can be done about it; `key` tells such lines apart."""
    with st.container(horizontal=True, vertical_alignment="center", key=f"k-pointer-{key}"):
        notice(text, tone)
        screens.link(screen, label, params)


def practice_notice() -> None:
    """Say that the figures come from the practice model; goes on every screen that shows its numbers."""
    text = say("These figures come from the practice model: no LLM, it picks sentences from the prompt.")
    notice(text, "unsure")


@contextmanager
def attempt() -> Iterator[None]:
    """Draw a card where a use case refuses, instead of leaving the page: around one action of several."""
    try:
        yield
    except LifecycleError as error:
        error_card(error)


def progress(
    done: int,
    total: int,
    *,
    rate: float | None = None,
    left_s: float | None = None,
    cost_usd: float | None = None,
) -> None:
    """Show how far something is: done of total, per second, time left, money so far; None is not shown."""
    parts = [say("{done} of {total}", done=count(done), total=count(total))]
    if rate is not None:
        parts.append(say("{rate} per second", rate=f"{rate:.1f}"))
    if left_s is not None and done < total:
        parts.append(say("{time} left", time=duration(left_s)))
    if cost_usd is not None:
        parts.append(say("{money} so far", money=plain(dollars(cost_usd))))
    st.progress(min(1.0, done / total) if total else 1.0, text=" · ".join(parts))


def chart(figure: "Figure", *, caption: str, key: str, select: bool = False, values: str = "") -> Any:
    """Show a figure of `console.figures`; the caption says what it shows and the sample size.

    `values` tells in words what is drawn, for those who do not see it. With `select`, gives Streamlit's
    selection: `chart(…).selection.points`.
    """
    state = st.plotly_chart(
        figure,
        key=key,
        theme=None,
        alt=f"{caption} {values}".rstrip(),
        on_select="rerun" if select else "ignore",
        selection_mode="points",
        config={"displayModeBar": False, "scrollZoom": False},
    )
    paragraph(caption, quiet=True)
    return state


def facts_line(*facts: Child) -> None:
    """Show small facts in one quiet line, separated by dots."""
    shown = [fact for fact in facts if fact is not None]
    st.html(
        tag("p", *(join(" · " if at else None, fact) for at, fact in enumerate(shown)), class_="k-facts-line")
    )


def link_card(title: Child, number: int, text: Child, screen: str, label: str, **params: object) -> None:
    """Show a count that is a way to another screen."""
    with card(key=f"link-{screen}-{label}"):
        st.html(tag("div", tag("span", count(number), class_="k-number"), " ", title, class_="k-count"))
        paragraph(text, quiet=True)
        screens.link(screen, label, params)
