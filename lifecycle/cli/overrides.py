"""Commands on overrides: `override` asks for one, `confirm` lets it count, `overrides` lists them."""

import click

from lifecycle import overrides
from lifecycle.cli.evaluations import VERSION
from lifecycle.cli.front import Answer, command, language, table
from lifecycle.messages import say
from lifecycle.records import Actor, Override
from lifecycle.workbench import Workbench


def register(kanmon: click.Group) -> None:
    """Add these commands to the group."""
    app, version, id_ = click.argument("app"), click.argument("version", type=VERSION), click.argument("id")
    to = click.option("--to", "environment", required=True, help="Environment, such as production.")
    criterion = click.option("--criterion", required=True, help="Its id in the policy.")
    reason = click.option("--reason", required=True)
    command(kanmon, "override", app, version, to, criterion, reason, writes=True)(ask)
    command(kanmon, "overrides", app)(listing)
    command(kanmon, "confirm", id_, writes=True)(confirm)


def ask(
    bench: Workbench, by: Actor, app: str, version: int, environment: str, criterion: str, reason: str
) -> Answer:
    """Ask to let a criterion count as passed; prints the id that a second person confirms."""
    asked = overrides.ask(bench, app, version, environment, criterion, by=by, reason=reason)
    return Answer(document=asked, lines=[asked.id])


def listing(bench: Workbench, app: str) -> Answer:
    """List the overrides of an application."""
    found = overrides.listing(bench, bench.application(app).name)
    states = {each.id: overrides.state(bench, each) for each in found}
    rows = [
        (
            each.id,
            f"v{each.version} → {each.environment}",
            each.criterion,
            say(f"override_state.{states[each.id]}", language()),
            each.asked_by,
            each.confirmed_by or "–",
            f"{each.expires_at:%Y-%m-%d %H:%M} UTC",
            each.reason,
        )
        for each in found
    ]
    head = ("id", "for", "criterion", "state", "by", "confirmed by", "until", "reason")
    return Answer(document={"overrides": found, "states": states}, lines=table(rows, head))


def confirm(bench: Workbench, by: Actor, id: str) -> Answer:
    """Let an override count, as the second person."""
    return told(bench, overrides.confirm(bench, id, by=by))


def told(bench: Workbench, override: Override) -> Answer:
    """Tell where an override stands now."""
    state = say(f"override_state.{overrides.state(bench, override)}", language())
    until = f"{override.expires_at:%Y-%m-%d %H:%M} UTC"
    return Answer(document=override, lines=[f"{override.criterion}: {state} ({until})"])
