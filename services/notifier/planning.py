"""What is due next: occurrences and their reminders, planned one step ahead from what was agreed."""

import base64
import json
from datetime import datetime, timedelta
from functools import lru_cache
from uuid import UUID

from sqlalchemy import Connection

from services.notifier.eligibility import TALKING_FOR
from shared import schedule as schedules
from shared.database import write
from shared.events import AssignmentCreated, AssignmentEnded, FollowUpAsked, OccurrenceAnswered
from shared.ids import new_id

FOLLOW_UP_WINDOW = timedelta(hours=2)
"""A question from the middle of a conversation makes no sense much later."""

_CREATE = """
with created as (
    insert into notifier.assignment (id, client_id, slug, version, params, schedule, created_at)
    select %(id)s, %(client_id)s, %(slug)s, %(version)s, %(params)s, %(schedule)s::jsonb, %(at)s
    where not exists (select from notifier.client where id = %(client_id)s and erased_at is not null)
    on conflict do nothing returning client_id
)
select c.zone from created
join notifier.client c on c.id = created.client_id
join notifier.contact k on k.client_id = created.client_id and k.consent = 'given'
"""

_PLAN = """
with planned as (
    insert into notifier.occurrence (id, client_id, assignment_id, due_at, window_ends_at, state)
    values (%(id)s, %(client_id)s, %(assignment_id)s, %(due_at)s, %(window_ends_at)s, 'planned')
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

_FOLLOW_UP = """
insert into notifier.reminder
    (id, client_id, assignment_id, occurrence_id, kind, step, due_at, window_ends_at, try_at, state)
values (%s, %s, %s, %s, 'follow_up', %s, %s, %s, %s, 'planned') on conflict do nothing
"""

_OF_CLIENT = """
select a.id, a.schedule::text, a.created_at, c.zone, (
    select count(*) from notifier.occurrence o where o.assignment_id = a.id and o.state <> 'cancelled'
)
from notifier.assignment a join notifier.client c on c.id = a.client_id
where a.client_id = %s and a.ended_at is null
"""

# A reminder that is being delivered this moment holds its row: it was decided already, and any later try looks again.
_CANCEL = """
with gone as (
    select id from notifier.reminder
    where client_id = %(client_id)s and {of_what} = %(id)s and kind = any(%(kinds)s) and state in ('planned', 'queued')
    for update skip locked
)
update notifier.reminder r set state = 'cancelled' from gone where r.id = gone.id returning r.occurrence_id
"""

_CANCEL_OCCURRENCES = """
update notifier.occurrence set state = 'cancelled' where id = any(%s) and state in ('planned', 'sending')
"""

_END = "update notifier.assignment set ended_at = %s where id = %s and ended_at is null"

_ANSWERED = """
with gone as (
    select id from notifier.reminder
    where client_id = %(client_id)s and occurrence_id = %(id)s and kind = any(%(kinds)s)
        and state in ('planned', 'queued')
    for update skip locked
), cancelled as (
    update notifier.reminder r set state = 'cancelled' from gone where r.id = gone.id
), talking as (
    update notifier.client set talking_until = %(talking_until)s where id = %(client_id)s
)
update notifier.occurrence set state = %(state)s
where id = %(id)s and state in ('planned', 'sending', 'sent', 'partial', 'let_go', 'undeliverable')
"""

EVERY_KIND = ["opt_in", "prompt", "nudge", "follow_up"]


def create_assignment(db: Connection, fact: AssignmentCreated, at: datetime) -> None:
    """Keep what was agreed, and plan its first occurrence if the client said yes. Known already: nothing."""
    row = db.exec_driver_sql(
        _CREATE,
        {
            "id": fact.assignment_id,
            "client_id": fact.client_id,
            "slug": fact.slug,
            "version": fact.version,
            "params": base64.b64decode(fact.params),
            "schedule": json.dumps(fact.schedule),
            "at": at,
        },
    ).first()
    if row is None:
        return
    # Times are agreed to the minute: the one that has just begun is still meant.
    after = at.replace(second=0, microsecond=0) - timedelta(microseconds=1)
    plan_next(db, fact.client_id, fact.assignment_id, json.dumps(fact.schedule), row.zone, after=after, so_far=0)


def plan_next(
    db: Connection, client_id: UUID, assignment_id: UUID, schedule: str, zone: str, *, after: datetime, so_far: int
) -> None:
    """Plan the first occurrence after an instant, if the schedule has one and none is planned yet."""
    agreed = _parse(schedule)
    due_at = schedules.next_instant(agreed, schedules.zone(zone), after, so_far)
    if due_at is not None:
        _plan_at(db, client_id, assignment_id, due_at, due_at + agreed.window)


def plan_all(db: Connection, client_id: UUID, now: datetime) -> None:
    """Plan every assignment of a client from now on.

    What was to be asked only once and came up before the client said yes is still asked while its window is open.
    """
    for assignment_id, schedule, created_at, zone, so_far in db.exec_driver_sql(_OF_CLIENT, (client_id,)).all():
        agreed, place = _parse(schedule), schedules.zone(zone)
        due_at = schedules.next_instant(agreed, place, now, so_far)
        if due_at is None:
            due_at = schedules.next_instant(agreed, place, created_at, so_far)
        if due_at is not None and due_at + agreed.window > now:
            _plan_at(db, client_id, assignment_id, due_at, due_at + agreed.window)


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
    after = _parse(schedule).nudge_after
    if after is None or now + after >= window_ends_at:
        return
    due_at = now + after
    db.exec_driver_sql(_NUDGE, (new_id(), client_id, assignment_id, occurrence_id, due_at, window_ends_at, due_at))


def ask_follow_up(db: Connection, fact: FollowUpAsked, _at: datetime) -> None:
    """Plan the next question of a dialogue. Known already: nothing."""
    ends_at = fact.due_at + FOLLOW_UP_WINDOW
    write(
        db,
        _FOLLOW_UP,
        (
            fact.follow_up_id,
            fact.client_id,
            fact.assignment_id,
            fact.occurrence_id,
            fact.step,
            fact.due_at,
            ends_at,
            fact.due_at,
        ),
    )


def mark_answered(db: Connection, fact: OccurrenceAnswered, at: datetime) -> None:
    """One answer clears the nudge; a whole one also the dialogue's next question, and ends the conversation."""
    kinds = EVERY_KIND if fact.complete else ["prompt", "nudge"]
    state = "answered" if fact.complete else "partial"
    values = {"client_id": fact.client_id, "id": fact.occurrence_id, "kinds": kinds, "state": state}
    write(db, _ANSWERED, values | {"talking_until": None if fact.complete else at + TALKING_FOR})


