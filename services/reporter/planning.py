"""Which session gets a digest, and when: planned, moved, called off."""

from datetime import datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from services.reporter.tables import TOLD_ONCE
from shared.ids import new_id

_EVENING = time(18)

_SESSION = """
select s.starts_at, s.is_cancelled, c.zone, c.digest_lead_minutes
from reporter.session s left join reporter.clinician c on c.id = s.clinician_id
where s.id = %s
"""
_PLAN = """
insert into reporter.digest (id, session_id, state, try_at) values (%s, %s, 'planned', %s)
on conflict (session_id) do update set try_at = excluded.try_at where digest.state = 'planned'
"""
_PLANNED_OF_CLINICIAN = """
select d.session_id from reporter.session s join reporter.digest d on d.session_id = s.id
where s.clinician_id = %s and s.starts_at > %s and d.state = 'planned' order by d.session_id
"""
_UNSENT = "select id from reporter.digest where session_id = %s and state <> 'sent' for update"
_CALL_OFF = "update reporter.digest set state = 'cancelled', try_at = null where id = %s"


def digest_due_at(starts_at: datetime, zone: str, lead_minutes: int | None) -> datetime:
    """When the digest of a session is due: its lead before, or without one 18:00 the evening before, where we work."""
    if lead_minutes is not None:
        return starts_at - timedelta(minutes=lead_minutes)
    evening_on = starts_at.astimezone(ZoneInfo(zone)).date() - timedelta(days=1)
    return datetime.combine(evening_on, _EVENING, ZoneInfo(zone)).astimezone(starts_at.tzinfo)


def plan_digest(db: Connection, session_id: UUID) -> None:
    """Give a session its digest, or its planned digest its time. One that is under way stays as it is."""
    starts_at, is_cancelled, zone, lead_minutes = db.exec_driver_sql(_SESSION, (session_id,)).one()
    if is_cancelled:
        return
    is_known = starts_at is not None and zone is not None
    due_at = digest_due_at(starts_at, zone, lead_minutes) if is_known else None
    db.exec_driver_sql(_PLAN, (new_id(), session_id, due_at))


def replan_digests(db: Connection, clinician_id: UUID, at: datetime) -> None:
    """Give the planned digests of a clinician's coming sessions their time."""
    for session_id in db.exec_driver_sql(_PLANNED_OF_CLINICIAN, (clinician_id, at)).scalars().all():
        plan_digest(db, session_id)


def start_over(db: Connection, session_id: UUID) -> None:
    """Plan an unsent digest anew, for another time.

    It gets a new id, and so a new Message-ID: a frozen one names the old time, and may be in the mailbox already.
    """
    for digest_id in db.exec_driver_sql(_UNSENT, (session_id,)).scalars().all():
        give_back(db, digest_id)
        db.exec_driver_sql("delete from reporter.digest where id = %s", (digest_id,))
    plan_digest(db, session_id)


def call_off(db: Connection, session_id: UUID) -> None:
    """There will be no digest of this session, unless it has left already."""
    for digest_id in db.exec_driver_sql(_UNSENT, (session_id,)).scalars().all():
        call_off_digest(db, digest_id)


def call_off_digest(db: Connection, digest_id: UUID) -> None:
    """This digest will not be sent; what it would have told belongs to the next one."""
    give_back(db, digest_id)
    db.exec_driver_sql("delete from reporter.digest_part where digest_id = %s", (digest_id,))
    db.exec_driver_sql(_CALL_OFF, (digest_id,))


def give_back(db: Connection, digest_id: UUID) -> None:
    """What a digest had taken is in none again."""
    for table in TOLD_ONCE:
        db.exec_driver_sql(
            f"update {table.fullname} set digest_id = null where digest_id = %(digest)s and client_id in"  # noqa: S608
            " (select client_id from reporter.digest_part where digest_id = %(digest)s)",
            {"digest": digest_id},
        )
