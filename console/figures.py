"""Draws the charts: the only module that knows Plotly.

Every function takes plain numbers and gives a figure for `widgets.chart`, whose caption names the sample
size. Light grid, direct labels, intervals as bars, a line at zero, units on the axes, no legend where a
label can stand beside the thing. Colours follow the theme of the page.
"""

import html
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import plotly.graph_objects as go
import streamlit as st

from console import language
from console.markup import cut, visible
from console.palette import DARK, ICONS, LIGHT, Palette, Tone
from console.wording import percent, signed
from lifecycle.messages import Language

FONT = "-apple-system, 'Segoe UI', 'Noto Sans JP', 'Noto Sans CJK JP', 'Hiragino Sans', Meiryo, sans-serif"
ROW_PX = 34
LABEL, MAX_NAME = 24, 200
"""Characters of a name beside a bar, and where it is told in full."""
DAY_MS = 86_400_000
DATES: dict[Language, list[dict[str, object]]] = {
    "en": [],
    "ja": [
        {"dtickrange": [None, DAY_MS - 1], "value": "%H:%M\n%-m/%-d"},
        {"dtickrange": [DAY_MS, "M1"], "value": "%-m/%-d\n%Y"},
        {"dtickrange": ["M1", None], "value": "%Y/%-m"},
    ],
}
"""How the ticks of a time axis are written, by their distance; Plotly's own way is English."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A line of a difference chart, in the unit of its axis; without ends there is no interval."""

    name: str
    value: float
    low: float | None
    high: float | None
    tone: Tone


@dataclass(frozen=True, slots=True, kw_only=True)
class Slice:
    """A cell of a heat map: `value` in points, over `n` cases."""

    row: str
    column: str
    value: float
    n: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A version in a trade-off: its cost or latency and its quality, in the units of the axes."""

    name: str
    x: float
    y: float
    side: str = ""
    """`baseline`, `candidate` or empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay:
    """How long a version stood in an environment; `until` None means it still does."""

    environment: str
    version: int
    since: datetime
    until: datetime | None
    text: str
    """What hovering tells: who, why, on what verdict."""
    event: int = 0
    """Number of the event in the audit log, given back when it is clicked."""
    is_way_back: bool = False
    """Whether a rollback brought it there."""


def palette() -> Palette:
    """Give the colours of the theme the page is shown in."""
    return DARK if st.context.theme.type == "dark" else LIGHT


def safe(text: str) -> str:
    """Make a text fit for Plotly, which reads some HTML in labels."""
    return html.escape(visible(text), quote=False)


def figure(height: int, *, x: str = "", y: str = "") -> go.Figure:
    """Make an empty figure in our look; `x` and `y` are the titles of the axes, with their unit."""
    look = palette()
    axis = {
        "gridcolor": look.line,
        "linecolor": look.line,
        "zeroline": False,
        "tickfont": {"color": look.muted, "size": 12},
        "title_font": {"color": look.muted, "size": 12},
        "automargin": True,
    }
    made = go.Figure()
    made.update_layout(
        height=height,
        margin={"l": 8, "r": 16, "t": 8, "b": 8},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        font={"family": FONT, "size": 13, "color": look.ink},
        colorway=list(look.categories),
        showlegend=False,
        hoverlabel={
            "bgcolor": look.card,
            "bordercolor": look.line,
            "font": {"family": FONT, "color": look.ink},
        },
        xaxis={**axis, "title": {"text": x}},
        yaxis={**axis, "title": {"text": y}},
        dragmode=False,
    )
    return made


