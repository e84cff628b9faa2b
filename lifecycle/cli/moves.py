"""Commands that move environments: `promote`, `rollback`, and `smoke`, which tries out what is there."""

import click

from lifecycle import projection, promotion
from lifecycle import smoke as smokes
from lifecycle.cli.evaluations import VERSION
from lifecycle.cli.front import Answer, command, language
from lifecycle.messages import say
from lifecycle.records import Actor, Smoke, SmokeState
from lifecycle.workbench import Workbench

EXIT_CODES = {SmokeState.PASSED: 0, SmokeState.FAILED: 6}


def register(kanmon: click.Group) -> None:
    """Add these commands to the group."""
    app, id_ = click.argument("app"), click.argument("id")
    place = click.option("--in", "environment", required=True)
    expecting = click.option("--expecting", required=True, help="The version you saw there, or none.")
    key = click.option("--key", default="", help="The same key again is the same move, never a second one.")
    reason = click.option("--reason", required=True)
    to = click.option(
        "--to", type=VERSION, help="The version to go back to, if the policy leaves the choice."
    )
    command(kanmon, "promote", id_, expecting, key, writes=True)(promote)
    command(kanmon, "rollback", app, place, expecting, reason, to, key, writes=True)(roll_back)
    command(kanmon, "smoke", app, place, writes=True)(smoke)


def promote(bench: Workbench, by: Actor, id: str, expecting: str, key: str) -> Answer:
    """Move the environment of an approved request to its version."""
    return moved(bench, promotion.promote(bench, id, by=by, expecting=expected(expecting), key=key))


def roll_back(
    app: str,
    bench: Workbench,
    by: Actor,
    environment: str,
    expecting: str,
    reason: str,
    to: int | None,
    key: str,
) -> Answer:
    """Move an environment back to the version that held it before, and pin it."""
    move = promotion.roll_back(
        bench, app, environment, by=by, expecting=expected(expecting), reason=reason, to=to, key=key
    )
    return moved(bench, move)


def smoke(bench: Workbench, by: Actor, app: str, environment: str) -> Answer:
    """Put a few questions to what an environment holds. Exit 0 if it passed, 6 if it failed, else 7."""
    asked = smokes.repeat(bench, app, environment, by=by)
    projection.catch_up(bench, smokes.PLACE)
    done = smokes.latest(bench, app, environment) or asked
    return Answer(document=done, lines=[outcome(done)], exit_code=EXIT_CODES.get(done.state, 7))


def outcome(smoke: Smoke) -> str:
    """Say what came of a smoke test."""
    word = say(f"smoke_state.{smoke.state}", language())
    why = say(smoke.code, language(), **smoke.params) if smoke.code else ""
    return f"{smoke.environment}: v{smoke.version} {word} ({smoke.questions}) {why}".rstrip()


def expected(text: str) -> int | None:
    """Read `v3`, `3` or `none`."""
    return None if text == "none" else int(VERSION.convert(text, None, None))


def moved(bench: Workbench, move: promotion.Move) -> Answer:
    """Tell what a move changed and what is still to come, or that it is overtaken."""
    event, environment = move.event, move.event.details["environment"]
    test = smokes.latest(bench, event.app, environment)
    lines = [f"{environment}: {promotion.name(event.before)} → {promotion.name(event.after)}"]
    if move.is_overtaken:
        code, params = promotion.overtaken(move)
        lines = [say(code, language(), **params)]
    elif not move.is_shown:
        lines.append("MLflow does not answer; its aliases follow with `kanmon reconcile`.")
    if test and not move.is_overtaken:
        lines.append("A smoke test follows: the worker does it, or `kanmon reconcile`.")
    document = {"event": event, "holds": move.holds, "shown_in_mlflow": move.is_shown, "smoke": test}
    return Answer(document=document, lines=lines)
