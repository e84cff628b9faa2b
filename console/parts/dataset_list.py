"""Lists the dataset versions of an application; a line opens its page."""

from collections.abc import Mapping, Sequence

from console import marks
from console.markup import Child
from console.open_table import Line, open_table
from console.parts.dataset_detail import used_by
from console.widgets import Column, card
from console.wording import count, name_of, say, say_n, word
from lifecycle.datasets import Use
from lifecycle.records import DatasetVersion, Ref


def choose_dataset(known: Sequence[DatasetVersion], uses: Mapping[Ref, Use]) -> str | None:
    """Draw the list and give the one that was just pressed."""
    columns = [
        Column(title=say("dataset")),
        Column(title=say("kind"), width="7rem"),
        Column(title=say("rows"), align="right", width="4rem"),
        Column(title=say("findings"), width="7rem"),
        Column(title=say("frozen"), width="12rem"),
        Column(title=say("used by"), width="1fr"),
    ]
    lines = [
        Line(id=str(each.ref), text=str(each.ref), cells=cells(each, uses.get(each.ref, Use())))
        for each in known
    ]
    with card(key="datasets"):
        return open_table(columns, lines, key="datasets", lead=180)


def cells(dataset: DatasetVersion, use: Use) -> tuple[Child, ...]:
    """Give the facts of one dataset version."""
    found = sum(dataset.counts.values())
    findings = (
        marks.label(say_n("{n} warning", "{n} warnings", found), "unsure", "!")
        if found
        else marks.label(say("no errors"), "good", "✓")
    )
    frozen = marks.lines(marks.when(dataset.created_at), name_of(dataset.author))
    return word(dataset.kind), count(dataset.rows), findings, frozen, used_by(use)
