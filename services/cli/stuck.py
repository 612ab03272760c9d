"""`between stuck`, `retry` and `replay`: facts a service could not apply, and applying them again."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Engine, create_engine
from sqlalchemy.engine import make_url


@dataclass(frozen=True)
class Stuck:
    """One fact that a reader could not apply."""

    event_id: UUID
    reader: str
    fact: str
    subject: UUID
    attempts: int
    error: str
    since: datetime
    is_parked: bool


def owner(url: str) -> Engine:
    """The database as its owner sees it: all deliveries, whoever they are for."""
    return create_engine(make_url(url).set(drivername="postgresql+psycopg"))


def stuck(engine: Engine) -> list[Stuck]:
    """Facts that failed at least once and are not applied yet, oldest first."""
    with engine.connect() as db:
        rows = db.exec_driver_sql(
            "select d.event_id, d.reader, e.name, d.subject, d.attempts, d.error, d.created_at,"
            " d.parked_at is not null from bus.delivery d join bus.event e on e.id = d.event_id"
            " where d.handled_at is null and d.attempts > 0 order by d.seq"
        )
        return [Stuck(*row) for row in rows]


def retry(engine: Engine, reader: str | None = None) -> int:
    """Give parked and waiting facts back to their readers, who find them within seconds. How many."""
    with engine.begin() as db:
        return db.exec_driver_sql(
            "update bus.delivery set attempts = 0, next_attempt_at = null, parked_at = null"
            " where handled_at is null and attempts > 0 and (%s::text is null or reader = %s)",
            (reader, reader),
        ).rowcount


def replay(engine: Engine, reader: str, since: datetime | None = None) -> int:
    """Have a reader apply its handled facts once more, in order. How many. Handlers are upserts, so nothing doubles."""
    with engine.begin() as db:
        return db.exec_driver_sql(
            "update bus.delivery set handled_at = null, attempts = 0, next_attempt_at = null"
            " where reader = %s and handled_at is not null and (%s::timestamptz is null or created_at >= %s)",
            (reader, since, since),
        ).rowcount
