"""What the reporter does when it hears a fact: keep its view of it. Every handler may run twice and in any order."""

import json
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection

from services.reporter.planning import call_off, plan_digest, replan_digests, start_over
from shared import events
from shared.bus import Handler
from shared.database import write
from shared.events import Fact, Sealed
from shared.rings import JOURNAL
from shared.sealing import KeyErased, Place, Sealing, in_fact

_CLINICIAN = """
insert into reporter.clinician (id, name, email, zone, digest_lead_minutes, heard_as_of) values (%s, %s, %s, %s, %s, %s)
on conflict (id) do update set name = excluded.name, email = excluded.email, zone = excluded.zone,
    digest_lead_minutes = excluded.digest_lead_minutes, heard_as_of = excluded.heard_as_of
where clinician.heard_as_of <= excluded.heard_as_of
"""
_ENROLLED = """
insert into reporter.client (id, clinician_id, zone, enrolled_at) values (%s, %s, %s, %s)
on conflict (id) do update
set clinician_id = excluded.clinician_id, zone = excluded.zone, enrolled_at = excluded.enrolled_at
"""
_NAMED = """
insert into reporter.client (id, display_name, initials) values (%s, %s, %s)
on conflict (id) do update set display_name = excluded.display_name, initials = excluded.initials
"""
_CONSENT = """
insert into reporter.client (id, consent, consent_as_of) values (%s, %s, %s)
on conflict (id) do update set consent = excluded.consent, consent_as_of = excluded.consent_as_of
where client.consent_as_of is null or client.consent_as_of <= excluded.consent_as_of
"""
_BOOKED = """
insert into reporter.session (id, clinician_id, starts_at) values (%s, %s, %s)
on conflict (id) do update
set clinician_id = excluded.clinician_id, starts_at = coalesce(session.starts_at, excluded.starts_at)
"""
_TAKES_PART = """
insert into reporter.session_client (session_id, client_id) select %s, unnest(%s::uuid[]) on conflict do nothing
"""
_MOVED = """
insert into reporter.session (id, starts_at, moved_as_of) values (%s, %s, %s)
on conflict (id) do update set starts_at = excluded.starts_at, moved_as_of = excluded.moved_as_of
where (session.moved_as_of is null or session.moved_as_of <= excluded.moved_as_of)
    and session.starts_at is distinct from excluded.starts_at
returning id
"""
_CANCELLED = """
insert into reporter.session (id, is_cancelled) values (%s, true) on conflict (id) do update set is_cancelled = true
"""
_ASSIGNED = """
insert into reporter.assignment (id, client_id, slug, version, schedule, created_at) values (%s, %s, %s, %s, %s, %s)
on conflict (id) do update set slug = excluded.slug, version = excluded.version, schedule = excluded.schedule,
    created_at = excluded.created_at
"""
_ENDED = """
insert into reporter.assignment (id, client_id, ended_at) values (%s, %s, %s)
on conflict (id) do update set ended_at = coalesce(assignment.ended_at, excluded.ended_at)
"""
_ASKED = """
insert into reporter.occurrence (id, client_id, assignment_id, asked_at) values (%s, %s, %s, %s)
on conflict (id) do update set asked_at = coalesce(occurrence.asked_at, excluded.asked_at)
"""
# An occurrence that was told as let go or undelivered, and is answered after all, is told once more.
_ANSWERED = """
insert into reporter.occurrence (id, client_id, assignment_id, answered_at, is_complete) values (%s, %s, %s, %s, %s)
on conflict (id) do update set answered_at = coalesce(occurrence.answered_at, excluded.answered_at),
    is_complete = occurrence.is_complete or excluded.is_complete,
    digest_id = case when occurrence.answered_at is null then null else occurrence.digest_id end
"""
_LET_GO = """
insert into reporter.occurrence (id, client_id, assignment_id, let_go_at) values (%s, %s, %s, %s)
on conflict (id) do update set let_go_at = coalesce(occurrence.let_go_at, excluded.let_go_at)
"""
_NOT_COUNTED = """
insert into reporter.occurrence (id, client_id, assignment_id, not_counted_at, not_counted_why)
values (%s, %s, %s, %s, %s)
on conflict (id) do update set not_counted_at = coalesce(occurrence.not_counted_at, excluded.not_counted_at),
    not_counted_why = coalesce(occurrence.not_counted_why, excluded.not_counted_why)
"""
_RECORDED = """
insert into reporter.entry (id, client_id, assignment_id, occurrence_id, step, kind, words, value, recorded_at)
values (%s, %s, %s, %s, %s, %s, %s, %s, %s) on conflict do nothing
"""
_RAISED = """
insert into reporter.concern (id, client_id, why, words, raised_at) values (%s, %s, %s, %s, %s) on conflict do nothing
"""
_NOBODY_LEFT = """
select left_by.id from unnest(%s::uuid[]) as left_by (id)
where not exists (select from reporter.session_client s where s.session_id = left_by.id)
"""


