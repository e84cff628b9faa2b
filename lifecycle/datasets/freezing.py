"""Freezes a file as the next version of a dataset: checked, kept by its content, told to the history."""

from collections.abc import Mapping
from dataclasses import replace

from lifecycle import checks, history
from lifecycle.checks import MAX_BYTES, File, Source
from lifecycle.datasets import lines
from lifecycle.errors import Conflict
from lifecycle.records import Actor, DatasetKind, DatasetVersion
from lifecycle.workbench import Workbench, check_name

PROFILE_OF: Mapping[DatasetKind, str] = {
    DatasetKind.TRAINING: "openai-chat",
    DatasetKind.GOLDEN: "golden",
    DatasetKind.LOGS: "logs-csv",
}


def freeze(
    bench: Workbench,
    file: File,
    *,
    app: str,
    name: str,
    kind: DatasetKind,
    by: Actor,
    note: str = "",
    filename: str = "",
    mapping: Mapping[str, str] | None = None,
    limit: int = MAX_BYTES,
    expecting: int | None = None,
) -> DatasetVersion:
    """Keep a file's rows for good, as the next version of a dataset; never all of them in memory.

    Args:
        bench: the workbench.
        file: JSON Lines, or CSV for logs and golden sets: bytes, or a file on disk that is open.
        app: the application it belongs to.
        name: the dataset's name; its versions count from 1 and are all of one kind.
        kind: what it is for; decides the rules it must meet.
        by: who freezes it.
        note: why, for the reader of the list.
        filename: for the complaint about errors.
        mapping: for CSV logs, our column names → those of the file.
        limit: the largest file that is read, in bytes.
        expecting: the number of the newest version that the rows were made from, where they were.

    Raises:
        Refused: the role does not allow it.
        Invalid: the name cannot be one, or the file is too large or has errors.
        Conflict: the newest version has exactly these rows or is not the expected one, the name is of
            another kind, or the file changed while it was read.
        Unavailable: the disk is full. No version is made and no half file is left.
    """
    bench.permit(by, app, "dataset.freeze")
    require_name(bench, app, name, kind)
    source, profile = Source(file), PROFILE_OF[kind]
    checks.require_size(source.size, limit)
    found = checks.check(source, profile=profile, filename=filename, mapping=mapping, limit=limit)
    report = checks.require_valid(found)
    digest = bench.objects.freeze_parts(lines.frozen(source, profile, mapping))
    made = DatasetVersion(
        app=app,
        name=name,
        number=1,
        kind=kind,
        digest=digest,
        rows=report.rows,
        counts=report.counts,
        author=by.person,
        note=note,
        created_at=bench.now(),
    )
    return added(bench, made, by, expecting)


def added(bench: Workbench, first: DatasetVersion, by: Actor, expecting: int | None) -> DatasetVersion:
    """Add a first version of a dataset, or the next like it where there are some, and tell the history.

    Raises:
        Conflict: as `freeze`.
    """
    with bench.ledger.write() as tx:
        newest = tx.newest(DatasetVersion, app=first.app, name=first.name)
        require_kind(newest, first.kind)
        number = newest.number if newest else 0
        if expecting not in (None, number):
            raise Conflict("datasets.moved", dataset=first.name, newest=number, seen=expecting)
        if newest and newest.digest == first.digest:
            raise Conflict("datasets.unchanged", dataset=str(newest.ref))
        made = replace(first, number=number + 1, parent=number or None, created_at=bench.now())
        tx.add(made)
        after = {"kind": made.kind.value, "digest": made.digest, "rows": made.rows}
        history.record(
            bench,
            tx,
            by,
            "dataset.frozen",
            app=made.app,
            subject=str(made.ref),
            after=after,
            reason=made.note,
        )
    return made


def require_name(bench: Workbench, app: str, name: str, kind: DatasetKind) -> None:
    """Let pass what a dataset of some kind can be called, be it new or one that gets another version.

    Raises:
        Invalid: the name cannot be one.
        Conflict: it is that of a dataset of another kind.
    """
    check_name(name)
    with bench.ledger.read() as tx:
        require_kind(tx.newest(DatasetVersion, app=app, name=name), kind)


def require_kind(newest: DatasetVersion | None, kind: DatasetKind) -> None:
    """Let a dataset grow only by versions of its own kind.

    Raises:
        Conflict: the newest version is of another.
    """
    if newest and newest.kind != kind:
        raise Conflict("datasets.other_kind", dataset=newest.name, kind=newest.kind, wanted=kind)
