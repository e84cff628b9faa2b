"""The head of Release: what goes where, what it replaces, who asks for it, the verdict in one sentence."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from console import marks, services
from console.markup import Child, join
from console.parts import version_choice
from console.parts.stages import steps
from console.widgets import notice, page_header, select, sentence_card
from console.wording import ago, day, explain, name_of, say
from lifecycle import requests
from lifecycle.comparison import Comparison
from lifecycle.gates import Decision
from lifecycle.overview import Stage
from lifecycle.policies import Policy
from lifecycle.records import Event, Placement, Request, Version


def choose(policy: Policy, known: list[Version]) -> tuple[str, int, DeltaGenerator]:
    """Draw the choice of environment and version, and give the place beside it.

    Raises:
        NotFound, Invalid: the address names one that is not there.
    """
    names = [rule.name for rule in policy.environments]
    policy.environment(st.query_params.get("to", names[-1]))
    wish = version_choice.asked("version", known, policy.application)
    with st.container(key="k-choice"):
        first, second, beside = st.columns([3, 2, 5], vertical_alignment="center")
    with second:
        environment = select(say("Environment"), {name: name for name in names}, name="to", default=names[-1])
    standing = requests.live(services.bench(), policy.application, environment)
    named = {str(each.number): f"v{each.number} · {each.prompt}" for each in known}
    with first:
        first_choice = wish.number if wish else standing.version if standing else known[0].number
        chosen = select(say("Version"), named, name="version", default=str(first_choice))
    return environment, int(chosen), beside


def draw_head(number: int, place: Placement, request: Request | None, stage: Stage) -> None:
    """Head the page, with what must not be missed."""
    environment, what = place.environment, {"n": number, "environment": place.environment}
    page_header(
        say("v{n} is in {environment}", **what)
        if place.version == number
        else say("Release v{n} to {environment}", **what),
        join(replaced(number, place), " · " if request else None, asked(request) if request else None),
        aside=marks.stepper(steps(environment), stage),
    )
    if place.version and not place.verified:
        told = say(
            "MLflow does not show yet what is in {environment}. It follows by itself.",
            environment=environment,
        )
        notice(told, "unsure")


def replaced(number: int, place: Placement) -> str:
    """Say what stands in the environment now."""
    what = {"n": place.version, "environment": place.environment}
    if place.version is None or place.moved_at is None:
        return say("{environment} is empty", **what)
    what["day"] = day(place.moved_at)
    if place.version == number:
        person = name_of(place.moved_by)
        return say("in {environment} since {day}, put there by {person}", **what, person=person)
    return say("replaces v{n}, in {environment} since {day}", **what)


def asked(request: Request) -> str:
    """Say who asks for the release, and why."""
    return say(
        "requested {ago} by {person}: “{reason}”",
        ago=ago(request.created_at),
        person=name_of(request.requested_by),
        reason=request.reason,
    )


def draw_verdict(
    number: int, place: Placement, decision: Decision, found: Comparison | None, released: Event | None
) -> None:
    """Say what the gate says, and what the comparison says; `released` let in what the environment holds."""
    told: Child = explain(decision.sentence_code, **decision.sentence_params)
    more: Child = explain(found.sentence_code, **found.sentence_params) if found else None
    mark, tone = marks.verdict_chip(decision.verdict), marks.VERDICTS[decision.verdict]
    what = {"n": number, "environment": place.environment}
    if place.version == number and decision.verdict in requests.CAN_BE_REQUESTED:
        mark, tone = marks.environment_badge(place.environment), "good"
        told = say("v{n} is in {environment} and its answers meet the policy.", **what)
    elif place.version == number:
        told, more = say("v{n} is in {environment}. The gate would not let it in today.", **what), told
    changed = released is not None and released.details["policy_digest"] != decision.policy_digest
    sentence_card(
        told,
        tone,
        more=more,
        head=join(
            mark,
            " ",
            say("policy {file}", file=f"{place.app}.yaml"),
            " · ",
            marks.digest(decision.policy_digest),
            " · " + say("changed since the last release") if changed else None,
        ),
    )
