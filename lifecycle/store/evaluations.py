"""Evaluations as MLflow runs: whoever opens the plain MLflow UI sees all of it."""

import json
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from mlflow.entities import Dataset, DatasetInput, InputTag, LoggedModelInput, Metric, Param, RunTag
from mlflow.utils.mlflow_tags import MLFLOW_DATASET_CONTEXT

from lifecycle.records import Ref
from lifecycle.store.connection import OURS, Connection

EVALUATION = "kanmon.evaluation"
DIGEST_LENGTH = 32
"""MLflow takes 36 characters as a dataset's digest at most; the whole one is a tag and the source."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluationRun:
    """What MLflow shows of one evaluation.

    `answers` is the Parquet file of the rows; `golden_digest` the full SHA-256 of the golden set;
    `model_id` the LoggedModel that answered, empty for answers that were given elsewhere.
    """

    evaluation: str
    app: str
    name: str
    model_id: str
    prompt: Ref
    golden: Ref
    golden_digest: str
    started_at: datetime
    finished_at: datetime
    params: Mapping[str, str]
    metrics: Mapping[str, float]
    tags: Mapping[str, str] = field(default_factory=dict)
    answers: bytes = b""


class Evaluations:
    """The runs that mirror evaluations, in the experiment named like the application."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def log(self, run: EvaluationRun) -> str:
        """Write the run, unless it stands whole already, and give its id.

        A run that was left half-written is put among the deleted ones and written anew.
        """
        experiment = self.connection.experiment(run.app)
        with self.connection.speaking() as client:
            for found in client.search_runs([experiment], f"tags.`{EVALUATION}` = '{run.evaluation}'"):
                if found.info.status == "FINISHED":
                    return str(found.info.run_id)
                client.delete_run(found.info.run_id)
            made = client.create_run(
                experiment,
                start_time=milliseconds(run.started_at),
                tags={**run.tags, EVALUATION: run.evaluation, OURS: run.app},
                run_name=run.name,
            )
            id = str(made.info.run_id)
            self.fill(id, run)
        with self.connection.speaking_globally() as client:
            client.link_prompt_version_to_run(id, f"prompts:/{run.prompt.name}/{run.prompt.number}")
            client.set_terminated(id, end_time=milliseconds(run.finished_at))
        return id

    def fill(self, id: str, run: EvaluationRun) -> None:
        """Write everything that stands in a run; metrics speak of the golden set and of the model, if any."""
        client = self.connection.client
        dataset = Dataset(
            name=str(run.golden).replace("@", "@v"),
            digest=run.golden_digest[:DIGEST_LENGTH],
            source_type="code",
            source=json.dumps({"tags": {"sha256": run.golden_digest}}),
        )
        tags = [InputTag(MLFLOW_DATASET_CONTEXT, "evaluation"), InputTag("sha256", run.golden_digest)]
        models = [LoggedModelInput(run.model_id)] if run.model_id else []
        client.log_inputs(id, [DatasetInput(dataset, tags)], models)
        client.log_batch(
            id,
            metrics=[
                Metric(
                    key=name,
                    value=value,
                    timestamp=milliseconds(run.finished_at),
                    step=0,
                    model_id=run.model_id or None,
                    dataset_name=dataset.name,
                    dataset_digest=dataset.digest,
                    run_id=id,
                )
                for name, value in run.metrics.items()
            ],
            params=[Param(name, value) for name, value in run.params.items()],
            tags=[RunTag("kanmon.golden_sha256", run.golden_digest)],
        )
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "answers.parquet"
            file.write_bytes(run.answers)
            client.log_artifact(id, str(file))

    def forget(self, app: str) -> None:
        """Delete an application's own experiment and free its name; MLflow can restore it."""
        with self.connection.speaking() as client:
            found = client.get_experiment_by_name(app)
            if found is None or found.lifecycle_stage == "deleted" or found.tags.get(OURS) != app:
                return
            client.rename_experiment(found.experiment_id, f"{app} (removed, {found.experiment_id})")
            client.delete_experiment(found.experiment_id)


def milliseconds(moment: datetime) -> int:
    """Give a moment in MLflow's unit: milliseconds since 1970."""
    return round(moment.timestamp() * 1000)
