"""Datasets: builds training rows from logs, freezes what has no errors, finds it again.

A frozen version is its rows, one JSON object a line in UTF-8, in the order of the file: byte order
mark, blank lines, CSV and ways to write the same JSON are gone, so equal rows have equal digests.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, overload

from lifecycle import checks, history
from lifecycle.digests import digest_of
from lifecycle.errors import Conflict, Invalid, NotFound
from lifecycle.records import Actor, Case, DatasetKind, DatasetVersion, Evaluation, Ref, Version
from lifecycle.workbench import Workbench, check_name

AT_HAND = 1024
"""So many cases of a golden set are kept once they were read: an evaluation looks at each several times."""

PROFILE_OF: Mapping[DatasetKind, str] = {
    DatasetKind.TRAINING: "openai-chat",
    DatasetKind.GOLDEN: "golden",
    DatasetKind.LOGS: "logs-csv",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Delta:
    """How many rows a dataset version has in common with its parent; a row that moved is the same."""

    added: int
    removed: int
    same: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """Which versions refer to a dataset, by number, ascending: tuned on it, or evaluated on it."""

    trained: tuple[int, ...] = ()
    evaluated: tuple[int, ...] = ()


def build(logs: bytes, system_prompt: str, mapping: Mapping[str, str] | None = None) -> bytes:
    """Turn customer-service logs into chat fine-tuning rows: system, user, assistant.

    Args:
        logs: CSV, or the JSON Lines they were frozen as.
        system_prompt: what every row begins with.
        mapping: our column names (`user_query`, `ideal_response`) → those of the file.

    Raises:
        Invalid: the logs have errors, or the prompt is blank.
    """
    if not system_prompt.strip():
        raise Invalid("datasets.empty_prompt")
    return b"".join(
        to_line(
            {
                "messages": [
                    {"role": "system", "content": system_prompt},
                    {"role": "user", "content": row.user_query},
                    {"role": "assistant", "content": row.ideal_response},
                ]
            }
        )
        for row in checks.read_logs(logs, mapping).rows
    )


def to_line(value: Any) -> bytes:
    """Write one row as a line of JSON, Japanese readable."""
    return json.dumps(value, ensure_ascii=False).encode() + b"\n"


def freeze(
    bench: Workbench,
    content: bytes,
    *,
    app: str,
    name: str,
    kind: DatasetKind,
    by: Actor,
    note: str = "",
    filename: str = "",
    mapping: Mapping[str, str] | None = None,
) -> DatasetVersion:
    """Keep a file's rows for good, as the next version of a dataset.

    Args:
        bench: the workbench.
        content: the file: JSON Lines, or CSV for logs and golden sets.
        app: the application it belongs to.
        name: the dataset's name; its versions count from 1 and are all of one kind.
        kind: what it is for; decides the rules it must meet.
        by: who freezes it.
        note: why, for the reader of the list.
        filename: for the complaint about errors.
        mapping: for CSV logs, our column names → those of the file.

    Raises:
        Refused: the role does not allow it.
        Invalid: the name cannot be one, or the file has errors.
        Conflict: the newest version has exactly these rows, or the name is of another kind.
    """
    bench.permit(by, app, "dataset.freeze")
    check_name(name)
    profile = PROFILE_OF[kind]
    report = checks.require_valid(checks.check(content, profile=profile, filename=filename, mapping=mapping))
    frozen = b"".join(to_line(value) for _, value in checks.values(content, profile, mapping))
    with bench.ledger.write() as tx:
        newest = tx.newest(DatasetVersion, app=app, name=name)
        if newest and newest.kind != kind:
            raise Conflict("datasets.other_kind", dataset=name, kind=newest.kind.value, wanted=kind.value)
        if newest and newest.digest == digest_of(frozen):
            raise Conflict("datasets.unchanged", dataset=str(newest.ref))
        made = DatasetVersion(
            app=app,
            name=name,
            number=newest.number + 1 if newest else 1,
            kind=kind,
            digest=bench.objects.freeze(frozen),
            rows=report.rows,
            counts=report.counts,
            parent=newest.number if newest else None,
            author=by.person,
            note=note,
            created_at=bench.now(),
        )
        tx.add(made)
        after = {"kind": kind.value, "digest": made.digest, "rows": made.rows}
        history.record(
            bench, tx, by, "dataset.frozen", app=app, subject=str(made.ref), after=after, reason=note
        )
    return made


def versions(bench: Workbench, app: str, kind: DatasetKind | None = None) -> list[DatasetVersion]:
    """List an application's dataset versions by name, the newest of each first."""
    wanted: dict[str, Any] = {"kind": kind.value} if kind else {}
    with bench.ledger.read() as tx:
        return tx.all(DatasetVersion, order=["name", "-number"], app=app, **wanted)


