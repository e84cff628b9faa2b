"""Commands on versions and their evidence: `version`, `evaluate`, `compare`."""

import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from lifecycle import comparison, scorecards, versions, worker
from lifecycle import evaluation as evaluations
from lifecycle.cli.front import Answer, command, language, table
from lifecycle.cli.paths import read
from lifecycle.errors import NotFound
from lifecycle.messages import hint, say
from lifecycle.records import NUMBER, Actor, Estimate, Evaluation, EvaluationState, Ref, Scorecard, Version
from lifecycle.workbench import Workbench

POLL_S = 0.2


def register(kanmon: click.Group) -> None:
    """Add these commands to the group."""

    @kanmon.group()
    def version() -> None:
        """Shippable bundles: prompt version, model, parameters, endpoint, data."""

    app, number = click.argument("app"), click.argument("version", type=VERSION)
    command(
        version,
        "create",
        app,
        click.option("--prompt", required=True, help="NAME@N"),
        click.option("--model", required=True),
        click.option("--endpoint", required=True),
        click.option("--dataset", help="NAME@N of the training data"),
        click.option("--param", "params", multiple=True, help="KEY=VALUE"),
        click.option("--code", default="", help="Git commit of the application."),
        click.option("--note", default=""),
        writes=True,
    )(create)
    command(version, "list", app)(listing)
    command(version, "show", app, number)(show)
    command(
        kanmon,
        "evaluate",
        app,
        number,
        click.option("--golden", help="NAME[@N]; left open, what the policy means."),
        click.option("--repetitions", default=1, show_default=True, help="How often each case is asked."),
        click.option("--reuse", is_flag=True, help="Take answers that the very same calls got before."),
        click.option("--max-cost", type=float, help="Stop before more USD are spent."),
        click.option(
            "--answers",
            type=click.Path(path_type=Path),
            help="Score the answers of this file (id, answer) instead of asking; no evidence for a gate.",
        ),
        writes=True,
    )(evaluate)
    command(kanmon, "resume", click.argument("evaluation"), writes=True)(resume)
    command(
        kanmon,
        "compare",
        app,
        click.argument("baseline", type=VERSION),
        click.argument("candidate", type=VERSION),
    )(compare)


class VersionNumber(click.ParamType[int]):
    """A version as people write it: `3` or `v3`."""

    name = "version"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Read the number."""
        text = str(value).removeprefix("v")
        if not (NUMBER.fullmatch(text) and int(text)):
            self.fail(f"{value} is not a version such as v3", param, ctx)
        return int(text)


VERSION = VersionNumber()


def create(
    app: str,
    bench: Workbench,
    by: Actor,
    prompt: str,
    model: str,
    endpoint: str,
    dataset: str | None,
    params: tuple[str, ...],
    code: str,
    note: str,
) -> Answer:
    """Bundle a prompt version, a model, its parameters and an endpoint into a version."""
    made = versions.create(
        bench,
        app=app,
        prompt=Ref.parse(prompt),
        model=model,
        endpoint=endpoint,
        parameters=versions.read_parameters("\n".join(params)),
        training=Ref.parse(dataset) if dataset else None,
        code=code,
        note=note,
        by=by,
    )
    return Answer(document=made, lines=[f"v{made.number}  {made.digest}"])


def listing(bench: Workbench, app: str) -> Answer:
    """List the versions of an application."""
    found, stages = versions.versions(bench, app), versions.stages(bench, app)
    return Answer(document={"versions": found, "stages": stages}, lines=lay_out(found, stages))


def show(bench: Workbench, app: str, version: int) -> Answer:
    """Show one version's parts and its evaluations."""
    found = versions.find(bench, app, version)
    done = evaluations.listing(bench, app, version)
    lines = [f"{e.id}  {e.golden}  {e.state}  {e.created_at:%Y-%m-%d %H:%M}Z" for e in done]
    stages = versions.stages(bench, app)
    document = {"version": found, "stage": stages[version], "evaluations": done}
    return Answer(document=document, lines=[*lay_out([found], stages), *lines])


def lay_out(found: list[Version], stages: Mapping[int, str]) -> list[str]:
    """Lay versions out, one a line, with the stage that MLflow shows of each."""
    rows = [
        (f"v{v.number}", stages[v.number], str(v.prompt), v.model, v.endpoint, v.author, v.note)
        for v in found
    ]
    return table(rows, ("version", "stage", "prompt", "model", "endpoint", "author", "note"))


