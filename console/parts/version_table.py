"""Draws an application's versions: what each is made of, where it stands, how good it is."""

from collections.abc import Mapping, Sequence

import streamlit as st

from console import marks, services
from console.markup import Child, join, tag
from console.open_table import Line, open_table
from console.parts.evaluation_list import headline
from console.widgets import Column, attempt
from console.wording import explain, name_of, say
from lifecycle import applications, evaluation, versions
from lifecycle.errors import LifecycleError
from lifecycle.records import Version

PAGE = 10
ENVIRONMENT = "production"


def version_table(app: str, known: Sequence[Version], places: Mapping[int, Sequence[str]]) -> str | None:
    """Draw one page of the table; give the number of the version that was just opened."""
    with attempt():
        applications.policy(services.bench(), app).environment(ENVIRONMENT)
    pages = -(-len(known) // PAGE)
    page = st.pagination(pages, key="page", bind="query-params") if pages > 1 else 1
    columns = (
        Column(title=say("version")),
        Column(title=say("prompt and model"), width="1.2fr"),
        Column(title=say("stands in"), width="9.5rem"),
        Column(title=say("newest evaluation"), width="1.5fr"),
        Column(title=say("verdict for {environment}", environment=ENVIRONMENT), width="10.5rem"),
        Column(title=say("author"), width="6rem"),
        Column(title=say("created"), width="7.5rem"),
    )
    stages = versions.stages(services.bench(), app)
    lines = [
        Line(
            id=str(version.number),
            text=f"v{version.number}",
            cells=(
                marks.lines(str(version.prompt), f"{version.model} · {version.endpoint}"),
                marks.lines(badges(places.get(version.number, ())), marks.stage(stages[version.number])),
                headline(evaluation.newest(services.bench(), app, version.number)),
                verdict(app, version.number, places.get(version.number, ())),
                name_of(version.author),
                marks.when(version.created_at),
            ),
        )
        for version in known[(page - 1) * PAGE : page * PAGE]
    ]
    return open_table(columns, lines, key="versions", lead=84)


def badges(environments: Sequence[str]) -> Child:
    """Show where a version stands."""
    return (
        join(*(marks.environment_badge(name) for name in environments)) if environments else marks.muted("–")
    )


def verdict(app: str, number: int, environments: Sequence[str]) -> Child:
    """Show what the gate says now; a dash while it cannot be asked."""
    if ENVIRONMENT in environments:
        return marks.muted(say("stands there"))
    try:
        return marks.verdict_chip(services.verdict(app, number, ENVIRONMENT))
    except LifecycleError as error:
        return tag("span", "–", title=explain(error), class_="k-muted")
