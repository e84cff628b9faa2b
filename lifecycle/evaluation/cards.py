"""Gives evaluations to judgement, as scorecards."""

from lifecycle import datasets
from lifecycle.evaluation import answers
from lifecycle.evaluation.progress import find
from lifecycle.records import DatasetKind, Evaluation, EvaluationState, Row, Scorecard
from lifecycle.workbench import Workbench


def scorecard(bench: Workbench, id: str) -> Scorecard:
    """Give an evaluation with its cases and rows.

    A finished one comes from its frozen answers, whose digest is checked. Before that, and for one
    that ended early, the card holds the rows as they stand: `card.evaluation.state` tells.

    Raises:
        NotFound: there is no such evaluation, or its frozen answers are gone.
        Unavailable: the frozen answers no longer have their digest.
    """
    found = find(bench, id)
    dataset = datasets.find(bench, found.app, found.golden, kind=DatasetKind.GOLDEN)
    if found.answers_digest:
        rows = answers.from_lines(bench.objects.lines(found.answers_digest), id)
    else:
        with bench.ledger.read() as tx:
            rows = tx.all(Row, evaluation=id)
    return Scorecard(evaluation=found, cases=datasets.cases(bench, dataset), rows=tuple(rows))


def pair(
    bench: Workbench, app: str, baseline: int, candidate: int
) -> tuple[Evaluation | None, Evaluation | None]:
    """Find the newest finished evaluations of two versions that can be compared.

    It is the candidate's newest for which the baseline has one on the same golden set by the same
    scorers. Without such a pair it is the newest of each, None for a version that has none.
    """
    with bench.ledger.read() as tx:
        before, after = (
            tx.all(
                Evaluation,
                order=["-finished_at", "-id"],
                app=app,
                version=number,
                state=EvaluationState.FINISHED,
            )
            for number in (baseline, candidate)
        )
    for new in after:
        for old in before:
            if (old.golden_digest, old.scorers_digest) == (new.golden_digest, new.scorers_digest):
                return old, new
    return next(iter(before), None), next(iter(after), None)


def newest(
    bench: Workbench,
    app: str,
    version: int,
    golden_digest: str | None = None,
    scorers_digest: str | None = None,
) -> Evaluation | None:
    """Find a version's newest finished evaluation, on that golden set and by those scorers if given.

    Answers that were given elsewhere do not count: nobody here saw who gave them.
    """
    digests = {"golden_digest": golden_digest, "scorers_digest": scorers_digest}
    wanted = {name: digest for name, digest in digests.items() if digest is not None}
    with bench.ledger.read() as tx:
        return tx.newest(
            Evaluation,
            by="finished_at",
            app=app,
            version=version,
            state=EvaluationState.FINISHED,
            recorded="",
            **wanted,
        )
