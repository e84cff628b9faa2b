"""The table of runs: one page of a search, from which runs are chosen."""

from collections.abc import Sequence
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from console.parts.run_search import LIMIT, PAGE, chosen, keep_chosen, status, turn
from console.widgets import paragraph
from console.wording import count, say, say_n, zone
from lifecycle.records import Run, RunPage

KEY = "k-runs"
ROW_PX, MOST_PX = 35, 423
"""Height of a row and of the whole table: twelve rows."""
DRAWER_PX = 560


def places(*, has_drawer: bool) -> tuple[DeltaGenerator, DeltaGenerator | None]:
    """Give the place of the table, and that of the drawer beside it (below it on a narrow screen)."""
    row = st.container(horizontal=True, key="k-runs-row")
    left = row.container(width="stretch", key="k-runs-left")
    drawer = row.container(width=DRAWER_PX, border=True, key="k-card-drawer") if has_drawer else None
    return left, drawer


def show(page: RunPage, columns: Sequence[str]) -> None:
    """Draw the runs with the chosen columns; the rows of chosen runs are ticked."""
    ids = [run.id for run in page.runs]
    picked = set(chosen())
    ticked = [at for at, id in enumerate(ids) if id in picked]
    st.session_state[KEY] = {"selection": {"rows": ticked, "columns": [], "cells": []}}
    st.dataframe(
        cells(page.runs, columns),
        key=KEY,
        on_select=lambda: take(ids),
        selection_mode="multi-row",
        column_config=titles(columns),
        hide_index=True,
        height=min(MOST_PX, ROW_PX * (len(ids) + 1) + 3),
        placeholder="–",
        alt=say("Runs"),
    )


def cells(found: Sequence[Run], columns: Sequence[str]) -> dict[str, list[object]]:
    """Lay the runs out in columns; a run without a value has an empty cell."""
    laid: dict[str, list[object]] = {"name": [run.name for run in found]}
    for column in columns:
        kind, _, name = column.partition(".")
        laid[column] = [(run.metrics if kind == "metrics" else run.params).get(name) for run in found]
    laid["status"] = [status(run.status) for run in found]
    laid["user"] = [run.user for run in found]
    # without its zone, in the person's own: pandas loses the zone on the way to the browser, with a warning
    laid["started"] = [
        at and at.astimezone(zone()).replace(tzinfo=None) for at in (run.started_at for run in found)
    ]
    return laid


def titles(columns: Sequence[str]) -> dict[str, Any]:
    """Head the columns; numbers keep four digits that count."""
    number, words = st.column_config.NumberColumn, st.column_config.TextColumn
    return {
        "name": words(say("Run"), width="medium"),
        "status": words(say("Status"), width="small"),
        "user": words(say("By"), width="small"),
        "started": st.column_config.DatetimeColumn(say("Started"), format="YYYY-MM-DD HH:mm", width=150),
        **{
            column: number(column.removeprefix("metrics."), format="%.4g")
            if column.startswith("metrics.")
            else words(column.removeprefix("params."))
            for column in columns
        },
    }


def take(ids: Sequence[str]) -> None:
    """Keep what was ticked on this page, beside what was chosen on others."""
    rows = st.session_state[KEY]["selection"]["rows"]
    others = [id for id in chosen() if id not in ids]
    here = [id for id in chosen() if id in ids and ids.index(id) in rows]
    keep_chosen([*others, *here, *(ids[row] for row in rows if ids[row] not in here)])


def show_turning(page: RunPage) -> None:
    """Draw which runs these are, the way to the pages before and after, and how many are chosen."""
    before = len(st.query_params.get_all(PAGE)) * LIMIT
    with st.container(horizontal=True, vertical_alignment="center", key="k-turning"):
        first, last = count(before + 1), count(before + len(page.runs))
        paragraph(say("Runs {first} to {last}", first=first, last=last), quiet=True)
        arrow = ":material/chevron_left:"
        st.button(say("Previous"), icon=arrow, disabled=not before, on_click=turn, args=(None,))
        arrow = ":material/chevron_right:"
        st.button(say("Next"), icon=arrow, disabled=not page.next_page, on_click=turn, args=(page.next_page,))
    n = len(chosen())
    if n < 2:
        text = say("Tick two or more runs to compare them.")
        paragraph(text if not n else say_n("{n} run ticked.", "{n} runs ticked.", n) + " " + text, quiet=True)
