"""The audit log against those who can write its database: edited, cut, reordered, inserted, made anew."""

import contextlib
import csv
import dataclasses
import io
import json
import os
import sqlite3
import subprocess
import sys
import tracemalloc
from hashlib import sha256
from pathlib import Path

import pytest
import rfc8785
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from lifecycle import history
from lifecycle.cli import audit as commands
from lifecycle.digests import EXACT
from lifecycle.errors import ConfigError, Conflict, Invalid
from lifecycle.ledger import Writing
from lifecycle.records import Event
from lifecycle.settings import Settings
from lifecycle.workbench import Workbench
from tests.builders import KEN, NOON
from tests.conftest import SETTINGS
from tests.postgres import a_database


class Undone(Exception):
    """Ends a transaction that is to leave nothing."""


@dataclasses.dataclass
class Log:
    """A ledger in the hands of somebody who owns the database: no guard stands."""

    bench: Workbench
    tx: Writing

    def sql(self, *statements, **values):
        for statement in statements:
            self.tx.connection.execute(sa.text(statement), values)

    def grow(self, n):
        add(self.bench, self.tx, n)

    def events(self):
        return self.tx.all(Event)

    def fault(self, **how):
        found = history.check(self.bench, **how).fault
        return found and (found.code, found.params["number"])

    def head(self):
        return history.check(self.bench).head


def add(bench, tx, n):
    for i in range(n):
        what = {"app": "shop", "subject": f"p@{i}", "before": i, "reason": "理由"}
        history.record(bench, tx, KEN, "prompt.saved", **what)


@contextlib.contextmanager
def opened(home, url):
    """Open a workbench that has a ledger with six events, and nothing else."""
    bench = Workbench(Settings(home=home, policies=home, ledger_url=url, tracking_uri="sqlite://"))
    with bench.ledger.write() as tx:
        add(bench, tx, 6)
    yield bench
    bench.ledger.close()


@pytest.fixture(scope="module")
def sqlite(tmp_path_factory):
    home = tmp_path_factory.mktemp("audit")
    with opened(home, f"sqlite:///{home / 'ledger.db'}") as bench:
        yield bench


@pytest.fixture(scope="module")
def postgresql(postgres, tmp_path_factory):
    with opened(tmp_path_factory.mktemp("audit"), a_database(postgres, "audit")) as bench:
        yield bench


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def bench(request):
    return request.getfixturevalue(request.param)


@pytest.fixture
def log(bench):
    with unguarded(bench) as log:
        yield log


@contextlib.contextmanager
def unguarded(bench):
    """Take the guards of the audit log away, and undo in the end whatever was done without them."""
    with contextlib.suppress(Undone), bench.ledger.write() as tx:
        take_guards(tx)
        yield Log(bench, tx)
        raise Undone


def take_guards(tx):
    """Let this transaction do to events whatever it likes."""
    if tx.connection.engine.dialect.name == "postgresql":
        tx.connection.execute(sa.text("SET LOCAL session_replication_role = replica"))
        return
    guards = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'events'"
    for name in tx.connection.execute(sa.text(guards)).scalars().all():
        tx.connection.execute(sa.text(f"DROP TRIGGER {name}"))


def resealed(event, **changes):
    """Make another event with a hash that fits it."""
    made = dataclasses.replace(event, **changes)
    return dataclasses.replace(made, hash=history.hash_of(made))


def test_an_untouched_log_is_sound(log):
    assert log.fault() is None
    assert log.head().number == 6


@pytest.mark.parametrize(
    "change",
    [
        "reason = 'another'",
        "actor = 'mei'",
        "subject = ''",
        "identity = 'oidc'",
        "action = 'prompt.removed'",
        "at = '2020-01-01T00:00:00.000000+00:00'",
        "before = '7'",
        "after = '0'",
        "details = '{\"a\": 1}'",
        f"hash = '{'f' * 64}'",
    ],
)
def test_an_edited_event_is_found(log, change):
    log.sql(f"UPDATE events SET {change} WHERE number = 4")
    assert log.fault() == ("audit.edited", 4)
    assert history.verify(log.bench) == 4
    assert log.head().number == 3


@pytest.mark.parametrize("number", [1, 3, 5])
def test_a_removed_event_is_found(log, number):
    log.sql(f"DELETE FROM events WHERE number = {number}")
    assert log.fault() == ("audit.removed", number)


def test_a_removed_event_whose_gap_was_closed_is_found(log):
    log.sql("DELETE FROM events WHERE number = 3")
    log.sql(*(f"UPDATE events SET number = {number - 1} WHERE number = {number}" for number in (4, 5, 6)))
    assert log.fault() == ("audit.unlinked", 3)


