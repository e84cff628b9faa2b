"""Commands on files and datasets: `check`, `build`, `dataset`."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import click

from lifecycle import checks, datasets, files
from lifecycle.cli.front import Answer, command, language, table
from lifecycle.errors import Invalid
from lifecycle.messages import say
from lifecycle.records import Actor, DatasetKind, DatasetVersion, Ref
from lifecycle.workbench import Workbench

FILE = click.argument("file", type=click.Path(path_type=Path))
APP = click.option("--app", required=True)
LARGEST = 2048
"""The largest file that is checked, in MB, unless told otherwise."""
KIND = click.option("--kind", type=click.Choice([kind.value for kind in DatasetKind]))


def register(kanmon: click.Group) -> None:
    """Add these commands to the group."""
    profile = click.option("--profile", type=click.Choice(sorted(checks.PROFILES)))
    most = click.option(
        "--max-findings",
        type=click.IntRange(min=0),
        default=checks.MAX_KEPT,
        show_default=True,
        help="How many findings of each kind are listed; all are counted.",
    )
    largest = click.option(
        "--max-megabytes",
        type=click.IntRange(min=1),
        default=LARGEST,
        show_default=True,
        help="The largest file that is read.",
    )
    command(kanmon, "check", FILE, profile, most, largest)(check)
    command(
        kanmon,
        "build",
        FILE,
        click.argument("out", type=click.Path(path_type=Path)),
        click.option("--system-prompt", required=True, type=click.Path(path_type=Path)),
    )(build)

    @kanmon.group()
    def dataset() -> None:
        """Frozen datasets: training data, golden sets, logs."""

    kind = click.option("--kind", required=True, type=click.Choice([kind.value for kind in DatasetKind]))
    name, note = click.option("--name", required=True), click.option("--note", default="")
    command(dataset, "freeze", FILE, APP, name, kind, note, writes=True)(freeze)
    command(dataset, "list", APP, KIND)(listing)
    command(dataset, "show", click.argument("ref"), APP)(show)


@contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """Open a file that a person named."""
    try:
        with files.opened(path) as file:
            yield file
    except OSError as err:
        raise Invalid("cli.no_file", file=str(path), reason=err.strerror or str(err)) from err


def read(path: Path) -> bytes:
    """Read a file that a person named, unless it is too large."""
    with opened(path) as file:
        content = file.read(checks.MAX_BYTES + 1)
    checks.require_size(len(content))
    return content


def read_text(path: Path) -> str:
    """Read a text file that a person named."""
    try:
        return read(path).decode("utf-8-sig").strip()
    except UnicodeDecodeError as err:
        raise Invalid("cli.no_file", file=str(path), reason="UTF-8") from err


def write(path: Path, parts: Iterable[bytes]) -> None:
    """Write a file in one step, so that a failure leaves nothing half-written."""
    try:
        files.write(path, parts)
    except OSError as err:
        raise Invalid("cli.no_write", file=str(path), reason=err.strerror or str(err)) from err


def check(file: Path, profile: str | None, max_findings: int, max_megabytes: int) -> Answer:
    """Check a file; every fault with its line. Exit 0 valid, 4 invalid."""
    limit = max_megabytes * checks.MEGABYTE
    with opened(file) as content:
        report = checks.check(content, profile=profile, filename=file.name, limit=limit, kept=max_findings)
    lines = [
        f"{finding.line}:{finding.column}  {say(f'severity.{finding.severity}', language())}  "
        f"{finding.code}  {finding.path}  {say(finding.code, language(), **finding.params)}"
        for finding in report.findings
    ]
    counts = f"{report.rows} rows, {report.errors} errors, {report.warnings} warnings"
    summary = f"{file.name}: {report.profile}, {counts}"
    return Answer(document=report.to_document(), lines=[*lines, summary], exit_code=0 if report.valid else 4)


def build(file: Path, out: Path, system_prompt: Path) -> Answer:
    """Turn a CSV of customer-service logs into chat fine-tuning JSONL."""
    content = datasets.build(read(file), read_text(system_prompt))
    report = checks.check(content, profile="openai-chat", filename=out.name)
    write(out, [content])
    return Answer(
        document={"file": str(out), "rows": report.rows, "valid": report.valid},
        lines=[f"{out}: {report.rows} rows, {'valid' if report.valid else 'invalid'}"],
    )


def freeze(app: str, bench: Workbench, by: Actor, file: Path, name: str, kind: str, note: str) -> Answer:
    """Check a file and freeze it as a dataset version."""
    frozen = datasets.freeze(
        bench,
        read(file),
        app=app,
        name=name,
        kind=DatasetKind(kind),
        by=by,
        note=note,
        filename=file.name,
    )
    return Answer(document=frozen, lines=[f"{frozen.ref}  {frozen.rows} rows  {frozen.digest}"])


def listing(bench: Workbench, app: str, kind: str | None) -> Answer:
    """List the dataset versions of an application."""
    found = datasets.versions(bench, app, DatasetKind(kind) if kind else None)
    return Answer(document={"datasets": found}, lines=lay_out(found))


def show(bench: Workbench, app: str, ref: str) -> Answer:
    """Show one dataset version and what its check found."""
    found = datasets.find(bench, app, Ref.parse(ref))
    counts = [f"  {n} × {code}" for code, n in found.counts.items()]
    return Answer(document=found, lines=[*lay_out([found]), *counts])


def lay_out(found: list[DatasetVersion]) -> list[str]:
    """Lay dataset versions out, one a line."""
    rows = [(str(d.ref), d.kind, d.rows, d.author, d.digest[:12], d.note) for d in found]
    return table(rows, ("dataset", "kind", "rows", "author", "digest", "note"))
