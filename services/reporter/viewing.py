"""Reads what a digest is compiled from: one session's participants and all that is not yet told of them."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from math import isfinite
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row

from services.reporter.asking import find_activity, questions_of, questions_of_asides, title_of
from services.reporter.counting import UNDELIVERED
from services.reporter.known import Barrier, ClientView, Concern, Entry, Homework, Occurrence, Readiness, Reservation
from shared import log
from shared.activities.library import Library
from shared.rings import JOURNAL
from shared.sealing import Place, Sealing, Unreadable

_log = log.get(__name__)

_MOST = 10**9
_CANNOT_BE_READ = "[These words are damaged and cannot be read. Please tell the clinic's staff.]"

_CLIENTS = """
select k.client_id, c.zone, c.initials, c.enrolled_at, c.consent, c.consent_as_of, c.paused_until,
    (select max(d.frozen_at) from reporter.digest_part p join reporter.digest d on d.id = p.digest_id
     where p.client_id = k.client_id and d.sent_at is not null) as told_at
from reporter.session_client s
join bus.data_key k on k.client_id = s.client_id and k.ring = 'journal'
left join reporter.client c on c.id = s.client_id
where s.session_id = %s order by s.client_id
"""
# What was held and then asked was not passed over. What was worked out of answers is no answer: it neither keeps an
# occurrence answered nor undoes it.
_OCCURRENCES = f"""
select o.id, o.assignment_id, o.asked_at, o.answered_at, o.is_complete, o.skipped_at, o.let_go_at,
    case when o.not_counted_why = '{UNDELIVERED}' or o.asked_at is null or o.asked_at < o.not_counted_at
        then o.not_counted_why end as not_counted_why,
    coalesce((select bool_and(e.withdrawn_at is not null) from reporter.entry e
              where e.occurrence_id = o.id and e.kind <> 'computed'), false) as is_withdrawn
from reporter.occurrence o where o.client_id = %s and o.digest_id is null and not o.is_aside
"""  # noqa: S608
_ENTRY = "select id, assignment_id, occurrence_id, step, kind, words, value, recorded_at from reporter.entry e"
_ENTRIES = f"{_ENTRY} where e.client_id = %s and e.digest_id is null and e.withdrawn_at is null"
_NAMED = f"{_ENTRY} where e.id = any(%s) and e.client_id = %s and e.recorded_at is not null and e.withdrawn_at is null"
# A reservation whose words were taken back is taken back with them; so is a barrier.
_STANDING = """
n.client_id = %s and n.digest_id is null
    and not exists (select from reporter.entry e where e.id = n.entry_id and e.withdrawn_at is not null)
"""
_RESERVATIONS = f"select id, assignment_id, kind, entry_id, raised_at from reporter.reservation n where {_STANDING}"  # noqa: S608
_BARRIERS = f"select id, assignment_id, kind, entry_id, reported_at from reporter.barrier n where {_STANDING}"  # noqa: S608
_CONCERNS = "select id, why, words, raised_at from reporter.concern where client_id = %s and digest_id is null"
# A rest is over when a session has begun since; the one this digest is for is still to come.
_ASSIGNMENTS = """
select a.id, a.slug, a.version, a.schedule, a.needs_readiness, a.unlocked_at, a.ended_at,
    r.is_ready, r.said_at, r.digest_id as readiness_told_in,
    case when not exists (
        select from reporter.session_client c join reporter.session s on s.id = c.session_id
        where c.client_id = a.client_id and s.id <> %(session_id)s and not s.is_cancelled
            and s.starts_at > a.rested_at
            and s.starts_at <= (select starts_at from reporter.session where id = %(session_id)s)
    ) then a.rested_at end as resting_since
