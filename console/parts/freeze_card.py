"""Freezes a checked file as the next version of a dataset; the button says as which."""

from collections.abc import Mapping

import streamlit as st

from console import notices, screens, services
from console.drafts import Draft, close
from console.permission import needed_role
from console.services import File
from console.session import actor
from console.untrusted import plain, visible
from console.widgets import attempt, card, paragraph
from console.wording import explain, hint, say, say_n, word
from lifecycle import datasets
from lifecycle.checks import Report
from lifecycle.errors import LifecycleError
from lifecycle.records import DatasetKind


def draw_freeze(
    app: str, draft: Draft, *, file: File, report: Report, kind: DatasetKind, mapping: Mapping[str, str]
) -> None:
    """Ask for name and note, and freeze; closed while there are errors."""
    with card(say("Freeze"), word(kind), key="freeze"):
        name = choose_name(app, draft, kind)
        note = draft.keep(st.text_input, say("Note (optional)"), "note", "", max_chars=500)
        closed = needed_role("dataset.freeze") or why_closed(report) or why_not_called(app, name, kind)
        ref = f"{name}@{next_number(app, name)}"
        label = say("Freeze as {ref}", ref=plain(ref))
        if st.button(label, type="primary", disabled=bool(closed), width="stretch", key="k-freeze"):
            with attempt():
                made = datasets.freeze(
                    services.bench(),
                    file.source,
                    app=app,
                    name=name,
                    kind=kind,
                    by=actor(),
                    note=note.strip(),
                    filename=file.name,
                    mapping=mapping,
                )
                close(draft)
                notices.post(
                    say_n("{ref} is frozen: {n} row.", "{ref} is frozen: {n} rows.", made.rows, ref=made.ref)
                )
                screens.go("datasets", dataset=made.ref)
        paragraph(closed or say("A frozen version never changes. Nothing goes live by it."), quiet=True)


def choose_name(app: str, draft: Draft, kind: DatasetKind) -> str:
    """Let a person choose a dataset of this kind, or name a new one."""
    known = [each.name for each in datasets.versions(services.bench(), app, kind)]
    options = list(dict.fromkeys(known or [f"{app}-{kind.value}"]))
    return (
        draft.keep(
            st.selectbox,
            say("Dataset, or a new name"),
            f"name-{kind.value}",
            options[0],
            options=options,
            format_func=visible,
            accept_new_options=True,
        )
        or options[0]
    )


def next_number(app: str, name: str) -> int:
    """Tell which version a dataset would get."""
    known = [each.number for each in datasets.versions(services.bench(), app) if each.name == name]
    return max(known, default=0) + 1


def why_not_called(app: str, name: str, kind: DatasetKind) -> str:
    """Say why a dataset of this kind cannot have a name, empty when it can."""
    try:
        datasets.require_name(services.bench(), app, name, kind)
    except LifecycleError as error:
        return f"{explain(error)} {hint(error)}"
    return ""


def why_closed(report: Report) -> str:
    """Say why a file cannot be frozen, empty when it can."""
    if report.valid:
        return ""
    return say_n(
        "{n} error keeps it from being frozen. Use the proposed fixes, or drop a corrected file.",
        "{n} errors keep it from being frozen. Use the proposed fixes, or drop a corrected file.",
        report.errors,
    )
