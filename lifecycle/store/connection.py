"""The one door to MLflow: how it is opened, spoken to and understood.

MLflow is set up by the environment before it is imported: no telemetry, no price list from the network,
no prompt caches (another process moves aliases too), and a server that is down is known within seconds.
Whatever the person has set stays as it is. No global address is set, except where MLflow itself looks at
nothing else.
"""

import os
import re
import sqlite3
import threading
import warnings
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from lifecycle.errors import ConfigError, Conflict, Invalid, LifecycleError, NotFound, Unavailable
from lifecycle.text import without_password

DEFAULTS = {
    "MLFLOW_DISABLE_TELEMETRY": "true",
    "MLFLOW_MODEL_CATALOG_URI": "",
    "MLFLOW_LOGGING_LEVEL": "WARNING",
    "MLFLOW_ALIAS_PROMPT_CACHE_TTL_SECONDS": "0",
    "MLFLOW_VERSION_PROMPT_CACHE_TTL_SECONDS": "0",
    "MLFLOW_HTTP_REQUEST_MAX_RETRIES": "0",
    "MLFLOW_HTTP_REQUEST_TIMEOUT": "5",
    "MLFLOW_SKIP_PIP_REQUIREMENTS_CHECK": "true",
}
for _name, _value in DEFAULTS.items():
    os.environ.setdefault(_name, _value)

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # MLflow's own SQLAlchemy models warn about SQLAlchemy 2.1
    import mlflow
    from mlflow import MlflowClient
    from mlflow.exceptions import MlflowException
    from mlflow.store import db_migrations
    from mlflow.store.model_registry.sqlalchemy_store import SqlAlchemyStore as _Registry  # noqa: F401
    from mlflow.store.tracking.sqlalchemy_store import SqlAlchemyStore

Facts = Mapping[str, Mapping[str, str]]
"""What MLflow keeps of a prompt version or a version that says what it is: part → name → value."""

OURS = "kanmon.app"
"""The tag of everything that was made here, and for which application."""
DIGEST = "kanmon.digest"
"""The tag that names the content of a prompt version, or the bundle of a version."""
VARIABLE = "MLFLOW_TRACKING_URI"
ARTIFACTS = "mlartifacts"
MANY_RUNS = 1000
"""From here on SQLite's planner needs statistics: 22 s become 0.1 s at 20,000 runs."""

MEANINGS: dict[str, tuple[type[LifecycleError], str]] = {
    "RESOURCE_DOES_NOT_EXIST": (NotFound, "store.missing"),
    "NOT_FOUND": (NotFound, "store.missing"),
    "RESOURCE_ALREADY_EXISTS": (Conflict, "store.exists"),
    "INVALID_PARAMETER_VALUE": (Invalid, "store.refused"),
    "UNAUTHENTICATED": (ConfigError, "store.no_access"),
    "CUSTOMER_UNAUTHORIZED": (ConfigError, "store.no_access"),
    "PERMISSION_DENIED": (ConfigError, "store.no_access"),
}
"""MLflow's error codes in our words; every other one means that it did not answer."""

looking_globally = threading.RLock()


class Connection:
    """An address and a client that speaks to it; shared by the concepts, safe between threads."""

    def __init__(self, tracking_uri: str) -> None:
        self.uri = tracking_uri
        self.file = Path(tracking_uri.removeprefix("sqlite:///")) if is_sqlite(tracking_uri) else None
        if self.file:
            open_file(self.file)
        with understanding(self.where), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            self.client = MlflowClient(tracking_uri=tracking_uri, registry_uri=tracking_uri)

    @property
    def where(self) -> str:
        """The address without its password."""
        return without_password(self.uri)

    @contextmanager
    def speaking(self) -> Iterator[MlflowClient]:
        """Hand out the client; what MLflow raises meanwhile comes out in the words of `errors`."""
        with understanding(self.where):
            yield self.client

    @contextmanager
    def speaking_globally(self) -> Iterator[MlflowClient]:
        """The same for calls in which MLflow itself looks at its global address, whatever the client's."""
        with self.speaking() as client, looking_globally, global_address(self.uri):
            yield client

    def experiment(self, app: str) -> str:
        """Give the id of an application's experiment, which is named like it; made if there is none."""
        with self.speaking() as client:
            found = client.get_experiment_by_name(app)
            if found is None:
                place = (self.file.parent / ARTIFACTS / app).as_uri() if self.file else None
                return str(client.create_experiment(app, artifact_location=place, tags={OURS: app}))
            if found.lifecycle_stage == "deleted":
                client.restore_experiment(found.experiment_id)
            return str(found.experiment_id)

    def analyze(self) -> None:
        """Give SQLite's planner the statistics that MLflow never makes, once there are many runs."""
        if self.file is None:
            return
        # another process is writing: a later search will do it
        with suppress(sqlite3.OperationalError), closing(sqlite3.connect(self.file, timeout=1)) as db:
            known = db.execute("SELECT 1 FROM sqlite_master WHERE name = 'sqlite_stat1'").fetchone()
            if not known and db.execute("SELECT count(*) FROM runs").fetchone()[0] >= MANY_RUNS:
                db.execute("ANALYZE")