from reporter.assignment a left join reporter.readiness r on r.id = a.id
where a.client_id = %(client_id)s and (a.ended_at is null or a.ended_at > %(since)s or a.id = any(%(about)s))
"""


@dataclass(frozen=True)
class Viewing:
    """Opens a client's view with the library and the journal ring."""

    sealing: Sealing
    library: Library

    def participants(self, db: Connection, session_id: UUID, clinician_zone: str) -> tuple[ClientView, ...]:
        """The views of a session's participants. Who was erased, and has no data key, takes no part."""
        rows = db.exec_driver_sql(_CLIENTS, (session_id,)).all()
        return tuple(self._client(db, row, session_id, clinician_zone) for row in rows)

    def _client(self, db: Connection, row: Row[Any], session_id: UUID, clinician_zone: str) -> ClientView:
        client_id: UUID = row.client_id
        since: datetime | None = row.told_at or row.enrolled_at
        occurrences = tuple(Occurrence(*each) for each in db.exec_driver_sql(_OCCURRENCES, (client_id,)))
        entries = tuple(self._entries(db, client_id, _ENTRIES, client_id))
        reserved = db.exec_driver_sql(_RESERVATIONS, (client_id,)).all()
        hindered = db.exec_driver_sql(_BARRIERS, (client_id,)).all()
        wanted = [each.entry_id for each in [*reserved, *hindered] if each.entry_id]
        named = {entry.id: entry for entry in self._entries(db, client_id, _NAMED, wanted, client_id)}
        about = {one.assignment_id for one in occurrences} | {one.assignment_id for one in entries}
        about |= {each.assignment_id for each in [*reserved, *hindered]}
        asides = {entry.aside for entry in (*entries, *named.values()) if entry.aside}
        return ClientView(
            client_id=client_id,
            initials=self._open(db, client_id, "client", "initials", client_id, row.initials) or "",
            zone=row.zone or clinician_zone,
            since=since,
            is_first=row.told_at is None,
            stopped_at=row.consent_as_of if row.consent == "stopped" else None,
            paused_until=row.paused_until,
            homework=tuple(self._homework(db, client_id, session_id, since, about)),
            occurrences=occurrences,
            entries=entries,
            reservations=tuple(
                Reservation(each.id, each.assignment_id, each.kind, named.get(each.entry_id), each.raised_at)
                for each in reserved
            ),
            barriers=tuple(
                Barrier(each.id, each.assignment_id, each.kind, named.get(each.entry_id), each.reported_at)
                for each in hindered
            ),
            concerns=tuple(
                Concern(
                    each.id,
                    each.why,
                    self._open(db, client_id, "concern", "words", each.id, each.words) or "",
                    each.raised_at,
                )
                for each in db.exec_driver_sql(_CONCERNS, (client_id,)).all()
            ),
            asides=questions_of_asides(self.library, asides),
        )

    def _entries(self, db: Connection, client_id: UUID, query: str, *values: object) -> Iterable[Entry]:
        for each in db.exec_driver_sql(query, values).all():
            yield Entry(
                each.id,
                each.assignment_id,
                each.occurrence_id,
                each.step,
                each.kind,
                self._open(db, client_id, "entry", "words", each.id, each.words),
                _value(self._open(db, client_id, "entry", "value", each.id, each.value)),
                each.recorded_at,
            )

    def _homework(
        self, db: Connection, client_id: UUID, session_id: UUID, since: datetime | None, about: Iterable[UUID | None]
    ) -> Iterable[Homework]:
        values = {
            "client_id": client_id,
            "session_id": session_id,
            "since": since,
            "about": [one for one in about if one],
        }
        for row in db.exec_driver_sql(_ASSIGNMENTS, values).all():
            activity = find_activity(self.library, row.slug, row.version)
            said = row.said_at is not None
            yield Homework(
                id=row.id,
                title=title_of(activity, row.slug),
                slug=row.slug or "",
                questions=questions_of(activity) if activity else (),
                by_keyword=(row.schedule or {}).get("kind") == "keyword",
                needs_readiness=row.needs_readiness,
                readiness=Readiness(row.is_ready, row.said_at, row.readiness_told_in is None) if said else None,
                unlocked_at=row.unlocked_at,
                resting_since=row.resting_since,
                ended_at=row.ended_at,
            )

    def _open(
        self, db: Connection, client_id: UUID, table: str, column: str, row: UUID, sealed: bytes | None
    ) -> str | None:
        """The words at this place. Damaged ones are named in the mail: they must not hold back all the others."""
        if sealed is None:
            return None
        try:
            return self.sealing.open(db, JOURNAL, client_id, Place(f"reporter.{table}", column, row), sealed)
        except Unreadable:
            _log.error("digest.unreadable", table=table, column=column, row_id=str(row))
            return _CANNOT_BE_READ if column == "words" else None


def _value(read: str | None) -> Any:
    """What was read from the words, as JSON. What is none, or holds a number beyond all measure, is nothing."""
    try:
        value = json.loads(read or "null")
    except ValueError:
        return None
    return value if _is_sane(value) else None


def _is_sane(value: Any) -> bool:
    if isinstance(value, list):
        return all(map(_is_sane, value))
    if isinstance(value, dict):
        return all(map(_is_sane, value.values()))
    return not isinstance(value, int | float) or (abs(value) < _MOST and isfinite(value))
