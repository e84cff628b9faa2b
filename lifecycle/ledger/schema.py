"""The schema number of a ledger, and the way from an older one to today's.

Alembic's version table is the number. A new ledger is made by the same migrations as an old one is
upgraded by; only a ledger that needs them pays for importing alembic. Backup and migrations happen
under the write lock, so of several processes that find an old ledger one upgrades it.
"""

import os
import sqlite3
from contextlib import closing, suppress
from itertools import count
from pathlib import Path

import sqlalchemy as sa

from lifecycle.errors import ConfigError, Unavailable

NEWEST = "0003"
KNOWN = ("0001", "0002", "0003")
LOCK = 0x4B414E4E


def bring_up_to_date(engine: sa.Engine) -> None:
    """Upgrade the ledger to `NEWEST` if it is older, after a backup of a SQLite file.

    Raises:
        ConfigError: the ledger was written by a newer Kanmon.
        Unavailable: the backup could not be written; nothing was upgraded.
    """
    with engine.connect() as connection:
        if current(connection) == NEWEST:
            return
    with engine.execution_options(write=True).begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(LOCK)))
        number = current(connection)
        if number == NEWEST:
            return  # another process did it while this one waited for the lock
        if number is not None:
            back_up(engine, number)
        migrate(connection)


def current(connection: sa.Connection) -> str | None:
    """Tell the schema number, None for an empty database.

    Raises:
        ConfigError: it is none of `KNOWN`.
    """
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    number = connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar()
    if number is not None and number not in KNOWN:
        raise ConfigError("ledger.newer", found=number, known=NEWEST)
    return number


def back_up(engine: sa.Engine, number: str) -> None:
    """Copy a SQLite ledger beside itself before it is upgraded; servers have their own backups.

    The copy is `ledger.db.<number>.bak`, or the first free `ledger.db.<number>.2.bak` and so on: an
    earlier one is never written over. The caller holds the write lock.

    Raises:
        Unavailable: the copy could not be written.
    """
    if engine.dialect.name != "sqlite" or not engine.url.database:
        return
    path = Path(engine.url.database)
    part = path.with_name(f"{path.name}.{number}.{os.getpid()}.part")
    try:
        part.unlink(missing_ok=True)
        with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(part)) as target:
            source.backup(target)
        part.rename(free_name(path, number))
    except (sqlite3.Error, OSError) as err:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise Unavailable("ledger.no_backup", where=str(path), reason=str(err)) from err


def free_name(path: Path, number: str) -> Path:
    """Give the first name for a backup that no file has."""
    names = (f"{path.name}.{number}{'' if nth == 1 else f'.{nth}'}.bak" for nth in count(1))
    return next(free for free in map(path.with_name, names) if not free.exists())


def migrate(connection: sa.Connection) -> None:
    """Run the missing migrations in the transaction under way."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
