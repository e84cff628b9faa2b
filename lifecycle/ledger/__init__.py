"""The SQL truth about releases: SQLite in the home, or any database SQLAlchemy speaks to.

The only home of SQLAlchemy. Records go in and come out whole; a table and a record have the same
fields. One writer at a time: a write transaction holds SQLite's write lock (`BEGIN IMMEDIATE`) or
PostgreSQL's advisory lock from its first statement, so what it has read cannot change under it. The
writers of a process line up before they take a connection, and a look inside a write is the write's
own: whoever holds the lock never waits for a connection.
"""

import threading
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any, TypeVar

import sqlalchemy as sa
from pydantic import TypeAdapter
from sqlalchemy import event, exc, func

from lifecycle.errors import ConfigError, Conflict, Unavailable
from lifecycle.ledger import schema
from lifecycle.ledger.faults import describe, reading_back, speaking_to
from lifecycle.ledger.only_worker import OnlyWorker, only_worker
from lifecycle.ledger.tables import TABLES

T = TypeVar("T")

WRITER_LOCK = 0x4B414E4D  # any constant will do, as long as every process uses the same
PATIENCE_S = 20.0
"""How long a write waits for its turn."""
BATCH = 1000
"""So many rows of a long list are in memory at once."""

ADAPTERS: dict[type, TypeAdapter[Any]] = {kind: TypeAdapter(kind) for kind in TABLES}


SOME: Any = object()
"""As a wanted value of a column that holds an object: any but the empty one."""


def to_values(record: Any) -> dict[str, Any]:
    """Give a record's columns, records inside it as plain values."""
    values: dict[str, Any] = ADAPTERS[type(record)].dump_python(record)
    return values


def clause(table: sa.Table, wanted: Mapping[str, Any]) -> sa.ColumnElement[bool]:
    """Turn `{column: value}` into SQL: a list means any of these, None means empty; see also `SOME`."""
    parts = []
    for name, value in wanted.items():
        column = table.c[name]
        if value is SOME:
            parts.append(sa.cast(column, sa.Text) != "{}")
        elif isinstance(value, list | tuple | set | frozenset):
            parts.append(column.in_(list(value)))
        else:
            parts.append(column.is_(None) if value is None else column == value)
    return sa.and_(sa.true(), *parts)


class Reading:
    """A consistent look at the ledger."""

    def __init__(self, connection: sa.Connection) -> None:
        self.connection = connection

    def all(
        self,
        kind: type[T],
        /,
        *,
        order: Sequence[str] = (),
        limit: int | None = None,
        skip: int | None = None,
        **wanted: Any,
    ) -> list[T]:
        """List the records whose columns equal `wanted`; the first `skip` of them are left out.

        `order` names columns, `-name` for descending; without it the key's order holds. A list as a
        wanted value means any of these, None means empty, `SOME` an object that is not empty.

        Raises:
            Conflict: what stands in a row is no such record any more.
        """
        table = TABLES[kind]
        names = order or [column.name for column in table.primary_key.columns]
        query = (
            sa.select(table)
            .where(clause(table, wanted))
            .order_by(*(table.c[n[1:]].desc() if n[0] == "-" else table.c[n] for n in names))
            .limit(limit)
            .offset(skip)
        )
        rows = self.connection.execute(query).mappings()
        with reading_back(kind):
            return [ADAPTERS[kind].validate_python(dict(row)) for row in rows]

    def each(
        self, kind: type[T], /, *, after: int | None = None, batch: int = BATCH
    ) -> Generator[T, None, None]:
        """Go through all records in the order of their key, or those `after` a key; a batch is in memory.

        Who may stop before the end closes it.

        Raises:
            Conflict: what stands in a row is no such record any more.
        """
        table = TABLES[kind]
        (number,), names = table.primary_key.columns, [column.name for column in table.columns]
        query = sa.select(table).order_by(number).execution_options(yield_per=batch)
        if after is not None:
            query = query.where(number > after)
        with reading_back(kind), self.connection.execute(query) as rows:
            for row in rows:
                yield ADAPTERS[kind].validate_python(dict(zip(names, row, strict=True)))

    def one(self, kind: type[T], /, **wanted: Any) -> T | None:
        """Give the first record that fits, or None."""
        found = self.all(kind, limit=1, **wanted)
        return found[0] if found else None

    def newest(self, kind: type[T], /, *, by: str = "number", **wanted: Any) -> T | None:
        """Give the record with the highest `by` among those that fit, or None."""
        found = self.all(kind, order=[f"-{by}"], limit=1, **wanted)
        return found[0] if found else None

    def count(self, kind: type, /, **wanted: Any) -> int:
        """Count the records that fit."""
        table = TABLES[kind]
        query = sa.select(func.count()).select_from(table).where(clause(table, wanted))
        return self.connection.execute(query).scalar_one()

    def tally(self, kind: type, by: str, /, **wanted: Any) -> dict[Any, int]:
        """Count the records that fit for each value of the column `by`."""
        table = TABLES[kind]
        query = sa.select(table.c[by], func.count()).where(clause(table, wanted)).group_by(table.c[by])
        return {row[0]: row[1] for row in self.connection.execute(query)}

    def total(self, kind: type, column: str, /, **wanted: Any) -> float:
        """Add up a number column over the records that fit; empty values count as nothing."""
        table = TABLES[kind]
        query = sa.select(func.coalesce(func.sum(table.c[column]), 0)).where(clause(table, wanted))
        return float(self.connection.execute(query).scalar_one())


