"""Release: may this version go there, who says so, and what is the way back?"""

import streamlit as st

from console import changes, decision_card, gate_table, marks, screens, services, session
from console.markup import Child, join
from console.stages import steps
from console.widgets import (
    attempt,
    card,
    empty_state,
    error_card,
    notice,
    page_header,
    paragraph,
    practice_notice,
    select,
    sentence_card,
)
from console.wording import ago, day, explain, say
from lifecycle import applications, evidence, gates, history, overview, promotion, requests, versions
from lifecycle.errors import NotFound
from lifecycle.policies import Policy
from lifecycle.records import Placement, Request, Version


def choose(policy: Policy, known: list[Version]) -> tuple[str, int]:
    """Draw the choice of environment and version; what the address names and is not there is told."""
    names = [rule.name for rule in policy.environments]
    numbers = [str(version.number) for version in known]
    with attempt():
        policy.environment(st.query_params.get("to", names[-1]))
    wish = st.query_params.get("version", numbers[0])
    if wish not in numbers:
        error_card(NotFound("versions.missing", app=policy.application, version=wish))
    first, second, _ = st.columns([3, 2, 5])
    with second:
        environment = select(say("Environment"), {name: name for name in names}, name="to", default=names[-1])
    standing = requests.live(services.bench(), policy.application, environment)
    named = {str(each.number): f"v{each.number} · {each.prompt}" for each in known}
    with first:
        chosen = select(
            say("Version"), named, name="version", default=str(standing.version) if standing else None
        )
    return environment, int(chosen)


def subtitle(number: int, place: Placement, request: Request | None) -> Child:
    """Say in one line what would be replaced, and who asks for it."""
    what = {"n": place.version, "environment": place.environment}
    if place.version is None or place.moved_at is None:
        told = say("{environment} is empty", **what)
    elif place.version == number:
        person = session.name_of(place.moved_by)
        told = say(
            "in {environment} since {day}, put there by {person}",
            **what,
            day=day(place.moved_at),
            person=person,
        )
    else:
        told = say("replaces v{n}, in {environment} since {day}", **what, day=day(place.moved_at))
    if request is None:
        return told
    person = session.name_of(request.requested_by)
    asked = say(
        "requested {ago} by {person}: “{reason}”",
        ago=ago(request.created_at),
        person=person,
        reason=request.reason,
    )
    return f"{told} · {asked}"


app = session.require_app()
bench = services.bench()
policy = applications.policy(bench, app)
known = versions.versions(bench, app)
if not known:
    page_header(say("Release"))
    empty_state(
        say("Nothing to release yet"),
        say(
            "Here you see whether a version may go to production, and who allows it. First there must be a version."
        ),
        action=say("Make the first version"),
        screen="versions",
    )
    st.stop()

header = st.container()
environment, number = choose(policy, known)
version = versions.find(bench, app, number)
standing = requests.live(bench, app, environment)
request = standing if standing and standing.version == number else None
gathered = evidence.gather(bench, policy, version, environment, request)
decision = gates.judge(policy, environment, gathered)
place = evidence.placement(bench, app, environment)
stage = overview.stage_of(version, place, request, decision)
card_of, baseline = gathered.scorecard, gathered.baseline

with header:
    page_header(
        say("Release v{n} to {environment}", n=number, environment=environment),
        subtitle(number, place, request),
        aside=marks.stepper(steps(environment), stage),
    )
    if card_of and card_of.evaluation.practice:
        practice_notice()
    if place.version and not place.verified:
        notice(
            say(
                "MLflow does not show yet what is in {environment}. It will as soon as it answers.",
                environment=environment,
            ),
            "unsure",
        )

found = None
if card_of and baseline and place.version != number:
    with attempt():
        found = services.compared(baseline.evaluation, card_of.evaluation)
last = history.state_at(bench, app, bench.now()).get(environment)
changed = last and last.details.get("policy_digest", decision.policy_digest) != decision.policy_digest
sentence_card(
    explain(decision.sentence_code, **decision.sentence_params),
    marks.VERDICTS[decision.verdict],
    more=explain(found.sentence_code, **found.sentence_params) if found else None,
    head=join(
        marks.verdict_chip(decision.verdict),
        " ",
        say("policy {file}", file=f"{app}.yaml"),
        " · ",
        marks.digest(decision.policy_digest),
        " · " + say("changed since the last release") if changed else None,
    ),
)

left, right = st.columns([17, 8], gap="medium")
with left:
    with card(key="gate"):
        gate_table.draw(decision)
    decision_card.draw_way_back(place, promotion.way_back(bench, app, environment))
with right:
    if card_of is None:
        with card(say("Not evaluated yet"), key="evaluate"):
            paragraph(say("Without an evaluation nobody can say how v{n} answers.", n=number), quiet=True)
            screens.link("evaluate", say("Evaluate v{n}", n=number), {"version": number})
    if request:
        decision_card.draw_decision(
            request, version, decision, gathered.approvals, found.worse if found else 0
        )
        decision_card.draw_approvals(request, decision, gathered.approvals, place)
    elif place.version != number:
        decision_card.draw_request(version, environment, decision, standing)
    if found:
        changes.draw_regressions(found)
    if place.version != number:
        changes.draw_prompt(gathered.incumbent, version)