def differences(found: Sequence[Difference], *, axis: str) -> go.Figure:
    """Draw differences with their intervals around zero, the first on top; `axis` names the unit."""
    look = palette()
    made = figure(70 + ROW_PX * len(found), x=axis)
    for each in found:
        name, colour = safe(each.name), look.of(each.tone)
        if each.low is not None and each.high is not None:
            ends = {"x": [each.low, each.high], "y": [name, name]}
            made.add_scatter(
                **ends, mode="lines", line={"color": colour, "width": 8}, opacity=0.9, hoverinfo="skip"
            )
        made.add_scatter(
            x=[each.value],
            y=[name],
            mode="markers+text",
            marker={"size": 11, "color": look.card, "line": {"color": colour, "width": 2}},
            text=[f"{ICONS[each.tone]} {signed(each.value)}"],
            textposition="top center",
            textfont={"color": colour, "size": 12},
            hovertemplate=f"{name}: %{{x:+.1f}}<extra></extra>",
        )
    made.add_vline(x=0, line={"color": look.muted, "width": 2})
    made.update_yaxes(range=[len(found) - 0.5, -0.8], showgrid=False, tickfont_color=look.ink)
    return made


def slices(cells: Sequence[Slice], *, unit: str) -> go.Figure:
    """Draw differences by slice as a heat map around zero, with value and n in each cell."""
    rows = list(dict.fromkeys(cell.row for cell in cells))
    columns = list(dict.fromkeys(cell.column for cell in cells))
    at = {(cell.row, cell.column): cell for cell in cells}
    grid = [[at.get((row, column)) for column in columns] for row in rows]
    reach = max((abs(cell.value) for cell in cells), default=0.0) or 1.0
    look = palette()
    made = figure(60 + 56 * len(rows))
    made.add_heatmap(
        x=[safe(column) for column in columns],
        y=[safe(row) for row in rows],
        z=[[cell.value if cell else None for cell in line] for line in grid],
        text=[[f"{signed(cell.value)}<br>n {cell.n}" if cell else "" for cell in line] for line in grid],
        texttemplate="%{text}",
        textfont={"color": look.ink},
        colorscale=[[0, tint(look.bad, look)], [0.5, look.card], [1, tint(look.good, look)]],
        zmin=-reach,
        zmax=reach,
        showscale=False,
        xgap=2,
        ygap=2,
        hovertemplate=f"%{{y}} · %{{x}}: %{{z:+.1f}} {safe(unit)}<extra></extra>",
    )
    made.update_yaxes(autorange="reversed", showgrid=False, tickfont_color=look.ink)
    made.update_xaxes(side="top", showgrid=False, tickfont_color=look.ink)
    made.update_layout(xaxis_ticks="", yaxis_ticks="")
    return made


def tint(colour: str, look: Palette) -> str:
    """Mix a colour with the card, so that text on it stays readable."""
    pairs = zip(bytes.fromhex(colour[1:]), bytes.fromhex(look.card[1:]), strict=True)
    return "#" + "".join(f"{round(0.35 * one + 0.65 * other):02X}" for one, other in pairs)


def tradeoff(spots: Sequence[Spot], *, x: str, y: str) -> go.Figure:
    """Draw quality against cost or latency, a labelled spot for each version."""
    look = palette()
    colours = {"baseline": look.baseline, "candidate": look.candidate}
    made = figure(320, x=x, y=y)
    made.add_scatter(
        x=[spot.x for spot in spots],
        y=[spot.y for spot in spots],
        mode="markers+text",
        text=[safe(spot.name) for spot in spots],
        textposition="top center",
        marker={
            "size": 14,
            "color": [colours.get(spot.side, look.quiet) for spot in spots],
            "symbol": ["circle" if spot.side != "baseline" else "square" for spot in spots],
        },
        hovertemplate="%{text}: %{y} · %{x}<extra></extra>",
        cliponaxis=False,
    )
    return made


def case_shift(shifts: Sequence[tuple[str, float]], *, axis: str) -> go.Figure:
    """Draw the difference of each case, the worst first; `shifts` are case ids with candidate - baseline."""
    look = palette()
    ordered = sorted(shifts, key=lambda shift: shift[1])
    tones: list[Tone] = ["bad" if value < 0 else "good" if value > 0 else "quiet" for _, value in ordered]
    made = figure(240, y=axis)
    made.add_bar(
        x=list(range(1, len(ordered) + 1)),
        y=[value for _, value in ordered],
        customdata=[safe(case) for case, _ in ordered],
        marker={"color": [look.of(tone) for tone in tones], "line": {"width": 0}},
        hovertemplate="%{customdata}: %{y:+.2f}<extra></extra>",
    )
    made.add_hline(y=0, line={"color": look.muted, "width": 2})
    made.update_xaxes(showgrid=False, showticklabels=False)
    made.update_layout(bargap=0.1)
    return made


