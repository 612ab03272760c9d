"""The homework that was agreed on: given, changed, unlocked, rested from and ended, as the api tells it."""

import base64
import json
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from services.notifier import planning
from services.notifier.asides import READY_FOR, About, plan_aside
from services.notifier.presence import note_sign_of_life
from shared.database import write
from shared.events import (
    AssignmentChanged,
    AssignmentCreated,
    AssignmentEnded,
    AssignmentRested,
    AssignmentResumed,
    AssignmentUnlocked,
    ReadinessChanged,
)

_CREATE = """
insert into notifier.assignment
    (id, client_id, slug, version, params, sealed_in, schedule, follows, created_at, changed_at, awaits_introduction,
     needs_readiness)
select %(id)s, %(client_id)s, %(slug)s, %(version)s, %(params)s, 'AssignmentCreated', %(schedule)s::jsonb, %(follows)s,
    %(at)s, %(at)s, %(introduce)s, %(needs_readiness)s
where not exists (select from notifier.client where id = %(client_id)s and erased_at is not null)
on conflict do nothing returning id
"""

_CHANGE = """
with before as (select id, schedule from notifier.assignment where id = %(id)s for update)
update notifier.assignment a set
    params = %(params)s, sealed_in = 'AssignmentChanged', schedule = %(schedule)s::jsonb, follows = %(follows)s,
    changed_at = %(at)s
from before where a.id = before.id and a.ended_at is null and a.changed_at <= %(at)s
returning before.schedule is distinct from a.schedule
"""

_TO_INTRODUCE = """
select a.id from notifier.assignment a
join notifier.contact k on k.client_id = a.client_id and k.consent = 'given'
where a.client_id = %s and a.awaits_introduction and a.ended_at is null order by a.id
"""

_UNLOCK = "update notifier.assignment set unlocked_at = %s where id = %s and unlocked_at is null"

_READY = """
update notifier.assignment set ready_at = %(ready_at)s, readiness_told_at = %(at)s
where id = %(id)s and (readiness_told_at is null or readiness_told_at <= %(at)s)
"""

# Only the latest of those that were held: an older one never follows a newer one.
_RELEASE = """
with ready as (
    select id from notifier.assignment
    where id = %(id)s and unlocked_at is not null and ready_at > %(at)s - %(ready_for)s
), latest as (
    select o.id from notifier.occurrence o join ready on ready.id = o.assignment_id
    where o.state = 'held' and o.window_ends_at > %(at)s order by o.due_at desc limit 1
), released as (
    update notifier.occurrence o set state = 'planned', again = true from latest where o.id = latest.id returning o.id
)
update notifier.reminder r set state = 'planned', try_at = %(at)s from released
where r.occurrence_id = released.id and r.kind = 'prompt' and r.state = 'suppressed'
"""

_REST = """
update notifier.assignment set rests_since = %(rests_since)s, rest_told_at = %(at)s
where id = %(id)s and (rest_told_at is null or rest_told_at <= %(at)s)
"""

_END = "update notifier.assignment set ended_at = %s where id = %s and ended_at is null"


def create(db: Connection, fact: AssignmentCreated, at: datetime) -> None:
    """Keep what was agreed; if the client said yes, introduce it and plan its first occurrence. Known: nothing."""
    planning.hold(db, [fact.client_id])
    values = _agreed(fact, at) | {
        "client_id": fact.client_id,
        "slug": fact.slug,
        "version": fact.version,
        "introduce": fact.introduce,
        "needs_readiness": fact.needs_readiness,
    }
    if db.exec_driver_sql(_CREATE, values).first() is None:
        return
    introduce_all(db, fact.client_id, at)
    planning.plan_all(db, fact.client_id, at, only=[fact.assignment_id])


def change(db: Connection, fact: AssignmentChanged, at: datetime) -> None:
    """Keep what is agreed now. Another schedule is planned anew; other words are in the next text."""
    planning.hold(db, [fact.client_id])
    is_another = db.exec_driver_sql(_CHANGE, _agreed(fact, at)).scalar()
    if is_another:
        planning.plan_again(db, fact.client_id, at, only=[fact.assignment_id])


def introduce_all(db: Connection, client_id: UUID, at: datetime) -> None:
    """Plan the introduction of all that still awaits one, once the client has said yes."""
    for assignment_id in db.exec_driver_sql(_TO_INTRODUCE, (client_id,)).scalars().all():
        plan_aside(db, About(client_id, assignment_id), "introduction", at)


def unlock(db: Connection, fact: AssignmentUnlocked, at: datetime) -> None:
    """The clinician agrees: what was held is asked once the client is ready too."""
    write(db, _UNLOCK, (at, fact.assignment_id))
    _release(db, fact.client_id, fact.assignment_id, at)


def change_readiness(db: Connection, fact: ReadinessChanged, at: datetime) -> None:
    """The client is ready, or not yet: what was held is asked now if both agree and its window is open."""
    note_sign_of_life(db, fact.client_id, at)
    write(db, _READY, {"id": fact.assignment_id, "ready_at": at if fact.is_ready else None, "at": at})
    _release(db, fact.client_id, fact.assignment_id, at)


def rest(db: Connection, fact: AssignmentRested, at: datetime) -> None:
    """Ask nothing of it until the next session has begun."""
    note_sign_of_life(db, fact.client_id, at)
    write(db, _REST, {"id": fact.assignment_id, "rests_since": at, "at": at})


def resume(db: Connection, fact: AssignmentResumed, at: datetime) -> None:
    """The rest is over. Nothing is made up for."""
    note_sign_of_life(db, fact.client_id, at)
    write(db, _REST, {"id": fact.assignment_id, "rests_since": None, "at": at})


def end(db: Connection, fact: AssignmentEnded, at: datetime) -> None:
    """Ask no more for this one."""
    db.exec_driver_sql(_END, (at, fact.assignment_id))
    planning.cancel_assignment(db, fact.client_id, fact.assignment_id)


def _agreed(fact: AssignmentCreated | AssignmentChanged, at: datetime) -> dict[str, Any]:
    is_after = fact.schedule.get("kind") == "after"
    return {
        "id": fact.assignment_id,
        "params": base64.b64decode(fact.params),
        "schedule": json.dumps(fact.schedule),
        "follows": fact.schedule["assignment_id"] if is_after else None,
        "at": at,
    }


def _release(db: Connection, client_id: UUID, assignment_id: UUID, at: datetime) -> None:
    planning.hold(db, [client_id])
    write(db, _RELEASE, {"id": assignment_id, "at": at, "ready_for": READY_FOR})
