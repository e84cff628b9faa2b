"""Draws a table whose rows open: the first cell of a row is a button, the others stand beside it in columns.

`widgets.table` is for reading, this is for choosing among many things that have several facts each.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import streamlit as st

from console.markup import Child, Html, join, tag
from console.untrusted import plain
from console.widgets import Column

Width = int | Literal["stretch"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A row: `text` may come from anywhere and goes on the button, `cells` are marks or text beside it."""

    id: str
    text: str
    cells: tuple[Child, ...]


def open_table(
    columns: Sequence[Column],
    lines: Sequence[Line],
    *,
    key: str,
    lead: Width,
    rest: Width = "stretch",
    chosen: str | None = None,
) -> str | None:
    """Draw the table; give the id of the row just pressed, else `chosen`.

    Args:
        columns: the first heads the buttons; the width of the others is that of a CSS grid column.
        lines: the rows, with a cell for every column but the first.
        key: tells tables apart.
        lead: width of the buttons in pixels, or what is left.
        rest: width of all other columns together.
        chosen: the row to highlight.
    """
    first, *others = columns
    pressed = chosen
    with st.container(key=f"k-list-{key}", gap=None):
        with row(f"k-heads-{key}"):
            st.html(tag("span", first.title, class_="k-cells"), width=lead)
            st.html(cells(others, [column.title for column in others]), width=rest)
        for line in lines:
            with row(f"{'k-chosen' if line.id == chosen else 'k-item'}-{key}-{line.id}"):
                if st.button(plain(line.text), key=f"{key}-{line.id}", type="tertiary", width=lead):
                    pressed = line.id
                st.html(cells(others, line.cells), width=rest)
    return pressed


def row(key: str) -> st.delta_generator.DeltaGenerator:
    """Make the place of one line."""
    return st.container(horizontal=True, wrap=False, vertical_alignment="center", gap="small", key=key)


def cells(columns: Sequence[Column], values: Sequence[Child]) -> Html:
    """Lay values out in columns; a narrow screen puts the column's name before each."""
    template = " ".join(column.width or "1fr" for column in columns)
    made = (
        tag("span", value, class_=f"k-{column.align}", data_title=column.title)
        for column, value in zip(columns, values, strict=True)
    )
    return tag("div", join(*made), class_="k-cells", style=f"grid-template-columns:{template}")
