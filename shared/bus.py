"""The bus: facts told in the producer's transaction, applied once and in order by each reader.

`tell` writes the fact and one delivery per reader beside the producer's own rows. `Reader.drain` applies a subject's
unhandled facts in order and marks them handled in the same transaction as their effects, so that an effect happens
exactly once however often the bell rings. `Reader.sweep` finds what no bell announced.
"""

import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Connection

from shared import log
from shared.bell import Bell
from shared.clock import Now
from shared.database import Database, Write, after_commit, lock_then_read, one_statement, write
from shared.events import HEARS, Fact
from shared.ids import new_id
from shared.schemas import from_json, to_json

_log = log.get(__name__)

Handler = Callable[[Connection, Any, datetime], None]
"""Applies one fact: (transaction, fact, when it happened). Writes its own tables, calls nobody outside."""

ATTEMPTS_BEFORE_PARKING = 5
SWEEP_AFTER = timedelta(seconds=2)
_BACKOFF = (1, 5, 30, 120)
_MOST_AT_ONCE = 500

# One JSON text is far cheaper to hand over than five arrays.
_TELL = """
with told as (
    select nextval('bus.event_seq') as seq, given.* from json_to_recordset(%s)
        as given (id uuid, name text, subject uuid, body jsonb, readers text)
), events as (
    insert into bus.event (id, seq, name, subject, body, occurred_at)
    select id, seq, name, subject, body, %s from told
)
insert into bus.delivery (event_id, reader, subject, seq, created_at)
select id, reader, subject, seq, %s from told, unnest(string_to_array(readers, ',')) as reader
"""

_UNHANDLED = """
select d.event_id, d.subject, e.name, e.body, e.occurred_at, d.attempts, d.next_attempt_at
from bus.delivery d join bus.event e on e.id = d.event_id
where d.reader = %(reader)s and d.subject = any(%(subjects)s) and d.handled_at is null and d.parked_at is null
order by d.seq limit %(most)s
"""

_LOCK = "select pg_advisory_xact_lock(key) from unnest(%s::bigint[]) as key"
# Effects and marks are one transaction: should a crash take its commit back, the facts are simply applied again. So
# nobody waits for the disk here. What is committed later with the usual care takes this along.
_LOCK_WITHOUT_HASTE = (
    "select set_config('synchronous_commit', 'off', true), pg_advisory_xact_lock(key) from unnest(%s::bigint[]) as key"
)
_TRY_LOCK = """
select key from unnest(%s::bigint[]) as key
where pg_try_advisory_xact_lock(key) and set_config('synchronous_commit', 'off', true) = 'off'
"""
_MARK = "update bus.delivery set handled_at = %s, error = null where reader = %s and event_id = any(%s)"
_FAILED = """
update bus.delivery set attempts = attempts + 1, error = %s, next_attempt_at = %s, parked_at = %s
where reader = %s and event_id = %s
"""
_OVERDUE = """
select subject from bus.delivery
where reader = %s and handled_at is null and parked_at is null
    and created_at <= %s and (next_attempt_at is null or next_attempt_at <= %s)
group by subject order by min(seq) limit 200
"""


class _Row(NamedTuple):
    event_id: UUID
    subject: UUID
    name: str
    body: dict[str, Any]
    occurred_at: datetime
    attempts: int
    next_attempt_at: datetime | None


def tell(db: Connection, bell: Bell, now: datetime, *facts: Fact) -> None:
    """Write facts and their deliveries in this transaction; the bell rings once it has committed.

    Facts about one client that must keep their order are told by whoever holds that client's row lock.
    """
    write_together(db, [], telling=(bell, now, facts))


def write_together(db: Connection, writes: Sequence[Write], *, telling: tuple[Bell, datetime, Sequence[Fact]]) -> None:
    """Writes, and the facts they are told by, in one statement: for the busiest paths.

    The writes run in no order and do not see each other's effects, so they must not touch the same rows.
    """
    bell, now, facts = telling
    if facts:
        heard = [HEARS[type(fact)] for fact in facts]
        told = [
            {
                "id": str(new_id()),
                "name": type(fact).__name__,
                "subject": str(fact.subject),
                "body": to_json(fact),
                "readers": ",".join(readers),
            }
            for fact, readers in zip(facts, heard, strict=True)
        ]
        writes = [*writes, (_TELL, (json.dumps(told), now, now))]
        bells = {(reader, fact.subject) for fact, readers in zip(facts, heard, strict=True) for reader in readers}
        after_commit(db, lambda: bell.ring(bells))
    if writes:
        write(db, *one_statement(writes))


