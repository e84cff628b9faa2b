"""Commands that other processes run: `worker`, `reconcile`."""

import gc

import click

from lifecycle import bypasses, reconcile, worker
from lifecycle.aliases import Look
from lifecycle.cli.front import Answer, command, language, nobody
from lifecycle.messages import say
from lifecycle.records import Actor
from lifecycle.workbench import Workbench


def register(kanmon: click.Group) -> None:
    """Add these commands to the group."""
    idle = click.option("--until-idle", is_flag=True, help="End when nothing is left to do.")
    watch = click.option("--watch-stdin", is_flag=True, help="End when standard input closes.")
    command(kanmon, "worker", idle, watch)(work)
    repair = click.option(
        "--repair", is_flag=True, help="Put back what was changed past the gate; needs --by."
    )
    by = click.option(
        "--by", "person", envvar="KANMON_USER", default="", help="Who has it put back [KANMON_USER]."
    )
    command(kanmon, "reconcile", repair, by)(bring_into_line)


def work(bench: Workbench, until_idle: bool, watch_stdin: bool) -> Answer:
    """Run evaluations as they are asked for, one worker for each ledger."""
    gc.freeze()  # modules live as long as the process: no collection walks through them again
    worker.main(bench, until_idle=until_idle, watch_stdin=watch_stdin)
    return Answer(document={})


def bring_into_line(bench: Workbench, repair: bool, person: str) -> Answer:
    """Make MLflow, and LangSmith where it is set up, show what the ledger decided; run smoke tests.

    Exit 6 if something was changed past the gate and is not put back, 7 if something is left to do or could
    not be looked at.
    """
    found = reconcile.run(bench, repair=Actor(person=person or nobody()) if repair else None)
    lines = [f"{len(found.done)} done, {len(found.left)} left"]
    reasons = {"", *(fault.params.get("reason") for fault in found.faults)}
    lines += [
        f"{errand.kind} {errand.subject}: {errand.error}"
        for errand in found.left
        if errand.error not in reasons  # else a fault tells it
    ]
    lines += [
        say("bypass.stages_changed", language(), app=app, versions=[f"v{number}" for number in numbers])
        for app, numbers in found.stages.items()
    ]
    lines += [f"{told(look)}{' It is put back.' if repair else ''}" for look in found.bypasses]
    lines += [f"{fault.app}: {say(fault.code, language(), **fault.params)}" for fault in found.faults]
    stands = bool(found.bypasses) and not repair
    is_open = found.left or found.faults
    return Answer(document=found, lines=lines, exit_code=7 if is_open else 6 if stands else 0)


def told(look: Look) -> str:
    """Say what was changed past the gate."""
    code, params = bypasses.sentence(look)
    return say(code, language(), **params)
