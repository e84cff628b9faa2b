"""Draws what came of an evaluation: one sentence, metrics, slices, and the cases that went wrong."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import streamlit as st

from console import marks, screens, services
from console.markup import Child, Html, join, tag
from console.palette import Tone
from console.parts import case_view, metric_table
from console.widgets import Column, card, draw, facts_line, notice, paragraph, sentence_card, table
from console.wording import count, duration, explain, hint, metric, say, say_n, word
from lifecycle import criteria, evaluation, scorecards
from lifecycle.records import Case, Evaluation, EvaluationState, Row, RowState, Scorecard
from lifecycle.scorecards import Consistency, Metric
from lifecycle.scorers import Reason

PAGE = 5
SHOWN = (1, 2, 3, 5, 10)
"""So many answers to a case are looked at together."""


def scorecard(card_of: Scorecard, metrics: dict[str, Metric]) -> None:
    """Draw the whole card; `metrics` are those of the card."""
    head = metrics.get(f"{scorecards.headline(card_of)}.mean")
    sentence(card_of)
    again(card_of)
    if metrics:
        with card(say("Metrics"), coverage(card_of), key="metrics"):
            metric_table.one(
                [each for each in metrics.values() if each.scorer != "cost_usd" or each.estimate.value]
            )
            unpriced(card_of)
    if head is not None:
        slices(card_of, head)
    repetitions(card_of)
    failures(card_of)


def unpriced(card_of: Scorecard) -> None:
    """Say that the cost is not known, if so, and what to do about it."""
    if told := scorecards.lacking_cost(card_of):
        code, params = told
        paragraph(explain(code, **params), " ", hint(code, **params), quiet=True)


def coverage(card_of: Scorecard) -> str:
    """Say how many cases the figures speak of, how many answers were reused, and how old these may be."""
    total = card_of.evaluation.cases
    if card_of.evaluation.state is EvaluationState.FINISHED:
        said = say_n("{n} case", "{n} cases", total)
    else:
        answered = {row.case_id for row in card_of.rows if row.state is RowState.ANSWERED}
        said = say_n(
            "{answered} of {n} case", "{answered} of {n} cases", total, answered=count(len(answered))
        )
    reused = sum(row.cached for row in card_of.rows)
    if not reused:
        return said
    code, params = criteria.told_reused(reused, services.reused_since(card_of), services.bench().now())
    return f"{said} · {explain(code, **params)}"


def sentence(card_of: Scorecard) -> None:
    """Say the headline in words, and how much of the evaluation is there."""
    found = card_of.evaluation
    there, headline = scorecards.sentences(card_of)
    tone: Tone = "primary" if found.state is EvaluationState.FINISHED else "quiet"
    lead = say("v{number}: {text}", number=found.version, text=in_words(*headline))
    sentence_card(lead, tone, more=explain(there[0], **there[1]))


def again(card_of: Scorecard) -> None:
    """Offer the next evaluation where a finished one is not complete: it stays as it is itself."""
    found = card_of.evaluation
    if found.state is not EvaluationState.FINISHED or scorecards.completeness(card_of).is_complete:
        return
    wanted = {"version": found.version, "golden": found.golden}
    with card(key="again"):
        if found.recorded:
            screens.link("evaluate", say("Score the answers again"), {**wanted, "source": "recorded"})
        else:
            code, params = scorecards.sentences(card_of)[0]
            paragraph(hint(code, **params))
            same = {**wanted, "times": found.repetitions, "reuse": "true"}
            screens.link("evaluate", say("Evaluate again and reuse the answers"), same)


def in_words(code: str, params: Mapping[str, Any]) -> str:
    """Render what a scorecard says, its scorer under the name that people know."""
    return tidy(explain(code, **{**params, "scorer": quoted(params["scorer"])}))


def quoted(scorer: str) -> str:
    """Name a scorer within a sentence."""
    return say("“{name}”", name=word(scorer, "scorer"))


def tidy(text: str) -> str:
    """Take the spaces from around Japanese brackets, which stand without any."""
    return text.replace(" 「", "「").replace("」 ", "」")


def facts(found: Evaluation) -> None:
    """Show in one line what was evaluated, when and by whom."""
    facts_line(
        marks.state_chip(found.state) if found.state.is_final else None,
        say("v{number} on {golden}", number=found.version, golden=found.golden),
        marks.when(found.created_at),
        taken(found),
        marks.muted(found.id),
    )
    if found.recorded:
        notice(say("Answers given elsewhere: no evidence for a release."), "unsure")


def taken(found: Evaluation) -> str | None:
    """Say how long it took; of one that was resumed, how long since then."""
    if not found.started_at or not found.finished_at:
        return None
    time = duration((found.finished_at - found.started_at).total_seconds())
    if found.done_before:
        return say("took {time} after it was resumed", time=time)
    return say("took {time}", time=time)


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
            metric_table.strong(each),
            metric_table.share_bar(each),
            metric_table.interval(each),
            count(each.ok),
        ]
        for (tag, value), each in found.items()
    ]
    with card(say("By slice"), word(head.scorer, "scorer"), key="slices"):
        table(titles, rows, caption=say("By slice"))


def failures(card_of: Scorecard) -> None:
    """Show the cases that went wrong, failed calls first, critical ones before others.

    The address may ask for one case (`?case=`), whether it went wrong or not, or for a slice
    (`?slice=language:ja,topic:returns`).
    """
    shown, title = asked_cases(card_of)
    with card(title, say_n("{n} case", "{n} cases", len(shown)), key="failures"):
        if {"case", "slice"} & st.query_params.keys():
            screens.link("evaluate", say("Show all that went wrong"), {"evaluation": card_of.evaluation.id})
        if not shown:
            unknown = "case" in st.query_params
            paragraph(say("There is no such case.") if unknown else say("Every answer passed."), quiet=True)
            return
        pages = -(-len(shown) // PAGE)
        page = st.pagination(pages, key="page", bind="query-params") if pages > 1 else 1
        here = shown[(page - 1) * PAGE : page * PAGE]
        cases = {case.id: case for case, _ in here}
        rows = [row for _, wrong in here for row in wrong]
        why = evaluation.reasons(services.bench(), card_of.evaluation, cases, rows)
        for case, wrong in here:
            wrong_answers(card_of.evaluation, case, wrong, why)


def asked_cases(card_of: Scorecard) -> tuple[list[tuple[Case, tuple[Row, ...]]], str]:
    """Give the cases to show with their rows, and what they are."""
    if wish := st.query_params.get("case"):
        rows = tuple(row for row in card_of.rows if row.case_id == wish)
        return [(case, rows) for case in card_of.cases if case.id == wish], say("The case you asked for")
    wrong = [(each.case, each.rows) for each in scorecards.failing_cases(card_of)]
    if wish := st.query_params.get("slice"):
        tags = set(wish.split(","))
        inside = [each for each in wrong if tags <= {f"{tag}:{v}" for tag, v in each[0].tags.items()}]
        return inside, say("Cases that went wrong: {slice}", slice=wish.replace(",", " · "))
    return wrong, say("Cases that went wrong")


def wrong_answers(
    found: Evaluation, case: Case, rows: Sequence[Row], why: Mapping[int, Mapping[str, Reason]]
) -> None:
    """Show one case: what was asked and expected, and what came back, with why a scorer said no."""
    critical = marks.chip(say("critical"), "bad", "!") if case.critical else None
    with card(key=f"failure-{rows[0].position if rows else case.id}"):
        draw(marks.strong(case.id), " ", critical, " ", marks.muted(case_view.tags(case)))
        pairs: list[tuple[Child, Child]] = []
        for row, times in alike(rows):
            name = say("answer")
            if found.repetitions > 1:
                name = say("answer ({n} of {all} times)", n=times, all=found.repetitions)
            pairs.append((name, case_view.answer(row)))
            if said := [*reasons(why.get(row.position, {})), *unscored(row)]:
                pairs.append((say("why it fails"), join(*(tag("div", each) for each in said))))
        case_view.facts(case, *pairs)


def alike(rows: Sequence[Row]) -> Iterator[tuple[Row, int]]:
    """Give each different answer once, with how often it came."""
    found: dict[tuple[object, ...], list[Row]] = {}
    for row in rows:
        found.setdefault((row.state, row.answer, row.error_code), []).append(row)
    return ((same[0], len(same)) for same in found.values())


def reasons(why: Mapping[str, Reason]) -> Iterator[Html]:
    """Say why each scorer failed an answer."""
    for name, reason in why.items():
        label = marks.label(word(name, "scorer"), "bad", "✗")
        yield join(label, " ", explain(reason.code, **reason.params))


def unscored(row: Row) -> Iterator[Html]:
    """Say why a scorer could not score an answer."""
    for name, error in row.score_errors.items():
        label = marks.label(word(name, "scorer"), "unsure", "?")
        yield join(label, " ", explain(error.code, **error.params))


def repetitions(card_of: Scorecard) -> None:
    """Show how alike the answers to one case are, where each was asked more than once."""
    samples = scorecards.samples(card_of)
    told = [scorecards.consistency(samples[spec.name]) for spec in card_of.evaluation.scorers]
    found = [each for each in told if each]
    if not found:
        return
    most = max(each.repetitions for each in found)
    shown = [k for k in SHOWN if k <= most]
    titles = (
        say("metric"),
        *(say("all of {n} pass", n=k) if k > 1 else say("a single answer passes") for k in shown),
        say("spread within a case"),
    )
    rows = [
        [
            word(each.scorer, "scorer"),
            *(all_pass(each, k) for k in shown),
            metric(each.spread),
        ]
        for each in found
    ]
    with card(say("Repetitions"), say("how alike the answers to one case are"), key="repetitions"):
        table(titles, rows, caption=say("Repetitions"))


def all_pass(found: Consistency, k: int) -> Child:
    """Write how often k answers to a case all pass; empty where nothing passes or fails."""
    if k > len(found.all_pass):
        return None
    seen = found.all_pass[k - 1]
    interval = metric_table.interval_text(seen, "", "pass_fail")
    return marks.lines(metric(seen.value, kind="pass_fail"), marks.muted(interval))