class Reader:
    """Applies the facts one service hears."""

    def __init__(self, name: str, database: Database, handlers: Mapping[type[Fact], Handler], now: Now) -> None:
        self.name = name
        self._database = database
        self._handlers = handlers
        self._now = now

    def drain(self, subjects: Collection[UUID]) -> int:
        """Apply all unhandled facts about these subjects. How many were applied.

        1. Everything in one transaction, which is the cheap and ordinary case.
        2. If a handler raises, all of it is undone and each subject is drained alone, fact by fact.
        """
        try:
            with self._database.begin() as db:
                return self._apply_all(db, subjects, _LOCK_WITHOUT_HASTE)
        except Exception as trouble:
            _log.warning("bus.careful", reader=self.name, subjects=len(subjects), error=log.place(trouble))
        return sum(self._drain_carefully(subject) for subject in subjects)

    def hold(self, db: Connection, subject: UUID) -> None:
        """Keep every drain of this subject out until the caller's transaction ends; take it before any row's lock."""
        write(db, _LOCK, ([self._lock_key(subject)],))

    def drain_within(self, db: Connection, subject: UUID) -> int:
        """Apply a subject's facts in the caller's transaction, before it reads what they change."""
        return self._apply_all(db, [subject], _LOCK)

    def sweep(self, *, older_than: timedelta = SWEEP_AFTER) -> int:
        """Apply facts whose bell was lost, or whose next attempt is due; subjects another process holds are left."""
        now = self._now()
        free: list[UUID] = []
        try:
            with self._database.begin() as db:
                overdue = db.exec_driver_sql(_OVERDUE, (self.name, now - older_than, now)).scalars().all()
                if not overdue:
                    return 0
                keys = {self._lock_key(subject): subject for subject in overdue}
                free = [keys[key] for key in db.exec_driver_sql(_TRY_LOCK, (sorted(keys),)).scalars()]
                # What is left after so many comes next time, in a transaction of its own.
                return self._apply_all(db, free, _LOCK, at_most_once=True)
        except Exception as trouble:
            _log.warning("bus.careful", reader=self.name, subjects=len(free), error=log.place(trouble))
        return sum(self._drain_carefully(subject) for subject in free)

    def _apply_all(self, db: Connection, subjects: Collection[UUID], lock: str, *, at_most_once: bool = False) -> int:
        rows = self._unhandled(db, subjects, lock)
        ready = list(_ready(rows, self._now()))
        for row in ready:
            self._apply(db, row)
        self._mark(db, [row.event_id for row in ready])
        if len(rows) == _MOST_AT_ONCE and ready and not at_most_once:
            return len(ready) + self._apply_all(db, subjects, lock)
        return len(ready)

    def _drain_carefully(self, subject: UUID) -> int:
        applied = 0
        with self._database.begin() as db:
            for row in _ready(self._unhandled(db, [subject], _LOCK), self._now()):
                try:
                    with db.begin_nested():
                        self._apply(db, row)
                        self._mark(db, [row.event_id])
                    applied += 1
                except Exception as trouble:
                    if not self._note_failure(db, row, trouble):
                        break
        return applied

    def _unhandled(self, db: Connection, subjects: Collection[UUID], lock: str) -> list[_Row]:
        # Locks first, in one order, so that two drains never wait for each other.
        keys = sorted(self._lock_key(subject) for subject in subjects)
        values = {"reader": self.name, "subjects": list(subjects), "most": _MOST_AT_ONCE}
        return [_Row(*row) for row in lock_then_read(db, (lock, (keys,)), (_UNHANDLED, values))]

    def _apply(self, db: Connection, row: _Row) -> None:
        fact = from_json(row.name, row.body)
        self._handlers[type(fact)](db, fact, row.occurred_at)

    def _mark(self, db: Connection, event_ids: list[UUID]) -> None:
        if event_ids:
            write(db, _MARK, (self._now(), self.name, event_ids))

    def _note_failure(self, db: Connection, row: _Row, trouble: Exception) -> bool:
        """Record a failed attempt. True when the fact was parked, so that the subject's next fact may go on."""
        now = self._now()
        park = row.attempts + 1 >= ATTEMPTS_BEFORE_PARKING
        next_at = now + timedelta(seconds=_BACKOFF[min(row.attempts, len(_BACKOFF) - 1)])
        db.exec_driver_sql(_FAILED, (log.place(trouble), next_at, now if park else None, self.name, row.event_id))
        _log.error(
            "bus.parked" if park else "bus.failed",
            reader=self.name,
            fact=row.name,
            event_id=str(row.event_id),
            attempts=row.attempts + 1,
            error=log.place(trouble),
        )
        return park

    def _lock_key(self, subject: UUID) -> int:
        # 64 bits of the subject, turned by the reader, as Postgres's signed bigint.
        salt = int.from_bytes(self.name.encode()[:8].ljust(8, b"."), "big")
        return ((subject.int ^ (subject.int >> 64) ^ salt) & (2**64 - 1)) - 2**63


def _ready(rows: Iterable[_Row], now: datetime) -> Iterable[_Row]:
    """The rows that may be applied now: a fact that waits for its next attempt holds back its own subject."""
    waiting: set[UUID] = set()
    for row in rows:
        if row.next_attempt_at is not None and row.next_attempt_at > now:
            waiting.add(row.subject)
        if row.subject not in waiting:
            yield row
