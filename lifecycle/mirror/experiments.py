"""A finished evaluation as a LangSmith experiment: only where the settings name a LangSmith."""

from lifecycle import projection
from lifecycle.evaluation import scorecard
from lifecycle.mirror import material
from lifecycle.records import Errand
from lifecycle.settings import Traces
from lifecycle.workbench import Workbench


def show_experiment(bench: Workbench, errand: Errand) -> None:
    """Send an evaluation with all its rows, once; nothing for one that was removed since."""
    from lifecycle.langsmith import LangSmith

    found = material.find(bench, errand)
    if found is None:
        return
    evaluation, version = found
    cases = scorecard(bench, evaluation.id).cases
    rows = material.traces(bench, evaluation, version, Traces.ALL)
    with LangSmith(bench.settings.langsmith_url) as langsmith:
        for _ in langsmith.log(evaluation, version, cases, rows):
            projection.hold(bench, errand)
