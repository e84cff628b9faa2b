"""MLflow, the store that others read: the only home of its API.

What stands here is a projection of the ledger and decides nothing. One file for each concept: prompts,
models (versions of an application), evaluations, traces of their rows, and runs of any experiment,
other people's too.
"""

from lifecycle.store.connection import Connection, Facts
from lifecycle.store.evaluations import EvaluationRun, Evaluations
from lifecycle.store.models import Models
from lifecycle.store.prompts import Prompts
from lifecycle.store.runs import Runs
from lifecycle.store.traces import Traces

__all__ = ["EvaluationRun", "Facts", "Models", "Prompts", "Store"]


class Store:
    """An open MLflow: a SQLite file (made if it does not exist), another database, or a server.

    Every method of every concept raises `Unavailable` (`store.silent`) when MLflow does not answer and
    `ConfigError` (`store.no_access`) when it wants a sign-in.
    """

    def __init__(self, tracking_uri: str) -> None:
        """Open the store.

        Raises:
            ConfigError: another version of MLflow wrote it, or the file is none of MLflow's.
            Unavailable: its database does not answer.
        """
        self.connection = Connection(tracking_uri)
        self.prompts = Prompts(self.connection)
        self.models = Models(self.connection)
        self.evaluations = Evaluations(self.connection)
        self.traces = Traces(self.connection)
        self.runs = Runs(self.connection)

    def ping(self) -> None:
        """Ask MLflow for one small thing, to know that it answers."""
        with self.connection.speaking() as client:
            client.search_experiments(max_results=1)

    def forget_application(self, name: str, prompts: list[str]) -> None:
        """Take an application's model, prompts and runs out; what is gone already is no error."""
        self.models.forget(name)
        for prompt in prompts:
            self.prompts.forget(prompt)
        self.evaluations.forget(name)
