"""Shows what a check found: how often each kind, each finding with its place, and the row opened there."""

from collections.abc import Mapping, Sequence
from pathlib import PurePath

import streamlit as st

from console import figures, language, marks, services
from console.markup import Html, cut, tag
from console.palette import Tone
from console.parts.check_run import LARGE
from console.services import File
from console.widgets import attempt, card, chart, draw, paragraph, select
from console.wording import count, explain, hint, say, say_n, word
from lifecycle import checks
from lifecycle.checks import Opened, Passage, Report
from lifecycle.records import Finding, Severity

FILTER = "code"
OPEN = "finding"
CLICKED = "k-findings-clicked"
TONES: dict[Severity, Tone] = {Severity.ERROR: "bad", Severity.WARNING: "unsure", Severity.INFO: "quiet"}
RANKS = (Severity.ERROR, Severity.WARNING, Severity.INFO)
ROW_PX = 35
AROUND = 400
"""Characters shown before a fault, after it, and of a long one."""


def draw_findings(file: File, report: Report, mapping: Mapping[str, str]) -> None:
    """Show a report that has findings."""
    severities = {found.code: found.severity for found in report.findings}
    codes = sorted(report.counts, key=lambda code: (RANKS.index(severities[code]), -report.counts[code]))
    note = " · ".join((errors_text(report), warnings_text(report)))
    with card(say("Findings"), note, key="findings"):
        if len(codes) > 1:
            draw_bar(codes, report, severities)
        with st.container(horizontal=True, vertical_alignment="bottom"):
            everything = {"": say("all kinds"), **{code: name_of(code) for code in codes}}
            code = select(say("Show"), everything, name=FILTER) if len(codes) > 1 else ""
            st.download_button(
                say("Download findings (CSV)"),
                lambda: checks.to_csv(report, language.current()),
                file_name=f"{file.name}-findings.csv",
                mime="text/csv",
                on_click="ignore",
            )
            if report.errors and has_clean_rows(file, report, mapping):
                path = PurePath(file.name)
                st.download_button(
                    say("Download clean rows"),
                    lambda: b"".join(checks.clean(file.source, report.profile, mapping)),
                    file_name=f"{path.stem}-clean{path.suffix}",
                    help=say("The rows without an error, as a file of their own."),
                    on_click="ignore",
                )
        finding = draw_table(file, report, code) if len(report.findings) > 1 else report.findings[0]
        if len(report.findings) < sum(report.counts.values()):
            paragraph(say("The first {n} of each kind are listed.", n=checks.MAX_KEPT), quiet=True)
        draw_opened(file, finding, report.profile, mapping)


def has_clean_rows(file: File, report: Report, mapping: Mapping[str, str]) -> bool:
    """Whether any row is without an error; of a large file it is taken to be so."""
    if not report.rows or len(file.content) > LARGE:
        return report.rows > 0
    return services.has_clean_rows(file, report.profile, mapping)


def forget_choice() -> None:
    """Let go what was filtered and opened: it was of another file."""
    for name in (FILTER, OPEN):
        st.query_params.pop(name, None)


def errors_text(report: Report) -> str:
    """Say how many errors there are."""
    return say_n("{n} error", "{n} errors", report.errors)


def warnings_text(report: Report) -> str:
    """Say how many warnings there are."""
    return say_n("{n} warning", "{n} warnings", report.warnings)


def name_of(code: str) -> str:
    """Name a kind of finding in a few words."""
    return word(code, "finding")


def draw_bar(codes: Sequence[str], report: Report, severities: Mapping[str, Severity]) -> None:
    """Draw how often each kind was found; a click on a bar shows only that kind."""
    counts = [(name_of(code), report.counts[code], TONES[severities[code]]) for code in codes]
    caption = say_n("Findings of each kind in {n} row.", "Findings of each kind in {n} rows.", report.rows)
    state = chart(
        figures.findings(counts, axis=say("findings")), caption=caption, key="k-findings-bar", select=True
    )
    clicked = [point["point_index"] for point in state.selection.points]
    if clicked != st.session_state.get(CLICKED, []):
        st.session_state[CLICKED] = clicked
        if clicked:
            st.query_params[FILTER] = codes[clicked[0]]
            st.rerun()


