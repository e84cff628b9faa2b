"""Makes MLflow agree with the ledger: an outbox of errands, sent in the transaction that decided.

An errand says that something is to be shown, never what was true once: it writes what the ledger says
at the moment it is carried out and looks again afterwards. So errands may come late, twice or in any
order, and a process that slept through a promotion cannot bring an old alias back.
"""

import io
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from lifecycle import history
from lifecycle.errors import Conflict, LifecycleError, Unavailable
from lifecycle.ledger import Writing
from lifecycle.records import Case, Errand, Evaluation, Event, Placement, PromptVersion, Version
from lifecycle.workbench import Workbench

if TYPE_CHECKING:
    from lifecycle.store import EvaluationRun, Models, Prompts

CLAIM = timedelta(minutes=2)
"""How long an errand stays with the process that took it."""
LONGEST_WAIT_S = 3600
STAGES = {"staging": "Staging", "production": "Production"}
"""The stages that MLflow users know, by environment; the later one wins."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What the aliases of an environment have to name; `version` None: nothing."""

    version: int | None
    prompt: str
    prompt_number: int | None


def send(bench: Workbench, tx: Writing, kind: str, *, app: str, subject: str, **params: Any) -> Errand:
    """Leave an errand, in the transaction of the decision it shows.

    `kind` is `alias` (params environment, version, prompt, prompt_number) or `evaluation` (params
    evaluation, metrics).
    """
    errand = Errand(
        id=bench.new_id(), kind=kind, app=app, subject=subject, params=params, created_at=bench.now()
    )
    tx.add(errand)
    return errand


def pending(bench: Workbench) -> list[Errand]:
    """List the errands that are not done, the oldest first."""
    with bench.ledger.read() as tx:
        return tx.all(Errand, order=["created_at", "id"], done_at=None)


def catch_up(bench: Workbench, *, hurry: bool = False) -> list[Errand]:
    """Carry out every errand that nobody else is at, and list those that are done now.

    One that cannot be carried out (the version is gone from MLflow, the store is of another MLflow)
    keeps its reason in `error` and waits longer each time, at most an hour; the others go on. With
    `hurry` those that wait are tried too.

    Raises:
        Unavailable: MLflow does not answer; what is left can be tried again at once.
    """
    done = []
    for errand in pending(bench):
        if not claim(bench, errand, hurry=hurry):
            continue
        try:
            CARRY_OUT[errand.kind](bench, errand)
        except Unavailable as err:
            give_back(bench, errand, err, wait_s=0)
            raise
        except LifecycleError as err:
            give_back(bench, errand, err, wait_s=min(LONGEST_WAIT_S, 30 * 2**errand.attempts))
        else:
            settle(bench, errand)
            done.append(errand)
    return done


def claim(bench: Workbench, errand: Errand, *, hurry: bool = False) -> bool:
    """Take an errand, unless another process has it or, without hurry, it has to wait."""
    now = bench.now()
    waits = bool(errand.error)
    if errand.claimed_until and errand.claimed_until > now and not (hurry and waits):
        return False
    as_seen = {"id": errand.id, "done_at": None, "claimed_until": errand.claimed_until}
    with bench.ledger.write() as tx:
        attempts = errand.attempts + 1
        return bool(tx.change(Errand, as_seen, claimed_until=now + CLAIM, attempts=attempts, error=""))


def give_back(bench: Workbench, errand: Errand, error: LifecycleError, *, wait_s: int) -> None:
    """Keep why an errand failed, and leave it for later."""
    until = bench.now() + timedelta(seconds=wait_s) if wait_s else None
    with bench.ledger.write() as tx:
        tx.change(Errand, {"id": errand.id}, claimed_until=until, error=error.say())


def settle(bench: Workbench, errand: Errand) -> None:
    """Close an errand that was carried out."""
    with bench.ledger.write() as tx:
        tx.change(Errand, {"id": errand.id}, done_at=bench.now(), claimed_until=None, error="")


def show_placement(bench: Workbench, errand: Errand) -> None:
    """Let the aliases of an environment name what stands there, and read them back."""
    shown = None
    while (wanted := target(bench, errand)) != shown:
        point(bench, errand.app, errand.params["environment"], wanted)
        shown = wanted
    mark_stages(bench, errand.app)
    place = {"app": errand.app, "environment": errand.params["environment"], "version": shown.version}
    with bench.ledger.write() as tx:
        tx.change(Placement, place, verified=True)


def target(bench: Workbench, errand: Errand) -> Target:
    """Tell what an environment's aliases have to name now; without a placement what the errand says."""
    with bench.ledger.read() as tx:
        place = tx.one(Placement, app=errand.app, environment=errand.params["environment"])
        found = tx.one(Version, app=errand.app, number=place.version) if place and place.version else None
    if found:
        return Target(version=found.number, prompt=found.prompt.name, prompt_number=found.prompt.number)
    if place:
        return Target(version=None, prompt="", prompt_number=None)
    return Target(**{name: errand.params[name] for name in ("version", "prompt", "prompt_number")})


def point(bench: Workbench, app: str, environment: str, wanted: Target) -> None:
    """Move the model's alias and those of all prompts of the application, then read them back."""
    with bench.ledger.read() as tx:
        names = {prompt.name for prompt in tx.all(PromptVersion, app=app)}
    models, prompts = bench.store.models, bench.store.prompts
    follow(models, app, environment, wanted.version)
    for name in sorted(names | ({wanted.prompt} if wanted.version else set())):
        number = wanted.prompt_number if wanted.version and name == wanted.prompt else None
        follow(prompts, name, environment, number)


