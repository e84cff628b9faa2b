"""Shows what changed in a dataset since an earlier version, row by row, side by side."""

import streamlit as st

from console import services
from console.untrusted import side_by_side
from console.widgets import card, facts_line, paragraph, select
from console.wording import count, say
from lifecycle import datasets, text
from lifecycle.datasets import Change, Diff
from lifecycle.records import DatasetVersion, Ref

SHOWN = 50
HEIGHT_PX = 460
UNSCROLLED = 2
"""So many rows at most stand without a frame that scrolls."""


def draw_changes(app: str, dataset: DatasetVersion) -> None:
    """Show the rows that differ from an earlier version, the one before unless another is chosen."""
    if dataset.parent is None:
        return
    with card(say("What changed"), key="changes"):
        numbers = range(dataset.parent, 0, -1)
        named = {str(number): f"v{number}" for number in numbers}
        chosen = select(say("Since"), named, name="since") if dataset.parent > 1 else "1"
        before = datasets.find(services.bench(), app, Ref(dataset.name, int(chosen)))
        found = services.told_apart(services.frozen(before), services.frozen(dataset), dataset.kind)
        draw_diff(found, before, f"v{dataset.number}")


def draw_diff(found: Diff, before: DatasetVersion, after: str) -> None:
    """Show how many rows differ from a version and the first of them; `after` heads the right side."""
    draw_counts(found, before)
    changes = (*found.changed, *found.added, *found.removed)
    with st.container(height=HEIGHT_PX if len(changes) > UNSCROLLED else "content", border=False):
        for change in changes[:SHOWN]:
            draw_change(change, (f"v{before.number}", after))
    if len(changes) > SHOWN:
        paragraph(say("The first {n} are shown.", n=count(SHOWN)), quiet=True)


def draw_counts(found: Diff, before: DatasetVersion) -> None:
    """Say how many rows changed, came, went and stayed."""
    facts_line(
        say("since v{number}", number=before.number),
        say("{n} changed", n=count(len(found.changed))),
        say("{n} new", n=count(len(found.added))),
        say("{n} gone", n=count(len(found.removed))),
        say("{n} the same", n=count(found.same)),
    )


def draw_change(change: Change, heads: tuple[str, str]) -> None:
    """Show one row as it was and as it is; what is new or gone has an empty side."""
    before, after = map(datasets.to_text, change.values())
    side_by_side(text.diff(before, after), before=heads[0], after=heads[1])