def learning_curves(
    curves: Mapping[str, Sequence[tuple[float, float]]], *, metric: str, step: str
) -> go.Figure:
    """Draw a metric over the steps of several runs: run → (step, value); each line is named at its end."""
    look = palette()
    made = figure(320, x=step, y=metric)
    ends: list[tuple[float, str, str]] = []
    for at, (run, values) in enumerate(curves.items()):
        colour = look.categories[at % len(look.categories)]
        made.add_scatter(
            x=[step for step, _ in values],
            y=[value for _, value in values],
            mode="lines+markers",
            line={"color": colour, "width": 2},
            marker={"size": 5},
            name=safe(run),
        )
        ends.append((values[-1][1] if values else 0.0, safe(run), colour))
    every = [value for values in curves.values() for _, value in values]
    gap = 0.07 * (max(every) - min(every) if every else 1.0)
    for y, (_, name, colour) in zip(spread([end[0] for end in sorted(ends)], gap), sorted(ends), strict=True):
        place = {"xref": "paper", "x": 1.0, "xanchor": "left", "y": y, "yanchor": "middle"}
        made.add_annotation(text=name, showarrow=False, font={"color": colour, "size": 12}, **place)
    made.update_layout(margin_r=120)
    return made


def spread(values: Sequence[float], gap: float) -> list[float]:
    """Move ascending values apart, upwards, until neighbours are at least a gap apart."""
    moved: list[float] = []
    for value in values:
        moved.append(max(value, moved[-1] + gap) if moved else value)
    return moved


def metric_bars(values: Mapping[str, float], *, metric: str) -> go.Figure:
    """Draw one metric of several runs as bars with their values: run → value."""
    look = palette()
    names = [safe(run) for run in values]
    made = figure(60 + ROW_PX * len(values), x=metric)
    made.add_bar(
        x=list(values.values()),
        y=names,
        orientation="h",
        marker={"color": [look.categories[at % len(look.categories)] for at in range(len(values))]},
        text=[f"{value:,.4g}" for value in values.values()],
        textposition="outside",
        cliponaxis=False,
        hovertemplate="%{y}: %{x:,.6g}<extra></extra>",
    )
    made.update_yaxes(autorange="reversed", showgrid=False, tickfont_color=look.ink)
    made.update_layout(bargap=0.35, margin_r=70)
    return made


def environments(stays: Sequence[Stay], *, now: datetime) -> go.Figure:
    """Draw a band for each environment along time, coloured by version; a click gives the event's number.

    A triangle points back where a rollback brought a version.
    """
    look = palette()
    made = figure(90 + 56 * len({stay.environment for stay in stays}))
    back = [stay for stay in stays if stay.is_way_back]
    for stay in stays:
        until = stay.until or now
        colour = look.categories[stay.version % len(look.categories)]
        made.add_bar(
            base=[stay.since],
            x=[(until - stay.since).total_seconds() * 1000],
            y=[safe(stay.environment)],
            orientation="h",
            marker={"color": colour, "line": {"color": look.card, "width": 2}},
            text=[f"v{stay.version}"],
            textposition="inside",
            insidetextanchor="middle",
            textangle=0,
            customdata=[stay.event],
            hovertemplate=f"{safe(stay.text)}<extra></extra>",
        )
    made.add_scatter(
        x=[stay.since for stay in back],
        y=[safe(stay.environment) for stay in back],
        mode="markers",
        marker={
            "symbol": "triangle-left",
            "size": 12,
            "color": look.bad,
            "line": {"color": look.card, "width": 2},
        },
        customdata=[stay.event for stay in back],
        hovertext=[safe(stay.text) for stay in back],
        hovertemplate="%{hovertext}<extra></extra>",
        cliponaxis=False,
    )
    made.update_xaxes(type="date", range=None, tickformatstops=DATES[language.current()])
    made.update_yaxes(autorange="reversed", showgrid=False, tickfont_color=look.ink)
    made.update_layout(barmode="overlay", bargap=0.3, uniformtext={"minsize": 11, "mode": "hide"})
    return made


