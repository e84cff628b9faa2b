"""Shows one dataset version: what it is, where it comes from, what is in it, its first rows."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from console import figures, marks, screens, services
from console.drafts import begin
from console.markup import Html, escape, join
from console.palette import Tone
from console.parts.dataset_changes import draw_changes
from console.parts.finding_table import outline
from console.parts.sample_rows import draw_rows
from console.widgets import card, chart, key_values, page_header, paragraph
from console.wording import count, decimal, listed, name_of, percent, say, say_n, word
from lifecycle import datasets
from lifecycle.checks import SPEAKERS
from lifecycle.datasets import Use
from lifecycle.records import DatasetKind, DatasetVersion, Ref


def draw_dataset(app: str, text: str) -> None:
    """Show the dataset version that the address names.

    Raises:
        LifecycleError: there is none, or its rows cannot be read.
    """
    bench = services.bench()
    dataset = datasets.find(bench, app, Ref.parse(text))
    with page_header(str(dataset.ref), word(dataset.kind)):
        screens.link("datasets", say("All datasets"), icon=":material/arrow_back:")
        draw_next_step(app, dataset)
    rows = services.frozen(dataset)
    profile = datasets.PROFILE_OF[dataset.kind]
    report = services.checked(rows, profile, {})
    left, right = st.columns([3, 2])
    with left:
        draw_changes(app, dataset)
        draw_rows(services.samples(rows, profile, {}), dataset.rows)
    with right:
        draw_facts(app, dataset)
        draw_statistics(report.statistics)
        draw_counts(dataset)


def draw_next_step(app: str, dataset: DatasetVersion) -> None:
    """Offer what people do with a dataset of this kind."""
    if dataset.kind is DatasetKind.GOLDEN:
        screens.link("datasets", say("Edit cases"), {"edit": dataset.name})
        screens.link("evaluate", say("Evaluate on it"), {"golden": dataset.ref})
    elif dataset.kind is DatasetKind.TRAINING:
        screens.link("versions", say("Create a version with it"), {"create": "yes", "training": dataset.ref})
    elif st.button(say("Build training data"), type="primary"):
        draft = begin(draft_name(app), file=services.frozen(dataset), make="training")
        screens.go("datasets", add="file", draft=draft.id)


def draft_name(app: str) -> str:
    """Name the draft of data that is being added to an application."""
    return f"{app}-datasets"


def draw_facts(app: str, dataset: DatasetVersion) -> None:
    """Show who froze it, when, why, what came before and what uses it."""
    with card(say("About"), key="about"):
        key_values(
            [
                (say("frozen"), join(name_of(dataset.author), " · ", marks.when(dataset.created_at))),
                (say("rows"), count(dataset.rows)),
                (say("digest"), marks.digest(dataset.digest)),
                (say("note"), dataset.note or marks.muted(say("none given"))),
                (say("used by"), used_by(datasets.uses(services.bench(), app).get(dataset.ref, Use()))),
                (say("parent"), parent_of(dataset)),
            ]
        )
        if dataset.parent:
            ref = Ref(dataset.name, dataset.parent)
            screens.link("datasets", say("Open {ref}", ref=ref), {"dataset": ref})


def used_by(use: Use) -> Html:
    """Say which versions refer to a dataset version."""
    trained = listed(f"v{number}" for number in use.trained)
    evaluated = listed(f"v{number}" for number in use.evaluated)
    said = [
        *([say("trained {versions}", versions=trained)] if trained else []),
        *([say("evaluated {versions}", versions=evaluated)] if evaluated else []),
    ]
    return escape(" · ".join(said)) if said else marks.muted(say("nothing yet"))


def parent_of(dataset: DatasetVersion) -> Html:
    """Name the version before."""
    if dataset.parent is None:
        return marks.muted(say("none, this is the first version"))
    return escape(str(Ref(dataset.name, dataset.parent)))


def draw_statistics(statistics: Mapping[str, Any]) -> None:
    """Show mean lengths by who speaks, and how the rows spread over each tag."""
    with card(say("What is in it"), key="statistics"):
        lengths = [f"{speaker(name)} {decimal(mean)}" for name, mean in statistics["mean_characters"].items()]
        tags = [
            (name, " · ".join(f"{value} {percent(share)}" for value, share in shares.items()))
            for name, shares in statistics["tags"].items()
        ]
        texts = (say("texts"), count(statistics["messages"]))
        key_values([texts, (say("mean characters"), " · ".join(lengths)), *tags])


def speaker(name: str) -> str:
    """Name who speaks: a role of a chat, or a column of logs and golden sets."""
    names = {"system": say("system"), "user": say("customer"), "assistant": say("answer")}
    return names.get(SPEAKERS.get(name, name), name)


def draw_counts(dataset: DatasetVersion) -> None:
    """Show what the check found when it was frozen: warnings only, because errors are not frozen."""
    with card(say("Findings when it was frozen"), key="counts"):
        if not dataset.counts:
            paragraph(marks.label(say("nothing found"), "good", "✓"))
            return
        tone: Tone = "unsure"
        counts = [(outline(code), n, tone) for code, n in dataset.counts.items()]
        caption = say_n(
            "Warnings of each kind in {n} row.", "Warnings of each kind in {n} rows.", dataset.rows
        )
        chart(figures.findings(counts, axis=say("findings")), caption=caption, key="k-frozen-findings")
