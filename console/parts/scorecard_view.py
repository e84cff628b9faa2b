"""Draws what came of an evaluation: one sentence, metrics, slices, and the cases that went wrong."""

import streamlit as st

from console import marks
from console.markup import join
from console.palette import Tone
from console.parts import case_view, metric_table
from console.widgets import Column, card, draw, facts_line, paragraph, sentence_card, table
from console.wording import count, duration, say, say_n, word
from lifecycle import scorecards
from lifecycle.records import Case, Evaluation, EvaluationState, Row, Scorecard, ScorerSpec
from lifecycle.scorecards import Metric

PAGE = 5


def scorecard(found: Evaluation, card_of: Scorecard, metrics: dict[str, Metric]) -> None:
    """Draw the whole card; `metrics` are those of the card."""
    head = metrics.get(f"{scorecards.headline(card_of)}.mean")
    sentence(found, head, metrics)
    if metrics:
        with card(say("Metrics"), say_n("{n} case", "{n} cases", found.cases), key="metrics"):
            metric_table.one(
                [each for each in metrics.values() if each.scorer != "cost_usd" or each.estimate.value]
            )
    if head is not None:
        slices(card_of, head)
    failures(card_of)


def sentence(found: Evaluation, head: Metric | None, metrics: dict[str, Metric]) -> None:
    """Say the headline in words, and how many calls failed."""
    if head is None:
        sentence_card(say("v{number} has no score yet.", number=found.version))
        return
    lead = say(
        "v{number}: {scorer}, {value}",
        number=found.version,
        scorer=word(head.scorer, "scorer"),
        value=metric_table.written(head),
    )
    interval = metric_table.interval_text(head.estimate, head.unit, head.kind)
    more = say("(95 % interval {interval}, {n} cases).", interval=interval, n=count(head.ok))
    calls = metrics.get("errors.rate")
    failed = round(calls.estimate.value * calls.ok) if calls else 0
    rest = say_n("{n} call failed.", "{n} calls failed.", failed) if failed else say("No call failed.")
    tone: Tone = "primary" if found.state is EvaluationState.FINISHED else "quiet"
    sentence_card(lead, tone, more=f"{more} {rest}")


def facts(found: Evaluation) -> None:
    """Show in one line what was evaluated, when and by whom."""
    taken = None
    if found.started_at and found.finished_at:
        taken = say("took {time}", time=duration((found.finished_at - found.started_at).total_seconds()))
    facts_line(
        marks.state_chip(found.state) if found.state.is_final else None,
        say("v{number} on {golden}", number=found.version, golden=found.golden),
        marks.when(found.created_at),
        taken,
        marks.muted(found.id),
    )


def slices(card_of: Scorecard, head: Metric) -> None:
    """Show the headline scorer by slice."""
    found = scorecards.slices(card_of, head.scorer)
    if not found:
        return
    titles = (
        say("slice"),
        say("value"),
        Column(title=say("95 % interval"), width=metric_table.BAR),
        "",
        Column(title=say("cases"), align="right"),
    )
    rows = [
        [
            join(marks.muted(f"{tag} "), value),
            marks.strong(metric_table.written(each)),
            metric_table.share_bar(each),
            metric_table.interval_text(each.estimate, each.unit, each.kind),
            count(each.ok),
        ]
        for (tag, value), each in found.items()
    ]
    with card(say("By slice"), word(head.scorer, "scorer"), key="slices"):
        table(titles, rows, caption=say("By slice"))


def failures(card_of: Scorecard) -> None:
    """Show the cases that went wrong, failed calls first, critical ones before others."""
    failed = scorecards.failures(card_of)
    cases = {case.id: case for case in card_of.cases}
    with card(say("Cases that went wrong"), say_n("{n} answer", "{n} answers", len(failed)), key="failures"):
        if not failed:
            paragraph(say("Every answer passed."), quiet=True)
            return
        pages = -(-len(failed) // PAGE)
        page = st.pagination(pages, key="page", bind="query-params") if pages > 1 else 1
        for row in failed[(page - 1) * PAGE : page * PAGE]:
            failure(cases[row.case_id], row, card_of.evaluation.scorers)


def failure(case: Case, row: Row, specs: tuple[ScorerSpec, ...]) -> None:
    """Show one of them: what was asked and expected, what came back, and which scorers said no."""
    critical = marks.chip(say("critical"), "bad", "!") if case.critical else None
    names = [name for name in scorecards.deciding(specs) if row.scores.get(name) == 0]
    wrong = [join(" ", marks.label(word(name, "scorer"), "bad", "✗")) for name in names]
    with card(key=f"failure-{row.position}"):
        draw(marks.strong(case.id), " ", critical, " ", marks.muted(case_view.tags(case)), " ", *wrong)
        case_view.facts(case, (say("answer"), case_view.answer(row)))
