import math
from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console import figures
from console.palette import DARK, LIGHT
from tests.builders import NOON

HOSTILE = '<a href="http://evil.example">v14</a>'


def every_figure(name=HOSTILE):
    return {
        "differences": figures.differences(
            [
                figures.Difference(name=name, value=4, low=0.4, high=8.3, tone="good"),
                figures.Difference(name="cost", value=8, low=None, high=None, tone="bad"),
            ],
            axis="points",
        ),
        "slices": figures.slices([figures.Slice(row=name, column="returns", value=-3, n=20)], unit="points"),
        "tradeoff": figures.tradeoff([figures.Spot(name=name, x=1, y=2, side="baseline")], x="ms", y="%"),
        "case_shift": figures.case_shift([(name, -1), ("c2", 1), ("c3", 0)], axis="points"),
        "learning_curves": figures.learning_curves({name: [(1, 2), (2, 1)]}, metric="loss", step="step"),
        "metric_bars": figures.metric_bars({name: 0.9}, metric="accuracy"),
        "environments": figures.environments(
            [
                figures.Stay(
                    environment=name, version=1, since=NOON, until=None, text=name, event=3
                )
            ],
            now=NOON + timedelta(days=1),
        ),
        "findings": figures.findings([(name, 3, "bad")], axis="findings"),
        "shares": figures.shares({name: 0.75, "other": 0.25}),
        "sizes": figures.sizes({16: 3, 32: 1}, x="tokens", y="rows", limit=1_000, name=name),
    }  # fmt: skip


@pytest.mark.parametrize("name", every_figure())
def test_names_are_text_in_every_figure(name):
    assert "<a " not in every_figure()[name].to_json().replace("\\u003c", "<")


@pytest.mark.parametrize("name", every_figure())
def test_figures_stand_on_the_page_without_a_ground_of_their_own(name):
    layout = every_figure()[name].layout
    assert layout.paper_bgcolor == layout.plot_bgcolor == "rgba(0,0,0,0)"
    assert "Noto Sans JP" in layout.font.family


def test_figures_follow_the_theme(monkeypatch):
    assert figures.figure(100).layout.font.color == LIGHT.ink
    monkeypatch.setattr(figures, "palette", lambda: DARK)
    assert figures.figure(100).layout.font.color == DARK.ink


@given(st.lists(st.floats(-1e6, 1e6)), st.floats(0.01, 10))
def test_spread_labels_keep_their_order_and_distance(values, gap):
    moved = figures.spread(sorted(values), gap)
    assert all(after - before >= gap * 0.99 for before, after in pairwise(moved))
    assert all(new >= old for new, old in zip(moved, sorted(values), strict=True))


def test_empty_figures_can_be_drawn():
    figures.slices([], unit="points")
    figures.learning_curves({}, metric="loss", step="step")
    figures.differences([], axis="points")


@pytest.mark.parametrize("names", [("2024-01", "2024-02"), ("1", "2", "10"), ("a" * 5_000, "a" * 4_999)])
def test_what_has_a_share_is_named_as_it_is_and_not_taken_for_a_date_or_a_number(names):
    axis = figures.shares(dict.fromkeys(names, 0.5)).layout.yaxis
    assert [*axis.tickvals] == [*range(len(names))]
    assert [text.removesuffix("…") for text in axis.ticktext] == [name[:23] for name in names]


@pytest.mark.parametrize(
    ("steps", "limit", "ticks", "end"),
    [
        ({0: 1}, None, ["0", "1"], 1),
        ({1: 1, 2: 5}, None, ["1", "2", "4"], 3),
        ({16: 2, 64: 1}, 256, ["16", "32", "64", "128", "256", "512"], 10),
        ({64: 1}, 65_536, ["64", "256", "1,024", "4,096", "16,384", "65,536"], 18),
    ],
)
def test_sizes_stand_between_powers_of_two_and_the_limit_among_them(steps, limit, ticks, end):
    made = figures.sizes(steps, x="tokens", y="rows", limit=limit, name="limit")
    assert [*made.layout.xaxis.ticktext] == ticks
    assert [*made.data[0].x] == [step.bit_length() + 0.5 for step in steps]
    assert made.layout.xaxis.range[1] == pytest.approx(end + 0.2)
    lines = [shape.x0 for shape in made.layout.shapes]
    assert lines == ([math.log2(limit) + 1] if limit else [])