def find(bench: Workbench, app: str, ref: Ref, kind: DatasetKind | None = None) -> DatasetVersion:
    """Find one version, the newest if the reference has no number.

    Raises:
        NotFound: there is none.
        Invalid: it is not of this kind.
    """
    number: dict[str, Any] = {} if ref.number is None else {"number": ref.number}
    with bench.ledger.read() as tx:
        found = tx.newest(DatasetVersion, app=app, name=ref.name, **number)
    if found is None:
        known = ", ".join(str(dataset.ref) for dataset in versions(bench, app)) or "-"
        raise NotFound("datasets.no_dataset", app=app, dataset=str(ref), known=known)
    if kind and found.kind != kind:
        raise Invalid("datasets.other_kind", dataset=str(found.ref), kind=found.kind.value, wanted=kind.value)
    return found


def uses(bench: Workbench, app: str) -> dict[Ref, Use]:
    """Tell what refers to each dataset version; one that nothing refers to is left out."""
    trained: defaultdict[Ref, set[int]] = defaultdict(set)
    evaluated: defaultdict[Ref, set[int]] = defaultdict(set)
    with bench.ledger.read() as tx:
        for version in tx.all(Version, app=app):
            if version.training:
                trained[version.training].add(version.number)
        for evaluation in tx.all(Evaluation, app=app):
            evaluated[evaluation.golden].add(evaluation.version)
    return {
        ref: Use(trained=tuple(sorted(trained[ref])), evaluated=tuple(sorted(evaluated[ref])))
        for ref in [*trained, *evaluated]
    }


def content(bench: Workbench, dataset: DatasetVersion) -> bytes:
    """Give the frozen rows, checked against their digest.

    Raises:
        NotFound: the file is gone from the objects.
        Unavailable: its content was changed.
    """
    return bench.objects.read(dataset.digest)


def compare(before: bytes, after: bytes) -> Delta:
    """Tell two sets of frozen rows apart; a row that was changed is one removed and one added."""
    old, new = Counter(before.splitlines()), Counter(after.splitlines())
    same = (old & new).total()
    return Delta(added=new.total() - same, removed=old.total() - same, same=same)


def cases(bench: Workbench, dataset: DatasetVersion) -> tuple[Case, ...]:
    """Read a frozen golden set.

    Raises:
        Invalid: it is no golden set.
        NotFound, Conflict: as `content`.
    """
    return tuple(open_cases(bench, dataset))


def open_cases(bench: Workbench, dataset: DatasetVersion) -> "FrozenCases":
    """Open a frozen golden set of any length; a case is read when it is asked for.

    Raises:
        Invalid, NotFound, Conflict: as `cases`.
    """
    if dataset.kind != DatasetKind.GOLDEN:
        raise Invalid(
            "datasets.other_kind", dataset=str(dataset.ref), kind=dataset.kind.value, wanted="golden"
        )
    return FrozenCases(bench.objects.open(dataset.digest))


class FrozenCases(Sequence[Case]):
    """The cases of a frozen golden set, in its order; what was frozen is not checked again."""

    def __init__(self, lines: Sequence[bytes]) -> None:
        self.lines = lines
        self.read = lru_cache(AT_HAND)(lambda at: Case(**json.loads(lines[at])))

    def __iter__(self) -> Iterator[Case]:
        return (Case(**json.loads(line)) for line in self.lines)

    def __len__(self) -> int:
        return len(self.lines)

    @overload
    def __getitem__(self, at: int) -> Case: ...
    @overload
    def __getitem__(self, at: slice) -> list[Case]: ...
    def __getitem__(self, at: int | slice) -> Case | list[Case]:
        """Read a case by its place, counted from 0."""
        if isinstance(at, slice):
            return [self[each] for each in range(*at.indices(len(self)))]
        return self.read(at)
