"""Translates what a database says into the words of `errors`."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from pydantic import ValidationError
from sqlalchemy import exc

from lifecycle.errors import ConfigError, Conflict, Unavailable


@contextmanager
def speaking_to(engine: sa.Engine) -> Iterator[None]:
    """Translate what the database says into the words of `errors`."""
    try:
        yield
    except exc.TimeoutError as err:
        raise Unavailable("ledger.busy", where=describe(engine)) from err
    except exc.OperationalError as err:
        code = "ledger.busy" if is_locked(err) else "ledger.silent"
        raise Unavailable(code, where=describe(engine), reason=str(err.orig)) from err
    except exc.DatabaseError as err:
        raise ConfigError("ledger.unreadable", where=describe(engine), reason=str(err.orig)) from err


def is_locked(err: exc.OperationalError) -> bool:
    """Tell whether another process kept the write lock for too long."""
    in_sqlite, in_postgresql = (getattr(err.orig, name, "") for name in ("sqlite_errorname", "sqlstate"))
    return in_sqlite.startswith("SQLITE_BUSY") or in_postgresql == "55P03"


@contextmanager
def reading_back(kind: type) -> Iterator[None]:
    """Translate that what stands in a row is no record of its kind any more."""
    try:
        yield
    except ValidationError as err:
        fault = err.errors(include_url=False)[0]
        reason = f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}"
        raise Conflict("ledger.damaged", kind=kind.__name__, reason=reason) from err
    except (ValueError, TypeError, RecursionError) as err:
        raise Conflict("ledger.damaged", kind=kind.__name__, reason=str(err)) from err
    except exc.OperationalError as err:
        if is_garbled(err):
            raise Conflict("ledger.damaged", kind=kind.__name__, reason=str(err.orig)) from err
        raise


def is_garbled(err: exc.OperationalError) -> bool:
    """Tell whether SQLite answered with bytes that are no text: the driver complains then, not SQLite."""
    return isinstance(err.orig, sqlite3.Error) and not hasattr(err.orig, "sqlite_errorname")


def describe(engine: sa.Engine) -> str:
    """Name the database without its password."""
    return engine.url.render_as_string(hide_password=True)
