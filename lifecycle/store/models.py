"""Versions of an application: a registered model version over an external LoggedModel."""

import json
import tempfile
import warnings
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from mlflow.entities import LoggedModel
from mlflow.models.utils import get_external_mlflow_model_spec
from mlflow.tracing.constant import TraceTagKey
from mlflow.utils.mlflow_tags import MLFLOW_MODEL_IS_EXTERNAL, MLFLOW_MODEL_VERSIONS

from lifecycle.digests import canonical
from lifecycle.errors import Conflict, Invalid, NotFound
from lifecycle.records import Version
from lifecycle.store.connection import DIGEST, OURS, Connection, Facts

STAGE = "kanmon.stage"
NO_STAGE = "None"
MAX_VERSIONS = 10_000


class Models:
    """The model registry."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def register(self, version: Version, *, tags: Mapping[str, str]) -> int:
        """Add a version to its application's model, link its prompt, and give its number.

        `tags` stand beside those that say what the version is.

        Raises:
            Conflict: a prompt has the application's name; MLflow keeps both in one table.
        """
        app, prompt, tags = version.app, version.prompt, {**to_tags(version), **tags}
        self.ensure(app)
        experiment = self.connection.experiment(app)
        with self.connection.speaking() as client:
            model = client.create_logged_model(
                experiment,
                name=app.replace(".", "-"),
                tags={**tags, MLFLOW_MODEL_IS_EXTERNAL: "true"},
                params=to_params(version),
                model_type="kanmon",
            )
            self.describe(model)
            client.finalize_logged_model(model.model_id, "READY")
        with self.connection.speaking_globally() as client:
            client.link_prompt_version_to_model(prompt.name, str(prompt.number), model.model_id)
            made = client.create_model_version(
                app,
                source=f"models:/{model.model_id}",
                tags={**tags, STAGE: NO_STAGE, "kanmon.model_id": model.model_id},
                description=version.note,
                model_id=model.model_id,
            )
            shown_in = json.dumps([{"name": app, "version": made.version}])
            client.set_logged_model_tags(model.model_id, {MLFLOW_MODEL_VERSIONS: shown_in})
        return int(made.version)

    def withdraw(self, app: str, tag: str, value: str) -> None:
        """Delete the versions and LoggedModels of an application that carry a tag, if there are any."""
        carrying = f"tags.`{tag}` = '{value}'"
        with suppress(NotFound), self.connection.speaking() as client:
            for version in client.search_model_versions(f"name = '{app}' AND {carrying}"):
                client.delete_model_version(app, version.version)
            experiment = client.get_experiment_by_name(app)
            places = [experiment.experiment_id] if experiment else []
            for model in client.search_logged_models(places, filter_string=carrying) if places else []:
                client.delete_logged_model(model.model_id)

    def describe(self, model: LoggedModel) -> None:
        """Write the `MLmodel` file without which no client can read about the model."""
        with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about the dummy signature that MLflow itself gives
            get_external_mlflow_model_spec(model).save(Path(folder) / "MLmodel")
            self.connection.client.log_model_artifacts(model.model_id, folder)

    def ensure(self, app: str) -> None:
        """Make an application's model, unless it stands already.

        Raises:
            Conflict: somebody else uses the name.
        """
        with self.connection.speaking() as client:
            found = client.search_registered_models(f"name = '{app}'", max_results=1)
        if found:
            if found[0].tags.get(OURS) != app:
                raise Conflict("store.name_taken", name=app)
            return
        try:
            with self.connection.speaking() as client:
                client.create_registered_model(app, tags={OURS: app})
        except Conflict as err:
            raise Conflict("store.name_taken", name=app) from err

    def model_id(self, app: str, number: int) -> str:
        """Give the id of a version's LoggedModel.

        Raises:
            NotFound: MLflow has no such version (any more).
        """
        with self.connection.speaking() as client:
            return source_of(client.get_model_version(app, str(number)).source)

    def at(self, app: str, alias: str) -> int | None:
        """Tell which version an alias names, None if it names none."""
        with suppress(NotFound), self.connection.speaking() as client:
            number = client.get_registered_model(app).aliases.get(alias)
            return int(number) if number else None
        return None

    def point(self, app: str, alias: str, number: int | None) -> None:
        """Let an alias name a version, or nothing.

        Raises:
            NotFound: MLflow has no such version (any more).
        """
        with self.connection.speaking() as client:
            if number is None:
                client.delete_registered_model_alias(app, alias)
            else:
                client.set_registered_model_alias(app, alias, str(number))

    def facts(self, version: Version) -> Facts:
        """Tell what MLflow has to keep of a version: tags, and tags and params of its LoggedModel."""
        tags = to_tags(version)
        linked = json.dumps([{"name": version.prompt.name, "version": str(version.prompt.number)}])
        return {
            "version": tags,
            "model": {**tags, TraceTagKey.LINKED_PROMPTS: linked},
            "params": to_params(version),
        }

    def kept(self, app: str, number: int, facts: Facts) -> Facts:
        """Tell what MLflow keeps where some facts have to stand; what is gone keeps nothing.

        Other tags and other linked prompts are nobody's business.
        """
        found: dict[str, Mapping[str, str]] = {}
        with suppress(NotFound, Invalid), self.connection.speaking() as client:
            version = client.get_model_version(app, str(number))
            found["version"] = version.tags
            model = client.get_logged_model(source_of(version.source))
            found |= {"model": model.tags, "params": model.params}
        linked = facts["model"][TraceTagKey.LINKED_PROMPTS]
        kept = {part: only(found.get(part, {}), facts[part]) for part in ("version", "model")}
        if linked.strip("[]") in kept["model"].get(TraceTagKey.LINKED_PROMPTS, ""):
            kept["model"][TraceTagKey.LINKED_PROMPTS] = linked
        return {**kept, "params": dict(found.get("params", {}))}

    def has(self, app: str, number: int) -> bool:
        """Tell whether a version is there, whatever it says."""
        with suppress(NotFound), self.connection.speaking() as client:
            client.get_model_version(app, str(number))
            return True
        return False

    def restore(self, app: str, number: int, facts: Facts) -> None:
        """Write facts again that MLflow no longer keeps, as far as it lets itself be written to."""
        kept = self.kept(app, number, facts)
        changed = {part: dict(facts[part].items() - kept[part].items()) for part in ("version", "model")}
        with suppress(NotFound, Invalid), self.connection.speaking() as client:
            for key, value in changed["version"].items():
                client.set_model_version_tag(app, str(number), key, value)
            if changed["model"]:
                client.set_logged_model_tags(self.model_id(app, number), changed["model"])

    def mark(self, app: str, stages: Mapping[int, str]) -> list[int]:
        """Show the derived stages to those who come from MLflow's; versions left out are at None.

        Only versions that were made here are marked, and only where the mark changes; gives their numbers.

        Raises:
            Conflict: a mark was written, but another one stands there.
        """
        marked: list[int] = []
        with self.connection.speaking() as client:
            for version in client.search_model_versions(f"name = '{app}'", max_results=MAX_VERSIONS):
                wanted = stages.get(int(version.version), NO_STAGE)
                if version.tags.get(OURS) != app or version.tags.get(STAGE) == wanted:
                    continue
                number = str(version.version)
                client.set_model_version_tag(app, number, STAGE, wanted)
                if client.get_model_version(app, number).tags.get(STAGE) != wanted:
                    raise Conflict("store.stage_not_kept", name=app, number=number)
                marked.append(int(number))
        return marked

    def forget(self, app: str) -> None:
        """Delete an application's model with all its versions, if it was made here."""
        with suppress(NotFound), self.connection.speaking() as client:
            if client.get_registered_model(app).tags.get(OURS) == app:
                client.delete_registered_model(app)


def to_params(version: Version) -> dict[str, str]:
    """Write the bundle's parts as MLflow shows them: parameters are strings."""
    shown = {"prompt": str(version.prompt), "model": version.model, "endpoint": version.endpoint}
    for name, value in version.parameters.items():
        shown[f"parameter.{name}"] = value if isinstance(value, str) else canonical(value).decode()
    if version.training:
        shown["training"] = str(version.training)
    return shown


def to_tags(version: Version) -> dict[str, str]:
    """Write what identifies the bundle; the code's commit under the name that MLflow knows."""
    tags = {OURS: version.app, DIGEST: version.digest, "kanmon.author": version.author}
    return {**tags, "mlflow.source.git.commit": version.code} if version.code else tags


def source_of(source: object) -> str:
    """Give the id of the LoggedModel that a model version was made of."""
    return str(source).removeprefix("models:/")


def only(found: Mapping[str, str], wanted: Mapping[str, str]) -> dict[str, str]:
    """Give of some tags those that are wanted and stand there."""
    return {key: found[key] for key in wanted if key in found}
