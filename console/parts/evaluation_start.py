"""Draws the four steps to a new evaluation: version, golden set, scorers, check and start."""

from collections.abc import Sequence

import streamlit as st

from console import marks, permission, services
from console.markup import Html, join
from console.parts.version_choice import named
from console.session import actor
from console.widgets import attempt, card, key_values, paragraph, practice_notice, select
from console.wording import count, dollars, duration, metric, say, say_n, word
from lifecycle import applications, datasets, evaluation, stats, versions
from lifecycle.evaluation import Plan
from lifecycle.records import DatasetKind, DatasetVersion, Ref, ScorerSpec, Version

MOST = 10
"""Repetitions that the page offers."""


def steps(app: str, known: Sequence[Version]) -> None:
    """Draw all four; nothing happens before the button of the last one."""
    bench = services.bench()
    golden = datasets.versions(bench, app, DatasetKind.GOLDEN)
    left, right = st.columns(2, gap="small")
    with left, card(step(1, say("Version")), key="step-version"):
        label = say("Version to evaluate")
        number = select(label, named(known, versions.places(bench, app)), name="version")
    with right, card(step(2, say("Golden set")), key="step-golden"):
        if not golden:
            paragraph(
                say("No golden set is frozen yet. Freeze one under Datasets, then come back."), quiet=True
            )
            return
        ref = Ref.parse(select(say("Golden set to answer"), golden_names(golden), name="golden"))
    left, right = st.columns(2, gap="small")
    with left, card(step(3, say("Scorers")), say("as the policy says"), key="step-scorers"), attempt():
        scorers(app)
    with right, card(step(4, say("Check and start")), key="step-start"), attempt():
        start(app, int(number), ref)


def step(number: int, title: str) -> Html:
    """Number a step."""
    return join(marks.muted(f"{number}"), " ", title)


def golden_names(golden: Sequence[DatasetVersion]) -> dict[str, str]:
    """Name golden sets for a picker."""
    return {str(each.ref): f"{each.ref} · {say_n('{n} case', '{n} cases', each.rows)}" for each in golden}


def scorers(app: str) -> None:
    """Say what will be scored, and what is measured with every answer anyway."""
    policy = applications.policy(services.bench(), app)
    pairs = [(word(spec.name, "scorer"), settings(spec)) for spec in policy.scorers]
    key_values(pairs)
    paragraph(say("Latency, tokens and cost are always measured."), quiet=True)


def settings(spec: ScorerSpec) -> str:
    """Write a scorer's settings as a person reads them."""
    given = [
        f"{name}: {', '.join(map(str, value)) if isinstance(value, list | tuple) else value}"
        for name, value in spec.settings.items()
    ]
    return "; ".join(given) or say("standard settings")


def start(app: str, number: int, golden: Ref) -> None:
    """Say what will be asked, how much it costs and what it can show; start it."""
    bench = services.bench()
    repetitions = st.number_input(
        say("Ask each case how often"), 1, MOST, 1, key="times", bind="query-params", width=160
    )
    planned = evaluation.plan(bench, app=app, version=number, golden=golden, repetitions=int(repetitions))
    key_values(facts(planned, evaluation.expected_s(bench, planned)))
    if planned.endpoint.is_practice:
        practice_notice()
    label = say_n("Start: ask {n} question", "Start: ask {n} questions", planned.calls)
    if permission.button(label, "evaluation.start", primary=True):
        started = evaluation.start(
            bench,
            app=app,
            version=number,
            golden=planned.golden.ref,
            by=actor(),
            repetitions=planned.repetitions,
        )
        st.query_params.from_dict({"app": app, "evaluation": started.id})
        st.rerun()


def facts(planned: Plan, expected_s: float | None) -> list[tuple[str, str]]:
    """List what the plan says: calls, cost, time, and what so many cases can show."""
    tokens = planned.tokens_in + planned.tokens_out
    free = planned.cost_usd == 0
    least = 100 * stats.smallest_detectable(len(planned.cases))
    return [
        (say("calls"), say("{n} to {endpoint}", n=count(planned.calls), endpoint=planned.endpoint.name)),
        (say("estimated tokens"), metric(tokens, "tokens")),
        (
            say("estimated cost"),
            say("no price is set") if free else say("about {money}", money=dollars(planned.cost_usd)),
        ),
        (
            say("estimated time"),
            say("not known before the first one")
            if expected_s is None
            else say("about {time}", time=duration(expected_s)),
        ),
        (say("smallest difference it can show"), say("about {points} points", points=f"{least:.0f}")),
    ]
