"""Looks at evaluations while they run: cheap enough to be asked twice a second."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lifecycle import scorers
from lifecycle.errors import NotFound
from lifecycle.ledger import SOME, Reading
from lifecycle.records import Evaluation, Row, RowState
from lifecycle.workbench import Workbench

EXAMPLES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far an evaluation is; counts are rows (case × repetition)."""

    evaluation: Evaluation
    answered: int
    failed: int
    waiting: int
    """Not done yet, those being asked right now among them."""
    rate_per_s: float | None
    """Rows done in a second, on average since the start; None before the first."""
    remaining_s: float | None
    """At that rate; 0 when nothing is left, None while it cannot be told."""
    cost_usd: float | None
    """What was paid for this evaluation: reused answers cost nothing again; None where it is not known."""
    reused: int
    """How many of the answers an earlier evaluation got."""
    endings: Mapping[str, int]
    """How answers ended, as their endpoint says (`stop`, `length`, `refusal`, …) → how many."""
    error_kinds: Mapping[str, tuple[int, Mapping[str, Any]]]
    """Error code → how many rows, and the parameters of one of them."""
    failing: tuple[Row, ...]
    """The first few failed rows, in the order of the golden set."""

    @property
    def rows(self) -> int:
        """All rows of the evaluation."""
        return self.answered + self.failed + self.waiting


def find(bench: Workbench, id: str) -> Evaluation:
    """Find one evaluation.

    Raises:
        NotFound: there is none of that id.
    """
    with bench.ledger.read() as tx:
        found = tx.one(Evaluation, id=id)
    if found is None:
        raise NotFound("evaluation.missing", evaluation=id)
    return found


def belonging(found: Evaluation, app: str) -> Evaluation:
    """Give an evaluation back if it is of this application.

    Raises:
        NotFound: it is of another one, which is nobody's business here.
    """
    if found.app != app:
        raise NotFound("evaluation.missing", evaluation=found.id)
    return found


def listing(bench: Workbench, app: str, version: int | None = None) -> list[Evaluation]:
    """List an application's evaluations, or one version's; the newest first."""
    wanted = {} if version is None else {"version": version}
    with bench.ledger.read() as tx:
        return tx.all(Evaluation, order=["-created_at", "-id"], app=app, **wanted)


def progress(bench: Workbench, id: str) -> Progress:
    """Tell how far an evaluation is.

    Raises:
        NotFound: there is none of that id.
    """
    evaluation = find(bench, id)
    with bench.ledger.read() as tx:
        states = tx.tally(Row, "state", evaluation=id)
        failed: dict[str, Any] = {"evaluation": id, "state": RowState.FAILED}
        kinds = tx.tally(Row, "error_code", **failed) if states.get(RowState.FAILED) else {}
        examples = {code: tx.one(Row, error_code=code, **failed) for code in kinds}
        failing = tx.all(Row, limit=EXAMPLES, **failed) if kinds else []
        cost_usd = None if has_unknown_costs(tx, evaluation) else spent_usd(tx, id)
        reused = tx.count(Row, evaluation=id, cached=True)
        endings = tx.tally(Row, "finish_reason", evaluation=id, state=RowState.ANSWERED)
    done = states.get(RowState.ANSWERED, 0) + states.get(RowState.FAILED, 0)
    waiting = sum(states.values()) - done
    rate_per_s = rate(evaluation, done, bench.now())
    return Progress(
        evaluation=evaluation,
        answered=states.get(RowState.ANSWERED, 0),
        failed=states.get(RowState.FAILED, 0),
        waiting=waiting,
        rate_per_s=rate_per_s,
        remaining_s=waiting / rate_per_s if rate_per_s else (None if waiting else 0.0),
        cost_usd=cost_usd,
        reused=reused,
        endings=endings,
        error_kinds={code: (kinds[code], row.error_params) for code, row in examples.items() if row},
        failing=tuple(failing),
    )


def spent_usd(tx: Reading, id: str) -> float:
    """Add up what the calls of an evaluation have cost, as far as is known; what was reused costs nothing."""
    answers = tx.total(Row, "cost_usd", evaluation=id, cached=False)
    return answers + tx.total(Row, "judge_cost_usd", evaluation=id)


def has_unknown_costs(tx: Reading, evaluation: Evaluation) -> bool:
    """Whether something was asked of which nobody knows what it cost."""
    asked = {"evaluation": evaluation.id, "state": RowState.ANSWERED, "cached": False, "cost_usd": None}
    if not evaluation.recorded and tx.count(Row, **asked):
        return True
    has_judges = bool(scorers.judges_among(scorers.build_all(evaluation.scorers)))
    return has_judges and tx.count(Row, evaluation=evaluation.id, judgements=SOME, judge_cost_usd=None) > 0


def unjudged(bench: Workbench, evaluation: Evaluation) -> list[Row]:
    """List the answers that a judge failed to score, in the order of the golden set."""
    judges = scorers.judges_among(scorers.build_all(evaluation.scorers))
    if not judges:
        return []
    with bench.ledger.read() as tx:
        unscored = tx.all(Row, evaluation=evaluation.id, state=RowState.ANSWERED, score_errors=SOME)
    return [row for row in unscored if judges.keys() & row.score_errors.keys()]


def rate(evaluation: Evaluation, done: int, now: datetime) -> float | None:
    """Give the rows done in a second since it was started or resumed, None without a start or a row."""
    now_done = done - evaluation.done_before
    if evaluation.started_at is None or now_done <= 0:
        return None
    seconds = ((evaluation.finished_at or now) - evaluation.started_at).total_seconds()
    return now_done / max(seconds, 0.001)
