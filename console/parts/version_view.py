"""Draws one version: its parts with their digests, its evaluations, and its life."""

from collections.abc import Sequence

import streamlit as st

from console import marks, screens, services
from console.markup import Child, join, tag
from console.parts.evaluation_list import evaluations
from console.parts.version_table import ENVIRONMENT, badges, verdict
from console.widgets import card, facts_line, key_values, paragraph
from console.wording import name_of, say, word
from lifecycle import evaluation, versions
from lifecycle.records import Event, Version


def actions(version: Version, in_production: int | None) -> None:
    """Draw the ways on from here."""
    number = version.number
    screens.link("evaluate", say("Evaluate"), {"version": number}, icon=":material/play_circle:")
    if in_production not in {None, number}:
        sides = {"baseline": in_production, "candidate": number}
        label = say("Compare with production")
        screens.link("compare", label, sides, icon=":material/compare_arrows:")
    if in_production != number:
        screens.link("release", say("Request release"), {"version": number}, icon=":material/rocket_launch:")


def summary(version: Version, environments: Sequence[str]) -> None:
    """Say in one line where the version stands."""
    facts_line(
        badges(environments) if environments else say("stands in no environment"),
        marks.stage(versions.stages(services.bench(), version.app)[version.number]),
        None if ENVIRONMENT in environments else gate(version),
        name_of(version.author),
        marks.when(version.created_at),
    )


def gate(version: Version) -> Child:
    """Show what the gate says about the way to production."""
    asked = say("for {environment}:", environment=ENVIRONMENT)
    return join(asked, " ", verdict(version.app, version.number, ()))


def parts(version: Version) -> None:
    """List everything in the bundle that changes an answer."""
    tuned = (
        join(str(version.training), " ", marks.digest(version.training_digest)) if version.training else "–"
    )
    given = [join(tag("code", f"{name} = {value}"), " ") for name, value in version.parameters.items()]
    with card(say("Parts"), say("none of them can change"), key="parts"):
        key_values(
            [
                (say("prompt"), join(str(version.prompt), " ", marks.digest(version.prompt_digest))),
                (say("prompt written by"), name_of(version.prompt_author)),
                (say("model"), version.model),
                (say("endpoint"), version.endpoint),
                (say("parameters"), join(*given) if given else "–"),
                (say("tuned on"), tuned),
                (say("code"), tag("code", version.code) if version.code else "–"),
                (say("bundle digest"), marks.digest(version.digest)),
            ]
        )
        name, number = version.prompt.name, version.prompt.number
        screens.link("prompts", say("Open the prompt"), {"name": name, "number": number})


def evaluated(version: Version) -> str | None:
    """List the version's evaluations; give the one that was just opened."""
    found = evaluation.listing(services.bench(), version.app, version.number)
    with card(say("Evaluations"), key="evaluations"):
        if not found:
            paragraph(say("Not evaluated yet: nobody knows how good it is."), quiet=True)
            return None
        return evaluations(found, key="own")


def life(version: Version) -> None:
    """Tell what happened to the version, the newest first."""
    with card(say("Life"), say("the newest first"), key="life"):
        events = versions.life(services.bench(), version.app, version.number)
        st.html(tag("ol", *(line(event, version.number) for event in events), class_="k-life"))


def line(event: Event, number: int) -> Child:
    """Tell one event: when, who, what, why."""
    moved = None
    if event.details.get("environment"):
        place = marks.environment_badge(str(event.details["environment"]))
        left = event.before == number and event.after != number
        moved = join(" ", place, " ", say("replaced by v{number}", number=event.after) if left else None)
    told = event.details.get("golden")
    return tag(
        "li",
        tag("div", marks.muted(marks.when(event.at))),
        tag(
            "div",
            marks.strong(word(event.action, "event")),
            moved,
            f" {told}" if told else None,
            marks.muted(f" · {name_of(event.actor)}"),
            tag("div", event.reason, class_="k-text k-muted") if event.reason else None,
        ),
    )
