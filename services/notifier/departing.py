"""A text leaves: an attempt is journalled, and what its going means for the phone and the day is written with it."""

from datetime import datetime, timedelta
from uuid import UUID, uuid5

from sqlalchemy import Connection

from services.notifier.asides import ASIDES
from services.notifier.claiming import ASKS, Claimed
from services.notifier.pacing import held_until, is_started_by_us, local_day, started_today, takes_a_turn
from services.notifier.wording import Composed
from shared.database import first, write

LEASE = timedelta(seconds=60)
"""How long one delivery may take, time-out and commit included, before it counts as died."""

OPT_IN_AGAIN_AFTER = timedelta(days=3)
OPT_IN_AGAIN_WITHIN = timedelta(days=4)

# The unique index on the lane decides which of two texts to one phone goes first.
_JOURNAL = """
with {turn} lane as (
    insert into notifier.attempt (id, reminder_id, lane, state, started_at, look_at)
    select %(attempt_id)s, %(reminder_id)s, %(lane)s, 'open', %(now)s, %(lease_ends_at)s {taken}
    on conflict (lane) where state in ('open', 'unknown') do nothing returning reminder_id
), leaving as (
    update notifier.reminder r set
        state = 'sending', body = %(body)s, step = %(step)s, wording = %(wording)s, tries = tries + 1
    from lane where r.id = lane.reminder_id
), asking as (
    update notifier.occurrence o set state = 'sending'
    from lane where o.id = %(asked_id)s and o.state = 'planned'
)
select 1 from lane
"""

# The turn is taken only by who decided at this turn: of two texts that found the phone free, one goes.
_TURN = """turn as (
    update notifier.client set
        waiting_for = %(occurrence_id)s, waiting_until = %(waiting_until)s,
        started_on = %(today)s, started = %(started)s, prompts_unheard = prompts_unheard + %(prompts)s,
        turn = turn + 1
    where id = %(client_id)s and turn = %(turn)s returning id
),"""

_IN_CONVERSATION = _JOURNAL.format(turn="", taken="")
_IN_TURN = _JOURNAL.format(turn=_TURN, taken="from turn")

_ASIDE_OF_CLIENT = """
update notifier.client set
    aside_at = case when %(kind)s = 'introduction' then aside_at else %(now)s end,
    barrier_at = case when %(kind)s in ('barrier', 'step-down') then %(now)s else barrier_at end,
    restarted_at = case when %(kind)s = 'restart' then %(now)s else restarted_at end
where id = %(client_id)s
"""

_ASIDE_OF_ASSIGNMENT = """
update notifier.assignment set
    awaits_introduction = awaits_introduction and %(kind)s <> 'introduction',
    readiness_asked_at = case when %(kind)s = 'readiness' then %(now)s else readiness_asked_at end,
    step_down_at = case when %(kind)s = 'step-down' then %(now)s else step_down_at end
where id = %(assignment_id)s
"""

_ASK_CONSENT_AGAIN = """
insert into notifier.reminder (id, client_id, kind, due_at, window_ends_at, try_at, state)
values (%s, %s, 'opt_in_reminder', %s, %s, %s, 'planned') on conflict do nothing
"""


def depart(db: Connection, reminder: Claimed, attempt_id: UUID, composed: Composed, body: bytes, now: datetime) -> bool:
    """Journal an attempt. False: another text to this phone came first, or the decision is out of date.

    With it are written: whose turn it is on the phone, how many texts we started today, what aside went when.
    """
    values = {
        "attempt_id": attempt_id,
        "reminder_id": reminder.reminder_id,
        "asked_id": reminder.occurrence_id if reminder.kind in ASKS else None,
        "lane": reminder.lane,
        "now": now,
        "lease_ends_at": now + LEASE,
        "body": body,
        "step": composed.step,
        "wording": composed.wording,
    }
    if not takes_a_turn(reminder):
        has_left = first(db, _IN_CONVERSATION, values) is not None
    else:
        has_left = first(db, _IN_TURN, values | _turn(reminder, now)) is not None
    if has_left and reminder.kind in ASIDES:
        _note_aside(db, reminder, now)
    if has_left and reminder.kind == "opt_in":
        again_at = now + OPT_IN_AGAIN_AFTER
        again_id = uuid5(reminder.reminder_id, "again")
        write(
            db, _ASK_CONSENT_AGAIN, (again_id, reminder.client_id, again_at, again_at + OPT_IN_AGAIN_WITHIN, again_at)
        )
    return has_left


def _turn(reminder: Claimed, now: datetime) -> dict[str, object]:
    is_first_try = reminder.tries == 0
    counts = is_first_try and is_started_by_us(reminder)
    return {
        "client_id": reminder.client_id,
        "turn": reminder.turn,
        "occurrence_id": reminder.occurrence_id,
        "waiting_until": held_until(reminder, now),
        "today": local_day(reminder, now),
        "started": started_today(reminder, now) + counts,
        "prompts": int(is_first_try and reminder.kind == "prompt"),
    }


def _note_aside(db: Connection, reminder: Claimed, now: datetime) -> None:
    values = {
        "kind": reminder.kind,
        "client_id": reminder.client_id,
        "assignment_id": reminder.assignment_id,
        "now": now,
    }
    write(db, _ASIDE_OF_CLIENT, values)
    if reminder.assignment_id is not None:
        write(db, _ASIDE_OF_ASSIGNMENT, values)
