"""Commands that other processes run: `worker`, `reconcile`."""

import click

from lifecycle import mirror, worker
from lifecycle.cli.front import Answer, command
from lifecycle.workbench import Workbench


def register(kanmon: click.Group) -> None:
    """Add these commands to the group."""
    idle = click.option("--until-idle", is_flag=True, help="End when nothing is left to do.")
    watch = click.option("--watch-stdin", is_flag=True, help="End when standard input closes.")
    command(kanmon, "worker", idle, watch)(work)
    command(kanmon, "reconcile")(reconcile)


def work(bench: Workbench, until_idle: bool, watch_stdin: bool) -> Answer:
    """Run evaluations as they are asked for, one worker for each ledger."""
    worker.main(bench, until_idle=until_idle, watch_stdin=watch_stdin)
    return Answer(document={})


def reconcile(bench: Workbench) -> Answer:
    """Make MLflow, and LangSmith where it is set up, show what the ledger decided."""
    done = mirror.catch_up(bench, hurry=True)
    left = mirror.pending(bench)
    return Answer(
        document={"done": done, "left": left},
        lines=[
            f"{len(done)} shown, {len(left)} left",
            *(f"{errand.kind} {errand.subject}: {errand.error}" for errand in left if errand.error),
        ],
        exit_code=7 if left else 0,
    )
