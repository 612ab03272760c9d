"""What the client put off: a question asked again at the time they named, or the next one of a conversation."""

from datetime import datetime, timedelta
from uuid import uuid5

from sqlalchemy import Connection

from services.notifier.pacing import TALKING_FOR
from services.notifier.presence import note_sign_of_life
from shared.database import write
from shared.events import FollowUpAsked, SnoozeAsked

IN_CONVERSATION = timedelta(minutes=60)
"""A wait up to this long is part of the conversation; after a longer one we begin a new one."""

FOLLOW_UP_WINDOW = timedelta(hours=2)
"""A question from the middle of a conversation makes no sense much later."""

LONG_WINDOW = timedelta(hours=12)
"""How long a question that was put off for longer is still worth asking, at most."""

# Most follow-ups come a moment after their answer, which has kept the phone already: there is nothing to write then.
_KEEP_PHONE = """
update notifier.client set talking_about = %(occurrence_id)s, talking_until = %(keeps_until)s, turn = turn + 1
where id = %(client_id)s and %(keeps_until)s > coalesce(talking_until, '-infinity') + interval '1 minute'
"""
_GIVE_PHONE = """
update notifier.client set talking_until = null, turn = turn + 1
where id = %(client_id)s and talking_about = %(occurrence_id)s and talking_until <= %(keeps_until)s
"""

_FOLLOW_UP = """
with phone as ({phone})
insert into notifier.reminder
    (id, client_id, assignment_id, occurrence_id, kind, step, asked_at, hours, due_at, window_ends_at, try_at, state)
values (%(id)s, %(client_id)s, %(assignment_id)s, %(occurrence_id)s, 'follow_up', %(step)s, %(asked_at)s, %(hours)s,
    %(due_at)s, %(ends_at)s, %(due_at)s, 'planned')
on conflict do nothing
"""
_SHORT = _FOLLOW_UP.format(phone=_KEEP_PHONE)
_LONG = _FOLLOW_UP.format(phone=_GIVE_PHONE)

# Of one occurrence only the latest wish counts. A conversation that only the api knows has no occurrence here.
_SNOOZE = """
with asked as (
    select greatest(o.window_ends_at, %(until)s + least(o.window_ends_at - o.due_at, %(longest)s)) as ends_at
    from (select 1) one left join notifier.occurrence o on o.id = %(occurrence_id)s
), snoozed as (
    insert into notifier.reminder
        (id, client_id, assignment_id, occurrence_id, kind, step, asked_at, hours, due_at, window_ends_at, try_at,
         state)
    select %(id)s, %(client_id)s, %(assignment_id)s, %(occurrence_id)s, 'snooze', %(step)s, %(at)s, 'floor', %(until)s,
        coalesce(ends_at, %(until)s + %(longest)s), %(until)s, 'planned'
    from asked
    on conflict do nothing returning occurrence_id, window_ends_at
), gone as (
    select r.id from notifier.reminder r join snoozed on snoozed.occurrence_id = r.occurrence_id
    where r.kind in ('prompt', 'nudge', 'follow_up', 'snooze') and r.state in ('planned', 'queued')
        and (r.asked_at is null or r.asked_at <= %(at)s)
    for update of r skip locked
), cancelled as (
    update notifier.reminder r set state = 'cancelled' from gone where r.id = gone.id
), freed as (
    update notifier.client c set
        waiting_until = case when waiting_for = snoozed.occurrence_id then null else waiting_until end,
        talking_until = case when talking_about = snoozed.occurrence_id then null else talking_until end,
        turn = turn + 1
    from snoozed where c.id = %(client_id)s
)
update notifier.occurrence o set
    window_ends_at = snoozed.window_ends_at, again = true,
    state = case when o.state = 'partial' then o.state else 'planned' end
from snoozed
where o.id = snoozed.occurrence_id
    and o.state in ('planned', 'sending', 'sent', 'delivered', 'partial', 'let_go', 'undeliverable')
"""


def ask_follow_up(db: Connection, fact: FollowUpAsked, _at: datetime) -> None:
    """Plan the next question of a dialogue. Known already: nothing.

    1. After a short wait it is part of the conversation, which keeps the phone until then, and goes at any hour.
    2. After a long one it is a text we start: at the time the client named, or within their hours.
    """
    is_short = fact.due_at - fact.asked_at <= IN_CONVERSATION
    values = {
        "id": fact.follow_up_id,
        "client_id": fact.client_id,
        "assignment_id": fact.assignment_id,
        "occurrence_id": fact.occurrence_id,
        "step": fact.step,
        "asked_at": fact.asked_at,
        "hours": "any" if is_short else "floor" if fact.is_agreed else "client",
        "due_at": fact.due_at,
        "ends_at": fact.due_at + (FOLLOW_UP_WINDOW if is_short else LONG_WINDOW),
        "keeps_until": (fact.due_at if is_short else fact.asked_at) + TALKING_FOR,
    }
    write(db, _SHORT if is_short else _LONG, values)


def snooze(db: Connection, fact: SnoozeAsked, at: datetime) -> None:
    """Ask again at the time the client named. Known already: nothing.

    1. Whatever else was planned for the occurrence is not asked any more, and the phone is free meanwhile.
    2. It counts for as long after that time as it did at first, up to twelve hours.
    """
    note_sign_of_life(db, fact.client_id, at)
    values = {
        "id": uuid5(fact.occurrence_id, f"snooze {at.isoformat()} {fact.until.isoformat()}"),
        "client_id": fact.client_id,
        "assignment_id": fact.assignment_id,
        "occurrence_id": fact.occurrence_id,
        "step": fact.step,
        "until": fact.until,
        "longest": LONG_WINDOW,
        "at": at,
    }
    write(db, _SNOOZE, values)