def is_sqlite(uri: str) -> bool:
    """Tell whether an address is a SQLite file."""
    return uri.startswith("sqlite:///")


def open_file(path: Path) -> None:
    """Make a SQLite store, or look whether the one that stands there is MLflow's.

    A new one is made beside its place and gets its name when it is whole, so that neither a process
    that was killed nor two at once leave half a store.

    Raises:
        ConfigError: the file is no database, or its folder cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            make_file(path)
        with closing(sqlite3.connect(path, timeout=20)) as db:
            db.execute("PRAGMA journal_mode=WAL")
    except (sqlite3.DatabaseError, OSError) as err:
        raise ConfigError("store.unreadable", where=str(path), reason=str(err)) from err


def make_file(path: Path) -> None:
    """Make a whole new store, artifacts beside it; another process's is kept if it was first."""
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    part.unlink(missing_ok=True)
    try:
        with understanding(str(path)), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            artifacts = (path.parent / ARTIFACTS).as_uri()
            made = SqlAlchemyStore(f"sqlite:///{part}", artifacts)  # type: ignore[no-untyped-call]
            made.engine.dispose()
        with suppress(FileExistsError):
            path.hardlink_to(part)
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def global_address(uri: str) -> Iterator[None]:
    """Let MLflow's global address be this one for a moment, then what it was."""
    if mlflow.get_tracking_uri() == uri:
        yield
        return
    variable = os.environ.pop(VARIABLE, None)  # without it MLflow tells what was set in this process
    is_set = mlflow.is_tracking_uri_set()  # type: ignore[no-untyped-call]
    before = mlflow.get_tracking_uri() if is_set else None
    mlflow.set_tracking_uri(uri)
    try:
        yield
    finally:
        mlflow.set_tracking_uri(before)  # type: ignore[arg-type]
        os.environ.pop(VARIABLE, None)
        if variable is not None:
            os.environ[VARIABLE] = variable


@contextmanager
def understanding(where: str) -> Iterator[None]:
    """Translate what MLflow raises."""
    try:
        yield
    except MlflowException as err:
        raise translate(err, where) from err


def translate(err: MlflowException, where: str) -> LifecycleError:
    """Give MLflow's exception in our words."""
    reason = first_line(str(err.message))
    schema = re.search(r"found version (\w+)", reason)
    if schema:
        versions = Path(db_migrations.__path__[0]) / "versions"
        is_older = any(versions.glob(f"{schema[1]}_*.py"))
        return ConfigError(
            "store.older" if is_older else "store.newer", where=where, mlflow=mlflow.__version__
        )
    kind, code = MEANINGS.get(err.error_code, (Unavailable, "store.silent"))
    return kind(code, where=where, reason=shortened(reason))


def first_line(said: str) -> str:
    """Give the first line of what MLflow said, without passwords."""
    return without_password(next(iter(said.strip().splitlines()), ""))


def shortened(line: str, keep: int = 58) -> str:
    """Leave out the middle of a long line: its end names the cause, such as `Connection refused`."""
    return line if len(line) <= 2 * keep + 3 else f"{line[:keep]} … {line[-keep:]}"
