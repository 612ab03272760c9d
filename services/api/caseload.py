"""What staff do: add clinicians, enrol clients, book sessions, assign homework. Each is one transaction."""

import json
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from services.api import errors
from services.api.tables import (
    assignment,
    client,
    clinician,
    consent_record,
    contact,
    entry,
    message,
    session,
    session_client,
)
from shared import events, rings
from shared.activities import library
from shared.activities.state import Params
from shared.bell import Bell
from shared.bus import tell
from shared.clock import Now
from shared.ids import new_id
from shared.schedule import Keyword, Schedule, next_instant
from shared.schedule import to_json as schedule_to_json
from shared.schedule import zone as zone_of
from shared.sealing import Place, Sealing, in_fact


class Caseload:
    """The use cases of staff. Every method works in the caller's transaction."""

    def __init__(self, sealing: Sealing, bell: Bell, now: Now) -> None:
        self._sealing = sealing
        self._bell = bell
        self._now = now

    def add_clinician(
        self, db: Connection, *, name: str, email: str, zone: str, digest_lead_minutes: int | None
    ) -> UUID:
        """Add someone who assigns homework and gets digests. Raises EmailTaken."""
        clinician_id = new_id()
        values: dict[str, Any] = {
            "name": name,
            "email": email,
            "zone": zone,
            "digest_lead_minutes": digest_lead_minutes,
        }
        try:
            with db.begin_nested():
                db.execute(insert(clinician).values(id=clinician_id, created_at=self._now(), **values))
        except IntegrityError:
            raise errors.EmailTaken from None
        self._tell(db, events.ClinicianJoined(clinician_id=clinician_id, **values))
        return clinician_id

    def enrol(
        self,
        db: Connection,
        *,
        clinician_id: UUID,
        display_name: str,
        initials: str,
        phone: str,
        zone: str,
        language: str,
        earliest: str,
        latest: str,
    ) -> UUID:
        """Enrol a client. The notifier then sends the opt-in text, and nothing else before a YES.

        Raises UnknownClinician, PhoneTaken.
        """
        self._require_clinician(db, clinician_id)
        client_id, contact_id = new_id(), new_id()
        self._sealing.create_keys(db, client_id)
        agreed: dict[str, Any] = {"clinician_id": clinician_id, "language": language, "zone": zone}
        agreed |= {"earliest": earliest, "latest": latest}
        db.execute(
            insert(client).values(
                id=client_id,
                display_name=self._seal_name(db, client_id, "display_name", display_name),
                initials=self._seal_name(db, client_id, "initials", initials),
                created_at=self._now(),
                **agreed,
            )
        )
        sealed_phone = self._sealing.seal(
            db, rings.CONTACT, client_id, Place("api.contact", "phone", contact_id), phone
        )
        try:
            with db.begin_nested():
                db.execute(
                    insert(contact).values(
                        id=contact_id,
                        client_id=client_id,
                        phone=sealed_phone,
                        phone_index=self._sealing.blind_index(phone),
                        consent="asked",
                        created_at=self._now(),
                    )
                )
        except IntegrityError:
            raise errors.PhoneTaken from None
        self._tell(
            db,
            events.ClientEnrolled(client_id=client_id, **agreed),
            events.ClientNamed(
                client_id=client_id,
                display_name=self._seal_named(db, client_id, "display_name", display_name),
                initials=self._seal_named(db, client_id, "initials", initials),
            ),
            events.ContactChanged(
                client_id=client_id,
                contact_id=contact_id,
                phone=self._sealing.seal_fact(
                    db, rings.CONTACT, client_id, in_fact(events.ContactChanged, "phone", contact_id), phone
                ),
            ),
        )
        return client_id

    def erase(self, db: Connection, client_id: UUID) -> None:
        """Erase a client: their rows here, and the keys of every sealed copy anywhere. There is no way back.

        Raises NotFound.
        """
        self._lock_client(db, client_id, errors.NotFound)
        db.execute(delete(entry).where(entry.c.client_id == client_id))
        self._leave_sessions(db, client_id)
        db.execute(delete(consent_record).where(consent_record.c.client_id == client_id))
        db.execute(delete(client).where(client.c.id == client_id))
        db.execute(delete(message).where(message.c.client_id == client_id))
        self._sealing.erase_keys(db, client_id)
        self._tell(db, events.ClientErased(client_id=client_id))

    def book(self, db: Connection, *, clinician_id: UUID, client_ids: list[UUID], starts_at: datetime) -> UUID:
        """Book a session. Raises UnknownClinician, UnknownParticipant, SessionIsPast."""
        self._require_clinician(db, clinician_id)
        self._require_future(starts_at)
        wanted = sorted(set(client_ids))
        # Held, so that none of them is erased before the session is there.
        still_here = select(client.c.id).where(client.c.id.in_(wanted)).with_for_update(read=True, key_share=True)
        known = db.execute(still_here).scalars().all()
        if len(known) != len(wanted):
            raise errors.UnknownParticipant
        session_id = new_id()
        db.execute(
            insert(session).values(
                id=session_id,
                clinician_id=clinician_id,
                starts_at=starts_at,
                state="booked",
                created_at=self._now(),
            )
        )
        db.execute(insert(session_client), [{"session_id": session_id, "client_id": client_id} for client_id in wanted])
        self._tell(
            db,
            events.SessionBooked(
                session_id=session_id, clinician_id=clinician_id, client_ids=wanted, starts_at=starts_at
            ),
        )
        return session_id

    def move_session(self, db: Connection, session_id: UUID, starts_at: datetime) -> None:
        """Move a session to another time; its digest moves with it.

        Raises NotFound, SessionCancelled, SessionIsPast.
        """
        self._require_future(starts_at)
        self._require_booked(db, session_id)
        db.execute(update(session).where(session.c.id == session_id).values(starts_at=starts_at))
        self._tell(db, events.SessionMoved(session_id=session_id, starts_at=starts_at))

    def cancel_session(self, db: Connection, session_id: UUID) -> None:
        """Cancel a session and its digest. Raises NotFound, SessionCancelled."""
        self._require_booked(db, session_id)
        db.execute(update(session).where(session.c.id == session_id).values(state="cancelled"))
        self._tell(db, events.SessionCancelled(session_id=session_id))

    def assign(
        self,
        db: Connection,
        *,
        client_id: UUID,
        clinician_id: UUID,
        slug: str,
        params: Params,
        schedule: Schedule,
        reason: str | None,
    ) -> UUID:
        """Give a client a piece of homework, pinned to the activity's newest version.

        Raises UnknownClient, UnknownClinician, UnknownActivity, InvalidParams, NoKeyword, ScheduleIsPast, KeywordTaken.
        """
        activity = library.latest(slug)
        params.check_against(activity)
        zone = self._lock_client(db, client_id, errors.UnknownClient)
        self._require_clinician(db, clinician_id)
        if isinstance(schedule.rule, Keyword):
            if activity.keyword is None:
                raise errors.NoKeyword
        elif next_instant(schedule, zone_of(zone), self._now(), 0) is None:
            raise errors.ScheduleIsPast
        if activity.keyword is not None:
            self._require_free_keyword(db, client_id, activity.keyword)
        assignment_id = new_id()
        filled = json.dumps(asdict(params))
        place = Place("api.assignment", "params", assignment_id)
        why = Place("api.assignment", "reason", assignment_id)
        db.execute(
            insert(assignment).values(
                id=assignment_id,
                client_id=client_id,
                clinician_id=clinician_id,
                slug=activity.slug,
                version=activity.version,
                params=self._sealing.seal(db, rings.CONTACT, client_id, place, filled),
                reason=self._sealing.seal(db, rings.JOURNAL, client_id, why, reason) if reason else None,
                schedule=schedule_to_json(schedule),
                state="active",
                created_at=self._now(),
            )
        )
        in_created = in_fact(events.AssignmentCreated, "params", assignment_id)
        self._tell(
            db,
            events.AssignmentCreated(
                client_id=client_id,
                assignment_id=assignment_id,
                clinician_id=clinician_id,
                slug=activity.slug,
                version=activity.version,
                params=self._sealing.seal_fact(db, rings.CONTACT, client_id, in_created, filled),
                schedule=schedule_to_json(schedule),
            ),
        )
        return assignment_id

    def end_assignment(self, db: Connection, assignment_id: UUID) -> None:
        """Stop asking. Ending twice is the same as once. Raises NotFound."""
        client_id = db.execute(select(assignment.c.client_id).where(assignment.c.id == assignment_id)).scalar()
        if client_id is None:
            raise errors.NotFound
        self._lock_client(db, client_id, errors.NotFound)
        ended = db.execute(
            update(assignment)
            .where(assignment.c.id == assignment_id, assignment.c.state == "active")
            .values(state="ended")
        )
        if ended.rowcount:
            self._tell(db, events.AssignmentEnded(client_id=client_id, assignment_id=assignment_id))

    def _leave_sessions(self, db: Connection, client_id: UUID) -> None:
        """Take a client out of their sessions; one that nobody else comes to is cancelled."""
        left = (
            delete(session_client).where(session_client.c.client_id == client_id).returning(session_client.c.session_id)
        )
        others = select(session_client.c.session_id).where(session_client.c.session_id == session.c.id)
        cancelled = (
            update(session)
            .where(session.c.id.in_(db.execute(left).scalars().all()), session.c.state == "booked", ~others.exists())
            .values(state="cancelled")
            .returning(session.c.id)
        )
        for session_id in db.execute(cancelled).scalars().all():
            self._tell(db, events.SessionCancelled(session_id=session_id))

    def _tell(self, db: Connection, *facts: events.Fact) -> None:
        tell(db, self._bell, self._now(), *facts)

    def _seal_name(self, db: Connection, client_id: UUID, column: str, name: str) -> bytes:
        return self._sealing.seal(db, rings.JOURNAL, client_id, Place("api.client", column, client_id), name)

    def _seal_named(self, db: Connection, client_id: UUID, field: str, name: str) -> events.Sealed:
        place = in_fact(events.ClientNamed, field, client_id)
        return self._sealing.seal_fact(db, rings.JOURNAL, client_id, place, name)

    def _lock_client(self, db: Connection, client_id: UUID, missing: type[errors.Refused]) -> str:
        """Facts about one client are told one transaction after the other, so that their order is the order of time.

        The client's zone. Raises what is given when there is no such client.
        """
        zone: str | None = db.execute(select(client.c.zone).where(client.c.id == client_id).with_for_update()).scalar()
        if zone is None:
            raise missing
        return zone

    def _require_clinician(self, db: Connection, clinician_id: UUID) -> None:
        if db.execute(select(clinician.c.id).where(clinician.c.id == clinician_id)).scalar() is None:
            raise errors.UnknownClinician

    def _require_future(self, starts_at: datetime) -> None:
        if starts_at <= self._now():
            raise errors.SessionIsPast

    def _require_booked(self, db: Connection, session_id: UUID) -> None:
        state = db.execute(select(session.c.state).where(session.c.id == session_id).with_for_update()).scalar()
        if state is None:
            raise errors.NotFound
        if state == "cancelled":
            raise errors.SessionCancelled

    def _require_free_keyword(self, db: Connection, client_id: UUID, keyword: str) -> None:
        active = db.execute(
            select(assignment.c.slug, assignment.c.version).where(
                assignment.c.client_id == client_id, assignment.c.state == "active"
            )
        )
        if any(library.get(slug, version).keyword == keyword for slug, version in active):
            raise errors.KeywordTaken
