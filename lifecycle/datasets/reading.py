"""Finds dataset versions, what uses them, and reads what was frozen."""

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, overload

from lifecycle.errors import Invalid, NotFound
from lifecycle.records import Case, DatasetKind, DatasetVersion, Evaluation, Ref, Version
from lifecycle.workbench import Workbench

AT_HAND = 1024
"""So many cases of a golden set are kept once they were read: an evaluation looks at each several times."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """Which versions refer to a dataset, by number, ascending: tuned on it, or evaluated on it."""

    trained: tuple[int, ...] = ()
    evaluated: tuple[int, ...] = ()


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
