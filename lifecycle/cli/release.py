"""Commands on the way to a release: `gate`, `request`, and what people decide about a request."""

from collections.abc import Iterable, Iterator

import click

from lifecycle import evidence, gates, overrides, requests
from lifecycle.cli.evaluations import VERSION, interval
from lifecycle.cli.front import Answer, command, language, table
from lifecycle.criteria import CriterionRow
from lifecycle.messages import say
from lifecycle.records import Actor, Request, RequestState, Result, Verdict
from lifecycle.requests import Lapse
from lifecycle.workbench import Workbench

EVENT = click.IntRange(1, 999_999_999)
"""The number of an event, as short as every database takes it."""
MET = {Result.PASS, Result.NOT_APPLICABLE}


def register(kanmon: click.Group) -> None:
    """Add these commands to the group."""
    app, version, id_ = click.argument("app"), click.argument("version", type=VERSION), click.argument("id")
    to = click.option("--to", "environment", required=True, help="Environment, such as production.")
    reason = click.option("--reason", required=True)
    command(kanmon, "gate", app, version, to)(gate)
    pin = click.option("--pin", type=EVENT, help="The pin that a rollback left there.")
    command(kanmon, "request", app, version, to, reason, pin, writes=True)(open_request)
    command(kanmon, "requests", app)(listing)
    command(kanmon, "approve", id_, click.option("--comment", default=""), writes=True)(approve)
    command(kanmon, "revoke", id_, writes=True)(revoke)
    command(kanmon, "reject", id_, reason, writes=True)(reject)
    command(kanmon, "changes", id_, reason, writes=True)(ask_for_changes)
    command(kanmon, "withdraw", id_, reason, writes=True)(withdraw)


def gate(bench: Workbench, app: str, version: int, environment: str) -> Answer:
    """Judge a version for an environment. Exit 0 when it can be requested, else 6."""
    judged = evidence.decide(bench, app, version, environment)
    rows = [
        (
            row.id,
            say(row.rule_code, language(), **row.rule_params),
            say(row.observed_code, language(), **row.observed_params) if row.observed_code else "–",
            interval(row.observed) if row.observed else "–",
            "–" if row.n is None else row.n,
            say(f"result.{row.result}", language()),
            row.owner or "–",
        )
        for row in judged.rows
    ]
    head = ("criterion", "rule", "observed", "interval", "n", "result", "owner")
    first, *told = table(rows, head)
    verdict = f"{say(f'verdict.{judged.verdict}', language())}: {gates.sentence(judged, language())}"
    document = {
        "application": app,
        "version": version,
        "environment": environment,
        "verdict": judged.verdict,
        "sentence": gates.sentence(judged, "en"),
        "sentence_ja": gates.sentence(judged, "ja"),
        "policy_digest": judged.policy_digest,
        "criteria": judged.rows,
    }
    is_open = judged.verdict in {Verdict.READY, Verdict.NEEDS_REVIEW}
    return Answer(
        document=document,
        lines=[verdict, first, *interleaved(told, judged.rows), *overridden(judged)],
        exit_code=0 if is_open else 6,
    )


def interleaved(lines: Iterable[str], rows: Iterable[CriterionRow]) -> Iterator[str]:
    """Put below the line of each criterion that is not met what its failure means."""
    for line, row in zip(lines, rows, strict=True):
        yield line
        if row.result not in MET:
            meaning = say(row.meaning_code, language(), **row.meaning_params)
            yield f"    {say('cli.if_it_fails', language(), meaning=meaning)}"


def overridden(judged: gates.Decision) -> Iterator[str]:
    """Say of each row that was overridden who did it, why and until when."""
    for row in judged.rows:
        if row.override:
            told = {"until": f"{row.override.expires_at:%Y-%m-%d %H:%M}Z", "reason": row.override.reason}
            people = {"asked_by": row.override.asked_by, "confirmed_by": row.override.confirmed_by}
            yield f"{row.id}: {say('gates.overridden', language(), **told, **people)}"


def open_request(
    app: str, bench: Workbench, by: Actor, version: int, environment: str, reason: str, pin: int | None
) -> Answer:
    """Propose to move an environment to a version; prints the request's id."""
    opened = requests.open_request(bench, app, version, environment, by=by, reason=reason, pin=pin)
    return Answer(document=opened, lines=[opened.id])


def listing(bench: Workbench, app: str) -> Answer:
    """List the release requests of an application as they stand now; what is over of itself says why."""
    found = requests.listing(bench, bench.application(app).name)
    over = {request.id: requests.staleness(bench, request) for request in found}
    states = {request.id: requests.state(bench, request) for request in found}
    rows = [
        (
            r.id,
            f"v{r.version} → {r.environment}",
            word(states[r.id]),
            r.requested_by,
            r.reason,
            why(r, over[r.id]),
        )
        for r in found
    ]
    head = ("id", "proposal", "state", "by", "reason", "why it is over")
    return Answer(document={"requests": found, "states": states, "lapsed": over}, lines=table(rows, head))


def approve(bench: Workbench, by: Actor, id: str, comment: str) -> Answer:
    """Say yes to a request."""
    return standing(requests.approve(bench, id, by=by, comment=comment))


def revoke(bench: Workbench, by: Actor, id: str) -> Answer:
    """Take your own approval back, as long as the request was not promoted."""
    return standing(requests.revoke(bench, id, by=by))


def reject(bench: Workbench, by: Actor, id: str, reason: str) -> Answer:
    """Say no to a request."""
    return standing(requests.reject(bench, id, by=by, reason=reason))


def ask_for_changes(bench: Workbench, by: Actor, id: str, reason: str) -> Answer:
    """Send a request back with what has to change."""
    return standing(requests.ask_for_changes(bench, id, by=by, reason=reason))


def withdraw(bench: Workbench, by: Actor, id: str, reason: str) -> Answer:
    """Take a request or an override back."""
    if overrides.is_one(bench, id):
        gone = overrides.withdraw(bench, id, by=by, reason=reason)
        return Answer(document=gone, lines=[f"{gone.id}: {say('event.override.withdrawn', language())}"])
    return standing(requests.withdraw(bench, id, by=by, reason=reason))


def standing(request: Request) -> Answer:
    """Tell where a request stands now."""
    return Answer(document=request, lines=[f"{request.id}: {word(request.state)}"])


def word(state: RequestState) -> str:
    """Say where a request stands."""
    return say(f"request.{state}", language())


def why(request: Request, over: Lapse | None) -> str:
    """Say why a request is over, empty while it is not."""
    if over:
        return say(over.code, language(), **over.params)
    code = request.closing_code
    return say(code, language(), **request.closing_params) if code else request.closing_reason
