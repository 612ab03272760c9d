"""Whether a schedule can be kept: whether it would ever ask this client anything."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, select

from services.api import errors
from services.api.tables import assignment, session, session_client
from shared.activities.definition import Activity
from shared.activities.engine import seed_of
from shared.schedule import AfterAnother, AroundSession, Context, Keyword, Schedule, next_instant, zone


def require_keepable(
    db: Connection, activity: Activity, schedule: Schedule, of: Row[Any], assignment_id: UUID, now: datetime
) -> None:
    """Raise NoKeyword, UnknownPredecessor, AfterItself or ScheduleIsPast when it cannot. `of` is the client's row."""
    rule = schedule.rule
    if isinstance(rule, Keyword) and not activity.keywords:
        raise errors.NoKeyword
    if isinstance(rule, AfterAnother):
        _require_predecessor(db, rule.assignment_id, of.id, assignment_id)
    if isinstance(rule, Keyword | AroundSession | AfterAnother):
        # These wait for a word, a session or another homework, which may come on any day until the last one.
        is_past = schedule.stops_on is not None and schedule.stops_on < now.astimezone(zone(of.zone)).date()
    else:
        context = Context(seed=seed_of(assignment_id), began_at=now, sessions=_sessions(db, of.id))
        is_past = next_instant(schedule, zone(of.zone), now, 0, context) is None
    if is_past:
        raise errors.ScheduleIsPast


def _require_predecessor(db: Connection, named: UUID, client_id: UUID, assignment_id: UUID) -> None:
    """Two that wait for each other would both wait for ever, so the whole line is walked."""
    query = select(assignment.c.id, assignment.c.schedule).where(assignment.c.client_id == client_id)
    waits_for = {row.id: row.schedule.get("assignment_id") for row in db.execute(query)}
    if named not in waits_for:
        raise errors.UnknownPredecessor
    before: UUID | None = named
    while before is not None:
        if before == assignment_id:
            raise errors.AfterItself
        further = waits_for.pop(before, None)
        before = UUID(further) if further else None


def _sessions(db: Connection, client_id: UUID) -> tuple[datetime, ...]:
    query = select(session.c.starts_at).join(session_client)
    booked = query.where(session_client.c.client_id == client_id, session.c.state == "booked")
    return tuple(db.execute(booked).scalars())
