"""The lock that lets one worker at a time work on a ledger, whichever home it was started from.

The system takes it away with the process that holds it, however that ends: a lock on a file beside a
SQLite ledger, an advisory lock of a PostgreSQL session.
"""

import fcntl
import os
from contextlib import suppress
from pathlib import Path
from typing import IO, Protocol

import sqlalchemy as sa
from sqlalchemy import exc

from lifecycle.ledger.faults import speaking_to

LOCK = 0x4B414E57
"""Of PostgreSQL's advisory locks."""


class OnlyWorker(Protocol):
    """The lock of one ledger, as one process sees it."""

    def take(self) -> bool:
        """Take it without waiting, or keep it when it is ours; false if another process has it."""
        ...

    def holder(self) -> str | None:
        """Tell which process has it, as `host:pid`; None if none has. Cheap.

        Raises:
            Unavailable: the database does not answer.
        """
        ...

    def give_back(self) -> None:
        """Let the next one take it."""
        ...


def only_worker(engine: sa.Engine) -> OnlyWorker:
    """Give the lock of a ledger."""
    if engine.dialect.name == "postgresql":
        return SessionLock(engine)
    return FileLock(Path(f"{engine.url.database}.worker"))


def me() -> str:
    """Name this process."""
    return f"{os.uname().nodename}:{os.getpid()}"


class FileLock:
    """A lock on a file; what stands in it is the name of who had it last."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.file: IO[str] | None = None

    def take(self) -> bool:
        """Take or keep it, as `OnlyWorker.take`."""
        if self.file:
            return True
        file = self.path.open("a", encoding="utf-8")
        if not locked(file, fcntl.LOCK_EX):
            file.close()
            return False
        file.truncate(0)
        file.write(me())
        file.flush()
        self.file = file
        return True

    def holder(self) -> str | None:
        """Name the holder, as `OnlyWorker.holder`."""
        try:
            with self.path.open(encoding="utf-8") as file:
                return None if locked(file, fcntl.LOCK_SH) else file.read() or "-"
        except FileNotFoundError:
            return None

    def give_back(self) -> None:
        """Let it go."""
        if self.file:
            self.file.close()
            self.file = None


def locked(file: IO[str], kind: int) -> bool:
    """Lock a file without waiting; closing it unlocks it."""
    try:
        fcntl.flock(file, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


class SessionLock:
    """A lock that lives as long as one connection."""

    def __init__(self, engine: sa.Engine) -> None:
        self.engine = engine
        self.connection: sa.Connection | None = None
        self.is_ours = False

    def take(self) -> bool:
        """Take or keep it, as `OnlyWorker.take`; after a broken connection it is taken anew.

        A database that does not answer gives it to nobody else: who had it keeps it meanwhile.
        """
        try:
            if self.connection:
                with suppress(exc.DBAPIError):
                    self.connection.execute(sa.select(1))
                    return True
                self.drop()
            self.is_ours = self.connect()
        except exc.OperationalError:
            pass
        return self.is_ours

    def connect(self) -> bool:
        """Take it on a new connection."""
        connection = self.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        connection.execute(sa.select(sa.func.set_config("application_name", me(), False)))
        if not connection.execute(sa.select(sa.func.pg_try_advisory_lock(LOCK))).scalar_one():
            connection.close()
            return False
        connection.detach()
        self.connection = connection
        return True

    def holder(self) -> str | None:
        """Name the holder, as `OnlyWorker.holder`."""
        query = sa.text(
            "SELECT application_name FROM pg_locks JOIN pg_stat_activity USING (pid)"
            " WHERE locktype = 'advisory' AND objid = :lock AND granted AND datname = current_database()"
        )
        with speaking_to(self.engine), self.engine.connect() as connection:
            return connection.execute(query, {"lock": LOCK}).scalar()

    def give_back(self) -> None:
        """Let it go at once: the server may notice only later that the session ended."""
        if self.connection:
            with suppress(exc.DBAPIError):
                self.connection.execute(sa.select(sa.func.pg_advisory_unlock(LOCK)))
        self.drop()
        self.is_ours = False

    def drop(self) -> None:
        """Close the connection, whatever it says."""
        if self.connection:
            with suppress(exc.DBAPIError):
                self.connection.close()
            self.connection = None
