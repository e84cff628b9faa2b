"""Draws one case of a golden set: what was asked, what was expected, what was answered."""

import json
from collections.abc import Iterable, Mapping

from console import marks, untrusted
from console.markup import Child, Html, join, tag
from console.widgets import Column, draw, key_values, paragraph, table
from console.wording import count, explain, metric, metric_difference, milliseconds, say, word
from lifecycle import scorecards, text
from lifecycle.records import Case, Row, RowState, ScorerSpec

NO_ANSWER = "evaluation.answer_missing"
"""The error of a case that a file of answers leaves out: no call was made."""


def facts(case: Case, *more: tuple[Child, Child]) -> None:
    """Show the question and everything that was expected of the answer; `more` facts follow."""
    wanted = case.expected if isinstance(case.expected, Mapping) else {}
    given = [(name, str(value)) for name, value in case.inputs.items() if name != "question"]
    pairs: list[tuple[Child, Child]] = [(say("question"), untrusted.block(case.question))]
    pairs += [(name, untrusted.block(value)) for name, value in given]
    if case.decline:
        pairs.append((say("expected answer"), say("It should decline.")))
    if case.reference:
        pairs.append((say("expected answer"), untrusted.block(case.reference)))
    if wanted.get("contains"):
        pairs.append((say("must contain"), phrases(wanted["contains"])))
    if wanted.get("contains_any"):
        pairs.append((say("must contain one of"), phrases(wanted["contains_any"])))
    if wanted.get("excludes"):
        pairs.append((say("must not contain"), phrases(wanted["excludes"])))
    if "number" in wanted:
        pairs.append((say("must give the number"), phrases([wanted["number"]])))
    if wanted.get("fields"):
        values = (f"{path}: {json.dumps(v, ensure_ascii=False)}" for path, v in wanted["fields"].items())
        pairs.append((say("must give in its JSON"), phrases(values)))
    key_values([*pairs, *more])


def phrases(found: Iterable[object]) -> Html:
    """Show phrases beside each other."""
    return join(*(tag("code", str(each), class_="k-phrase") for each in found))


def tags(case: Case) -> str:
    """Name the slices a case belongs to."""
    return " · ".join(case.tags.values())


def mark(row: Row | None, specs: tuple[ScorerSpec, ...]) -> Html:
    """Show whether an answer was right, or its score where no scorer says right or wrong."""
    name = scorecards.deciding(specs)[0]
    if scorecards.infos(specs)[name].kind == "pass_fail" or row is None or name not in row.scores:
        return marks.tick(scorecards.passed(row, specs))
    return marks.muted(metric(row.scores[name]))


def answer(row: Row | None) -> Html:
    """Show what came back; a failed call says why."""
    if row is None or row.state is RowState.WAITING:
        return marks.label(say("not asked"), "unsure", "?")
    if row.state is RowState.FAILED:
        why = explain(row.error_code, **row.error_params)
        what = say("no answer") if row.error_code == NO_ANSWER else say("the call failed")
        return join(marks.label(what, "bad", "✗"), " ", why)
    return untrusted.block(row.answer, limit=4 * untrusted.LONG)


def head(number: int, row: Row | None, specs: tuple[ScorerSpec, ...]) -> Html:
    """Head an answer with its version, whether it was right, and how long it took."""
    taken = f" · {milliseconds(row.latency_ms)}" if row and row.latency_ms is not None else None
    used = None
    if row and row.tokens_in is not None and row.tokens_out is not None:
        used = " · " + say("{n} tokens", n=count(row.tokens_in + row.tokens_out))
    return join(marks.version(number), " ", mark(row, specs), taken, used)


def two_answers(before: Row | None, after: Row | None, heads: tuple[Html, Html]) -> None:
    """Show both answers beside each other, differences marked; where a call failed there are none."""
    both = [row for row in (before, after) if row and row.state is RowState.ANSWERED]
    if len(both) < 2:
        panes = (untrusted.pane(each, answer(row)) for each, row in zip(heads, (before, after), strict=True))
        draw(tag("div", *panes, class_="k-pair"))
        return
    old, new = both
    untrusted.side_by_side(text.diff(old.answer, new.answer), before=heads[0], after=heads[1])
    if old.answer == new.answer:
        paragraph(say("Both answers are the same, to the letter."), quiet=True)


def scores(
    before: Row | None, after: Row | None, versions: tuple[int, int], specs: tuple[ScorerSpec, ...]
) -> None:
    """Show each scorer's word on both answers."""
    kinds = {name: info.kind for name, info in scorecards.infos(specs).items()}
    sides = [dict(row.scores) if row else {} for row in (before, after)]
    titles = (say("score"), *(f"v{number}" for number in versions), say("difference"))
    rows = [
        [
            word(name, "scorer"),
            *(written(side.get(name), kinds[name]) for side in sides),
            "" if kinds[name] == "pass_fail" else gap(*(side.get(name) for side in sides)),
        ]
        for name in dict.fromkeys([*sides[0], *sides[1]])
    ]
    columns = [Column(title=title, align="left" if at == 0 else "right") for at, title in enumerate(titles)]
    table(columns, rows, caption=say("Scores of this case"))


def written(score: float | None, kind: str) -> Child:
    """Write one score; a dash where the scorer gave none."""
    if score is None:
        return "–"
    return marks.tick(score == 1) if kind == "pass_fail" and score in {0, 1} else metric(score)


def gap(before: float | None, after: float | None) -> str:
    """Write the difference of two scores, where both are there."""
    return "" if before is None or after is None else metric_difference(after - before)
