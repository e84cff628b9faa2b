"""Datasets: what is frozen and what is in it; the way in for logs, training rows and golden sets."""

import streamlit as st

from console import drafts, screens, services
from console.parts import check_run, dataset_file, training_rows
from console.parts.dataset_detail import draft_name, draw_dataset
from console.parts.dataset_editor import draw_editor
from console.parts.dataset_list import choose_dataset
from console.parts.dataset_survey import draw_survey
from console.parts.finding_table import draw_findings, errors_text, warnings_text
from console.parts.freeze_card import draw_freeze
from console.parts.mending import draw_mending
from console.parts.sample_rows import draw_rows
from console.parts.training_services import draw_services
from console.permission import needed_role
from console.session import require_app
from console.widgets import attempt, card, empty_state, notice, page_header, sentence_card
from console.wording import say, say_n
from lifecycle import datasets
from lifecycle.checks import Report


def listing(app: str) -> None:
    """List the dataset versions, each a way to its page."""
    known = datasets.versions(services.bench(), app)
    needed = needed_role("dataset.freeze")
    subtitle = say("Logs, training rows and golden sets: checked, frozen, and known by their content.")
    with page_header(say("Datasets"), subtitle):
        if st.button(say("Add data"), type="primary", disabled=bool(needed), help=needed or None):
            screens.go("datasets", add="file")
    draft = drafts.waiting(draft_name(app))
    if draft and draft.fields.get("file"):
        notice(say("{file} is not frozen yet.", file=draft.fields["file"].name), "unsure")
        screens.link("datasets", say("Continue with it"), {"add": "file", "draft": draft.id})
    if not known:
        title = say("No dataset yet")
        text = say("Logs, training rows and golden sets stand here; a version is evaluated on a golden set.")
        empty_state(title, text, action=say("Add the first data"), screen="datasets", add="file")
    elif chosen := choose_dataset(known, datasets.uses(services.bench(), app)):
        screens.go("datasets", dataset=chosen)


def add(app: str) -> None:
    """Take a file in, show what is wrong with it and what is in it, and freeze it."""
    draft = drafts.opened(draft_name(app))
    with page_header(say("Add data"), say("Drop a file, read what was found, freeze it.")):
        screens.link("datasets", say("All datasets"), icon=":material/arrow_back:")
    if closed := needed_role("dataset.freeze"):
        notice(closed, "unsure")
    with st.container(key="k-add"):
        left, right = st.columns([5, 3]) if draft.fields.get("file") else (st.container(), st.container())
    with right, card(say("File"), key="file"):
        file = dataset_file.take_file(draft)
        if file is None:
            st.stop()
        facts = st.empty()
        profile = dataset_file.choose_profile(draft, file)
        file = dataset_file.choose_encoding(draft, file, profile)
        mapping = dataset_file.choose_columns(draft, file, profile)
        report = check_run.check(file, profile, mapping)
        with facts:
            dataset_file.draw_facts(file, report)
        trains = report.valid and profile == "logs-csv" and training_rows.choose_make(draft)
    with left, attempt():
        if trains:
            file = training_rows.build_rows(app, draft, file, mapping)
            profile, mapping = "openai-chat", {}
            report = check_run.check(file, profile, mapping)
        verdict = st.container()
        survey = check_run.survey(file, report, mapping)
        report = survey.report if survey else report
        with verdict:
            draw_verdict(report, is_whole=bool(survey) or not report.rows)
        if report.findings:
            draw_findings(file, report, mapping)
            draw_mending(draft, file, report, mapping)
        if survey and survey.report.statistics["messages"]:
            draw_survey(survey)
        draw_rows(services.samples(file, profile, mapping), report.rows)
        with right:
            kind = dataset_file.KIND_OF[profile]
            draw_freeze(app, draft, file=file, report=report, kind=kind, mapping=mapping)
            draw_services(survey.fits if survey else {})


def draw_verdict(report: Report, *, is_whole: bool) -> None:
    """Say in one sentence whether the file can be frozen; that all is well only if all was looked at."""
    rows = say_n("{n} row", "{n} rows", report.rows)
    if not report.valid:
        text = say("{errors}: it cannot be frozen.", errors=errors_text(report))
        sentence_card(text, "bad", more=" · ".join((rows, warnings_text(report))))
    elif report.warnings:
        text = say("{rows}, no errors: it can be frozen.", rows=rows)
        sentence_card(text, "good", more=say("{warnings} to look at.", warnings=warnings_text(report)))
    elif is_whole:
        sentence_card(say("{rows}, nothing found: it can be frozen.", rows=rows), "good")
    else:
        more = say("Personal data and near duplicates are still looked for.")
        sentence_card(say("{rows}, no errors: it can be frozen.", rows=rows), "good", more=more)


app = require_app()
if "add" in st.query_params:
    add(app)
elif "edit" in st.query_params:
    draw_editor(app, st.query_params["edit"])
elif "dataset" in st.query_params:
    draw_dataset(app, st.query_params["dataset"])
else:
    listing(app)
