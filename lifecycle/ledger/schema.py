"""The schema number of a ledger, and the way from an older one to today's.

Alembic's version table is the number. A new ledger is made by the same migrations as an old one is
upgraded by; only a ledger that needs them pays for importing alembic.
"""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import sqlalchemy as sa

from lifecycle.errors import ConfigError

NEWEST = "0002"
KNOWN = ("0001", "0002")
LOCK = 0x4B414E4E


def bring_up_to_date(engine: sa.Engine) -> None:
    """Upgrade the ledger to `NEWEST` if it is older, after a backup of a SQLite file.

    Raises:
        ConfigError: the ledger was written by a newer Kanmon.
    """
    number = current(engine)
    if number == NEWEST:
        return
    if number is not None and number not in KNOWN:
        raise ConfigError("ledger.newer", found=number, known=NEWEST)
    if number is not None:
        back_up(engine, number)
    migrate(engine)


def current(engine: sa.Engine) -> str | None:
    """Tell the schema number, None for an empty database."""
    with engine.connect() as connection:
        if not sa.inspect(connection).has_table("alembic_version"):
            return None
        return connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar()


def back_up(engine: sa.Engine, number: str) -> None:
    """Copy a SQLite ledger beside itself before it is upgraded; servers have their own backups."""
    if engine.dialect.name != "sqlite" or not engine.url.database:
        return
    path = Path(engine.url.database)
    with (
        closing(sqlite3.connect(path)) as source,
        closing(sqlite3.connect(f"{path}.{number}.part")) as target,
    ):
        source.backup(target)
    shutil.move(f"{path}.{number}.part", f"{path}.{number}.bak")


def migrate(engine: sa.Engine) -> None:
    """Run the missing migrations in one transaction; a second process waits and finds them done."""
    from alembic import command
    from alembic.config import Config

    with engine.execution_options(write=True).begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(LOCK)))
        config = Config()
        config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
