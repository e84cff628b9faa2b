"""Finds the golden set that an evaluation is on."""

from typing import Any

from lifecycle import datasets
from lifecycle.errors import Invalid
from lifecycle.policies import Policy
from lifecycle.records import Case, DatasetKind, DatasetVersion, Ref
from lifecycle.workbench import Workbench


def default_golden(bench: Workbench, policy: Policy) -> DatasetVersion | None:
    """Find the golden set that a policy means: the one that it pins by its digest, else the newest.

    Of several it is that of the first environment; one that was never frozen here is passed over. None if
    there is none at all.
    """
    pinned = [rule.golden_digest for rule in policy.environments if rule.golden_digest]
    pins: list[dict[str, Any]] = [{"digest": digest} for digest in pinned]
    named = {"app": policy.application, "name": policy.golden.name, "kind": DatasetKind.GOLDEN}
    with bench.ledger.read() as tx:
        found = (tx.newest(DatasetVersion, **named, **pin) for pin in (*pins, {}))
        return next(filter(None, found), None)


def find_cases(
    bench: Workbench, policy: Policy, golden: Ref | None
) -> tuple[DatasetVersion, tuple[Case, ...]]:
    """Find a golden set with its cases; for the policy's own name without a number, or None, what it means.

    Raises:
        NotFound: there is no such dataset.
        Invalid: it is no golden set, or an empty one.
    """
    ref = golden or Ref(policy.golden.name)
    meant = default_golden(bench, policy) if ref == Ref(policy.golden.name) else None
    dataset = meant or datasets.find(bench, policy.application, ref)
    if dataset.kind is not DatasetKind.GOLDEN:
        raise Invalid("evaluation.not_golden", dataset=str(dataset.ref), kind=dataset.kind.value)
    cases = datasets.cases(bench, dataset)
    if not cases:
        raise Invalid("evaluation.no_cases", golden=str(dataset.ref))
    return dataset, cases