def test_reordered_events_are_found(log):
    swap = ((3, 30), (4, 3), (30, 4))
    log.sql(*(f"UPDATE events SET number = {new} WHERE number = {old}" for old, new in swap))
    assert log.fault() == ("audit.unlinked", 3)


def test_an_event_put_in_between_is_found_though_its_own_hash_fits(log):
    third = log.events()[2]
    log.sql(*(f"UPDATE events SET number = {number + 1} WHERE number = {number}" for number in (6, 5, 4)))
    log.tx.add(resealed(third, number=4, previous=third.hash, reason="it was so"))
    assert log.fault() == ("audit.unlinked", 5)


@pytest.mark.parametrize("number", [0, -1])
def test_an_event_put_in_before_the_first_is_found(log, number):
    log.tx.add(resealed(log.events()[0], number=number, reason="it was so"))
    assert log.fault() == ("audit.inserted", number)


@pytest.mark.parametrize(
    "change",
    [
        "details = 'no json'",
        "details = '[1]'",
        "details = 5",
        "at = 'yesterday'",
        "at = 5",
        "reason = x'00ff'",
        "reason = CAST(x'ff41' AS TEXT)",
        f"details = '{'[' * 100_000}'",
    ],
    ids=lambda change: change[:30],
)
def test_an_event_that_cannot_be_read_any_more_is_found_where_it_stands(sqlite, change):
    for number in (1, 4):
        with unguarded(sqlite) as log:
            log.sql(f"UPDATE events SET {change} WHERE number = {number}")
            assert log.fault() in {("audit.unreadable", number), ("audit.edited", number)}
            assert log.head().number == number - 1


def test_what_is_wrong_with_such_an_event_is_told_in_one_line(sqlite):
    with unguarded(sqlite) as log:
        log.sql("UPDATE events SET details = '[1]' WHERE number = 4")
        reason = history.check(log.bench).fault.params["reason"]
    assert reason == "details: Input should be a valid dictionary"


def test_whoever_else_meets_such_an_event_is_told_in_words(sqlite):
    with unguarded(sqlite) as log, pytest.raises(Conflict, match="can no longer be read"):
        log.sql("UPDATE events SET details = 'no json' WHERE number = 4")
        history.events(log.bench, "shop")


def test_a_cut_tail_is_sound_in_itself_and_shows_against_an_anchor(log):
    anchor = log.head()
    log.sql("DELETE FROM events WHERE number > 4")
    assert log.fault() is None
    assert log.fault(anchor=anchor) == ("audit.cut", 6)
    assert history.check(log.bench, anchor=anchor).fault.params["left"] == 4


def test_a_cut_tail_that_grew_again_shows_against_an_anchor(log):
    anchor = log.head()
    log.sql("DELETE FROM events WHERE number > 4")
    log.grow(5)
    assert log.fault() is None
    assert log.fault(anchor=anchor) == ("audit.rewritten", 6)


def test_a_history_made_anew_is_sound_in_itself_and_shows_against_an_anchor(log):
    events, anchor = log.events(), log.head()
    log.sql("DELETE FROM events WHERE number > 2")
    last = events[1]
    for event in events[2:]:
        last = resealed(event, previous=last.hash, actor="somebody else")
        log.tx.add(last)
    assert log.fault() is None
    assert log.fault(anchor=anchor) == ("audit.rewritten", 6)


def test_a_log_that_only_grew_holds_its_anchors(log):
    anchors = [history.START, log.head()]
    log.grow(2)
    assert [log.fault(anchor=anchor) for anchor in anchors] == [None, None]


def test_an_emptied_log_is_sound_in_itself_and_shows_against_an_anchor(log):
    anchor = log.head()
    log.sql("DELETE FROM events")
    assert history.check(log.bench) == history.Chain(head=history.START)
    assert log.fault(anchor=anchor) == ("audit.cut", 6)


