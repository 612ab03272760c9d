"""Which moment around which session a piece of homework asks at: once about each, however often it is moved."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Connection

from services.notifier.agreed import Agreed
from shared.schedule import AroundSession, Context, Schedule, next_instant

_BEFORE = timedelta(days=60)
"""How long before an assignment began a session may have been that it still asks after."""

_SESSIONS = """
select id, starts_at from notifier.session
where client_id = %s and starts_at > %s and not is_cancelled order by starts_at, id
"""

_ASKED_ABOUT = """
select session_id from notifier.occurrence
where assignment_id = %s and session_id is not null and state not in ('planned', 'cancelled', 'suppressed', 'held')
"""


class Session(NamedTuple):
    """One session of a client."""

    id: UUID
    starts_at: datetime


class Moment(NamedTuple):
    """When to ask, and about which session."""

    due_at: datetime
    session_id: UUID


def sessions_of(db: Connection, agreed: Agreed) -> list[Session]:
    """The client's sessions that an assignment may depend on, in order, without cancelled ones."""
    values = (agreed.client_id, agreed.created_at - _BEFORE)
    return [Session(*row) for row in db.exec_driver_sql(_SESSIONS, values)]


def next_moment(db: Connection, agreed: Agreed, after: datetime, *, short_notice: bool) -> Moment | None:
    """The next moment after an instant about a session that was not asked about yet.

    `short_notice`: a moment that had passed when its session was booked or moved still counts, while its window is open
    and the session lies ahead.
    """
    sessions = sessions_of(db, agreed)
    asked = set(db.exec_driver_sql(_ASKED_ABOUT, (agreed.assignment_id,)).scalars())
    open_since = after - agreed.schedule.window if short_notice else after
    if agreed.newest is not None:
        open_since = max(open_since, agreed.newest)
    moments = [
        Moment(due_at, session.id)
        for session in sessions
        if session.id not in asked
        and (due_at := _moment(agreed, session, sessions, open_since)) is not None
        and (due_at > after or session.starts_at > after)
    ]
    return min(moments, default=None)


def _moment(agreed: Agreed, session: Session, sessions: list[Session], after: datetime) -> datetime | None:
    """When to ask about one session, or None when not, or not after this."""
    alone = Context(agreed.seed, agreed.created_at, (session.starts_at,))
    schedule = replace(agreed.schedule, stops_at_session=False)
    due_at = next_instant(schedule, agreed.zone, after, agreed.occurrences_so_far, alone)
    if due_at is None or _is_over(agreed.schedule, agreed.created_at, sessions, due_at):
        return None
    return due_at


def _is_over(schedule: Schedule, began_at: datetime, sessions: list[Session], due_at: datetime) -> bool:
    """Whether the first session since the beginning has ended it."""
    if not schedule.stops_at_session:
        return False
    return any(began_at < session.starts_at <= due_at for session in sessions)


def depends_on_sessions(schedule: Schedule) -> bool:
    """Whether a schedule is another one when a session is booked, moved or cancelled."""
    return schedule.stops_at_session or isinstance(schedule.rule, AroundSession)
