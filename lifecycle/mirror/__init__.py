"""What others are told of a finished evaluation: MLflow a run and traces, LangSmith an experiment.

All of it is told by errands (see `projection`), in the background, by another process than the one that
asks the questions. What is told once is not told twice.
"""

from lifecycle import projection, registry
from lifecycle.mirror.experiments import show_experiment
from lifecycle.mirror.runs import show_run
from lifecycle.mirror.traces import show_traces
from lifecycle.projection import Place
from lifecycle.records import Errand
from lifecycle.workbench import Workbench

__all__ = ["catch_up", "pending"]

IN_MLFLOW: Place = {
    **registry.LEFTOVERS,
    **projection.ALIASES,
    "evaluation": show_run,
    "traces": show_traces,
}
IN_LANGSMITH: Place = {"langsmith": show_experiment}


def places(bench: Workbench) -> tuple[Place, ...]:
    """Tell who is told anything: MLflow, and LangSmith where the settings name one."""
    return (IN_MLFLOW, IN_LANGSMITH) if bench.settings.langsmith_url else (IN_MLFLOW,)


def catch_up(bench: Workbench, *, hurry: bool = False) -> list[Errand]:
    """Carry out the errands for every place, MLflow's first; list those done now.

    Raises:
        Unavailable: a place does not answer; the others are up to date.
    """
    return projection.catch_up(bench, *places(bench), hurry=hurry)


def pending(bench: Workbench) -> list[Errand]:
    """List the errands that `catch_up` here is to carry out, the oldest first."""
    return projection.pending(bench, [kind for place in places(bench) for kind in place])