def test_a_watch_reads_all_once_and_then_only_what_is_new(log, monkeypatch):
    watch = history.Watch(log.bench)
    read = []
    monkeypatch.setattr(history.chain, "flaw", lambda event, *_: read.append(event.number))
    log.grow(2)
    assert watch.look().head.number == 8
    watch.look()
    assert read == [7, 8]


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        ("UPDATE events SET reason = 'x' WHERE number = 7", ("audit.edited", 7)),
        ("DELETE FROM events WHERE number > 4", ("audit.cut", 6)),
        ("DELETE FROM events WHERE number = 6", ("audit.removed", 6)),
        (f"UPDATE events SET hash = '{'0' * 64}' WHERE number = 6", ("audit.rewritten", 6)),
    ],
)
def test_a_watch_sees_what_is_wrong_since_and_does_not_forget_it(log, statement, fault):
    watch = history.Watch(log.bench)
    log.grow(2)
    log.sql(statement)
    for _ in range(2):
        seen = watch.look().fault
        assert (seen.code, seen.params["number"]) == fault
        log.grow(2)


def test_a_watch_whose_last_event_cannot_be_read_any_more_says_so(sqlite):
    with unguarded(sqlite) as log:
        watch = history.Watch(log.bench)
        log.sql("UPDATE events SET details = 'no json' WHERE number = 6")
        assert watch.look().fault.code == "audit.unreadable"


WITHIN = {"min_value": -EXACT + 1, "max_value": EXACT - 1}
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(**WITHIN) | st.floats(**WITHIN) | st.text(),
    lambda each: st.lists(each) | st.dictionaries(st.text(), each),
    max_leaves=8,
)


@given(before=VALUES, after=VALUES, details=st.dictionaries(st.text(min_size=1), VALUES))
def test_whatever_json_an_event_holds_the_database_gives_back_what_was_hashed(bench, before, after, details):
    with unguarded(bench) as log:
        last = log.tx.newest(Event)
        told = {"before": before, "after": after, "details": details}
        log.tx.add(resealed(last, number=last.number + 1, previous=last.hash, **told))
        assert log.fault() is None


def peak_of_reading(log):
    tracemalloc.start()
    assert log.fault() is None
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak


def test_three_times_as_many_events_take_no_more_memory_to_read(log):
    log.grow(1_200)
    peak_of_reading(log)
    few = peak_of_reading(log)
    log.grow(2_400)
    assert peak_of_reading(log) < 1.2 * few


# the ledger's own guards


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE events SET reason = 'x' WHERE number = 2",
        "DELETE FROM events WHERE number = 2",
        "INSERT OR REPLACE INTO events SELECT * FROM events WHERE number = 2",
        "INSERT OR REPLACE INTO events SELECT 7, at, actor, identity, action, app, subject, before, after,"
        " 'x', details, previous, hash FROM events WHERE number = 2",
        "INSERT INTO events SELECT * FROM events WHERE true ON CONFLICT DO UPDATE SET reason = 'x'",
    ],
)
def test_sqlite_refuses_to_change_an_event(sqlite, statement):
    before, engine = history.check(sqlite), sqlite.ledger.engine
    with pytest.raises(sa.exc.IntegrityError, match="append-only"), engine.begin() as connection:
        connection.execute(sa.text(statement))
    assert history.check(sqlite) == before


CHANGES = ["UPDATE events SET reason = 'x'", "DELETE FROM events", "TRUNCATE events"]


@pytest.fixture(scope="module")
def kept(postgres, tmp_path_factory):
    """A ledger on PostgreSQL whose user owns its tables and is no superuser."""
    postgres.psql("CREATE ROLE keeper LOGIN")
    superuser = a_database(postgres, "kept")
    postgres.psql("ALTER DATABASE kept OWNER TO keeper")
    with opened(tmp_path_factory.mktemp("kept"), superuser.replace("//postgres:", "//keeper:")) as bench:
        yield bench


@pytest.mark.parametrize("statement", CHANGES)
def test_postgresql_refuses_the_ledgers_own_user(kept, statement):
    with pytest.raises(ConfigError, match="permission denied for table events"), kept.ledger.write() as tx:
        tx.connection.execute(sa.text(statement))
    assert history.check(kept).head.number == 6


@pytest.mark.parametrize("statement", CHANGES)
def test_postgresql_refuses_even_a_superuser_while_the_triggers_stand(postgresql, statement):
    with pytest.raises(ConfigError, match="append-only"), postgresql.ledger.write() as tx:
        tx.connection.execute(sa.text(statement))
    assert history.check(postgresql).head.number == 6


# files


def test_an_anchor_comes_back_from_its_file(log):
    head = log.head()
    written = history.to_anchor(head, NOON)
    assert history.read_anchor(written, "a.json") == head
    document = json.loads(written)
    assert (document["number"], document["count"], document["hash"]) == (6, 6, head.hash)
    assert history.read_anchor(history.to_anchor(history.START, NOON), "a.json") == history.START


