"""Reads what a digest is compiled from: one session's participants and all that is not yet told of them."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from math import isfinite
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row

from services.reporter.compiling import ClientView, Concern, Entry, Homework, Occurrence, Question, plain_title
from shared import log
from shared.activities.definition import Activity, Choice, Scale
from shared.activities.library import UnknownActivity
from shared.rings import JOURNAL
from shared.sealing import Place, Sealing, Unreadable

_log = log.get(__name__)

FindActivity = Callable[[str, int], Activity]
"""The activity of a slug at a version. Raises UnknownActivity."""

_CANNOT_BE_READ = "[These words are damaged and cannot be read. Please tell the clinic's staff.]"

_CLIENTS = """
select k.client_id, c.zone, c.initials, c.enrolled_at, c.consent, c.consent_as_of,
    (select max(d.frozen_at) from reporter.digest_part p join reporter.digest d on d.id = p.digest_id
     where p.client_id = k.client_id and d.sent_at is not null) as told_at
from reporter.session_client s
join bus.data_key k on k.client_id = s.client_id and k.ring = 'journal'
left join reporter.client c on c.id = s.client_id
where s.session_id = %s order by s.client_id
"""
_OCCURRENCES = """
select id, assignment_id, asked_at, answered_at, is_complete, let_go_at, not_counted_why
from reporter.occurrence where client_id = %s and digest_id is null
"""
_ENTRIES = """
select id, assignment_id, occurrence_id, step, kind, words, value, recorded_at
from reporter.entry where client_id = %s and digest_id is null
"""
_CONCERNS = "select id, why, words, raised_at from reporter.concern where client_id = %s and digest_id is null"
_ASSIGNMENTS = """
select id, slug, version, schedule, ended_at from reporter.assignment
where client_id = %s and (ended_at is null or ended_at > %s or id = any(%s))
"""


@dataclass(frozen=True)
class Viewing:
    """Opens a client's view with the library and the journal ring."""

    sealing: Sealing
    find_activity: FindActivity

    def participants(self, db: Connection, session_id: UUID, clinician_zone: str) -> tuple[ClientView, ...]:
        """The views of a session's participants. Who was erased, and has no data key, takes no part."""
        rows = db.exec_driver_sql(_CLIENTS, (session_id,)).all()
        return tuple(self._client(db, row, clinician_zone) for row in rows)

    def _client(self, db: Connection, row: Row[Any], clinician_zone: str) -> ClientView:
        client_id: UUID = row.client_id
        since: datetime | None = row.told_at or row.enrolled_at
        occurrences = tuple(Occurrence(*each) for each in db.exec_driver_sql(_OCCURRENCES, (client_id,)))
        entries = tuple(
            Entry(
                each.id,
                each.assignment_id,
                each.occurrence_id,
                each.step,
                each.kind,
                self._open(db, client_id, "entry", "words", each.id, each.words) or "",
                _value(self._open(db, client_id, "entry", "value", each.id, each.value)),
                each.recorded_at,
            )
            for each in db.exec_driver_sql(_ENTRIES, (client_id,)).all()
        )
        concerns = tuple(
            Concern(
                each.id,
                each.why,
                self._open(db, client_id, "concern", "words", each.id, each.words) or "",
                each.raised_at,
            )
            for each in db.exec_driver_sql(_CONCERNS, (client_id,)).all()
        )
        named = {one.assignment_id for one in occurrences} | {one.assignment_id for one in entries if one.assignment_id}
        return ClientView(
            client_id=client_id,
            initials=self._open(db, client_id, "client", "initials", client_id, row.initials) or "",
            zone=row.zone or clinician_zone,
            since=since,
            is_first=row.told_at is None,
            stopped_at=row.consent_as_of if row.consent == "stopped" else None,
            homework=tuple(self._homework(db, client_id, since, named)),
            occurrences=occurrences,
            entries=entries,
            concerns=concerns,
        )

    def _homework(
        self, db: Connection, client_id: UUID, since: datetime | None, named: Iterable[UUID]
    ) -> Iterable[Homework]:
        rows = db.exec_driver_sql(_ASSIGNMENTS, (client_id, since, list(named)))
        for row in rows:
            activity = self._activity(row.slug, row.version)
            yield Homework(
                id=row.id,
                title=activity.title if activity else plain_title(row.slug or ""),
                kind=activity.kind if activity else "",
                questions=tuple(_questions(activity)) if activity else (),
                by_keyword=(row.schedule or {}).get("kind") == "keyword",
                ended_at=row.ended_at,
            )

    def _activity(self, slug: str | None, version: int) -> Activity | None:
        """None when the library does not know it: its digest still goes out, under plainer names."""
        try:
            return self.find_activity(slug, version) if slug else None
        except UnknownActivity:
            return None

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


def _value(read: str | None) -> int | float | str | None:
    """What was read from the words, as JSON. Anything but a number or a choice is nothing."""
    try:
        value = json.loads(read or "null")
    except ValueError:
        return None
    if isinstance(value, str) or (isinstance(value, int | float) and isfinite(value)):
        return value
    return None


def _questions(activity: Activity) -> Iterable[Question]:
    for step in activity.steps:
        asked = step.answer
        yield Question(
            key=step.key,
            label=step.label,
            scale=(asked.low, asked.high) if isinstance(asked, Scale) else None,
            choices=tuple((option.value, option.label["en"]) for option in asked.options)
            if isinstance(asked, Choice)
            else (),
        )
