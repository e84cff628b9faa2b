"""Edits a golden set case by case; the edits are a draft until they are frozen as its next version."""

import json
from collections.abc import Mapping
from typing import Any

import streamlit as st

from console import drafts, notices, screens, services
from console.drafts import Draft
from console.parts.dataset_changes import draw_diff
from console.permission import needed_role
from console.session import actor
from console.untrusted import plain, visible
from console.widgets import attempt, card, failure_card, notice, page_header, paragraph, select
from console.wording import count, explain, say, say_n
from lifecycle import datasets
from lifecycle.checks import Report
from lifecycle.records import DatasetKind, DatasetVersion, Ref, Severity

LABEL = 90
NEW = "+"
"""What the place of a new case in the draft begins with, before it has an id."""


def draw_editor(app: str, name: str) -> None:
    """Edit the newest version of the golden set that the address names.

    Raises:
        LifecycleError: there is none, it is no golden set, or its rows cannot be read.
    """
    newest = datasets.find(services.bench(), app, Ref(name, None), DatasetKind.GOLDEN)
    draft = drafts.opened(f"{app}-{name}-cases")
    edits = draft.fields.setdefault("edits", {})
    seen = draft.fields.setdefault("seen", newest.number)
    with page_header(say("Edit {name}", name=name), say("Edits become a version when you freeze them.")):
        screens.link("datasets", str(newest.ref), {"dataset": newest.ref}, icon=":material/arrow_back:")
    base = datasets.find(services.bench(), app, Ref(name, seen))
    content = services.frozen(base).content
    cases = {value["id"]: value for value in map(json.loads, content.splitlines())}
    left, right = st.columns([1, 1])
    with left, card(say("One case"), key="case"):
        draw_form(draft, edits, cases, choose_case(edits, cases))
    with right, card(say("Edits"), key="draft"):
        edited = drafts.to_file(f"{name}.jsonl", datasets.apply(content, edits))
        if edited.content == content:
            paragraph(say("Nothing is edited yet."), quiet=True)
            return
        found = services.told_apart(services.frozen(base), edited, DatasetKind.GOLDEN)
        draw_diff(found, base, say("draft"))
        draw_freeze(app, draft, edited, newest)


def choose_case(edits: Mapping[str, Any], cases: Mapping[str, Any]) -> str:
    """Let a person choose a case, or begin a new one; give its id, or its place in the draft."""
    if st.button(say("Add a case"), icon=":material/add:"):
        st.query_params["case"] = f"{NEW}{1 + sum(place.startswith(NEW) for place in edits)}"
    wish = st.query_params.get("case", "")
    new = {place: say("new case") for place in (*edits, wish) if place.startswith(NEW)}
    known = {
        id: visible(f"{id} · {value['inputs'].get('question', '')}")[:LABEL] for id, value in cases.items()
    }
    return select(say("Case"), {**new, **known}, name="case")


def draw_form(draft: Draft, edits: dict[str, Any], cases: Mapping[str, Any], place: str) -> None:
    """Show a case to be written; whatever differs from the set is an edit at once."""
    was = cases.get(place, {})
    keep = draft.keep
    id = was.get("id") or keep(st.text_input, say("Case id"), f"id {place}", "", max_chars=200)
    question = was.get("inputs", {}).get("question", "")
    expected = datasets.from_expected(was.get("expected"))
    tags = datasets.from_tags(was.get("tags", {}))
    form = {
        "question": keep(st.text_area, say("Question"), f"question {place}", question),
        "expected": keep(st.text_area, say("Expected answer, or JSON"), f"expected {place}", expected),
        "tags": keep(st.text_area, say("Tags, one a line"), f"tags {place}", tags),
    }
    with st.container(horizontal=True):
        critical = keep(st.toggle, say("Critical"), f"critical {place}", was.get("critical", False))
        decline = keep(st.toggle, say("It should decline."), f"decline {place}", was.get("decline", False))
        gone = keep(st.toggle, say("Retire this case"), f"gone {place}", False)
    now = datasets.rewritten(was, id=id, critical=critical, decline=decline, **form)
    if now == was and not gone:
        edits.pop(place, None)
    else:
        edits[place] = None if gone else now


def draw_freeze(app: str, draft: Draft, edited: services.File, newest: DatasetVersion) -> None:
    """Freeze the draft, unless it has errors or the set moved meanwhile; or throw it away."""
    seen = draft.fields["seen"]
    report = services.checked(edited, datasets.PROFILE_OF[DatasetKind.GOLDEN], {})
    draw_errors(report)
    if seen != newest.number:
        notice(explain("datasets.moved", dataset=newest.name, newest=newest.number, seen=seen), "unsure")
        if st.button(say("Carry the edits over to v{number}", number=newest.number)):
            draft.fields["seen"] = newest.number
            st.rerun()
    note = draft.keep(st.text_input, say("Note (optional)"), "note", "", max_chars=500)
    closed = needed_role("dataset.freeze")
    label = say("Freeze as {ref}", ref=plain(f"{newest.name}@{newest.number + 1}"))
    is_closed = bool(closed) or not report.valid
    with st.container(horizontal=True):
        if st.button(label, type="primary", disabled=is_closed, help=closed or None, key="k-freeze"):
            with attempt():
                freeze(app, draft, edited, newest.name, note.strip())
        if st.button(say("Throw away")):
            drafts.close(draft)
            screens.go("datasets", dataset=newest.ref)


def draw_errors(report: Report) -> None:
    """Say what keeps the draft from being frozen."""
    for finding in report.findings:
        if finding.severity is Severity.ERROR:
            where = say("line {n}", n=count(finding.line))
            failure_card(explain(finding.code, **finding.params), f"{where} · {finding.path}")


def freeze(app: str, draft: Draft, edited: services.File, name: str, note: str) -> None:
    """Freeze the draft as the next version, and open that."""
    made = datasets.freeze(
        services.bench(),
        edited.content,
        app=app,
        name=name,
        kind=DatasetKind.GOLDEN,
        by=actor(),
        note=note,
        filename=edited.name,
        expecting=draft.fields["seen"],
    )
    drafts.close(draft)
    notices.post(say_n("{ref} is frozen: {n} row.", "{ref} is frozen: {n} rows.", made.rows, ref=made.ref))
    screens.go("datasets", dataset=made.ref)