AN_ANCHOR = json.dumps(
    {"number": 6, "hash": "f" * 64, "at": None, "count": 6, "anchored_at": "2026-01-01T00:00:00Z"}
).encode()


def test_a_small_anchor_is_read():
    assert history.read_anchor(AN_ANCHOR, "a.json").number == 6


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"\xff",
        b'{"number": 1}',
        b'{"number": 1, "hash": "x", "at": null}',
        b"[" * 100_000,
        AN_ANCHOR.replace(b'"number": 6', b'"number": ' + b"9" * 30),
        AN_ANCHOR.replace(b'"number": 6', b'"number": ' + b"9" * 5_000),
        AN_ANCHOR.replace(b'"number": 6', b'"number": 1e400'),
        AN_ANCHOR.replace(b'"number": 6', b'"number": -1'),
        AN_ANCHOR.replace(b'f", ', b'\\n", '),
    ],
    ids=lambda content: content[:20],
)
def test_what_is_no_anchor_is_named(content):
    with pytest.raises(Invalid, match=r"a\.json is not an anchor"):
        history.read_anchor(content, "a.json")


def test_a_line_of_the_export_proves_itself(log):
    lines = b"".join(history.FORMATS[".jsonl"](log.events())).splitlines()
    previous = history.GENESIS
    for number, line in enumerate(lines, start=1):
        document = json.loads(line)
        told = document.pop("hash")
        assert (document["number"], document["previous"]) == (number, previous)
        assert sha256(rfc8785.dumps(document)).hexdigest() == told
        previous = told
    assert len(lines) == 6


BEYOND = [
    '{"x": 1e400}',
    '{"x": NaN}',
    '{"x": 99999999999999999999}',
    '{"x": "\\ud800"}',
    '{"x": ' + "[" * 700 + "]" * 700 + "}",
]


@pytest.mark.parametrize("suffix", history.FORMATS)
@pytest.mark.parametrize("details", BEYOND, ids=lambda details: details[:12])
def test_an_event_that_no_file_can_hold_is_named(sqlite, details, suffix):
    with unguarded(sqlite) as log:
        log.sql("UPDATE events SET details = :details WHERE number = 4", details=details)
        assert log.fault() == ("audit.edited", 4)
        written = history.FORMATS[suffix](log.tx.each(Event))
        with pytest.raises(Conflict) as caught:
            b"".join(written)
    assert (caught.value.code, caught.value.params["number"]) == ("audit.unreadable", 4)
    assert caught.value.say("ja").encode()


FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1+1", "＋1", "－1", "＠x"]


@pytest.mark.parametrize("text", FORMULAS)
def test_a_spreadsheet_gets_no_formula_and_japanese_it_can_read(sqlite, text):
    with unguarded(sqlite) as log:
        told = {"subject": text, "reason": text, "before": -1, "note": '"返品", '}
        history.record(log.bench, log.tx, KEN, "prompt.saved", app="shop", **told)
        written = b"".join(history.FORMATS[".csv"](log.events()))
    assert written.startswith(b"\xef\xbb\xbfnumber,at,actor")
    rows = list(csv.reader(io.StringIO(written.decode("utf-8-sig"), newline="")))
    assert [len(row) for row in rows] == [13] * 8
    assert not [cell for row in rows for cell in row if cell.startswith(tuple("=+-@\t\r\n＝＋－＠"))]
    last = dict(zip(rows[0], rows[-1], strict=True))
    assert (last["subject"], last["reason"]) == (f"'{text}", f"'{text}")
    assert (last["before"], last["after"]) == ("'-1", "")
    assert json.loads(last["details"]) == {"note": '"返品", '}


# the command line


class Terminal:
    """A shell in a home with a ledger of six events, of which it knows how to spoil some."""

    def __init__(self, home):
        self.home = home
        with opened(home, f"sqlite:///{home / 'ledger.db'}"):
            pass
        (home / "people.yaml").write_text("people: {}\n")
        clean = {name: value for name, value in os.environ.items() if name not in SETTINGS}
        self.env = {**clean, "KANMON_HOME": str(home), "PYTHONPATH": os.pathsep.join(sys.path)}

    def run(self, *words, code=0):
        line = [sys.executable, "-m", "lifecycle", "audit", *words, "--json"]
        done = subprocess.run(line, cwd=self.home, env=self.env, capture_output=True, text=True)
        assert done.returncode == code, (done.stdout, done.stderr)
        return json.loads(done.stdout)

    def spoil(self, statement):
        with contextlib.closing(sqlite3.connect(self.home / "ledger.db")) as ledger:
            for (name,) in ledger.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
                ledger.execute(f"DROP TRIGGER {name}")
            ledger.execute(statement)
            ledger.commit()