def follow(concept: "Models | Prompts", name: str, alias: str, number: int | None) -> None:
    """Move one alias, unless it stands right, and read it back."""
    if concept.at(name, alias) == number:
        return
    concept.point(name, alias, number)
    if concept.at(name, alias) != number:
        raise Conflict("store.alias_not_kept", name=name, alias=alias)


def mark_stages(bench: Workbench, app: str) -> None:
    """Show the derived stage at every version."""
    with bench.ledger.read() as tx:
        placements = tx.all(Placement, app=app)
    bench.store.models.mark(app, stages(placements, history.events(bench, app, actions=history.MOVES)))


def stages(placements: Iterable[Placement], moves: Iterable[Event]) -> dict[int, str]:
    """Derive MLflow's stages: where a version stands, else Archived if it ever stood anywhere.

    A version in several environments has the stage of the last; one that never moved is left out.
    """
    held = {place.environment: place.version for place in placements if place.version}
    found = {event.after: "Archived" for event in moves if event.after not in held.values()}
    for environment, stage in STAGES.items():
        if environment in held:
            found[held[environment]] = stage
    return found


def show_evaluation(bench: Workbench, errand: Errand) -> None:
    """Write the MLflow run of a finished evaluation, once; nothing for one that was removed since."""
    with bench.ledger.read() as tx:
        evaluation = tx.one(Evaluation, id=errand.params["evaluation"])
        version = tx.one(Version, app=errand.app, number=evaluation.version) if evaluation else None
    if evaluation is None or version is None:
        return
    run = bench.store.evaluations.log(to_run(bench, evaluation, version, errand.params["metrics"]))
    with bench.ledger.write() as tx:
        tx.change(Evaluation, {"id": evaluation.id}, run_id=run)


def to_run(
    bench: Workbench, evaluation: Evaluation, version: Version, metrics: dict[str, float]
) -> "EvaluationRun":
    """Say of an evaluation what MLflow shows."""
    from lifecycle.store import EvaluationRun

    return EvaluationRun(
        evaluation=evaluation.id,
        app=evaluation.app,
        name=f"v{version.number} on {evaluation.golden}",
        model_id=bench.store.models.model_id(evaluation.app, version.number),
        prompt=version.prompt,
        golden=evaluation.golden,
        golden_digest=evaluation.golden_digest,
        started_at=evaluation.started_at or evaluation.created_at,
        finished_at=evaluation.finished_at or bench.now(),
        params={
            "version": f"v{version.number}",
            "prompt": str(version.prompt),
            "model": version.model,
            "endpoint": version.endpoint,
            "golden_set": str(evaluation.golden),
            "scorers": ", ".join(scorer.name for scorer in evaluation.scorers),
            "scorers_digest": evaluation.scorers_digest,
            "repetitions": str(evaluation.repetitions),
        },
        metrics={name: value for name, value in metrics.items() if value is not None},
        tags={
            "kanmon.version": str(version.number),
            "kanmon.bundle_digest": version.digest,
            "kanmon.answers_digest": evaluation.answers_digest,
            "kanmon.practice": str(evaluation.practice).lower(),
            "mlflow.user": evaluation.requested_by,
        },
        answers=to_parquet(answer_rows(bench, evaluation)),
    )


def answer_rows(bench: Workbench, evaluation: Evaluation) -> Iterator[dict[str, Any]]:
    """Go through the frozen answers, each beside its question; a score is a column of its own."""
    lines = bench.objects.lines(evaluation.golden_digest)
    cases = {case.id: case for case in (Case(**json.loads(line)) for line in lines)}
    for line in bench.objects.lines(evaluation.answers_digest):
        row = json.loads(line)
        case = cases[row["case_id"]]
        tokens = [row[name] for name in ("tokens_in", "tokens_out") if row[name] is not None]
        yield {
            **row["scores"],
            "case_id": case.id,
            "repetition": row["repetition"],
            "question": case.question,
            "expected": expectation(case),
            "answer": row["answer"],
            "error": row["error_code"],
            "latency_ms": row["latency_ms"],
            "tokens": sum(tokens) if tokens else None,
            "cost_usd": row["cost_usd"],
        }


def expectation(case: Case) -> str:
    """Write what was expected as one text: an object as JSON, nothing as nothing."""
    if case.expected is None or isinstance(case.expected, str):
        return case.expected or ""
    return json.dumps(case.expected, ensure_ascii=False)


def to_parquet(rows: Iterable[dict[str, Any]]) -> bytes:
    """Write rows as a Parquet file: the fixed columns first, then the scores by name."""
    import pyarrow  # type: ignore[import-untyped]
    from pyarrow import parquet

    fixed = (
        ("case_id", pyarrow.string()),
        ("repetition", pyarrow.int64()),
        ("question", pyarrow.string()),
        ("expected", pyarrow.string()),
        ("answer", pyarrow.string()),
        ("error", pyarrow.string()),
        ("latency_ms", pyarrow.float64()),
        ("tokens", pyarrow.int64()),
        ("cost_usd", pyarrow.float64()),
    )
    content = list(rows)
    scores = sorted({name for row in content for name in row} - {name for name, _ in fixed})
    schema = pyarrow.schema([*fixed, *((name, pyarrow.float64()) for name in scores)])
    file = io.BytesIO()
    parquet.write_table(pyarrow.Table.from_pylist(content, schema=schema), file)
    return file.getvalue()


CARRY_OUT = {"alias": show_placement, "evaluation": show_evaluation}
