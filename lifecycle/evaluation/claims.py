"""The rows of one evaluation in the ledger, as one worker takes and finishes them.

Rows are claimed in batches under a lease and written in batches, each batch in one transaction. A row
counts only for the worker whose claim it still carries, so a row asked twice counts once.
"""

import dataclasses
import time
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from lifecycle.evaluation.progress import spent_usd
from lifecycle.ledger import Writing
from lifecycle.records import Evaluation, Row, RowState
from lifecycle.workbench import Workbench

LEASE = timedelta(seconds=30)
RENEW_S = 10.0
FREE: dict[str, Any] = {"state": RowState.WAITING, "claimed_by": "", "claimed_until": None}


class Claims:
    """What one worker holds of one evaluation."""

    def __init__(self, bench: Workbench, evaluation: str, worker: str) -> None:
        self.bench = bench
        self.evaluation = evaluation
        self.worker = worker
        self.renewed = time.monotonic()
        self.held: set[int] = set()
        """Positions of rows that were given out and are not written yet."""

    @property
    def mine(self) -> dict[str, Any]:
        """What marks a row as claimed by this worker."""
        return {"evaluation": self.evaluation, "state": RowState.CLAIMED, "claimed_by": self.worker}

    @property
    def is_due(self) -> bool:
        """Whether the lease has to be renewed."""
        return time.monotonic() - self.renewed >= RENEW_S

    def exchange(self, done: Sequence[Row], wanted: int) -> list[Row]:
        """Write finished rows, renew the lease when due, claim up to `wanted` more: all of it, or none."""
        begun, is_due = time.monotonic(), self.is_due
        with self.bench.ledger.write() as tx:
            tx.finish(done, {"state": RowState.CLAIMED, "claimed_by": self.worker})
            if is_due:
                tx.change(Row, self.mine, claimed_until=self.bench.now() + LEASE)
            claimed = self.claim(tx, wanted) if wanted > 0 else []
        self.renewed = begun if is_due else self.renewed
        self.held -= {row.position for row in done}
        self.held |= {row.position for row in claimed}
        return claimed

    def claim(self, tx: Writing, wanted: int) -> list[Row]:
        """Claim the next rows; those that somebody lost when no others are left."""
        now = self.bench.now()
        rows = tx.all(Row, limit=wanted, evaluation=self.evaluation, state=RowState.WAITING)
        if not rows:
            claimed = tx.all(Row, evaluation=self.evaluation, state=RowState.CLAIMED)
            rows = [row for row in claimed if self.is_lost(row, now)][:wanted]
        where = {"evaluation": self.evaluation, "position": [row.position for row in rows]}
        claim = {"state": RowState.CLAIMED, "claimed_by": self.worker, "claimed_until": now + LEASE}
        tx.change(Row, where, **claim)
        return [dataclasses.replace(row, **FREE) for row in rows]

    def is_lost(self, row: Row, now: datetime) -> bool:
        """Whether nobody works on a claimed row.

        Ours is lost when the ledger kept the claim and the word of it never came; another worker's when
        its lease ran out.
        """
        if row.claimed_by == self.worker:
            return row.position not in self.held
        return row.claimed_until is None or row.claimed_until < now

    def answered_before(self, calls: Iterable[str]) -> dict[str, Row]:
        """Find the newest answers that these very calls got in other evaluations, by the call's digest."""
        with self.bench.ledger.read() as tx:
            rows = tx.all(Row, call_digest=list(calls), state=RowState.ANSWERED, cached=False)
            others = {row.evaluation for row in rows} - {self.evaluation}
            found = tx.all(Evaluation, order=["created_at", "id"], id=others)
        age = {each.id: number for number, each in enumerate(found)}
        known = sorted((row for row in rows if row.evaluation in age), key=lambda row: age[row.evaluation])
        return {row.call_digest: row for row in known}

    def spent_usd(self) -> float:
        """Tell what the calls of this evaluation have cost so far."""
        with self.bench.ledger.read() as tx:
            return spent_usd(tx, self.evaluation)

    def are_open(self) -> bool:
        """Whether a row is left, perhaps with another worker."""
        with self.bench.ledger.read() as tx:
            open_states = [RowState.WAITING, RowState.CLAIMED]
            return tx.count(Row, evaluation=self.evaluation, state=open_states) > 0

    def hand_back(self, done: Sequence[Row]) -> None:
        """Write what is done and free the rest."""
        with self.bench.ledger.write() as tx:
            tx.finish(done, {"state": RowState.CLAIMED, "claimed_by": self.worker})
            tx.change(Row, self.mine, **FREE)


def take_back(bench: Workbench, evaluation: str) -> int:
    """Free every claimed row of an evaluation; only for one who knows that nobody else works on it."""
    with bench.ledger.write() as tx:
        return tx.change(Row, {"evaluation": evaluation, "state": RowState.CLAIMED}, **FREE)
