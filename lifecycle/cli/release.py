"""Commands on the release road: `gate`, `request`, `approve`, `promote`, `rollback`, `history`."""

from datetime import UTC, datetime, time

import click

from lifecycle import evidence, gates, history, promotion, requests
from lifecycle.cli.evaluations import VERSION, interval
from lifecycle.cli.front import Answer, command, language, table
from lifecycle.errors import Invalid
from lifecycle.messages import say
from lifecycle.records import Actor, Event, Request, Verdict
from lifecycle.workbench import Workbench


def register(kanmon: click.Group) -> None:
    """Add these commands to the group."""
    app, version, id_ = click.argument("app"), click.argument("version", type=VERSION), click.argument("id")
    to = click.option("--to", "environment", required=True, help="Environment, such as production.")
    reason = click.option("--reason", required=True)
    expecting = click.option("--expecting", required=True, help="The version you saw there, or none.")
    command(kanmon, "gate", app, version, to)(gate)
    command(kanmon, "request", app, version, to, reason, writes=True)(open_request)
    command(kanmon, "requests", app)(listing)
    command(kanmon, "approve", id_, click.option("--comment", default=""), writes=True)(approve)
    command(kanmon, "reject", id_, reason, writes=True)(reject)
    command(kanmon, "changes", id_, reason, writes=True)(ask_for_changes)
    command(kanmon, "withdraw", id_, reason, writes=True)(withdraw)
    command(kanmon, "promote", id_, expecting, writes=True)(promote)
    place = click.option("--in", "environment", required=True)
    command(kanmon, "rollback", app, place, expecting, reason, writes=True)(roll_back)
    command(kanmon, "history", app, click.option("--at", help="A date, or a moment with time zone."))(past)


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
        )
        for row in judged.rows
    ]
    head = ("criterion", "rule", "observed", "interval", "n", "result")
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
    return Answer(document=document, lines=[verdict, *table(rows, head)], exit_code=0 if is_open else 6)


def open_request(
    app: str, bench: Workbench, by: Actor, version: int, environment: str, reason: str
) -> Answer:
    """Propose to move an environment to a version; prints the request's id."""
    opened = requests.open_request(bench, app, version, environment, by=by, reason=reason)
    return Answer(document=opened, lines=[opened.id])


def listing(bench: Workbench, app: str) -> Answer:
    """List the release requests of an application."""
    found = requests.listing(bench, bench.application(app).name)
    rows = [(r.id, f"v{r.version} → {r.environment}", word(r), r.requested_by, r.reason) for r in found]
    head = ("id", "proposal", "state", "by", "reason")
    return Answer(document={"requests": found}, lines=table(rows, head))


def approve(bench: Workbench, by: Actor, id: str, comment: str) -> Answer:
    """Say yes to a request."""
    return standing(requests.approve(bench, id, by=by, comment=comment))


def reject(bench: Workbench, by: Actor, id: str, reason: str) -> Answer:
    """Say no to a request."""
    return standing(requests.reject(bench, id, by=by, reason=reason))


def ask_for_changes(bench: Workbench, by: Actor, id: str, reason: str) -> Answer:
    """Send a request back with what has to change."""
    return standing(requests.ask_for_changes(bench, id, by=by, reason=reason))


def withdraw(bench: Workbench, by: Actor, id: str, reason: str) -> Answer:
    """Take a request back."""
    return standing(requests.withdraw(bench, id, by=by, reason=reason))


def standing(request: Request) -> Answer:
    """Tell where a request stands now."""
    return Answer(document=request, lines=[f"{request.id}: {word(request)}"])


def word(request: Request) -> str:
    """Say a request's state."""
    return say(f"request.{request.state}", language())


def promote(bench: Workbench, by: Actor, id: str, expecting: str) -> Answer:
    """Move the environment of an approved request to its version."""
    return moved(promotion.promote(bench, id, by=by, expecting=expected(expecting)))


def roll_back(app: str, bench: Workbench, by: Actor, environment: str, expecting: str, reason: str) -> Answer:
    """Move an environment back to the version that held it before."""
    return moved(
        promotion.roll_back(bench, app, environment, by=by, expecting=expected(expecting), reason=reason)
    )


def expected(text: str) -> int | None:
    """Read `v3`, `3` or `none`."""
    return None if text == "none" else int(VERSION.convert(text, None, None))


def moved(move: promotion.Move) -> Answer:
    """Tell what a move changed."""
    event = move.event
    line = f"{event.details['environment']}: {promotion.name(event.before)} → {promotion.name(event.after)}"
    late = [] if move.is_shown else ["MLflow does not answer; its aliases follow with `kanmon reconcile`."]
    return Answer(document={"event": event, "shown_in_mlflow": move.is_shown}, lines=[line, *late])


def past(bench: Workbench, app: str, at: str | None) -> Answer:
    """Tell what happened, or with --at what stood where at a moment, who allowed it and on what evidence."""
    bench.application(app)
    if at:
        moment = read_moment(at)
        state = history.state_at(bench, app, moment)
        lines = [f"{environment}: {line(event)}" for environment, event in state.items()]
        return Answer(
            document={"at": moment, "environments": state}, lines=lines or ["nothing was released yet"]
        )
    events = history.events(bench, app)
    return Answer(document={"events": events}, lines=[line(event) for event in events])


def line(event: Event) -> str:
    """Write an event on one line."""
    words = say(f"event.{event.action}", language())
    change = (
        f" {promotion.name(event.before)} → {promotion.name(event.after)}"
        if event.action in history.MOVES
        else ""
    )
    why = f"  ({event.reason})" if event.reason else ""
    return f"{event.at:%Y-%m-%d %H:%M:%S}Z  {event.actor}  {words}  {event.subject}{change}{why}"


def read_moment(text: str) -> datetime:
    """Read a date (its end, in UTC) or a moment with its time zone (UTC without one)."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as err:
        raise Invalid("cli.bad_date", text=text) from err
    if len(text) <= len("2026-03-03"):
        moment = datetime.combine(moment.date(), time.max)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
