"""Shows one dataset version: what it is, where it comes from, what is in it, its first rows."""

import streamlit as st

from console import marks, screens, services
from console.drafts import begin
from console.markup import Html, escape, join
from console.parts import check_run
from console.parts.dataset_changes import draw_changes
from console.parts.dataset_survey import draw_survey
from console.parts.finding_table import draw_findings
from console.parts.sample_rows import draw_rows
from console.parts.training_services import draw_services
from console.widgets import card, key_values, page_header
from console.wording import count, listed, name_of, say, say_n, word
from lifecycle import datasets
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
    left, right = st.columns([3, 2])
    with left:
        draw_changes(app, dataset)
        report = check_run.check(rows, profile, {})
        survey = check_run.survey(rows, report, {})
        report = survey.report if survey else report
        if survey:
            draw_survey(survey)
        if report.findings:
            draw_findings(rows, report, {})
        draw_rows(services.samples(rows, profile, {}), dataset.rows)
    with right:
        draw_facts(app, dataset)
        draw_services(survey.fits if survey else {})


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
                (say("checked then"), found_then(dataset)),
                (say("digest"), marks.digest(dataset.digest)),
                (say("note"), dataset.note or marks.muted(say("none given"))),
                (say("used by"), used_by(datasets.uses(services.bench(), app).get(dataset.ref, Use()))),
                (say("parent"), parent_of(dataset)),
            ]
        )
        if dataset.parent:
            ref = Ref(dataset.name, dataset.parent)
            screens.link("datasets", say("Open {ref}", ref=ref), {"dataset": ref})


def found_then(dataset: DatasetVersion) -> Html:
    """Say what the check found when it was frozen: no errors, because those are not frozen."""
    found = sum(dataset.counts.values())
    if not found:
        return marks.label(say("no errors"), "good", "✓")
    return escape(say_n("no errors, {n} finding", "no errors, {n} findings", found))


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
