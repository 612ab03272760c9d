"""Hears of clinicians, clients and sessions. Every handler may run twice and in any order."""

from datetime import datetime

from sqlalchemy import Connection

from services.reporter.planning import call_off, plan_digest, replan_digests, start_over
from services.reporter.resealing import reseal
from shared import events
from shared.sealing import Sealing

_CLINICIAN = """
insert into reporter.clinician (id, name, email, zone, digest_lead_minutes, heard_as_of) values (%s, %s, %s, %s, %s, %s)
on conflict (id) do update set name = excluded.name, email = excluded.email, zone = excluded.zone,
    digest_lead_minutes = excluded.digest_lead_minutes, heard_as_of = excluded.heard_as_of
where clinician.heard_as_of <= excluded.heard_as_of
"""
_ENROLLED = """
insert into reporter.client (id, enrolled_at) values (%s, %s)
on conflict (id) do update set enrolled_at = excluded.enrolled_at
"""
_AGREED = """
insert into reporter.client (id, clinician_id, zone, agreed_as_of) values (%s, %s, %s, %s)
on conflict (id) do update
set clinician_id = excluded.clinician_id, zone = excluded.zone, agreed_as_of = excluded.agreed_as_of
where client.agreed_as_of is null or client.agreed_as_of <= excluded.agreed_as_of
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
_PAUSED = """
insert into reporter.client (id, paused_until, pause_as_of) values (%s, %s, %s)
on conflict (id) do update set paused_until = excluded.paused_until, pause_as_of = excluded.pause_as_of
where client.pause_as_of is null or client.pause_as_of <= excluded.pause_as_of
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
_OF_A_CLIENT = ("assignment", "readiness", "occurrence", "entry", "reservation", "barrier", "concern", "digest_part")
_NOBODY_LEFT = """
select left_by.id from unnest(%s::uuid[]) as left_by (id)
where not exists (select from reporter.session_client s where s.session_id = left_by.id)
"""


class People:
    """Who there is, what was agreed with them, and when they meet. Names are sealed where they lie."""

    def __init__(self, sealing: Sealing) -> None:
        self._sealing = sealing

    def clinician_joined(self, db: Connection, fact: events.ClinicianJoined, at: datetime) -> None:
        """Their address, and when they want their digests."""
        values = (fact.clinician_id, fact.name, fact.email, fact.zone, fact.digest_lead_minutes, at)
        db.exec_driver_sql(_CLINICIAN, values)
        replan_digests(db, fact.clinician_id, at)

    def client_enrolled(self, db: Connection, fact: events.ClientEnrolled, at: datetime) -> None:
        """Where they live, and since when we know them."""
        db.exec_driver_sql(_ENROLLED, (fact.client_id, at))
        db.exec_driver_sql(_AGREED, (fact.client_id, fact.clinician_id, fact.zone, at))

    def client_changed(self, db: Connection, fact: events.ClientChanged, at: datetime) -> None:
        """They moved, or see another clinician."""
        db.exec_driver_sql(_AGREED, (fact.client_id, fact.clinician_id, fact.zone, at))

    def client_named(self, db: Connection, fact: events.ClientNamed, at: datetime) -> None:
        """Name and initials, sealed."""
        whose = (fact.client_id, "client")
        display_name = reseal(self._sealing, db, fact, "display_name", *whose, fact.display_name)
        initials = reseal(self._sealing, db, fact, "initials", *whose, fact.initials)
        if display_name and initials:
            db.exec_driver_sql(_NAMED, (fact.client_id, display_name, initials))

    def consent_given(self, db: Connection, fact: events.ConsentGiven, at: datetime) -> None:
        """They said YES to texts."""
        db.exec_driver_sql(_CONSENT, (fact.client_id, "given", at))

    def opted_out(self, db: Connection, fact: events.OptedOut, at: datetime) -> None:
        """They texted STOP."""
        db.exec_driver_sql(_CONSENT, (fact.client_id, "stopped", at))

    def paused_until(self, db: Connection, fact: events.PausedUntil, at: datetime) -> None:
        """They want no texts for a while, or are back."""
        db.exec_driver_sql(_PAUSED, (fact.client_id, fact.until, at))

    def client_erased(self, db: Connection, fact: events.ClientErased, at: datetime) -> None:
        """Forget everything about them; a session that nobody else comes to gets no digest."""
        self._sealing.forget(fact.client_id)
        db.exec_driver_sql("delete from reporter.client where id = %s", (fact.client_id,))
        for table in _OF_A_CLIENT:
            db.exec_driver_sql(f"delete from reporter.{table} where client_id = %s", (fact.client_id,))  # noqa: S608
        gone = "delete from reporter.session_client where client_id = %s returning session_id"
        left = db.exec_driver_sql(gone, (fact.client_id,)).scalars().all()
        for session_id in db.exec_driver_sql(_NOBODY_LEFT, (list(left),)).scalars().all():
            call_off(db, session_id)


def session_booked(db: Connection, fact: events.SessionBooked, at: datetime) -> None:
    """A session, who comes, and its digest."""
    db.exec_driver_sql(_BOOKED, (fact.session_id, fact.clinician_id, fact.starts_at))
    db.exec_driver_sql(_TAKES_PART, (fact.session_id, fact.client_ids))
    plan_digest(db, fact.session_id)


def session_moved(db: Connection, fact: events.SessionMoved, at: datetime) -> None:
    """Another time: the digest moves along, unless it was sent."""
    if db.exec_driver_sql(_MOVED, (fact.session_id, fact.starts_at, at)).first():
        start_over(db, fact.session_id)


def session_cancelled(db: Connection, fact: events.SessionCancelled, at: datetime) -> None:
    """No session, no digest."""
    db.exec_driver_sql(_CANCELLED, (fact.session_id,))
    call_off(db, fact.session_id)
