"""What a client did with a question: answered it, in part or whole, or would rather not."""

from datetime import datetime

from sqlalchemy import Connection

from services.notifier import planning
from services.notifier.pacing import TALKING_FOR
from shared.database import first
from shared.events import OccurrenceAnswered, OccurrenceSkipped

# The client's row comes first, as in every statement that also writes what is theirs.
_ANSWERED = """
with phone as (
    update notifier.client set
        heard_at = greatest(heard_at, %(at)s),
        prompts_unheard = case when heard_at is null or heard_at < %(at)s then 0 else prompts_unheard end,
        waiting_until = case when waiting_for = %(id)s then null else waiting_until end,
        talking_about = {talking_about}, talking_until = {talking_until},
        turn = turn + 1
    where id = %(client_id)s returning id
), gone as (
    select id from notifier.reminder
    where client_id = %(client_id)s and occurrence_id = %(id)s and kind = any(%(kinds)s)
        and state in ('planned', 'queued') and (asked_at is null or asked_at <= %(at)s)
    for update skip locked
), cancelled as (
    update notifier.reminder r set state = 'cancelled' from gone where r.id = gone.id
), completed as (
    update notifier.assignment set completed_at = greatest(completed_at, %(at)s)
    where id = %(assignment_id)s and client_id = %(client_id)s and %(complete)s returning id
), answered as (
    update notifier.occurrence o set state = %(state)s from phone
    where o.id = %(id)s and o.state = any(%(from)s)
)
select array_agg(a.id) from completed join notifier.assignment a on a.follows = completed.id
where a.client_id = %(client_id)s and a.ended_at is null
"""

_TALKING = _ANSWERED.format(
    talking_about="case when talking_until > %(until)s then talking_about else %(id)s end",
    talking_until="greatest(talking_until, %(until)s)",
)
_DONE = _ANSWERED.format(
    talking_about="talking_about",
    talking_until="case when talking_about = %(id)s then null else talking_until end",
)

_OPEN = ["planned", "held", "sending", "sent", "delivered", "partial", "let_go", "undeliverable"]
_EVERY_KIND = ["prompt", "nudge", "follow_up", "snooze"]


def mark_answered(db: Connection, fact: OccurrenceAnswered, at: datetime) -> None:
    """Note an answer.

    1. A part of it clears the nudge and keeps the phone for the conversation a while.
    2. A whole one clears all there is of this occurrence, frees the phone, and may be what other homework waits for.
    """
    values = {
        "client_id": fact.client_id,
        "assignment_id": fact.assignment_id,
        "id": fact.occurrence_id,
        "at": at,
        "until": at + TALKING_FOR,
        "complete": fact.complete,
        "kinds": _EVERY_KIND if fact.complete else ["prompt", "nudge", "snooze"],
        "state": "answered" if fact.complete else "partial",
        "from": [*_OPEN, "skipped"] if fact.complete else _OPEN,
    }
    answered = first(db, _DONE if fact.complete else _TALKING, values)
    follows = answered[0] if answered else None
    if follows:
        planning.hold(db, [fact.client_id])
        planning.plan_all(db, fact.client_id, at, only=follows)


def mark_skipped(db: Connection, fact: OccurrenceSkipped, at: datetime) -> None:
    """The client would rather not, this time: nothing more is asked about it."""
    values = {
        "client_id": fact.client_id,
        "assignment_id": fact.assignment_id,
        "id": fact.occurrence_id,
        "at": at,
        "until": at,
        "complete": False,
        "kinds": _EVERY_KIND,
        "state": "skipped",
        "from": _OPEN,
    }
    first(db, _DONE, values)
