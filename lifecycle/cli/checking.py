"""The command `check`: it needs no home and no database, so it imports neither."""

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import BinaryIO

import click

from lifecycle import checks, files
from lifecycle.checks import leakage
from lifecycle.cli.front import Answer, command, language
from lifecycle.errors import Invalid
from lifecycle.messages import say

FILE = click.argument("file", type=click.Path(path_type=Path))
LARGEST = click.option(
    "--max-megabytes",
    type=click.IntRange(min=1),
    default=2048,
    show_default=True,
    help="The largest file that is read.",
)
POINTER = ".dvc"


def register(kanmon: click.Group) -> None:
    """Add this command to the group."""
    profile = click.option("--profile", type=click.Choice(sorted(checks.PROFILES)))
    most = click.option(
        "--max-findings",
        type=click.IntRange(min=0),
        default=checks.MAX_KEPT,
        show_default=True,
        help="How many findings of each kind are listed; all are counted.",
    )
    golden = click.option(
        "--golden",
        type=click.Path(path_type=Path),
        help="A golden set whose questions must not stand in the file.",
    )
    targets = click.option("--targets", is_flag=True, help="Tell for which training services it is fine.")
    command(kanmon, "check", FILE, profile, most, LARGEST, golden, targets)(check)


@contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """Open a file that a person named, or what a DVC pointer leads to."""
    try:
        with pointed_at(path) if path.suffix == POINTER else files.opened(path) as file:
            yield file
    except OSError as err:
        raise Invalid("cli.no_file", file=str(path), reason=err.strerror or str(err)) from err


def pointed_at(path: Path) -> AbstractContextManager[BinaryIO]:
    """Open what a DVC pointer leads to; a file that is none needs no more than the checker."""
    from lifecycle.datasets import pointers

    return pointers.opened(path)


def name_of(path: Path) -> str:
    """Give the name of a file, or of that which a DVC pointer leads to."""
    return path.name.removesuffix(POINTER)


def check(
    file: Path,
    profile: str | None,
    max_findings: int,
    max_megabytes: int,
    golden: Path | None,
    targets: bool,
) -> Answer:
    """Check a file; every fault with its line. Exit 0 valid, 4 invalid."""
    limit = max_megabytes * checks.MEGABYTE
    with opened(file) as content:
        report = checks.check(
            content, profile=profile, filename=name_of(file), limit=limit, kept=max_findings
        )
        if golden:
            with opened(golden) as exam:
                report = leakage.added(report, content, exam, filename=golden.name, kept=max_findings)
        fits = checks.fits(content, limit) if targets else {}
    lines = [
        f"{finding.line}:{finding.column}  {say(f'severity.{finding.severity}', language())}  "
        f"{finding.code}  {finding.path}  {say(finding.code, language(), **finding.params)}"
        for finding in report.findings
    ]
    counts = f"{report.rows} rows, {report.errors} errors, {report.warnings} warnings"
    summary = f"{file.name}: {report.profile}, {counts}"
    document = report.to_document() | ({"fits": fits} if targets else {})
    lines += [summary, told_of(fits)] if targets else [summary]
    return Answer(document=document, lines=lines, exit_code=0 if report.valid else 4)


def told_of(fits: Mapping[str, int]) -> str:
    """Say in one line for which targets a file is fine, and how many errors it has for the others."""
    fine = ", ".join(name for name, errors in fits.items() if not errors) or "none"
    others = [f"{errors} error{'s' * (errors != 1)} for {name}" for name, errors in fits.items() if errors]
    return "; ".join([f"fine for: {fine}", *others])
