"""What Home shows: what the environments hold, how far the newest version is, what waits for whom."""

from collections.abc import Mapping, Sequence

import streamlit as st

from console import marks, screens, services
from console.markup import Html, join
from console.parts.move_story import draw_rollback
from console.parts.release_notices import closed_window
from console.parts.stages import steps
from console.permission import needed_role
from console.widgets import card, draw, facts_line, link_card, paragraph, table
from console.wording import explain, listed, name_of, say, say_n, word
from lifecycle import requests, versions
from lifecycle.overview import Candidate, Stage, Waiting
from lifecycle.policies import EnvironmentRule
from lifecycle.records import EvaluationState, Event, Override, Placement, Request


def draw_environments(
    places: Sequence[Placement], moves: Mapping[str, Event], rules: Sequence[EnvironmentRule]
) -> None:
    """Show what each environment holds, since when, and who put it there; `moves` brought it there.

    One that is pinned or closed at this time says so.
    """
    with card(say("What is live now"), key="live"):
        if not any(place.version for place in places):
            paragraph(
                say("Nothing is released yet. The first release stands here, with its day and its person."),
                quiet=True,
            )
            return
        known = {each.number: each for each in versions.versions(services.bench(), places[0].app)}
        windows = {rule.name: closed_window(rule) for rule in rules}
        rows = [
            (
                marks.lines(
                    marks.environment_badge(place.environment),
                    say("pinned") if place.pin else None,
                    explain(window) if (window := windows.get(place.environment)) else None,
                ),
                marks.lines(
                    marks.version(place.version), str(known[place.version].prompt) if place.version else None
                ),
                marks.lines(
                    marks.when(place.moved_at),
                    name_of(place.moved_by) if place.version else None,
                    whence(moves.get(place.environment)),
                ),
            )
            for place in places
        ]
        columns = [say("environment"), say("version"), say("since, by whom")]
        table(columns, rows, caption=say("What each environment holds"))
        screens.link("history", say("How it came there"))


def whence(move: Event | None) -> str | None:
    """Say of a version that came by a rollback in whose place it stands."""
    if move is None or move.action == "promotion.promoted":
        return None
    return say("rolled back from v{n}", n=move.before)


def draw_candidate(found: Candidate, waiting: Waiting) -> None:
    """Show how far the newest version is, what the gate says, and the one next step."""
    version = found.version
    with card(say("Newest version"), key="candidate"):
        draw(marks.stepper(steps(found.environment), found.stage))
        facts = (str(version.prompt), name_of(version.author), marks.when(version.created_at))
        back = found.taken_back
        draw(token(found))
        facts_line(*facts)
        if back:
            draw_rollback(back)
        paragraph(sentence(found), quiet=bool(back))
        label, screen, params = next_step(found, waiting)
        if st.button(label, type="primary", key="k-next"):
            screens.go(screen, **params)
        if back and screen != "history":
            screens.link("history", say("See the rollback"), {"event": back.number})


def token(found: Candidate) -> Html:
    """Show the newest version with what became of it: where it is, its rollback, or what the gate says."""
    number, back = found.version.number, found.taken_back
    if found.stage is Stage.RELEASED:
        return marks.version_token(number, environments=[found.environment])
    chip = (
        marks.chip(word(back.action, "event"), "bad") if back else marks.verdict_chip(found.decision.verdict)
    )
    return join(marks.version_token(number, "candidate"), " ", chip)


def sentence(found: Candidate) -> str:
    """Say that the newest version is there, before that what the gate says."""
    if found.stage is Stage.RELEASED:
        return say("v{n} is live in {environment}.", n=found.version.number, environment=found.environment)
    return explain(found.decision.sentence_code, **found.decision.sentence_params)


