"""The command line: the second front door, and the one that CI walks."""

import sys
from importlib import import_module

import click

from lifecycle.cli import front

FAMILIES = (
    *("checking", "start", "data", "prompts", "evaluations", "release"),
    *("overrides", "moves", "audit", "policies", "processes"),
)
"""The modules of commands, in the order in which a name is looked for: a check needs no database."""


class Kanmon(click.Group):
    """Imports a family of commands when one of its names is asked for."""

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """Find a command, importing families until one knows it."""
        for family in FAMILIES:
            if name in self.commands:
                break
            self.take(family)
        return super().get_command(ctx, name)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name every command."""
        for family in FAMILIES:
            self.take(family)
        return super().list_commands(ctx)

    def take(self, family: str) -> None:
        """Import a family and let it add its commands."""
        import_module(f"lifecycle.cli.{family}").register(self)


@click.group(cls=Kanmon, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="kanmon", prog_name="kanmon")
def kanmon() -> None:
    """The release gate for LLM applications."""


def main() -> None:
    """Run the command line; an unexpected error becomes an incident in the log, not a traceback."""
    sys.excepthook = front.report_incident
    kanmon(prog_name="kanmon")