def draw_table(file: File, report: Report, code: str) -> Finding:
    """List the findings of a kind (all for an empty code), errors first, and give the one that is open.

    That is the one that the URL names, else the first.
    """
    known = (found for found in report.findings if code in ("", found.code))
    findings = sorted(known, key=lambda found: RANKS.index(found.severity))
    named = [f"{found.line}:{found.column}:{found.code}" for found in findings]
    wish = st.query_params.get(OPEN, "")
    default = named.index(wish) if wish in named else 0
    lines = [found.line for found in findings]
    columns = {
        say("line"): lines if all(lines) else [count(line) if line else "—" for line in lines],
        say("place"): [found.path for found in findings],
        say("severity"): [word(found.severity) for found in findings],
        say("what is wrong"): [explain(found.code, **found.params) for found in findings],
        say("what to do"): [hint(found.code, **found.params) for found in findings],
        say("text there"): [found.excerpt for found in findings],
    }
    state = st.dataframe(
        columns,
        height=min(ROW_PX * (len(findings) + 1) + 2, 340),
        row_height=ROW_PX,
        hide_index=True,
        key=f"k-findings-{file.digest}-{file.encoding}-{len(report.findings)}-{code}",
        on_select="rerun",
        selection_mode="single-row-required",
        selection_default={"selection": {"rows": [default]}},
        alt=say("The findings, one a row; choose one to open its row below."),
    )
    rows = state["selection"]["rows"]
    at = rows[0] if rows else default
    st.query_params[OPEN] = named[at]
    return findings[at]


def draw_opened(file: File, finding: Finding, profile: str, mapping: Mapping[str, str]) -> None:
    """Open the row of a finding with the faulty place marked."""
    tone, icon = marks.tone_of(finding.severity)
    path = tag("code", finding.path, class_="k-digest") if finding.path else None
    paragraph(marks.label(place_of(finding), tone, icon), " ", path)
    message, advice = explain(finding.code, **finding.params), hint(finding.code, **finding.params)
    paragraph(marks.strong(message), " ", advice)
    with attempt():
        found = checks.opened(file.source, finding, profile, mapping)
        draw(row_text(found) if found else tag("div", finding.excerpt, class_="k-text"))


def place_of(finding: Finding) -> str:
    """Say where a finding is: a column counts characters of JSON Lines, fields of CSV."""
    if not finding.line:
        return say("The whole file")
    if not finding.column:
        return say("Line {line}", line=count(finding.line))
    return say("Line {line}, column {column}", line=count(finding.line), column=count(finding.column))


def row_text(found: Opened) -> Html:
    """Make the row: the one passage of JSON Lines as a text, the cells of CSV each with its name."""
    if len(found.passages) == 1 and not found.passages[0].name:
        return tag("div", tag("div", marked(found.passages[0]), class_="k-text"), class_="k-pane")
    cells = (
        tag(
            "div",
            tag("dt", passage.name) if passage.name != passage.before.strip() else None,
            tag("dd", marked(passage), class_="k-text"),
            class_="k-cell",
        )
        for passage in found.passages
    )
    return tag("div", tag("dl", *cells), class_="k-pane")


def marked(passage: Passage) -> Html:
    """Make a passage with its place marked, its far ends and the rest of a long place cut off."""
    before, after = passage.before[-AROUND:], passage.after[:AROUND]
    place = cut(passage.place, AROUND)
    return tag(
        "span",
        "…" if len(passage.before) > AROUND else None,
        before,
        tag("mark", place, class_="k-fault") if place else None,
        after,
        "…" if len(passage.after) > AROUND else None,
    )
