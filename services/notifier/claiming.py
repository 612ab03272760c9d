"""A reminder that is being decided, and everything there is to know about whom it is for, in one statement."""

from datetime import date, datetime
from typing import Literal, NamedTuple
from uuid import UUID

from sqlalchemy import Connection

from services.notifier.asides import Aside
from shared.database import first

Kind = Literal["opt_in", "opt_in_reminder", "prompt", "nudge", "follow_up", "snooze"] | Aside

ASKS = frozenset({"prompt", "snooze"})
"""What asks the questions of an occurrence: it is sent or let pass with them, and the api and the digest hear of it."""

_CLAIM = """
select r.id, r.client_id, r.assignment_id, r.occurrence_id, r.kind, r.step, r.hours,
    r.due_at, r.window_ends_at, r.tries,
    c.language, c.zone, c.earliest, c.latest, c.daily_cap,
    c.paused_until, greatest(c.heard_at, k.consent_at, c.paused_until), c.prompts_unheard, c.restarted_at,
    c.turn, c.waiting_for, c.waiting_until, c.talking_about, c.talking_until, c.started_on, c.started, c.aside_at,
    k.id, k.phone, k.phone_index, k.consent, k.consent_at,
    a.slug, a.version, a.params, a.sealed_in, a.schedule::text,
    coalesce(a.awaits_introduction, false), coalesce(a.needs_readiness, false),
    a.unlocked_at, a.ready_at, a.readiness_asked_at,
    a.rests_since is not null and not exists (
        select from notifier.session s
        where s.client_id = r.client_id and s.starts_at > a.rests_since and s.starts_at <= %(now)s
            and not s.is_cancelled
    ),
    o.state,
    r.kind in ('prompt', 'nudge', 'snooze') and exists (
        select from notifier.occurrence n
        where n.assignment_id = o.assignment_id and n.due_at > o.due_at and n.sent_at is not null
            and n.state <> 'cancelled'
    ),
    r.kind = 'prompt' and exists (
        select from notifier.reminder f
        where f.client_id = r.client_id and f.assignment_id = r.assignment_id and f.occurrence_id <> r.occurrence_id
            and f.kind = 'follow_up' and f.state in ('planned', 'queued')
    ),
    r.kind = 'introduction' and exists (
        select from notifier.occurrence n
        where n.assignment_id = r.assignment_id and n.sent_at is not null and n.state <> 'cancelled'
    )
from notifier.reminder r
join notifier.client c on c.id = r.client_id
left join notifier.contact k on k.client_id = r.client_id
left join notifier.assignment a on a.id = r.assignment_id and a.ended_at is null
left join notifier.occurrence o on o.id = r.occurrence_id
where r.id = %(id)s and r.state = 'queued'
for update of r skip locked
"""


class Claimed(NamedTuple):
    """A reminder and its surroundings, in the order of the claiming query.

    `heard_at`: when the client last gave a sign of life, their yes and the end of a pause included. `is_resting`: no
    session has begun since they asked for a rest. `newer_was_sent`: of the same assignment. `is_under_way`: another
    conversation of the assignment waits for its time. `was_asked`: the assignment ever asked anything.
    """

    reminder_id: UUID
    client_id: UUID
    assignment_id: UUID | None
    occurrence_id: UUID | None
    kind: Kind
    step: str | None
    hours: Literal["client", "floor", "any"]
    due_at: datetime
    window_ends_at: datetime
    tries: int
    language: str
    zone: str
    earliest: str
    latest: str
    daily_cap: int
    paused_until: datetime | None
    heard_at: datetime | None
    prompts_unheard: int
    restarted_at: datetime | None
    turn: int
    waiting_for: UUID | None
    waiting_until: datetime | None
    talking_about: UUID | None
    talking_until: datetime | None
    started_on: date | None
    started: int
    aside_at: datetime | None
    contact_id: UUID | None
    phone: bytes | None
    lane: bytes | None
    consent: str | None
    consent_at: datetime | None
    slug: str | None
    version: int | None
    params: bytes | None
    sealed_in: str | None
    schedule: str | None
    awaits_introduction: bool
    needs_readiness: bool
    unlocked_at: datetime | None
    ready_at: datetime | None
    readiness_asked_at: datetime | None
    is_resting: bool
    occurrence_state: str | None
    newer_was_sent: bool
    is_under_way: bool
    was_asked: bool


def claim(db: Connection, reminder_id: UUID, now: datetime) -> Claimed | None:
    """Take a queued reminder until this transaction ends; None: it is not queued, or somebody else has it."""
    row = first(db, _CLAIM, {"id": reminder_id, "now": now})
    return None if row is None else Claimed(*row)