def evaluate(
    app: str,
    bench: Workbench,
    by: Actor,
    version: int,
    golden: str | None,
    repetitions: int,
    reuse: bool,
    max_cost: float | None,
    answers: Path | None,
) -> Answer:
    """Let a version answer a golden set, and wait for the scorecard."""
    started = evaluations.start(
        bench,
        app=app,
        version=version,
        golden=Ref.parse(golden) if golden else None,
        by=by,
        repetitions=repetitions,
        reuse=reuse,
        max_cost_usd=max_cost,
        answers=read(answers) if answers else None,
    )
    return report(bench, wait_for(bench, started))


def resume(bench: Workbench, by: Actor, evaluation: str) -> Answer:
    """Go on with an evaluation that was cancelled or stopped, and wait for the scorecard."""
    return report(bench, wait_for(bench, evaluations.resume(bench, evaluation, by)))


def report(bench: Workbench, done: Evaluation) -> Answer:
    """Lay out the scorecard, or why there is none."""
    if done.state != EvaluationState.FINISHED:
        reason = say(done.stop_code, language(), **done.stop_params) if done.stop_code else done.state
        return Answer(document={"evaluation": done}, lines=[f"{done.id}: {reason}"], exit_code=7)
    card = evaluations.scorecard(bench, done.id)
    metrics = scorecards.metrics(card)
    rows = [
        (name, figure(m.estimate.value), interval(m.estimate), f"n {m.ok}", f"errors {m.errors}")
        for name, m in metrics.items()
    ]
    practice = ["Answered by the practice model, which is no LLM."] if done.practice else []
    return Answer(
        document={"evaluation": done, "metrics": metrics},
        lines=[done.id, *table(rows), *practice, *unpriced(card), *lacking(card)],
    )


def unpriced(card: Scorecard) -> list[str]:
    """Say that the cost is not known, if so, and what to do about it."""
    told = scorecards.lacking_cost(card)
    return [say(told[0], language(), **told[1]), hint(told[0], language(), **told[1])] if told else []


def lacking(card: Scorecard) -> list[str]:
    """Say what is not there of a finished evaluation, and how the next one can be complete."""
    if scorecards.completeness(card).is_complete:
        return []
    code, params = scorecards.sentences(card)[0]
    advice = [] if card.evaluation.recorded else [hint(code, language(), **params)]
    return [say(code, language(), **params), *advice]


def wait_for(bench: Workbench, started: Evaluation) -> Evaluation:
    """Wait until an evaluation is over, in a worker that runs already or in one of our own."""
    own = None
    while not (seen := evaluations.progress(bench, started.id)).evaluation.state.is_final:
        if not worker.is_alive(bench) and (own is None or own.poll() is not None):
            own = worker.start(bench, "--until-idle")
        if sys.stderr.isatty():
            click.echo(f"\r{seen.answered + seen.failed} of {seen.rows} ", nl=False, err=True)
        time.sleep(POLL_S)
    if own:
        own.wait()
    return evaluations.find(bench, started.id)


def compare(bench: Workbench, app: str, baseline: int, candidate: int) -> Answer:
    """Compare two versions, case by case, on the newest golden set that both answered."""
    for number in (baseline, candidate):
        versions.find(bench, app, number)
    before, after = evaluations.pair(bench, app, baseline, candidate)
    if before is None or after is None:
        raise NotFound("evaluation.none", version=baseline if before is None else candidate)
    compared = comparison.compare(*(evaluations.scorecard(bench, each.id) for each in (before, after)))
    rows = [
        (
            m.name,
            figure(m.baseline.estimate.value),
            figure(m.candidate.estimate.value),
            f"{m.difference.value:+.4g}",
            interval(m.difference),
            f"{m.better}/{m.same}/{m.worse}",
            m.verdict,
        )
        for m in compared.metrics
    ]
    head = ("metric", f"v{baseline}", f"v{candidate}", "difference", "95 %", "better/same/worse", "")
    sentence = say(compared.sentence_code, language(), **compared.sentence_params)
    document = {
        "baseline": baseline,
        "candidate": candidate,
        "sentence": say(compared.sentence_code, "en", **compared.sentence_params),
        "sentence_ja": say(compared.sentence_code, "ja", **compared.sentence_params),
        "better": compared.better,
        "same": compared.same,
        "worse": compared.worse,
        "missing": compared.missing,
        "metrics": compared.metrics,
        "slices": compared.slices,
        "cases": [{"id": c.case.id, "outcome": c.outcome} for c in compared.cases],
    }
    return Answer(document=document, lines=[sentence, *table(rows, head)])


def figure(value: float) -> str:
    """Write a figure for a terminal."""
    return f"{value:.4g}"


def interval(estimate: Estimate) -> str:
    """Write an interval for a terminal; a dash for a bound that cannot be given."""
    if estimate.low is None and estimate.high is None:
        return "–"
    low, high = ("–" if bound is None else f"{bound:.4g}" for bound in (estimate.low, estimate.high))
    return f"{low} .. {high}"
