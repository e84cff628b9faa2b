import contextlib
import dataclasses
import json
import os
import resource
import sqlite3
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta, timezone
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext

from lifecycle.errors import ConfigError, Conflict, Unavailable
from lifecycle.ledger import SOME, Ledger, listen_to_sqlite, open_ledger, schema
from lifecycle.ledger.tables import TABLES, metadata
from lifecycle.records import Placement, Row, RowState, ScoreError, Version
from tests.builders import NOON, a_row, a_version
from tests.postgres import a_database


@pytest.fixture
def postgres_url(postgres, tmp_path):
    """The address of an empty database on a server."""
    return a_database(postgres, f"t{abs(hash(tmp_path))}")


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request, tmp_path):
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'ledger.db'}"
    return request.getfixturevalue("postgres_url")


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


def test_rows_are_found_by_an_object_that_is_not_empty(ledger):
    unscored = a_row("c2", 1, score_errors={"tone": ScoreError(code="chat.broken")})
    with ledger.write() as tx:
        tx.add(a_row("c1"), unscored)
        assert tx.all(Row, evaluation="e1", score_errors=SOME) == [unscored]
        assert tx.change(Row, {"score_errors": SOME}, state=RowState.WAITING) == 1


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


def at_once(count, work):
    """Run `work` in many threads that begin together, and list what they raised."""
    begin = threading.Barrier(count)

    def run():
        begin.wait()
        work()

    with ThreadPoolExecutor(count) as pool:
        done = [pool.submit(run) for _ in range(count)]
    return [each.exception() for each in done if each.exception()]


def test_forty_writers_that_also_look_all_get_their_turn(ledger):
    def work():
        with ledger.write() as tx:
            with ledger.read() as look:
                last = look.newest(Version)
            tx.add(a_version(last.number + 1 if last else 1))

    assert at_once(40, work) == []
    assert count_versions(ledger) == 40


def test_writers_that_wait_leave_room_for_readers(ledger):
    with ThreadPoolExecutor(40) as pool, ledger.write():
        waiting = [pool.submit(write_one, ledger, number) for number in range(1, 41)]
        assert at_once(4, lambda: count_versions(ledger)) == []
        assert not any(each.done() for each in waiting)
    assert [each.exception() for each in waiting] == [None] * 40
    assert count_versions(ledger) == 40


def count_versions(ledger):
    with ledger.read() as tx:
        return tx.count(Version)


def write_one(ledger, number):
    with ledger.write() as tx:
        tx.add(a_version(number))


def test_a_look_inside_a_write_sees_what_was_written_and_others_do_not(ledger):
    with ledger.write() as tx, ThreadPoolExecutor(1) as elsewhere:
        tx.add(a_version())
        assert count_versions(ledger) == 1
        assert elsewhere.submit(count_versions, ledger).result() == 0
    with ledger.read() as look:
        assert look is not tx


def test_a_look_that_fails_undoes_the_write_around_it(ledger):
    with pytest.raises(RuntimeError), ledger.write() as tx:
        tx.add(a_version())
        with ledger.read():
            raise RuntimeError
    with ledger.read() as tx:
        assert tx.count(Version) == 0


def test_who_waits_too_long_for_a_turn_is_told(url, monkeypatch):
    monkeypatch.setattr("lifecycle.ledger.PATIENCE_S", 0.05)
    with contextlib.closing(open_ledger(url)) as one, contextlib.closing(open_ledger(url)) as other:
        with one.write(), pytest.raises(Unavailable) as elsewhere, other.write():
            pass
        with one.write():
            (here,) = at_once(1, lambda: write_one(one, 1))
        assert {elsewhere.value.code, here.code} == {"ledger.busy"}
        assert "secret" not in str(here)
        write_one(one, 1)
        write_one(other, 2)


def test_connections_that_are_all_taken_are_told_in_our_words(url):
    open_ledger(url).close()
    engine = sa.create_engine(url, pool_size=1, max_overflow=0, pool_timeout=0)
    with contextlib.closing(Ledger(engine)) as small:
        with small.read(), pytest.raises(Unavailable) as caught, small.read():
            pass
        assert caught.value.code == "ledger.busy"
        with small.read() as tx:
            assert tx.count(Version) == 0


@pytest.fixture
def on_server(postgres_url):
    """A ledger on PostgreSQL."""
    with contextlib.closing(open_ledger(postgres_url)) as opened:
        yield opened


def connection_of(tx):
    return tx.connection.scalar(sa.text("SELECT pg_backend_pid()"))


