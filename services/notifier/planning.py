"""What is due next: occurrences and their prompts, planned one step ahead from what was agreed."""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Connection

from services.notifier.agreed import Agreed, parse
from services.notifier.around_sessions import depends_on_sessions, next_moment, sessions_of
from shared.ids import new_id
from shared.schedule import AfterAnother, AroundSession, Context, Once, next_instant

_MOMENT = timedelta(microseconds=1)

# Whoever decided about a text before this decides again; whoever plans for these clients waits. In one order.
_HOLD = """
with held as (select id from notifier.client where id = any(%s) order by id for no key update)
update notifier.client c set turn = turn + 1 from held where c.id = held.id
"""

_AGREED = """
select a.id, a.client_id, a.schedule::text, a.created_at, c.zone,
    (
        select count(*) from notifier.occurrence o
        where o.assignment_id = a.id and o.state not in ('cancelled', 'suppressed', 'held')
    ),
    (
        select max(o.due_at) from notifier.occurrence o
        where o.assignment_id = a.id and o.state not in ('cancelled', 'planned')
    )
from notifier.assignment a
join notifier.client c on c.id = a.client_id
join notifier.contact k on k.client_id = a.client_id and k.consent = 'given'
where a.client_id = %(client_id)s and a.ended_at is null
    and (%(assignment_ids)s::uuid[] is null or a.id = any(%(assignment_ids)s))
order by a.id
"""

_COMPLETED = "select completed_at from notifier.assignment where id = %s and client_id = %s"

_PLAN = """
with planned as (
    insert into notifier.occurrence (id, client_id, assignment_id, due_at, window_ends_at, session_id, state)
    values (%(id)s, %(client_id)s, %(assignment_id)s, %(due_at)s, %(window_ends_at)s, %(session_id)s, 'planned')
    on conflict do nothing returning *
)
insert into notifier.reminder
    (id, client_id, assignment_id, occurrence_id, kind, due_at, window_ends_at, try_at, state)
select %(reminder_id)s, client_id, assignment_id, id, 'prompt', due_at, window_ends_at, due_at, 'planned' from planned
"""

_NUDGE = """
insert into notifier.reminder
    (id, client_id, assignment_id, occurrence_id, kind, due_at, window_ends_at, try_at, state)
values (%s, %s, %s, %s, 'nudge', %s, %s, %s, 'planned')
"""

# What was tried already, and what is being delivered this moment, is left to whoever tries it.
_CANCEL_NEXT = """
with gone as (
    select r.id, r.occurrence_id
    from notifier.occurrence o join notifier.reminder r on r.occurrence_id = o.id and r.kind = 'prompt'
    where o.assignment_id = any(%(assignment_ids)s) and o.state = 'planned' and not o.again
        and (%(only_after)s::timestamptz is null or o.due_at > %(only_after)s)
        and r.state in ('planned', 'queued') and r.tries = 0
    for update of r skip locked
), cancelled as (
    update notifier.reminder r set state = 'cancelled' from gone where r.id = gone.id
)
update notifier.occurrence o set state = 'cancelled' from gone where o.id = gone.occurrence_id and o.state = 'planned'
"""

# A reminder that is being delivered this moment holds its row: it was decided already, and any later try looks again.
_CANCEL = """
with gone as (
    select id from notifier.reminder
    where client_id = %(client_id)s and {of_what} = %(id)s and state in ('planned', 'queued')
    for update skip locked
), cancelled as (
    update notifier.reminder r set state = 'cancelled' from gone where r.id = gone.id returning r.occurrence_id
)
update notifier.occurrence o set state = 'cancelled' from cancelled
where o.id = cancelled.occurrence_id and o.state in ('planned', 'sending')
"""


def hold(db: Connection, client_ids: Collection[UUID]) -> None:
    """Keep every other planner of these clients out until this transaction ends, and have decisions made again."""
    db.exec_driver_sql(_HOLD, (list(client_ids),))


def plan_all(
    db: Connection,
    client_id: UUID,
    at: datetime,
    *,
    only: Collection[UUID] | None = None,
    catching_up: bool = False,
) -> None:
    """Plan the next occurrence of a client's assignments, or of `only` these, from now on.

    1. Nothing is planned for somebody who has not said yes.
    2. Nothing is asked again for a moment that was asked, nor for one before it.
    3. `catching_up`: what was to be asked only once, and came up before it could be, is still asked while its window is
       open.
    """
    for agreed in _agreed(db, client_id, only):
        planned = _plan_next(db, agreed, _from_the_minute(at), short_notice=True)
        if not planned and catching_up and isinstance(agreed.schedule.rule, Once):
            _plan_next(db, agreed, max(_from_the_minute(agreed.created_at), at - agreed.schedule.window))


