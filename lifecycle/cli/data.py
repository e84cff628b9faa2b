"""Commands on files and datasets: `check`, `build`, `dataset`."""

import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import click

from lifecycle import checks, datasets, files
from lifecycle.checks import leakage
from lifecycle.cli.front import Answer, command, language, table
from lifecycle.datasets import pointers, sharing
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
    golden = click.option(
        "--golden",
        type=click.Path(path_type=Path),
        help="A golden set whose questions must not stand in the file.",
    )
    targets = click.option("--targets", is_flag=True, help="Tell for which training services it is fine.")
    command(kanmon, "check", FILE, profile, most, largest, golden, targets)(check)
    command(
        kanmon,
        "build",
        FILE,
        click.argument("out", type=click.Path(path_type=Path)),
        click.option("--system-prompt", required=True, type=click.Path(path_type=Path)),
        largest,
    )(build)

    @kanmon.group()
    def dataset() -> None:
        """Frozen datasets: training data, golden sets, logs."""

    kind = click.option("--kind", required=True, type=click.Choice([kind.value for kind in DatasetKind]))
    name, note = click.option("--name", required=True), click.option("--note", default="")
    command(dataset, "freeze", FILE, APP, name, kind, note, largest, writes=True)(freeze)
    command(dataset, "list", APP, KIND)(listing)
    ref = click.argument("ref")
    command(dataset, "show", ref, APP)(show)
    command(dataset, "diff", ref, click.argument("other"), APP)(diff)
    command(dataset, "push", ref, APP)(push)
    command(dataset, "pull", click.argument("source"), APP, name, note, writes=True)(pull)
    command(dataset, "pointer", ref, click.argument("out", type=click.Path(path_type=Path)), APP)(pointer)


@contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """Open a file that a person named, or what a DVC pointer leads to."""
    try:
        with pointers.opened(path) if path.suffix == pointers.SUFFIX else files.opened(path) as file:
            yield file
    except OSError as err:
        raise Invalid("cli.no_file", file=str(path), reason=err.strerror or str(err)) from err


def name_of(path: Path) -> str:
    """Give the name of a file, or of that which a DVC pointer leads to."""
    return path.name.removesuffix(pointers.SUFFIX)


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


def build(file: Path, out: Path, system_prompt: Path, max_megabytes: int) -> Answer:
    """Turn a CSV of customer-service logs into chat fine-tuning JSONL."""
    limit = max_megabytes * checks.MEGABYTE
    with opened(file) as logs:
        write(out, datasets.build(logs, read_text(system_prompt), limit=limit))
    with opened(out) as built:
        report = checks.check(built, profile="openai-chat", filename=out.name, limit=sys.maxsize)
    return Answer(
        document={"file": str(out), "rows": report.rows, "valid": report.valid},
        lines=[f"{out}: {report.rows} rows, {'valid' if report.valid else 'invalid'}"],
    )


def freeze(
    app: str,
    bench: Workbench,
    by: Actor,
    file: Path,
    name: str,
    kind: str,
    note: str,
    max_megabytes: int,
) -> Answer:
    """Check a file and freeze it as a dataset version."""
    with opened(file) as content:
        frozen = datasets.freeze(
            bench,
            content,
            app=app,
            name=name,
            kind=DatasetKind(kind),
            by=by,
            note=note,
            filename=name_of(file),
            limit=max_megabytes * checks.MEGABYTE,
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


def diff(bench: Workbench, app: str, ref: str, other: str) -> Answer:
    """Tell what changed from one dataset version to another."""
    before, after = (datasets.find(bench, app, Ref.parse(text)) for text in (ref, other))
    found = datasets.diff(datasets.content(bench, before), datasets.content(bench, after), after.kind)
    changes = (*found.changed, *found.added, *found.removed)
    counts = {"changed": len(found.changed), "new": len(found.added), "gone": len(found.removed)}
    told = ", ".join(f"{n} {name}" for name, n in {**counts, "the same": found.same}.items())
    sides = (("-", change.before) for change in changes), (("+", change.after) for change in changes)
    lines = [f"{sign} {line.decode()}" for pair in zip(*sides, strict=True) for sign, line in pair if line]
    rows = [dict(zip(("before", "after"), change.values(), strict=True)) for change in changes]
    return Answer(
        document={**counts, "same": found.same, "rows": rows},
        lines=[*lines, f"{before.ref} → {after.ref}: {told}"],
    )


def pointer(bench: Workbench, app: str, ref: str, out: Path) -> Answer:
    """Write a dataset version and a DVC pointer to it: OUT ends with .dvc, the rows stand beside it."""
    found = datasets.find(bench, app, Ref.parse(ref))
    try:
        pointers.write(bench, found, out)
    except OSError as err:
        raise Invalid("cli.no_write", file=str(out), reason=err.strerror or str(err)) from err
    return Answer(document={"file": str(out), "sha256": found.digest}, lines=[f"{out}  {found.digest}"])


def push(bench: Workbench, app: str, ref: str) -> Answer:
    """Send a golden set to LangSmith, as a dataset with its digest; once, however often it is sent."""
    found = datasets.find(bench, app, Ref.parse(ref), DatasetKind.GOLDEN)
    name = sharing.push(bench, found)
    return Answer(document={"dataset": name, "sha256": found.digest}, lines=[f"{found.ref} → {name}"])


def pull(bench: Workbench, by: Actor, app: str, source: str, name: str, note: str) -> Answer:
    """Freeze the LangSmith dataset SOURCE as the next version of a golden set."""
    frozen = sharing.pull(bench, source, app=app, name=name, by=by, note=note)
    return Answer(document=frozen, lines=lay_out([frozen]))


def lay_out(found: list[DatasetVersion]) -> list[str]:
    """Lay dataset versions out, one a line."""
    rows = [(str(d.ref), d.kind, d.rows, d.author, d.digest[:12], d.note) for d in found]
    return table(rows, ("dataset", "kind", "rows", "author", "digest", "note"))