def break_off(ledger, connection):
    with sa.create_engine(ledger.engine.url, poolclass=sa.NullPool).connect() as other:
        other.execute(sa.text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": connection})


@pytest.mark.parametrize(
    "go_on",
    [
        lambda tx: tx.add(a_version(2)),
        lambda tx: tx.change(Version, {"number": 1}, note="x"),
        lambda tx: tx.finish([a_version(1, note="x")], {}),
        lambda tx: tx.remove(Version, number=1),
        lambda tx: tx.newest(Version),
        lambda tx: None,  # the commit finds out
    ],
    ids=["add", "change", "finish", "remove", "newest", "commit"],
)
def test_a_connection_that_breaks_inside_a_write_is_told_and_the_next_write_works(on_server, go_on):
    with pytest.raises(Unavailable) as caught, on_server.write() as tx:
        tx.add(a_version())
        break_off(on_server, connection_of(tx))
        go_on(tx)
    assert caught.value.code == "ledger.silent"
    assert "\n" not in caught.value.say()
    with on_server.write() as tx:
        assert tx.count(Version) == 0
        tx.add(a_version())


def test_a_connection_that_broke_while_it_was_idle_is_replaced(on_server):
    with on_server.read() as tx:
        idle = connection_of(tx)
    break_off(on_server, idle)
    write_one(on_server, 1)


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


def number_of(path):
    with contextlib.closing(sqlite3.connect(path)) as connection:
        return connection.execute("SELECT version_num FROM alembic_version").fetchone()[0]


@pytest.fixture
def older(tmp_path):
    """A ledger of schema 0001, alone in its folder."""
    path = tmp_path / "home" / "ledger.db"
    path.parent.mkdir()
    config = Config()
    config.set_main_option("script_location", str(Path(schema.__file__).parent / "migrations"))
    engine = sa.create_engine(f"sqlite:///{path}")
    listen_to_sqlite(engine)
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
    engine.dispose()
    return path


def test_what_an_older_ledger_says_of_endpoints_and_prices_is_what_is_known(older):
    judges = [{"settings": {}}, {"settings": {"endpoint": "jury"}}]
    known = {
        "app": "shop",
        "version": 1,
        "scorers": json.dumps(judges),
        "golden": '{"name": "g", "number": 1}',
    }
    with contextlib.closing(sqlite3.connect(older)) as connection, connection:
        for table, rows in {
            "versions": [{"app": "shop", "number": 1, "endpoint": "rehearsal"}],
            "evaluations": [{"id": id, "practice": id == "p", **known} for id in ("p", "e")],
            "rows": [{"evaluation": id, "position": 0, "cost_usd": 0.0} for id in ("p", "e")]
            + [{"evaluation": "e", "position": 1, "cost_usd": 0.5}],
        }.items():
            for row in rows:
                insert(connection, table, row)
    opened = open_ledger(f"sqlite:///{older}")
    with opened.engine.connect() as connection:
        asked = connection.execute(
            sa.text("SELECT id, endpoint, address, judge_addresses FROM evaluations ORDER BY id")
        )
        paid = connection.execute(sa.text("SELECT evaluation, cost_usd FROM rows ORDER BY 1, position"))
        assert [tuple(each) for each in asked] == [
            ("e", "rehearsal", "", '{"jury": ""}'),
            ("p", "rehearsal", "practice", '{"jury": ""}'),
        ]
        assert [tuple(each) for each in paid] == [("e", None), ("e", 0.5), ("p", 0.0)]
    opened.close()


def insert(connection, table, row):
    """Add a row to a table of whatever schema; what is not given is empty text."""
    columns = connection.execute(f"PRAGMA table_info({table})").fetchall()
    values = {name: row.get(name, "" if must else None) for _, name, _, must, *_ in columns}
    marks = ", ".join("?" for _ in values)
    connection.execute(f"INSERT INTO {table} ({', '.join(values)}) VALUES ({marks})", [*values.values()])


def files_beside(path):
    return sorted(each.name for each in path.parent.iterdir() if each != path)


def test_an_older_ledger_is_backed_up_before_it_is_upgraded(older):
    open_ledger(f"sqlite:///{older}").close()
    assert number_of(older) == schema.NEWEST
    assert files_beside(older) == ["ledger.db.0001.bak"]
    assert number_of(f"{older}.0001.bak") == "0001"


def test_a_backup_is_never_written_over(older):
    for name in ("ledger.db.0001.bak", "ledger.db.0001.2.bak"):
        older.with_name(name).write_text("of an earlier try")
    open_ledger(f"sqlite:///{older}").close()
    assert files_beside(older) == ["ledger.db.0001.2.bak", "ledger.db.0001.3.bak", "ledger.db.0001.bak"]
    assert older.with_name("ledger.db.0001.bak").read_text() == "of an earlier try"
    assert number_of(f"{older}.0001.3.bak") == "0001"


def test_a_process_that_looked_before_another_upgraded_leaves_the_backup_alone(older, monkeypatch):
    look, looked = schema.current, []

    def looking_slowly(connection):
        found = look(connection)
        looked.append(found)
        if len(looked) == 1:
            open_ledger(f"sqlite:///{older}").close()
        return found

    monkeypatch.setattr(schema, "current", looking_slowly)
    open_ledger(f"sqlite:///{older}").close()
    assert looked[0] == "0001"
    assert files_beside(older) == ["ledger.db.0001.bak"]
    assert number_of(f"{older}.0001.bak") == "0001"


OPENS = """
import sys
from lifecycle.ledger import open_ledger
print("ready", flush=True)
sys.stdin.readline()
open_ledger(sys.argv[1]).close()
"""


def test_of_four_processes_that_open_an_older_ledger_at_once_one_upgrades_it(older):
    four = [
        subprocess.Popen(
            [sys.executable, "-c", OPENS, f"sqlite:///{older}"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(4)
    ]
    assert [each.stdout.readline() for each in four] == ["ready\n"] * 4
    for each in four:
        each.stdin.write("now\n")
        each.stdin.flush()
    said = [each.communicate(timeout=60)[1] for each in four]
    assert ([each.returncode for each in four], said) == ([0] * 4, [""] * 4)
    assert number_of(older) == schema.NEWEST
    assert files_beside(older) == ["ledger.db.0001.bak"]
    assert number_of(f"{older}.0001.bak") == "0001"


@contextlib.contextmanager
def disk_full(older):
    """Let no file grow as large as the ledger is."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (older.stat().st_size - 1, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@contextlib.contextmanager
def name_taken(older):
    """Let the copy's name be that of a folder."""
    folder = older.with_name(f"ledger.db.0001.{os.getpid()}.part")
    folder.mkdir()
    yield
    folder.rmdir()


@pytest.mark.parametrize("trouble", [disk_full, name_taken])
def test_a_ledger_that_cannot_be_backed_up_is_not_upgraded(older, trouble):
    with trouble(older), pytest.raises(Unavailable, match="backup could not be written") as caught:
        open_ledger(f"sqlite:///{older}")
    assert (caught.value.code, caught.value.params["where"]) == ("ledger.no_backup", str(older))
    assert number_of(older) == "0001"
    assert files_beside(older) == []


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


def test_only_one_worker_at_a_time_has_the_ledger_and_everybody_sees_which(url):
    with contextlib.closing(open_ledger(url)) as one, contextlib.closing(open_ledger(url)) as other:
        first, second = one.only_worker(), other.only_worker()
        assert second.holder() is None
        assert first.take()
        assert first.take(), "it is kept by taking it again"
        assert not second.take()
        assert second.holder() == f"{os.uname().nodename}:{os.getpid()}"
        first.give_back()
        assert second.take()
        assert not first.take()
        second.give_back()
        assert one.only_worker().holder() is None


def test_what_a_worker_gave_back_is_free_however_slowly_its_session_ends(postgres_url, monkeypatch):
    with (
        contextlib.closing(open_ledger(postgres_url)) as one,
        contextlib.closing(open_ledger(postgres_url)) as other,
    ):
        first, second = one.only_worker(), other.only_worker()
        assert first.take()
        with contextlib.closing(first.connection), monkeypatch.context() as slowly:
            slowly.setattr(first.connection, "close", lambda: None)
            first.give_back()
            assert second.holder() is None
            assert second.take()
        second.give_back()


def test_the_worker_of_another_ledger_on_the_same_server_is_none_of_ours(postgres, postgres_url):
    elsewhere = a_database(postgres, "elsewhere")
    with (
        contextlib.closing(open_ledger(postgres_url)) as here,
        contextlib.closing(open_ledger(elsewhere)) as there,
    ):
        ours, theirs = here.only_worker(), there.only_worker()
        assert theirs.take()
        assert ours.holder() is None
        assert ours.take()
        ours.give_back()
        theirs.give_back()


def test_who_works_on_a_ledger_that_is_away_cannot_be_told(postgres, on_server):
    postgres.psql(f"DROP DATABASE {on_server.engine.url.database} WITH (FORCE)")
    with pytest.raises(Unavailable) as caught:
        on_server.only_worker().holder()
    assert caught.value.code == "ledger.silent"


def test_a_worker_whose_session_was_cut_takes_the_ledger_anew_unless_another_was_faster(postgres_url):
    cut = sa.text("SELECT pg_terminate_backend(pid, 5000) FROM pg_locks WHERE locktype = 'advisory'")
    with (
        contextlib.closing(open_ledger(postgres_url)) as one,
        contextlib.closing(open_ledger(postgres_url)) as other,
    ):
        first, second = one.only_worker(), other.only_worker()
        assert first.take()
        with other.engine.begin() as connection:
            connection.execute(cut)
        assert first.take()
        assert not second.take()
        with other.engine.begin() as connection:
            connection.execute(cut)
        assert second.take()
        assert not first.take()
        second.give_back()