def next_step(found: Candidate, waiting: Waiting) -> tuple[str, str, dict[str, object]]:
    """Choose the one next step: its words, its screen and what the screen is told."""
    number, environment = found.version.number, found.environment
    what = {"n": number, "environment": environment}
    release: dict[str, object] = {"version": number, "to": environment}
    if found.stage is Stage.RELEASED:
        return say("Write the next prompt version"), "prompts", {}
    if found.taken_back and not found.request:
        if needed_role("prompt.save"):
            return say("See the rollback"), "history", {"event": found.taken_back.number}
        return say("Write the next prompt version"), "prompts", {"write": found.version.prompt}
    if found.stage is Stage.DRAFT:
        running = found.evaluation and not found.evaluation.state.is_final
        label = say("Watch the evaluation of v{n}", **what) if running else say("Evaluate v{n}", **what)
        told: dict[str, object] = {"version": number}
        if found.evaluation and running:
            told = {"evaluation": found.evaluation.id}
        return label, "evaluate", told
    own = {request.id for request in (*waiting.approvals, *waiting.promotions)}
    mine = found.request is not None and found.request.id in own
    if found.stage is Stage.APPROVED:
        label = (
            say("Promote v{n} to {environment}", **what) if mine else say("See the request for v{n}", **what)
        )
    elif found.stage is Stage.IN_REVIEW:
        label = say("Decide on v{n}", **what) if mine else say("See the request for v{n}", **what)
    elif found.decision.verdict in requests.CAN_BE_REQUESTED and not needed_role("request.open"):
        label = say("Request v{n} for {environment}", **what)
    else:
        label = say("See what the gate says about v{n}", **what)
    return label, "release", release


def draw_waiting(waiting: Waiting, found: Candidate | None) -> None:
    """Show what waits for this person, as counts that lead there; the gate of `found` names its criteria."""
    first, second, third = st.columns(3)
    with first:
        draw_releases(waiting, found)
    with second:
        names = listed(
            each.title or say_n("review of {n} case", "review of {n} cases", len(each.case_ids))
            for each in waiting.rounds
        )
        params = {"round": waiting.rounds[0].id} if len(waiting.rounds) == 1 else {}
        link_card(
            say_n("review waits for your votes", "reviews wait for your votes", len(waiting.rounds)),
            len(waiting.rounds),
            names or say("No open review needs you."),
            "review",
            say("Review"),
            **params,
        )
    with third:
        draw_evaluations(waiting)


def draw_releases(waiting: Waiting, found: Candidate | None) -> None:
    """Count the requests and overrides that wait for a yes, and what can be promoted."""
    mine = waiting.decisions
    names = listed(proposal(each, found) for each in mine)
    params = {"version": mine[0].version, "to": mine[0].environment} if mine else {}
    link_card(
        say_n("release waits for you", "releases wait for you", len(mine)),
        len(mine),
        names or say("No request needs your yes."),
        "release",
        say("Release"),
        **params,
    )


def proposal(what: Request | Override, found: Candidate | None) -> str:
    """Say in short what is to be decided."""
    move = f"v{what.version} → {what.environment}"
    if isinstance(what, Override):
        return say("{move}: override for “{name}”", move=move, name=criterion(what, found))
    return move


def criterion(override: Override, found: Candidate | None) -> str:
    """Name a criterion as the gate of its environment does, by its id where that gate was not judged."""
    rows = found.decision.rows if found and found.environment == override.environment else ()
    names = {row.id: explain(row.label_code, **row.label_params) for row in rows}
    return names.get(override.criterion, override.criterion)


def draw_evaluations(waiting: Waiting) -> None:
    """Count the evaluations under way, and name those that stopped."""
    running, stopped = waiting.running, waiting.stopped
    told = say("None is under way.")
    if stopped:
        told = say("Stopped: {names}", names=listed(f"v{each.version}" for each in stopped))
    elif running:
        told = listed(f"v{each.version}" for each in running)
    shown = (*stopped, *running)
    link_card(
        say_n("evaluation stopped", "evaluations stopped", len(stopped))
        if stopped
        else say_n("evaluation is under way", "evaluations are under way", len(running)),
        len(stopped or running),
        told,
        "evaluate",
        say("Evaluate"),
        **({"evaluation": shown[0].id} if shown else {}),
    )


def is_stuck(waiting: Waiting) -> bool:
    """Whether an evaluation waits that a worker would have begun."""
    return any(each.state is EvaluationState.WAITING for each in waiting.running)
