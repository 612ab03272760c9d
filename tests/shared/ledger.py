"""A producer, a reader that writes down what it heard, and a clock in our hands: what the tests of the bus share."""

import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, create_engine
from sqlalchemy.engine import make_url

from shared.bell import Bell, SilentBell, listen
from shared.bus import Handler, Reader, tell
from shared.clock import VirtualClock
from shared.database import Database
from shared.events import API, NOTIFIER, OccurrenceLetGo
from tests.conftest import Cluster

_SCHEMA = """
create schema if not exists ledger;
create table if not exists ledger.line (
    id bigint generated always as identity, reader text not null, client_id uuid not null, number bigint not null
);
truncate ledger.line;
grant usage on schema ledger to between_api, between_notifier, between_reporter;
grant select, insert on ledger.line to between_api, between_notifier, between_reporter;
"""


def write_down(db: Connection, fact: OccurrenceLetGo, _at: datetime) -> None:
    """The effect of a fact: one more line. Nothing keeps a doubled effect from being seen."""
    db.exec_driver_sql(
        "insert into ledger.line (reader, client_id, number) values (current_user, %s, %s)",
        (fact.client_id, number_of(fact)),
    )


def number_of(fact: OccurrenceLetGo) -> int:
    """The number a fact was told with."""
    return fact.occurrence_id.int


class RememberingBell:
    """Rings nobody and remembers for whom it would have."""

    def __init__(self) -> None:
        self.rung: list[tuple[str, UUID]] = []

    def ring(self, bells: Iterable[tuple[str, UUID]]) -> None:
        """Remember."""
        self.rung += bells


class Ledger:
    """The notifier tells numbered facts; the api, and the reporter where asked, write the numbers down."""

    def __init__(self, cluster: Cluster, clock: VirtualClock) -> None:
        self.clock = clock
        self.url = cluster.url(API)
        self.owner = create_engine(make_url(cluster.owner_url).set(drivername="postgresql+psycopg"))
        self.producer = cluster.database(NOTIFIER)
        self._cluster = cluster
        self._opened = [self.producer]
        with self.owner.begin() as db:
            db.exec_driver_sql(_SCHEMA)

    def close(self) -> None:
        """Give back every connection."""
        for database in self._opened:
            database.close()
        self.owner.dispose()

    def fact(self, client_id: UUID, number: int) -> OccurrenceLetGo:
        """A numbered fact about a client, heard by the api and the reporter."""
        return OccurrenceLetGo(client_id=client_id, assignment_id=UUID(int=7), occurrence_id=UUID(int=number))

    def tell(self, client_id: UUID, *numbers: int, bell: Bell | None = None) -> None:
        """Tell numbered facts about a client, in one transaction."""
        with self.producer.begin() as db:
            tell(db, bell or SilentBell(), self.clock(), *(self.fact(client_id, number) for number in numbers))

    def database(self, service: str = API) -> Database:
        """A service's way into the database, closed with the ledger."""
        database = self._cluster.database(service)
        self._opened.append(database)
        return database

    def reader(self, handler: Handler = write_down, *, name: str = API) -> Reader:
        """One more replica of a reader, on connections of its own."""
        return Reader(name, self.database(name), {OccurrenceLetGo: handler}, self.clock)

    def written(self, client_id: UUID | None = None, *, reader: str = API) -> list[int]:
        """The numbers a reader wrote down, in the order in which it did."""
        with self.owner.begin() as db:
            rows = db.exec_driver_sql(
                "select number from ledger.line where reader = %s and (%s::uuid is null or client_id = %s) order by id",
                (f"between_{reader}", client_id, client_id),
            )
            return list(rows.scalars())

    def unhandled(self, reader: str = API) -> int:
        """How many facts a reader has not applied yet."""
        with self.owner.begin() as db:
            count: int = db.exec_driver_sql(
                "select count(*) from bus.delivery where reader = %s and handled_at is null", (reader,)
            ).scalar_one()
            return count

    def told(self) -> int:
        """How many facts there are."""
        with self.owner.begin() as db:
            count: int = db.exec_driver_sql("select count(*) from bus.event").scalar_one()
            return count


def refuse(bad: int, *, saying: str = "no") -> Handler:
    """A handler that writes every number down, and only then cannot bear one of them."""

    def handler(db: Connection, fact: OccurrenceLetGo, at: datetime) -> None:
        write_down(db, fact, at)
        if number_of(fact) == bad:
            raise ValueError(saying)

    return handler


@contextmanager
def listening(redis_url: str, reader: str, on_news: Callable[[set[UUID]], object]) -> Iterator[None]:
    """Listen in a thread for as long as the block lasts."""
    stop = threading.Event()
    thread = threading.Thread(target=listen, args=(redis_url, reader, on_news, stop), daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(timeout=15)
    assert not thread.is_alive()


def wait_until(came_true: Callable[[], object], *, seconds: float = 20) -> None:
    """Wait for something another thread or process does. Fails when it does not come."""
    deadline = time.monotonic() + seconds
    while not came_true():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)