def plan_again(
    db: Connection, client_id: UUID, at: datetime, *, only: Collection[UUID] | None = None, keep_due: bool = False
) -> None:
    """Plan anew what is not yet sent. `keep_due`: what is due already and only waits stays as it is."""
    planned = [agreed.assignment_id for agreed in _agreed(db, client_id, only)]
    db.exec_driver_sql(_CANCEL_NEXT, {"assignment_ids": planned, "only_after": at if keep_due else None})
    plan_all(db, client_id, at, only=planned)


def plan_after(db: Connection, client_id: UUID, assignment_id: UUID, after: datetime) -> None:
    """Plan an assignment's first occurrence after this instant, if its schedule has one and none is planned yet."""
    for agreed in _agreed(db, client_id, [assignment_id]):
        _plan_next(db, agreed, after)


def around_sessions(db: Connection, client_id: UUID) -> list[UUID]:
    """The client's assignments that depend on when the sessions are."""
    return [one.assignment_id for one in _agreed(db, client_id, None) if depends_on_sessions(one.schedule)]


def plan_nudge(
    db: Connection,
    client_id: UUID,
    assignment_id: UUID,
    occurrence_id: UUID,
    schedule: str,
    *,
    now: datetime,
    window_ends_at: datetime,
) -> None:
    """Plan the one nudge of an occurrence whose prompt goes now, if one was agreed and there is time for it."""
    after = parse(schedule).nudge_after
    if after is None or now + after >= window_ends_at:
        return
    due_at = now + after
    db.exec_driver_sql(_NUDGE, (new_id(), client_id, assignment_id, occurrence_id, due_at, window_ends_at, due_at))


def cancel_planned(db: Connection, client_id: UUID) -> None:
    """Cancel everything planned for a client, and any text whose sending was decided but not begun."""
    hold(db, [client_id])
    db.exec_driver_sql(_CANCEL.format(of_what="client_id"), {"client_id": client_id, "id": client_id})


def cancel_assignment(db: Connection, client_id: UUID, assignment_id: UUID) -> None:
    """Cancel everything planned for one assignment."""
    hold(db, [client_id])
    db.exec_driver_sql(_CANCEL.format(of_what="assignment_id"), {"client_id": client_id, "id": assignment_id})


def _from_the_minute(at: datetime) -> datetime:
    """Times are agreed to the minute: the one that has just begun is still meant."""
    return at.replace(second=0, microsecond=0) - _MOMENT


def _agreed(db: Connection, client_id: UUID, only: Collection[UUID] | None) -> list[Agreed]:
    values = {"client_id": client_id, "assignment_ids": None if only is None else list(only)}
    return [Agreed(*row) for row in db.exec_driver_sql(_AGREED, values)]


def _plan_next(db: Connection, agreed: Agreed, after: datetime, *, short_notice: bool = False) -> bool:
    """Plan what comes next. False when there is nothing to plan."""
    found: tuple[datetime, UUID | None] | None
    if isinstance(agreed.schedule.rule, AroundSession):
        found = next_moment(db, agreed, after, short_notice=short_notice)
    else:
        due_at = _next_instant(db, agreed, max(after, agreed.newest) if agreed.newest else after)
        found = None if due_at is None else (due_at, None)
    if found is None:
        return False
    due_at, session_id = found
    db.exec_driver_sql(
        _PLAN,
        {
            "id": new_id(),
            "reminder_id": new_id(),
            "client_id": agreed.client_id,
            "assignment_id": agreed.assignment_id,
            "due_at": due_at,
            "window_ends_at": due_at + agreed.schedule.window,
            "session_id": session_id,
        },
    )
    return True


def _next_instant(db: Connection, agreed: Agreed, after: datetime) -> datetime | None:
    """The next instant, given what the schedule may depend on, which is looked up only where it does."""
    schedule, completed_at = agreed.schedule, None
    sessions = [session.starts_at for session in sessions_of(db, agreed)] if schedule.stops_at_session else []
    if isinstance(schedule.rule, AfterAnother):
        values = (schedule.rule.assignment_id, agreed.client_id)
        completed_at = db.exec_driver_sql(_COMPLETED, values).scalar()
    context = Context(agreed.seed, agreed.created_at, tuple(sessions), completed_at)
    return next_instant(schedule, agreed.zone, after, agreed.occurrences_so_far, context)
