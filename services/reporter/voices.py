"""Hears what clients tell: entries, and what they take back; reservations, barriers, concerns. In any order, twice."""

from datetime import datetime

from sqlalchemy import Connection

from services.reporter.known import PRIVATE
from services.reporter.resealing import reseal
from shared import events
from shared.database import write
from shared.sealing import Sealing

# What was taken back before it was heard is kept without its words: only that it was there, and where.
_RECORDED = """
insert into reporter.entry (id, client_id, assignment_id, occurrence_id, step, kind, words, value, recorded_at)
values (%s, %s, %s, %s, %s, %s, %s, %s, %s)
on conflict (id) do update set assignment_id = excluded.assignment_id, occurrence_id = excluded.occurrence_id,
    step = excluded.step, kind = excluded.kind, recorded_at = excluded.recorded_at
"""
_WITHDRAWN = """
insert into reporter.entry (id, client_id, withdrawn_at) values (%s, %s, %s)
on conflict (id) do update set withdrawn_at = coalesce(entry.withdrawn_at, excluded.withdrawn_at),
    words = null, value = null
"""
_RESERVATION = """
insert into reporter.reservation (id, client_id, assignment_id, kind, entry_id, raised_at)
values (%s, %s, %s, %s, %s, %s) on conflict do nothing
"""
_BARRIER = """
insert into reporter.barrier (id, client_id, assignment_id, kind, entry_id, reported_at)
values (%s, %s, %s, %s, %s, %s) on conflict do nothing
"""
_CONCERN = """
insert into reporter.concern (id, client_id, why, words, raised_at) values (%s, %s, %s, %s, %s) on conflict do nothing
"""


class Voices:
    """Clients' words, opened where they were and sealed where they will lie."""

    def __init__(self, sealing: Sealing) -> None:
        self._sealing = sealing

    def entry_recorded(self, db: Connection, fact: events.EntryRecorded, at: datetime) -> None:
        """A client's words, sealed. Of private ones only that there are some."""
        words, value = None, None
        if fact.words is not None and fact.kind != PRIVATE:
            words = reseal(self._sealing, db, fact, "words", fact.entry_id, "entry", fact.words)
            if words is None:
                return
        if fact.value is not None and fact.kind != PRIVATE:
            value = reseal(self._sealing, db, fact, "value", fact.entry_id, "entry", fact.value)
        ids = (fact.entry_id, fact.client_id, fact.assignment_id, fact.occurrence_id)
        write(db, _RECORDED, (*ids, fact.step, fact.kind, words, value, at))

    def concern_raised(self, db: Connection, fact: events.ConcernRaised, at: datetime) -> None:
        """Words that may mean danger, sealed."""
        words = reseal(self._sealing, db, fact, "words", fact.concern_id, "concern", fact.words)
        if words is not None:
            db.exec_driver_sql(_CONCERN, (fact.concern_id, fact.client_id, fact.why, words, at))


def entry_withdrawn(db: Connection, fact: events.EntryWithdrawn, at: datetime) -> None:
    """They took these words back: what we hold of them goes, and is not taken in again."""
    write(db, _WITHDRAWN, (fact.entry_id, fact.client_id, at))


def reservation_raised(db: Connection, fact: events.ReservationRaised, at: datetime) -> None:
    """Something the therapist should hear first."""
    ids = (fact.reservation_id, fact.client_id, fact.assignment_id)
    db.exec_driver_sql(_RESERVATION, (*ids, fact.kind, fact.entry_id, at))


def barrier_reported(db: Connection, fact: events.BarrierReported, at: datetime) -> None:
    """What got in the way."""
    ids = (fact.barrier_id, fact.client_id, fact.assignment_id)
    db.exec_driver_sql(_BARRIER, (*ids, fact.kind, fact.entry_id, at))
