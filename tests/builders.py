"""Small makers of records: a test names only what matters to it."""

from datetime import UTC, datetime
from typing import Any

from lifecycle.digests import canonical, digest_of
from lifecycle.records import (
    Actor,
    Case,
    DatasetKind,
    DatasetVersion,
    Evaluation,
    EvaluationState,
    Ref,
    Row,
    RowState,
    Scorecard,
    ScorerSpec,
    Version,
)
from lifecycle.settings import PRACTICE

ENDPOINTS = {PRACTICE.name: PRACTICE}
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
KEN = Actor(person="ken")
HANA = Actor(person="hana")
MEI = Actor(person="mei")


def a_case(id: str = "c1", **changes: Any) -> Case:
    return Case(**{"id": id, "inputs": {"question": f"question {id}"}, **changes})


def a_row(case_id: str = "c1", position: int = 0, **changes: Any) -> Row:
    return Row(
        **{
            "evaluation": "e1",
            "position": position,
            "case_id": case_id,
            "state": RowState.ANSWERED,
            "answer": "an answer",
            "latency_ms": 100.0,
            "tokens_in": 10,
            "tokens_out": 5,
            "cost_usd": 0.0,
            "attempts": 1,
            **changes,
        }
    )


def a_prompt(number: int = 1) -> bytes:
    """The frozen content of the prompt of `a_version`."""
    return canonical({"blocks": [{"role": "system", "text": f"prompt {number}"}]})


def a_version(number: int = 1, **changes: Any) -> Version:
    return Version(
        **{
            "app": "support-bot",
            "number": number,
            "digest": digest_of(f"bundle {number}".encode()),
            "prompt": Ref("support-reply", number),
            "prompt_digest": digest_of(a_prompt(number)),
            "model": "practice-1",
            "endpoint": "practice",
            "author": "ken",
            "prompt_author": "ken",
            "created_at": NOON,
            **changes,
        }
    )


def a_golden(**changes: Any) -> DatasetVersion:
    """The golden set that `an_evaluation` is on."""
    return DatasetVersion(
        **{
            "app": "support-bot",
            "name": "support-golden",
            "number": 1,
            "kind": DatasetKind.GOLDEN,
            "digest": "g" * 64,
            "rows": 100,
            "author": "ken",
            "created_at": NOON,
            **changes,
        }
    )


def an_evaluation(version: int = 1, **changes: Any) -> Evaluation:
    return Evaluation(
        **{
            "id": f"e{version}",
            "app": "support-bot",
            "version": version,
            "bundle_digest": digest_of(f"bundle {version}".encode()),
            "golden": Ref("support-golden", 1),
            "golden_digest": "g" * 64,
            "scorers": (ScorerSpec(name="contains"),),
            "scorers_digest": "s" * 64,
            "endpoint": PRACTICE.name,
            "address": PRACTICE.address,
            "cases": 1,
            "state": EvaluationState.FINISHED,
            "answers_digest": digest_of(f"answers {version}".encode()),
            "requested_by": "ken",
            "created_at": NOON,
            **changes,
        }
    )


def a_scorecard(scores: dict[str, Any], version: int = 1, **changes: Any) -> Scorecard:
    """A scorecard from case id → {scorer: score}, or None for a case whose call failed."""
    cases = tuple(changes.pop("cases", (a_case(id) for id in scores)))
    rows = tuple(
        a_row(id, position, evaluation=f"e{version}", scores=given)
        if given is not None
        else a_row(
            id,
            position,
            evaluation=f"e{version}",
            state=RowState.FAILED,
            answer="",
            error_code="chat.timeout",
        )
        for position, (id, given) in enumerate(scores.items())
    )
    return Scorecard(evaluation=an_evaluation(version, cases=len(cases), **changes), cases=cases, rows=rows)
