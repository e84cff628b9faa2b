"""Commands that other processes run: `worker`, `reconcile`."""

import click

from lifecycle import reconcile, worker
from lifecycle.bypasses import Look
from lifecycle.cli.front import Answer, command, language, nobody
from lifecycle.messages import say
from lifecycle.records import Actor
from lifecycle.workbench import Workbench


def register(kanmon: click.Group) -> None:
    """Add these commands to the group."""
    idle = click.option("--until-idle", is_flag=True, help="End when nothing is left to do.")
    watch = click.option("--watch-stdin", is_flag=True, help="End when standard input closes.")
    command(kanmon, "worker", idle, watch)(work)
    repair = click.option("--repair", is_flag=True, help="Put back what was moved past the gate; needs --by.")
    by = click.option(
        "--by", "person", envvar="KANMON_USER", default="", help="Who has it put back [KANMON_USER]."
    )
    command(kanmon, "reconcile", repair, by)(bring_into_line)


def work(bench: Workbench, until_idle: bool, watch_stdin: bool) -> Answer:
    """Run evaluations as they are asked for, one worker for each ledger."""
    worker.main(bench, until_idle=until_idle, watch_stdin=watch_stdin)
    return Answer(document={})


def bring_into_line(bench: Workbench, repair: bool, person: str) -> Answer:
    """Make MLflow, and LangSmith where it is set up, show what the ledger decided; run smoke tests.

    Exit 6 if an alias was moved past the gate and is not put back, 7 if something is left to do.
    """
    found = reconcile.run(bench, repair=Actor(person=person or nobody()) if repair else None)
    lines = [f"{len(found.done)} done, {len(found.left)} left"]
    lines += [f"{errand.kind} {errand.subject}: {errand.error}" for errand in found.left if errand.error]
    lines += [f"{told(look)}{' It is put back.' if repair else ''}" for look in found.bypasses]
    stands = bool(found.bypasses) and not repair
    return Answer(document=found, lines=lines, exit_code=7 if found.left else 6 if stands else 0)


def told(look: Look) -> str:
    """Say of an alias that it was moved past the gate."""
    names = {"expected": look.alias.number, "found": look.names}
    shown = {key: "–" if number is None else f"v{number}" for key, number in names.items()}
    return say("bypass.found", language(), address=look.alias.address, **shown)
