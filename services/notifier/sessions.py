"""When clients see their clinician: as the api tells it. Homework that keeps to sessions moves with them.

A session's facts come in order, but they may come before those of the clients who take part.
"""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection

from services.notifier import planning
from shared.events import SessionBooked, SessionCancelled, SessionMoved

# Until the client is enrolled there is no row to wait for: see `Contacts.enrol`.
_WAIT_FOR_ENROLMENT = """
select pg_advisory_xact_lock(hashtextextended('notifier.enrolment:' || id, 0)) from unnest(%s::text[]) as id
"""

_BOOK = """
insert into notifier.session (id, client_id, starts_at, told_at)
select %(id)s, client_id, %(starts_at)s, %(at)s from unnest(%(client_ids)s::uuid[]) as client_id
where not exists (select from notifier.client c where c.id = client_id and c.erased_at is not null)
on conflict do nothing returning client_id
"""

_MOVE = """
update notifier.session set starts_at = %(starts_at)s, told_at = %(at)s
where id = %(id)s and told_at <= %(at)s and starts_at <> %(starts_at)s returning client_id
"""

_CANCEL = """
update notifier.session set is_cancelled = true, told_at = %(at)s
where id = %(id)s and told_at <= %(at)s and not is_cancelled returning client_id
"""

_FORGET = "delete from notifier.session where client_id = %s"


def book(db: Connection, fact: SessionBooked, at: datetime) -> None:
    """Keep a session, and plan around it."""
    wait_for_enrolment(db, fact.client_ids)
    values = {"id": fact.session_id, "client_ids": fact.client_ids, "starts_at": fact.starts_at, "at": at}
    _plan_around(db, db.exec_driver_sql(_BOOK, values).scalars().all(), at)


def move(db: Connection, fact: SessionMoved, at: datetime) -> None:
    """Plan what is not yet sent around the session's new time. What was asked about it is not asked again."""
    values = {"id": fact.session_id, "starts_at": fact.starts_at, "at": at}
    _plan_around(db, db.exec_driver_sql(_MOVE, values).scalars().all(), at)


def cancel(db: Connection, fact: SessionCancelled, at: datetime) -> None:
    """Plan as if there had never been such a session."""
    _plan_around(db, db.exec_driver_sql(_CANCEL, {"id": fact.session_id, "at": at}).scalars().all(), at)


def forget(db: Connection, client_id: UUID) -> None:
    """An erased client had no sessions."""
    db.exec_driver_sql(_FORGET, (client_id,))


def wait_for_enrolment(db: Connection, client_ids: Collection[UUID]) -> None:
    """Let the booking of a session and the enrolment of its clients happen one after the other, in either order.

    Else neither would see the other, and homework that keeps to the session would never be planned.
    """
    db.exec_driver_sql(_WAIT_FOR_ENROLMENT, (sorted(str(client_id) for client_id in client_ids),))


def _plan_around(db: Connection, client_ids: Collection[UUID], at: datetime) -> None:
    if not client_ids:
        return
    planning.hold(db, client_ids)
    for client_id in client_ids:
        moved = planning.around_sessions(db, client_id)
        if moved:
            planning.plan_again(db, client_id, at, only=moved)
