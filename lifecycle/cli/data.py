"""Commands on datasets: `build`, `dataset`."""

import sys
from pathlib import Path

import click

from lifecycle import checks, datasets
from lifecycle.cli.front import Answer, command, table
from lifecycle.cli.paths import ENCODING, FILE, LARGEST, name_of, opened, read_text, write
from lifecycle.datasets import pointers, sharing
from lifecycle.errors import Invalid
from lifecycle.records import Actor, DatasetKind, DatasetVersion, Ref
from lifecycle.workbench import Workbench

APP = click.option("--app", required=True)
KIND = click.option("--kind", type=click.Choice([kind.value for kind in DatasetKind]))


def register(kanmon: click.Group) -> None:
    """Add these commands to the group."""
    command(
        kanmon,
        "build",
        FILE,
        click.argument("out", type=click.Path(path_type=Path)),
        click.option("--system-prompt", required=True, type=click.Path(path_type=Path)),
        ENCODING,
        LARGEST,
    )(build)

    @kanmon.group()
    def dataset() -> None:
        """Frozen datasets: training data, golden sets, logs."""

    kind = click.option("--kind", required=True, type=click.Choice([kind.value for kind in DatasetKind]))
    name, note = click.option("--name", required=True), click.option("--note", default="")
    command(dataset, "freeze", FILE, APP, name, kind, note, ENCODING, LARGEST, writes=True)(freeze)
    command(dataset, "list", APP, KIND)(listing)
    ref = click.argument("ref")
    command(dataset, "show", ref, APP)(show)
    command(dataset, "diff", ref, click.argument("other"), APP)(diff)
    command(dataset, "push", ref, APP)(push)
    command(dataset, "pull", click.argument("source"), APP, name, note, writes=True)(pull)
    command(dataset, "pointer", ref, click.argument("out", type=click.Path(path_type=Path)), APP)(pointer)


def build(file: Path, out: Path, system_prompt: Path, encoding: str | None, max_megabytes: int) -> Answer:
    """Turn a CSV of customer-service logs into chat fine-tuning JSONL."""
    limit = max_megabytes * checks.MEGABYTE
    with opened(file) as content:
        logs = checks.Source(content, encoding=encoding or "")
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
    encoding: str | None,
    max_megabytes: int,
) -> Answer:
    """Check a file and freeze it as a dataset version."""
    with opened(file) as content:
        frozen = datasets.freeze(
            bench,
            checks.Source(content, encoding=encoding or ""),
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
