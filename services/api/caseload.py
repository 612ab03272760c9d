"""What staff do: add clinicians, enrol clients, book sessions. Each is one transaction."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from services.api import errors
from services.api.assigning import Assigning
from services.api.tables import (
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
from shared.bell import Bell
from shared.bus import tell
from shared.clock import Now
from shared.ids import new_id
from shared.sealing import Place, Sealing, in_fact

_AGREED = ("language", "zone", "earliest", "latest", "daily_cap")
_NAMES = ("display_name", "initials")


class Caseload:
    """The use cases of staff. Every method works in the caller's transaction."""

    def __init__(self, sealing: Sealing, assigning: Assigning, bell: Bell, now: Now) -> None:
        self._sealing = sealing
        self._assigning = assigning
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
        daily_cap: int = 4,
    ) -> UUID:
        """Enrol a client. The notifier then sends the opt-in text, and nothing else before a YES.

        `daily_cap` is how many texts a day we start at most.

        Raises UnknownClinician, PhoneTaken.
        """
        self._require_clinician(db, clinician_id)
        client_id, contact_id = new_id(), new_id()
        self._sealing.create_keys(db, client_id)
        agreed: dict[str, Any] = {"clinician_id": clinician_id, "language": language, "zone": zone}
        agreed |= {"earliest": earliest, "latest": latest, "daily_cap": daily_cap}
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

    def change_client(self, db: Connection, client_id: UUID, **changed: Any) -> None:
        """Change what was agreed with a client, or how staff call them. What is not given stays as it is.

        `changed`: zone, earliest, latest, language, daily_cap; display_name, initials. Their homework follows into
        a new language. Raises NotFound, HoursCrossed.
        """
        row = db.execute(select(client).where(client.c.id == client_id).with_for_update()).first()
        if row is None:
            raise errors.NotFound
        self._rename(db, row, {name: changed.pop(name) for name in _NAMES if name in changed})
        before = {name: getattr(row, name) for name in _AGREED}
        agreed = before | changed
        if not agreed["earliest"] < agreed["latest"]:
            raise errors.HoursCrossed
        if agreed == before:
            return
        db.execute(update(client).where(client.c.id == client_id).values(**changed))
        self._tell(db, events.ClientChanged(client_id=client_id, clinician_id=row.clinician_id, **agreed))
        if agreed["language"] != row.language:
            self._tell(db, *self._assigning.translate(db, client_id, agreed["language"]))

    def erase(self, db: Connection, client_id: UUID) -> None:
        """Erase a client: their rows here, and the keys of every sealed copy anywhere. There is no way back.

        Raises NotFound.
        """
        if db.execute(select(client.c.id).where(client.c.id == client_id).with_for_update()).scalar() is None:
            raise errors.NotFound
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

    def _rename(self, db: Connection, row: Row[Any], names: dict[str, str]) -> None:
        before = {
            name: self._sealing.open(db, rings.JOURNAL, row.id, Place("api.client", name, row.id), getattr(row, name))
            for name in _NAMES
        }
        called = before | names
        if called == before:
            return
        sealed = {name: self._seal_name(db, row.id, name, called[name]) for name in names}
        db.execute(update(client).where(client.c.id == row.id).values(**sealed))
        named = {name: self._seal_named(db, row.id, name, called[name]) for name in _NAMES}
        self._tell(db, events.ClientNamed(client_id=row.id, **named))

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
        if facts:
            tell(db, self._bell, self._now(), *facts)

    def _seal_name(self, db: Connection, client_id: UUID, column: str, name: str) -> bytes:
        return self._sealing.seal(db, rings.JOURNAL, client_id, Place("api.client", column, client_id), name)

    def _seal_named(self, db: Connection, client_id: UUID, field: str, name: str) -> events.Sealed:
        place = in_fact(events.ClientNamed, field, client_id)
        return self._sealing.seal_fact(db, rings.JOURNAL, client_id, place, name)

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