class Writing(Reading):
    """The one write transaction under way: all of it happens, or none."""

    def add(self, *records: Any) -> None:
        """Insert records of one kind.

        Raises:
            Conflict: a record with this key stands already.
        """
        if not records:
            return
        values = [to_values(record) for record in records]
        try:
            self.connection.execute(sa.insert(TABLES[type(records[0])]), values)
        except exc.IntegrityError as err:
            raise Conflict("ledger.exists", kind=type(records[0]).__name__) from err

    def change(self, kind: type, where: Mapping[str, Any], /, **values: Any) -> int:
        """Set columns on the records that fit, and tell how many did.

        With the expected old values in `where` this is compare-and-set: 0 means somebody was first.
        """
        table = TABLES[kind]
        return self.connection.execute(sa.update(table).where(clause(table, where)).values(**values)).rowcount

    def finish(self, records: Sequence[Any], where: Mapping[str, Any]) -> int:
        """Write whole records of one kind over those with the same key that also fit `where`.

        Tells how many did.
        """
        if not records:
            return 0
        table = TABLES[type(records[0])]
        keys = [column.name for column in table.primary_key.columns]
        same = [table.c[name] == sa.bindparam(f"key_{name}") for name in keys]
        values: dict[str, Any] = {
            column.name: sa.bindparam(column.name) for column in table.c if column.name not in keys
        }
        given = [
            {f"key_{name}" if name in keys else name: value for name, value in to_values(record).items()}
            for record in records
        ]
        update = sa.update(table).where(*same, clause(table, where)).values(values)
        return self.connection.execute(update, given).rowcount

    def remove(self, kind: type, /, **wanted: Any) -> int:
        """Delete the records that fit (never events) and tell how many went."""
        table = TABLES[kind]
        return self.connection.execute(sa.delete(table).where(clause(table, wanted))).rowcount


class Ledger:
    """An open ledger; safe to share between threads, cheap to open again in another process."""

    def __init__(self, engine: sa.Engine) -> None:
        self.engine = engine
        self.turn = threading.Lock()
        self.own = threading.local()

    @contextmanager
    def read(self) -> Iterator[Reading]:
        """Open a read transaction; inside a write of the same thread this is that very transaction.

        Raises:
            Unavailable: the database does not answer, or all connections are taken.
        """
        writing: Writing | None = getattr(self.own, "writing", None)
        if writing:
            yield writing
            return
        with speaking_to(self.engine), self.engine.begin() as connection:
            yield Reading(connection)

    @contextmanager
    def write(self) -> Iterator[Writing]:
        """Open the write transaction; commits at the end, rolls back on any exception.

        Raises:
            Unavailable: the database does not answer, or another writer stayed for `PATIENCE_S`.
        """
        with self.lining_up(), speaking_to(self.engine), self.locking() as connection:
            self.own.writing = Writing(connection)
            try:
                yield self.own.writing
            finally:
                self.own.writing = None

    @contextmanager
    def lining_up(self) -> Iterator[None]:
        """Wait until no other thread of this process writes."""
        if not self.turn.acquire(timeout=PATIENCE_S):
            raise Unavailable("ledger.busy", where=describe(self.engine))
        try:
            yield
        finally:
            self.turn.release()

    @contextmanager
    def locking(self) -> Iterator[sa.Connection]:
        """Begin a transaction that no other process can write beside."""
        with self.engine.execution_options(write=True).begin() as connection:
            if self.engine.dialect.name == "postgresql":
                connection.execute(sa.select(func.set_config("lock_timeout", f"{PATIENCE_S}s", True)))
                connection.execute(sa.select(func.pg_advisory_xact_lock(WRITER_LOCK)))
            yield connection

    def only_worker(self) -> OnlyWorker:
        """Give the lock that lets one worker at a time work on this ledger."""
        return only_worker(self.engine)

    def close(self) -> None:
        """Give all connections back."""
        self.engine.dispose()


def open_ledger(url: str) -> Ledger:
    """Open the ledger at a SQLAlchemy URL, making or upgrading its tables (after a backup).

    Raises:
        ConfigError: the URL cannot be read, the file is no database, or a newer Kanmon wrote it.
        Unavailable: the database does not answer.
    """
    try:
        engine = sa.create_engine(url, pool_pre_ping=not url.startswith("sqlite"))
    except (exc.ArgumentError, exc.NoSuchModuleError, ImportError) as err:
        raise ConfigError("ledger.bad_url", reason=str(err)) from err
    if engine.dialect.name == "sqlite":
        listen_to_sqlite(engine)
    with ExitStack() as on_failure, speaking_to(engine):
        on_failure.callback(engine.dispose)
        schema.bring_up_to_date(engine)
        on_failure.pop_all()
    return Ledger(engine)


def listen_to_sqlite(engine: sa.Engine) -> None:
    """Make SQLite keep its word: real transactions, write-ahead log, full sync, foreign keys."""

    @event.listens_for(engine, "connect")
    def connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # the begin event below decides, not the driver
        connection.execute(f"PRAGMA busy_timeout={round(PATIENCE_S * 1000)}")
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: sa.Connection) -> None:
        writes = connection.get_execution_options().get("write")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
