"""Postgres: one engine per process, one transaction per use case, and what must happen only after the commit."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg
from sqlalchemy import Connection, MetaData, create_engine
from sqlalchemy.engine import make_url

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

# A statement that runs for longer is a fault; a transaction left open would hold back a whole client's news.
_OPTIONS = (
    "-c timezone=UTC -c statement_timeout=15000 -c lock_timeout=10000 -c idle_in_transaction_session_timeout=30000"
)


def metadata(schema: str) -> MetaData:
    """The metadata of one service's schema, with names that migrations can rely on."""
    return MetaData(schema=schema, naming_convention=NAMING)


class Database:
    """The connections of one process to Postgres, under one service's role."""

    def __init__(self, url: str, *, application: str, pool_size: int = 5) -> None:
        self.engine = create_engine(
            make_url(url).set(drivername="postgresql+psycopg"),
            pool_size=pool_size,
            max_overflow=0,
            pool_timeout=10,
            pool_recycle=1800,
            # Every use is a whole transaction (see `begin`), so there is nothing to roll back on return.
            pool_reset_on_return=None,
            connect_args={"application_name": application, "connect_timeout": 5, "options": _OPTIONS},
        )

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        """One transaction. What was put by with `after_commit` runs once it is durable, never otherwise."""
        with self.engine.connect() as db:
            put_by: list[Callable[[], None]] = []
            db.info[_PUT_BY] = put_by
            with db.begin():
                yield db
        for action in put_by:
            action()

    def close(self) -> None:
        """Give back every connection."""
        self.engine.dispose()


_PUT_BY = "after_commit"


Write = tuple[str, tuple[object, ...]]
"""A statement in the driver's own form, and its values."""


def write(db: Connection, statement: str, values: Sequence[object] | Mapping[str, object]) -> None:
    """A write whose result nobody reads, straight through the driver: half the cost. Raises the driver's exceptions."""
    _driver(db).execute(statement, values)


def first(db: Connection, statement: str, values: Sequence[object] | Mapping[str, object]) -> tuple[Any, ...] | None:
    """The first row of a statement, or None, straight through the driver. Raises the driver's exceptions."""
    return _driver(db).execute(statement, values).fetchone()


def one_statement(writes: Sequence[Write]) -> Write:
    """Several writes as one statement: each but the last becomes a common table expression before the last."""
    *before, (last, last_values) = writes
    if not before:
        return last, last_values
    parts = [f"write_{number} as ({statement})" for number, (statement, _) in enumerate(before)]
    opens, _, rest = last.strip().partition(" ")
    if opens == "with":
        parts.append(rest)
        statement = "with " + ", ".join(parts)
    else:
        statement = "with " + ", ".join(parts) + " " + last
    return statement, (*(value for _, values in before for value in values), *last_values)


def lock_then_read(db: Connection, lock: Write, read: tuple[str, Mapping[str, object]]) -> list[tuple[Any, ...]]:
    """The rows of `read`, a statement of its own: it sees what was committed while `lock` waited."""
    driver = _driver(db)
    # One after the other: psycopg's pipeline mode saves a trip here, and costs more processor time than it saves.
    driver.execute(*lock)
    return driver.execute(*read).fetchall()


def _driver(db: Connection) -> psycopg.Connection[tuple[Any, ...]]:
    driver = db.connection.driver_connection
    assert isinstance(driver, psycopg.Connection)
    return driver


def after_commit(db: Connection, action: Callable[[], None]) -> None:
    """Run `action` when this transaction has committed. Not run on rollback, nor if the process dies in between."""
    db.info[_PUT_BY].append(action)
