"""Proposes fixes for a file that was dropped, as a difference, and uses the mended file on demand."""

from collections.abc import Mapping, Sequence
from pathlib import PurePath
from typing import Literal

import streamlit as st

from console import drafts, language, notices, services
from console.drafts import Draft
from console.parts import check_run
from console.parts.dataset_file import MENDED
from console.parts.finding_table import forget_choice
from console.services import File
from console.untrusted import plain, shortened, side_by_side
from console.widgets import attempt, card, paragraph
from console.wording import count, listed, say, say_n
from lifecycle import checks, text
from lifecycle.checks import Change, Proposal, Report
from lifecycle.records import Severity

LOOKED = "fixes"
"""The field that tells for which file somebody wanted fixes to be looked for."""
HEIGHT_PX = 400
UNSCROLLED, UNSCROLLED_CHARACTERS = 4, 1_500
"""So many changes at most, and so long in all, stand without a frame that scrolls."""


def draw_mending(draft: Draft, file: File, report: Report, mapping: Mapping[str, str]) -> None:
    """Show how the draft's file can be mended, if anything in it that weighs more than a note can be.

    In a large file nothing is looked for unless somebody asks for it.
    """
    if draft.fields["file"].digest != file.digest or not checks.is_worth_mending(report.counts, report):
        return
    is_large = len(file.content) > check_run.LARGE
    proposal = None
    if not is_large:
        with st.spinner(say("Looking for fixes")):
            proposal = services.proposed(file, report.profile, mapping)
        if proposal is None or not checks.is_worth_mending(proposal.counts, report):
            return
    with card(say("Proposed fixes"), key="mending"):
        if is_large and draft.fields.get(LOOKED) != file.digest:
            paragraph(say("The file is large: looking for fixes takes a while."), quiet=True)
            st.button(say("Look for fixes"), on_click=draft.put, args=(LOOKED, file.digest))
            return
        with attempt():
            if is_large:
                running = services.proposing(file, report.profile, mapping)
                proposal = check_run.awaited(running, say("Looking for fixes"), services.proposing.clear)
            if proposal is None or not checks.is_worth_mending(proposal.counts, report):
                paragraph(say("Nothing can be mended without a decision of yours."), quiet=True)
            else:
                draw_proposal(proposal, report)
                draw_ways(draft, file, report, mapping)


def draw_proposal(proposal: Proposal, report: Report) -> None:
    """Say what can be mended, and show the first changes."""
    what = listed(checks.words_of(proposal, language.current()))
    paragraph(say("{faults} can be mended: {what}.", faults=faults_text(proposal, report), what=what))
    with st.container(height=height_of(proposal.changes), border=False):
        for change in proposal.changes:
            draw_change(change)
    if len(proposal.changes) < proposal.changed + proposal.gone:
        paragraph(say("The first {n} changes are shown.", n=count(len(proposal.changes))), quiet=True)


def height_of(changes: Sequence[Change]) -> int | Literal["content"]:
    """Tell how high the frame of some changes is, in pixels where it scrolls."""
    shown = sum(len(change.before) + len(change.after) for change in changes if change.after)
    return HEIGHT_PX if len(changes) > UNSCROLLED or shown > UNSCROLLED_CHARACTERS else "content"


def faults_text(proposal: Proposal, report: Report) -> str:
    """Say how many of the errors and of the warnings can be mended."""
    mended = checks.settled(proposal, report)
    errors, warnings = (count(mended[each]) for each in (Severity.ERROR, Severity.WARNING))
    told = []
    if mended[Severity.ERROR]:
        told.append(say_n("{mended} of {n} error", "{mended} of {n} errors", report.errors, mended=errors))
    if mended[Severity.WARNING]:
        total = report.warnings
        told.append(say_n("{mended} of {n} warning", "{mended} of {n} warnings", total, mended=warnings))
    return listed(told)


def draw_change(change: Change) -> None:
    """Show one row as it is and as it would be; one that goes is a line."""
    line = say("Line {line}", line=count(change.line))
    if change.after:
        side_by_side(text.diff(change.before, change.after), before=line, after=say("mended"))
    else:
        paragraph(line, " · ", say("removed"), " ", shortened(change.before), quiet=True)


def draw_ways(draft: Draft, file: File, report: Report, mapping: Mapping[str, str]) -> None:
    """Let a person go on with the mended file, or download it."""
    is_csv = checks.is_csv(file.source, report.profile)
    name = mended_name(file.name, is_csv=is_csv)

    def content() -> bytes:
        return b"".join(checks.fixed(file.source, report.profile, mapping))

    with st.container(horizontal=True, vertical_alignment="center"):
        if st.button(say("Use the mended file"), type="primary"):
            with st.spinner(say("Mending {file}", file=plain(file.name))):
                mended = drafts.to_file(name, content())
            draft.put("file", mended)
            draft.put(MENDED, True)
            draft.put(drafts.PLACE, draft.fields.get(drafts.PLACE, 0) + 1)
            draft.forget("encoding")
            forget_choice()
            notices.post(say("{file} is used now. The file on your disk is unchanged.", file=name))
            st.rerun()
        mime = "text/csv" if is_csv else "application/jsonl"
        st.download_button(
            say("Download the mended file"), content, file_name=name, mime=mime, on_click="ignore"
        )


def mended_name(name: str, *, is_csv: bool) -> str:
    """Name the mended file after the one it comes from."""
    path = PurePath(name)
    ending = path.suffix or (".csv" if is_csv else ".jsonl")
    ending = ".jsonl" if ending.lower() == ".json" and not is_csv else ending
    return f"{path.stem.removesuffix('-fixed')}-fixed{ending}"
