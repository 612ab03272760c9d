"""Whether a client is there: heard from, paused, or in the middle of a conversation."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection

from services.notifier.pacing import TALKING_FOR
from shared.database import write
from shared.events import ClientHeard, DialogueMoved, PausedUntil

_HEARD = """
update notifier.client set heard_at = %(at)s, prompts_unheard = 0, turn = turn + 1
where id = %(id)s and (heard_at is null or heard_at < %(at)s)
"""

# The next question of a conversation makes no sense after a pause, not even one whose time was agreed.
_PAUSE = """
with paused as (
    update notifier.client set paused_until = %(until)s, pause_told_at = %(at)s, turn = turn + 1
    where id = %(id)s and (
        pause_told_at is null or pause_told_at < %(at)s
        or pause_told_at = %(at)s and paused_until is distinct from %(until)s
    )
    returning id
), gone as (
    select r.id from notifier.reminder r join paused on paused.id = r.client_id
    where r.kind = 'follow_up' and r.state in ('planned', 'queued') and %(until)s::timestamptz is not null
    for update of r skip locked
)
update notifier.reminder r set state = 'cancelled' from gone where r.id = gone.id
"""

_OPENED = """
update notifier.client set
    talking_about = %(occurrence_id)s, talking_until = %(until)s, turn = turn + 1,
    heard_at = %(at)s, prompts_unheard = 0
where id = %(id)s and (talking_until is null or talking_until <= %(until)s) and (heard_at is null or heard_at <= %(at)s)
"""

_CLOSED = """
with freed as (
    update notifier.client set
        waiting_until = case when waiting_for = %(occurrence_id)s then null else waiting_until end,
        talking_until = case when talking_about = %(occurrence_id)s then null else talking_until end,
        turn = turn + 1
    where id = %(id)s returning id
), gone as (
    select r.id from notifier.reminder r join freed on freed.id = r.client_id
    where r.occurrence_id = %(occurrence_id)s and r.kind = 'follow_up' and r.state in ('planned', 'queued')
        and r.asked_at <= %(at)s
    for update of r skip locked
)
update notifier.reminder r set state = 'cancelled' from gone where r.id = gone.id
"""


def note_sign_of_life(db: Connection, client_id: UUID, at: datetime) -> None:
    """The client did something: whatever silence there was is over."""
    write(db, _HEARD, {"id": client_id, "at": at})


def hear(db: Connection, fact: ClientHeard, at: datetime) -> None:
    """The client texted."""
    note_sign_of_life(db, fact.client_id, at)


def pause(db: Connection, fact: PausedUntil, at: datetime) -> None:
    """Start nothing before then; None: they are back. What came up meanwhile is not made up for."""
    note_sign_of_life(db, fact.client_id, at)
    write(db, _PAUSE, {"id": fact.client_id, "until": fact.until, "at": at})


def move_dialogue(db: Connection, fact: DialogueMoved, at: datetime) -> None:
    """A conversation takes the phone for a while, or gives it back, and then its next question is not asked either."""
    values = {"id": fact.client_id, "occurrence_id": fact.occurrence_id, "at": at, "until": at + TALKING_FOR}
    write(db, _OPENED if fact.is_open else _CLOSED, values)
