"""Takes a file in: where it is dropped, what it was recognised as, which columns mean what."""

from collections.abc import Mapping
from dataclasses import replace

import streamlit as st

from console import services
from console.drafts import Draft, drop_file
from console.parts.finding_table import forget_choice
from console.services import File
from console.untrusted import plain, visible
from console.widgets import facts_line, paragraph
from console.wording import mark, say, say_n, size, word
from lifecycle import checks, datasets
from lifecycle.checks import ENCODINGS, Report
from lifecycle.records import DatasetKind

KIND_OF: Mapping[str, DatasetKind] = {profile: kind for kind, profile in datasets.PROFILE_OF.items()}
MENDED = "mended"
"""The field that tells that the file was mended here, so that nobody has it on a disk."""
COLUMNS: Mapping[str, str] = {
    "user_query": mark("Customer's question"),
    "ideal_response": mark("Ideal response"),
    "id": mark("Id of the case"),
    "question": mark("Question"),
    "expected": mark("Expected answer"),
}


def take_file(draft: Draft) -> File | None:
    """Draw the place for a file and give the one that was dropped last, if any."""

    def on_drop(file: File | None) -> None:
        draft.forget("profile", "encoding", "make", MENDED, *(f"column-{column}" for column in COLUMNS))
        draft.put("file", file)
        forget_choice()

    file: File | None = draft.fields.get("file")
    if file is None:
        text = say("Logs as CSV, training rows as JSONL, a golden set as either. At most 200 MB.")
        paragraph(text, " ", say("Nothing is kept until you freeze it."), quiet=True)
    drop_file(draft, say("File"), on_drop=on_drop)
    if file and draft.fields.get(MENDED):
        label = say("Download {file}", file=plain(file.name))
        st.download_button(label, file.content, file_name=file.name, on_click="ignore")
    return file


def choose_profile(draft: Draft, file: File) -> str:
    """Say what the file was recognised as and let a person say otherwise; give the profile.

    Only what can be frozen is offered; rows of another training service are checked as training rows.
    """
    guess = checks.guess_profile(file.content, file.name)
    named = {profile: word(kind) for profile, kind in KIND_OF.items()}
    if guess in named:
        named[guess] = say("{name} (recognised)", name=named[guess])
    else:
        guess = datasets.PROFILE_OF[DatasetKind.TRAINING]
    return draft.keep(
        st.selectbox, say("Kind"), "profile", guess, options=list(named), format_func=lambda id: named[id]
    )


def choose_encoding(draft: Draft, file: File, profile: str) -> File:
    """Say how a CSV file is encoded and let a person say otherwise; give the file with its encoding.

    What was recognised goes with the file too, so that it is not looked for again. JSON Lines are UTF-8.
    """
    if not checks.is_csv(file.content, profile):
        return file
    found = services.encoding(file)
    recognised = say("{name} (recognised)", name=ENCODINGS[found]) if found else say("not recognised")
    named = {"": recognised, **{id: name for id, name in ENCODINGS.items() if id != found}}
    chosen = draft.keep(
        st.selectbox,
        say("Encoding"),
        "encoding",
        "",
        options=list(named),
        format_func=lambda id: named[id],
        on_change=forget_choice,
    )
    return replace(file, encoding=chosen or found)


def choose_columns(draft: Draft, file: File, profile: str) -> dict[str, str]:
    """Let a person say which column of a CSV file is which: our names → the file's, where they differ."""
    if not checks.is_csv(file.content, profile):
        return {}
    found = [name for name in services.columns(file) if name]
    wanted = checks.profile_of(profile).columns if found else ()
    chosen = {}
    for column, place in zip(wanted, st.columns(len(wanted)) if wanted else (), strict=True):
        with place:
            chosen[column] = draft.keep(
                st.selectbox,
                say(COLUMNS[column]),
                f"column-{column}",
                column if column in found else "",
                options=["", *found],
                format_func=lambda name: visible(name) if name else say("choose"),
            )
    return {ours: theirs for ours, theirs in chosen.items() if theirs and theirs != ours}


def draw_facts(file: File, report: Report) -> None:
    """Show what the file is, in one line."""
    unknown = None if file.encoding else say("encoding unknown")
    facts_line(
        file.name,
        size(len(file.content)),
        say("encoding {name}", name=report.encoding) if report.encoding else unknown,
        say_n("{n} row", "{n} rows", report.rows),
    )