class Hearing:
    """Applies facts to the view. Words and names are opened where they were and sealed where they will lie."""

    def __init__(self, sealing: Sealing) -> None:
        self._sealing = sealing

    def handlers(self) -> Mapping[type[Fact], Handler]:
        """The table of contents: which fact does what."""
        return {
            events.ClinicianJoined: self.clinician_joined,
            events.ClientEnrolled: self.client_enrolled,
            events.ClientNamed: self.client_named,
            events.ConsentGiven: self.consent_given,
            events.OptedOut: self.opted_out,
            events.ClientErased: self.client_erased,
            events.SessionBooked: self.session_booked,
            events.SessionMoved: self.session_moved,
            events.SessionCancelled: self.session_cancelled,
            events.AssignmentCreated: self.assignment_created,
            events.AssignmentEnded: self.assignment_ended,
            events.OccurrenceAnswered: self.occurrence_answered,
            events.EntryRecorded: self.entry_recorded,
            events.ConcernRaised: self.concern_raised,
            events.ReminderSent: self.reminder_sent,
            events.OccurrenceLetGo: self.occurrence_let_go,
            events.OccurrenceSuppressed: self.occurrence_suppressed,
            events.ReminderUndeliverable: self.reminder_undeliverable,
        }

    def clinician_joined(self, db: Connection, fact: events.ClinicianJoined, at: datetime) -> None:
        """Their address, and when they want their digests."""
        values = (fact.clinician_id, fact.name, fact.email, fact.zone, fact.digest_lead_minutes, at)
        db.exec_driver_sql(_CLINICIAN, values)
        replan_digests(db, fact.clinician_id, at)

    def client_enrolled(self, db: Connection, fact: events.ClientEnrolled, at: datetime) -> None:
        """Where they live, and since when we know them."""
        db.exec_driver_sql(_ENROLLED, (fact.client_id, fact.clinician_id, fact.zone, at))

    def client_named(self, db: Connection, fact: events.ClientNamed, at: datetime) -> None:
        """Name and initials, sealed."""
        display_name = self._reseal(db, fact, "display_name", fact.client_id, "client", fact.display_name)
        initials = self._reseal(db, fact, "initials", fact.client_id, "client", fact.initials)
        if display_name and initials:
            db.exec_driver_sql(_NAMED, (fact.client_id, display_name, initials))

    def consent_given(self, db: Connection, fact: events.ConsentGiven, at: datetime) -> None:
        """They said YES to texts."""
        db.exec_driver_sql(_CONSENT, (fact.client_id, "given", at))

    def opted_out(self, db: Connection, fact: events.OptedOut, at: datetime) -> None:
        """They texted STOP."""
        db.exec_driver_sql(_CONSENT, (fact.client_id, "stopped", at))

    def client_erased(self, db: Connection, fact: events.ClientErased, at: datetime) -> None:
        """Forget everything about them; a session that nobody else comes to gets no digest."""
        self._sealing.forget(fact.client_id)
        db.exec_driver_sql("delete from reporter.client where id = %s", (fact.client_id,))
        for table in ("assignment", "occurrence", "entry", "concern", "digest_part"):
            db.exec_driver_sql(f"delete from reporter.{table} where client_id = %s", (fact.client_id,))  # noqa: S608
        gone = "delete from reporter.session_client where client_id = %s returning session_id"
        left = db.exec_driver_sql(gone, (fact.client_id,)).scalars().all()
        for session_id in db.exec_driver_sql(_NOBODY_LEFT, (list(left),)).scalars().all():
            call_off(db, session_id)

    def session_booked(self, db: Connection, fact: events.SessionBooked, at: datetime) -> None:
        """A session, who comes, and its digest."""
        db.exec_driver_sql(_BOOKED, (fact.session_id, fact.clinician_id, fact.starts_at))
        db.exec_driver_sql(_TAKES_PART, (fact.session_id, fact.client_ids))
        plan_digest(db, fact.session_id)

    def session_moved(self, db: Connection, fact: events.SessionMoved, at: datetime) -> None:
        """Another time: the digest moves along, unless it was sent."""
        if db.exec_driver_sql(_MOVED, (fact.session_id, fact.starts_at, at)).first():
            start_over(db, fact.session_id)

    def session_cancelled(self, db: Connection, fact: events.SessionCancelled, at: datetime) -> None:
        """No session, no digest."""
        db.exec_driver_sql(_CANCELLED, (fact.session_id,))
        call_off(db, fact.session_id)

    def assignment_created(self, db: Connection, fact: events.AssignmentCreated, at: datetime) -> None:
        """Which activity. What fills its texts is sealed under a ring we do not hold, and not needed here."""
        values = (fact.assignment_id, fact.client_id, fact.slug, fact.version, json.dumps(fact.schedule), at)
        db.exec_driver_sql(_ASSIGNED, values)

    def assignment_ended(self, db: Connection, fact: events.AssignmentEnded, at: datetime) -> None:
        """It asks for nothing more."""
        db.exec_driver_sql(_ENDED, (fact.assignment_id, fact.client_id, at))

    def occurrence_answered(self, db: Connection, fact: events.OccurrenceAnswered, at: datetime) -> None:
        """Answered, wholly or in part."""
        values = (fact.occurrence_id, fact.client_id, fact.assignment_id, at, fact.complete)
        write(db, _ANSWERED, values)

    def entry_recorded(self, db: Connection, fact: events.EntryRecorded, at: datetime) -> None:
        """A client's words, sealed."""
        words = self._reseal(db, fact, "words", fact.entry_id, "entry", fact.words)
        if words is None:
            return
        value = self._reseal(db, fact, "value", fact.entry_id, "entry", fact.value) if fact.value else None
        ids = (fact.entry_id, fact.client_id, fact.assignment_id, fact.occurrence_id)
        write(db, _RECORDED, (*ids, fact.step, fact.kind, words, value, at))

    def concern_raised(self, db: Connection, fact: events.ConcernRaised, at: datetime) -> None:
        """Words that may mean danger, sealed."""
        words = self._reseal(db, fact, "words", fact.concern_id, "concern", fact.words)
        if words is not None:
            db.exec_driver_sql(_RAISED, (fact.concern_id, fact.client_id, fact.why, words, at))

    def reminder_sent(self, db: Connection, fact: events.ReminderSent, at: datetime) -> None:
        """We asked. A follow-up only goes on with what the client began."""
        if fact.kind == "prompt" and fact.occurrence_id and fact.assignment_id:
            write(db, _ASKED, (fact.occurrence_id, fact.client_id, fact.assignment_id, fact.sent_at))

    def occurrence_let_go(self, db: Connection, fact: events.OccurrenceLetGo, at: datetime) -> None:
        """Its time went by."""
        db.exec_driver_sql(_LET_GO, (fact.occurrence_id, fact.client_id, fact.assignment_id, at))

    def occurrence_suppressed(self, db: Connection, fact: events.OccurrenceSuppressed, at: datetime) -> None:
        """We chose not to ask."""
        values = (fact.occurrence_id, fact.client_id, fact.assignment_id, at, "not sent")
        db.exec_driver_sql(_NOT_COUNTED, values)

    def reminder_undeliverable(self, db: Connection, fact: events.ReminderUndeliverable, at: datetime) -> None:
        """Our question may never have arrived."""
        if fact.occurrence_id and fact.assignment_id:
            values = (fact.occurrence_id, fact.client_id, fact.assignment_id, at, "undelivered")
            db.exec_driver_sql(_NOT_COUNTED, values)

    def _reseal(self, db: Connection, fact: Fact, field: str, row: UUID, table: str, sealed: Sealed) -> bytes | None:
        """The fact's sealed field, sealed for our own table. None when the client was erased in the meantime."""
        client_id: UUID = fact.client_id  # type: ignore[attr-defined]
        try:
            text = self._sealing.open_fact(db, JOURNAL, client_id, in_fact(type(fact), field, row), sealed)
            return self._sealing.seal(db, JOURNAL, client_id, Place(f"reporter.{table}", field, row), text)
        except KeyErased:
            return None