@pytest.fixture
def terminal(tmp_path):
    return Terminal(tmp_path)


def test_the_command_line_anchors_and_finds_a_cut_tail(terminal):
    assert terminal.run("anchor", "anchor.json")["head"]["number"] == 6
    assert terminal.run("verify", "--anchor", "anchor.json")["sound"]
    anchored = (terminal.home / "anchor.json").read_bytes()
    terminal.spoil("DELETE FROM events WHERE number > 5")
    assert terminal.run("verify")["head"]["number"] == 5
    cut = terminal.run("verify", "--anchor", "anchor.json", code=5)
    assert (cut["sound"], cut["fault"]["code"]) == (False, "audit.cut")
    assert terminal.run("anchor", "anchor.json", code=5)["error"]["code"] == "audit.cut"
    assert (terminal.home / "anchor.json").read_bytes() == anchored, "an anchor is never lost to a cut log"
    assert terminal.run("anchor", "people.yaml", code=4)["error"]["code"] == "audit.bad_anchor"


def test_the_command_line_names_the_event_that_was_edited(terminal):
    terminal.spoil("UPDATE events SET reason = 'x' WHERE number = 2")
    found = terminal.run("verify", code=5)
    assert (found["fault"]["code"], found["fault"]["params"]) == ("audit.edited", {"number": 2})
    assert terminal.run("anchor", "anchor.json", code=5)["error"]["code"] == "audit.edited"
    assert not (terminal.home / "anchor.json").exists()


def test_the_command_line_exports_whole_or_not_at_all(terminal):
    assert terminal.run("export", "log.jsonl") == {"file": "log.jsonl", "events": 6}
    assert (terminal.home / "log.jsonl").read_bytes().count(b"\n") == 6
    assert terminal.run("export", "log.xlsx", code=4)["error"]["code"] == "audit.bad_suffix"
    terminal.spoil("UPDATE events SET details = 'no json' WHERE number = 3")
    assert terminal.run("export", "log.csv", code=5)["error"]["code"] == "ledger.damaged"
    assert not list(terminal.home.glob("log.csv*"))
    terminal.spoil("UPDATE events SET details = '{\"x\": 1e400}' WHERE number = 3")
    for file in ("log.csv", "log2.jsonl"):
        assert terminal.run("export", file, code=5)["error"]["code"] == "audit.unreadable"
    assert {each.name for each in terminal.home.glob("log*")} == {"log.jsonl"}


def test_an_anchor_is_a_file_and_nothing_else(sqlite, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    os.mkfifo("pipe")
    (tmp_path / "big.json").write_bytes(AN_ANCHOR.replace(b'"number": 6', b'"number": ' + b"9" * 30))
    for name, to_write, to_read in (
        ("/dev/full", "cli.no_file", "cli.no_file"),
        ("/dev/zero", "cli.no_file", "cli.no_file"),
        ("pipe", "cli.no_file", "cli.no_file"),
        (".", "cli.no_file", "cli.no_file"),
        ("x" * 300, "cli.no_write", "cli.no_file"),
        ("none/a.json", "cli.no_write", "cli.no_file"),
        ("big.json", "audit.bad_anchor", "audit.bad_anchor"),
    ):
        for act, code in ((commands.anchor, to_write), (commands.verify, to_read)):
            with pytest.raises(Invalid) as caught:
                act(sqlite, Path(name))
            assert caught.value.code == code
    assert {each.name for each in tmp_path.iterdir()} == {"pipe", "big.json"}
    commands.anchor(sqlite, Path("new.json"))
    assert commands.verify(sqlite, Path("new.json")).exit_code == 0


@pytest.mark.parametrize(
    ("spoken", "at", "line"),
    [
        ("en", "2026-12-01", "As of 2026-12-01 23:59:59 (UTC)"),
        ("en", "2026-12-01T09:30:00+09:00", "As of 2026-12-01 00:30:00 (UTC)"),
        ("ja", "2026-12-01T09:30", "2026-12-01 09:30:00（UTC）時点"),
    ],
)
def test_what_stood_where_begins_with_the_moment_and_its_zone(sqlite, monkeypatch, spoken, at, line):
    monkeypatch.setenv("KANMON_LANG", spoken)
    answer = commands.past(sqlite, "shop", at)
    assert answer.lines == [line, "nothing was released yet"]
    assert answer.document["at"] == history.read_moment(at)
