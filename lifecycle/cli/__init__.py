"""The command line: the second front door, and the one that CI walks."""

import sys

import click

from lifecycle.cli import front


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="kanmon", prog_name="kanmon")
def kanmon() -> None:
    """The release gate for LLM applications."""


def main() -> None:
    """Run the command line; an unexpected error becomes an incident in the log, not a traceback."""
    from lifecycle.cli import (
        audit,
        data,
        evaluations,
        moves,
        overrides,
        policies,
        processes,
        prompts,
        release,
        start,
    )

    for family in (start, data, prompts, evaluations, release, overrides, moves, audit, policies, processes):
        family.register(kanmon)
    sys.excepthook = front.report_incident
    kanmon(prog_name="kanmon")
