"""Draws where the candidate got better and where worse: a map of slices."""

from console import marks
from console.markup import Child
from console.palette import ICONS, Tone
from console.widgets import heat_table, paragraph
from console.wording import count, points, say
from lifecycle import comparison
from lifecycle.comparison import Comparison, Crossing

COLUMNS = 5
"""More values than this read better as rows."""


def slice_map(found: Comparison) -> None:
    """Draw the cross of two tags, or one tag, with difference and number of cases in each cell."""
    tags = comparison.axes(each.case for each in found.cases)
    if not tags:
        paragraph(say("The cases have no tags that would tell slices apart."), quiet=True)
        return
    cells = {(cell.row, cell.column): cell for cell in comparison.crossed(found, tags)}
    rows, columns = (sorted({place[side] for place in cells}) for side in (0, 1))
    if len(columns) > COLUMNS:
        cells = {(column, row): cell for (row, column), cell in cells.items()}
        rows, columns = columns, rows
    drawn = [(row, [to_cell(cells.get((row, column))) for column in columns]) for row in rows]
    heat_table(columns, drawn, caption=say("Difference in points by slice"))


def to_cell(cell: Crossing | None) -> tuple[Tone, Child] | None:
    """Give a cell its tone and what stands in it."""
    if cell is None:
        return None
    tone: Tone = "good" if cell.gain > 0 else "bad" if cell.gain < 0 else "quiet"
    icon = ICONS[tone] if cell.gain else "="
    return tone, marks.lines(f"{icon} {points(cell.gain).removesuffix(' pt')}", f"n {count(cell.n)}")