def findings(counts: Sequence[tuple[str, int, Tone]], *, axis: str) -> go.Figure:
    """Draw how many findings each code gave: (its name, how many, tone), the first on top."""
    look = palette()
    made = figure(60 + ROW_PX * len(counts), x=axis)
    made.add_bar(
        x=[n for _, n, _ in counts],
        y=[safe(name) for name, _, _ in counts],
        orientation="h",
        marker={"color": [look.of(tone) for _, _, tone in counts]},
        text=[f"{ICONS[tone]} {n:,}" for _, n, tone in counts],
        textposition="outside",
        cliponaxis=False,
        hovertemplate="%{y}: %{x}<extra></extra>",
    )
    made.update_yaxes(autorange="reversed", showgrid=False, tickfont_color=look.ink)
    made.update_xaxes(showticklabels=False, title_standoff=4)
    made.update_layout(bargap=0.5, margin_r=60)
    return made


def shares(values: Mapping[str, float]) -> go.Figure:
    """Draw shares as bars, the first on top: what has it → share, 0..1. Long names are cut."""
    look = palette()
    made = figure(24 + ROW_PX * len(values))
    places = [*range(len(values))]
    made.add_bar(
        x=[*values.values()],
        y=places,
        orientation="h",
        customdata=[safe(name[:MAX_NAME]) for name in values],
        marker={"color": look.primary},
        text=[percent(share) for share in values.values()],
        textposition="outside",
        cliponaxis=False,
        hovertemplate="%{customdata}: %{text}<extra></extra>",
    )
    made.update_yaxes(
        autorange="reversed",
        tickvals=places,
        ticktext=[safe(cut(name, LABEL)) for name in values],
        showgrid=False,
        tickfont_color=look.ink,
    )
    made.update_xaxes(visible=False)
    made.update_layout(bargap=0.5, margin_r=60)
    return made


def sizes(steps: Mapping[int, int], *, x: str, y: str, limit: int | None, name: str) -> go.Figure:
    """Draw how many things there are of each size, on an axis of powers of two.

    Args:
        steps: a power of two, or 0 → how many are so large or larger, and less than twice as large.
        x: what sizes are.
        y: what things are.
        limit: the largest size that is allowed, None without one.
        name: what stands at the line of the limit.
    """
    look = palette()
    first, last = min(steps), max(steps)
    made = figure(260, x=x, y=y)
    made.add_bar(
        x=[step.bit_length() + 0.5 for step in steps],
        y=[*steps.values()],
        customdata=[f"{step:,}–{max(0, 2 * step - 1):,}" for step in steps],
        marker={"color": look.primary},
        hovertemplate="%{customdata}: %{y:,}<extra></extra>",
    )
    if limit:
        line = {"color": look.bad, "width": 2, "dash": "dash"}
        made.add_vline(x=math.log2(limit) + 1, line=line)
        made.add_annotation(
            x=math.log2(limit) + 1,
            y=1,
            yref="paper",
            text=safe(name),
            showarrow=False,
            xanchor="right",
            yanchor="bottom",
            font={"color": look.bad, "size": 12},
        )
        last = max(last, limit)
    ticks = range(first.bit_length(), last.bit_length() + 2)
    apart = 1 + (len(ticks) - 1) // 6
    made.update_xaxes(
        tickvals=[*ticks][::apart],
        ticktext=[f"{(1 << at) >> 1:,}" for at in ticks][::apart],
        tickangle=0,
        range=[ticks[0] - 0.2, ticks[-1] + 0.2],
        showgrid=False,
    )
    made.update_layout(bargap=0.08, margin_t=24)
    return made
