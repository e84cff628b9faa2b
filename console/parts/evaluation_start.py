"""Draws the four steps to a new evaluation: version, golden set, scorers, check and start."""

import json
from collections.abc import Sequence
from contextlib import suppress

import streamlit as st

from console import marks, permission, screens, services
from console.markup import Html, join
from console.parts import evaluation_plan, evaluation_recorded
from console.parts.version_choice import named
from console.session import actor
from console.widgets import (
    attempt,
    card,
    keep_in_url,
    key_values,
    paragraph,
    practice_notice,
    remember,
    select,
)
from console.wording import explain, listed, say, say_n, word
from lifecycle import applications, datasets, evaluation, messages, versions
from lifecycle.errors import LifecycleError
from lifecycle.records import DatasetKind, DatasetVersion, Ref, ScorerSpec, Version

MOST = 10
"""Repetitions that the page offers."""
ASKED, RECORDED = "asked", "recorded"


def asked_golden(app: str) -> DatasetVersion | None:
    """Give the golden set that the address asks for, None if it asks for none.

    Raises:
        NotFound, Invalid: there is no such golden set.
    """
    wish = st.query_params.get("golden")
    return datasets.find(services.bench(), app, Ref.parse(wish), DatasetKind.GOLDEN) if wish else None


def steps(app: str, known: Sequence[Version], version: Version | None, asked: DatasetVersion | None) -> None:
    """Draw all four, for what the address asks for; nothing happens before the button of the last one."""
    bench = services.bench()
    golden = datasets.versions(bench, app, DatasetKind.GOLDEN)
    left, right = st.columns(2, gap="small")
    with left, card(step(1, say("Version")), key="step-version"):
        label = say("Version to evaluate")
        default = str(version.number) if version else None
        number = select(label, named(known, versions.places(bench, app)), name="version", default=default)
    with right, card(step(2, say("Golden set")), key="step-golden"):
        if not golden:
            paragraph(
                say("No golden set is frozen yet. Freeze one under Datasets, then come back."), quiet=True
            )
            return
        first = asked or meant(app)
        default = str(first.ref) if first else None
        chosen = select(say("Golden set to answer"), golden_names(golden), name="golden", default=default)
        ref = Ref.parse(chosen)
    left, right = st.columns(2, gap="small")
    with left, card(step(3, say("Scorers")), say("as the policy says"), key="step-scorers"), attempt():
        scorers(app)
    with right, card(step(4, say("Check and start")), key="step-start"), attempt():
        start(app, int(number), ref)


def meant(app: str) -> DatasetVersion | None:
    """Give the golden set that the policy means; None while it cannot be read, as the scorers' step says."""
    bench = services.bench()
    with suppress(LifecycleError):
        return evaluation.default_golden(bench, applications.policy(bench, app))
    return None


def step(number: int, title: str) -> Html:
    """Number a step."""
    return join(marks.muted(f"{number}"), " ", title)


def golden_names(golden: Sequence[DatasetVersion]) -> dict[str, str]:
    """Name golden sets for a picker."""
    return {str(each.ref): f"{each.ref} · {say_n('{n} case', '{n} cases', each.rows)}" for each in golden}


def scorers(app: str) -> None:
    """Say what will be scored, and what is measured with every answer anyway."""
    policy = applications.policy(services.bench(), app)
    key_values((word(spec.name, "scorer"), settings(spec)) for spec in policy.scorers)
    paragraph(say("Latency, tokens and cost are always measured."), quiet=True)


def settings(spec: ScorerSpec) -> str:
    """Write a scorer's settings as a person reads them; one under another name says which scorer it is."""
    given = (setting(name, value) for name, value in spec.settings.items() if value is not False)
    kind = word(spec.scorer, "scorer") if spec.scorer != spec.name else ""
    return " · ".join(filter(None, (kind, *given))) or say("standard settings")


def setting(name: str, value: object) -> str:
    """Write one setting; a switch that is on is its word alone."""
    if value is True:
        return word(name, "setting")
    values = value if isinstance(value, list | tuple) else [value]
    return f"{word(name, 'setting')}: {listed(written(name, each) for each in values)}"


def written(name: str, value: object) -> str:
    """Write the value of a setting: by its word if it is one of a few, else as it stands."""
    code = f"setting.{name}.{value}"
    if code in messages.CATALOGUE:
        return explain(code)
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def start(app: str, number: int, golden: Ref) -> None:
    """Say what will be asked or scored, and start it."""
    sources = {ASKED: say("Ask the endpoint"), RECORDED: say("Score answers given elsewhere")}
    source = st.segmented_control(
        say("Where the answers come from"),
        list(sources),
        format_func=lambda id: sources[id],
        key=remember("source", sources, ASKED),
        on_change=keep_in_url,
        args=("source", "k-url-source"),
        required=True,
        label_visibility="collapsed",
    )
    if source == RECORDED:
        evaluation_recorded.score(app, number, golden)
    else:
        ask(app, number, golden)


def ask(app: str, number: int, golden: Ref) -> None:
    """Say how many calls it takes, what they cost and what they can show; start them."""
    bench = services.bench()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        repetitions = int(
            st.number_input(
                say("Ask each case how often"), 1, MOST, 1, key="times", bind="query-params", width=160
            )
        )
        planned = evaluation.plan(bench, app=app, version=number, golden=golden, repetitions=repetitions)
        limit = evaluation_plan.limit_usd() if planned.cost_usd else None
    reuse = st.toggle(
        say("Reuse answers that the very same calls got before"), key="reuse", bind="query-params"
    )
    known = evaluation.known_calls(bench, planned) if reuse else None
    key_values(evaluation_plan.facts(planned, known, evaluation.expected_s(bench, planned)))
    if planned.endpoint.is_practice:
        practice_notice()
    if permission.button(start_label(planned.calls - (known or 0)), "evaluation.start", primary=True):
        started = evaluation.start(
            bench,
            app=app,
            version=number,
            golden=planned.golden.ref,
            by=actor(),
            repetitions=repetitions,
            reuse=reuse,
            max_cost_usd=limit,
        )
        screens.go("evaluate", evaluation=started.id)


def start_label(n: int) -> str:
    """Say what the button does: how many questions it asks, the known ones left out."""
    if not n:
        return say("Start: every answer is known")
    return say_n("Start: ask {n} question", "Start: ask {n} questions", n)