def end_assignment(db: Connection, fact: AssignmentEnded, at: datetime) -> None:
    """Ask no more for this one."""
    db.exec_driver_sql(_END, (at, fact.assignment_id))
    _cancel_all(db, fact.client_id, "assignment_id", fact.assignment_id)


def cancel_planned(db: Connection, client_id: UUID) -> None:
    """Cancel everything planned for a client."""
    _cancel_all(db, client_id, "client_id", client_id)


def _cancel_all(db: Connection, client_id: UUID, of_what: str, its_id: UUID) -> None:
    occurrence_ids = [found for found in _cancel(db, client_id, of_what, its_id, EVERY_KIND) if found is not None]
    if occurrence_ids:
        db.exec_driver_sql(_CANCEL_OCCURRENCES, (occurrence_ids,))


def _cancel(db: Connection, client_id: UUID, of_what: str, its_id: UUID, kinds: list[str]) -> list[UUID | None]:
    statement = _CANCEL.format(of_what=of_what)
    return list(db.exec_driver_sql(statement, {"client_id": client_id, "id": its_id, "kinds": kinds}).scalars())


def _plan_at(db: Connection, client_id: UUID, assignment_id: UUID, due_at: datetime, window_ends_at: datetime) -> None:
    db.exec_driver_sql(
        _PLAN,
        {
            "id": new_id(),
            "reminder_id": new_id(),
            "client_id": client_id,
            "assignment_id": assignment_id,
            "due_at": due_at,
            "window_ends_at": window_ends_at,
        },
    )


@lru_cache(maxsize=4096)
def _parse(schedule: str) -> schedules.Schedule:
    return schedules.from_json(json.loads(schedule))
