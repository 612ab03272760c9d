"""Sends reminders: each is queued when due, journalled before it leaves, and written down after."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID, uuid4

from sqlalchemy import Connection

from services.notifier import planning
from services.notifier.carrier import Carrier
from services.notifier.contacts import phone_place
from services.notifier.eligibility import Cancel, Claimed, GiveUp, LetPass, Wait, decide
from services.notifier.outcomes import Outcomes
from services.notifier.wording import Composed, compose, compose_opt_in
from shared import log
from shared.activities.definition import Activity
from shared.bell import Bell
from shared.bus import tell
from shared.clock import Now
from shared.database import Database, first
from shared.events import AssignmentCreated, OccurrenceSuppressed
from shared.rings import CONTACT
from shared.sealing import KeyErased, Place, Sealing, in_fact

_log = log.get(__name__)

HINT_AGAIN_AFTER = timedelta(seconds=60)
LEASE = timedelta(seconds=60)
"""How long one delivery may take, time-out and commit included, before it counts as died."""

LANE_WAIT = timedelta(seconds=1)
_MOST_AT_ONCE = 200

# A queued row comes up again after a while: then its hint was lost, or its worker died before the journal.
_QUEUE = """
update notifier.reminder set state = 'queued', try_at = %(hint_again_at)s
where id in (
    select id from notifier.reminder where state in ('planned', 'queued') and try_at <= %(now)s
    order by try_at limit %(most)s for update skip locked
)
returning id, client_id
"""

_CLAIM = """
select r.id, r.client_id, r.assignment_id, r.occurrence_id, r.kind, r.step, r.due_at, r.window_ends_at, r.tries,
    c.language, c.zone, c.earliest, c.latest, k.id, k.phone, k.phone_index, k.consent,
    a.slug, a.version, a.params, a.schedule::text, o.state, coalesce(others.number, 0), coalesce(others.newer, false),
    c.talking_until
from notifier.reminder r
join notifier.client c on c.id = r.client_id
left join notifier.contact k on k.client_id = r.client_id
left join notifier.assignment a on a.id = r.assignment_id and a.ended_at is null
left join notifier.occurrence o on o.id = r.occurrence_id
left join lateral (
    select count(*) as number, bool_or(n.due_at > o.due_at and n.sent_at is not null) as newer
    from notifier.occurrence n where n.assignment_id = o.assignment_id and n.state <> 'cancelled'
) others on true
where r.id = %s and r.state = 'queued'
for update of r skip locked
"""

# The unique index on the lane decides which of two texts to one phone goes first.
_JOURNAL = """
with lane as (
    insert into notifier.attempt (id, reminder_id, lane, state, started_at, look_at)
    values (%(attempt_id)s, %(reminder_id)s, %(lane)s, 'open', %(now)s, %(lease_ends_at)s)
    on conflict (lane) where state in ('open', 'unknown') do nothing returning reminder_id
), leaving as (
    update notifier.reminder r set
        state = 'sending', body = %(body)s, step = %(step)s, wording = %(wording)s, tries = tries + 1
    from lane where r.id = lane.reminder_id
), asking as (
    update notifier.occurrence o set state = 'sending'
    from lane where o.id = %(occurrence_id)s and o.state = 'planned'
)
select 1 from lane
"""

_WAIT = "update notifier.reminder set state = 'planned', try_at = %s where id = %s and state = 'queued'"
_PUT_BACK = "update notifier.reminder set state = 'planned', try_at = %s where id = any(%s) and state = 'queued'"
_END = "update notifier.reminder set state = %s where id = %s"
_END_OCCURRENCE = "update notifier.occurrence set state = %s where id = %s and state in ('planned', 'sending')"


class Departure(NamedTuple):
    """A text that is journalled and must now be handed to the carrier."""

    attempt_id: UUID
    reminder_id: UUID
    tries: int
    phone: str
    body: str
    valid_for: timedelta


class Sender:
    """Takes reminders from due to sent. Any number of senders may work on one database."""

    def __init__(
        self,
        database: Database,
        sealing: Sealing,
        carrier: Carrier,
        outcomes: Outcomes,
        bell: Bell,
        now: Now,
        *,
        activity: Callable[[str, int], Activity],
        sender_name: str,
    ) -> None:
        self._database = database
        self._sealing = sealing
        self._carrier = carrier
        self._outcomes = outcomes
        self._bell = bell
        self._now = now
        self._activity = activity
        self._sender_name = sender_name

    def queue_due(self) -> Sequence[UUID]:
        """Mark what is due as queued, and say what: each should now be delivered by somebody."""
        now = self._now()
        values = {"now": now, "hint_again_at": now + HINT_AGAIN_AFTER, "most": _MOST_AT_ONCE}
        with self._database.begin() as db:
            rows = db.exec_driver_sql(_QUEUE, values).all()
            if rows:
                self._sealing.remember(db, CONTACT, {client_id for _, client_id in rows})
        return [reminder_id for reminder_id, _ in rows]

    def put_back(self, reminder_ids: Sequence[UUID]) -> None:
        """Queued, but nobody could be told: they are due at once again."""
        if reminder_ids:
            with self._database.begin() as db:
                db.exec_driver_sql(_PUT_BACK, (self._now(), list(reminder_ids)))

    def deliver(self, reminder_id: UUID) -> None:
        """Send one queued reminder, if it may still go. In whatever state it is found, calling this is safe.

        1. In one transaction: claim it, look at every reason against it, compose it, journal an attempt.
        2. Hand it to the carrier, once. Only here does a number leave the house.
        3. In a second transaction: write down what became of it, and tell.

        A process killed between 1 and 3 leaves an open attempt, whose truth is found out by `Settling`.
        """
        with self._database.begin() as db:
            departure = self._journal(db, reminder_id)
        if departure is None:
            return
        outcome = self._carrier.send(
            departure.attempt_id, departure.phone, departure.body, valid_for=departure.valid_for
        )
        with self._database.begin() as db:
            self._outcomes.record(
                db, departure.attempt_id, departure.reminder_id, departure.tries, outcome, self._now()
            )

    def _journal(self, db: Connection, reminder_id: UUID) -> Departure | None:
        row = first(db, _CLAIM, (reminder_id,))
        if row is None:
            return None
        reminder, now = Claimed(*row), self._now()
        decision = decide(reminder, now)
        if isinstance(decision, Wait):
            db.exec_driver_sql(_WAIT, (decision.until, reminder_id))
        elif isinstance(decision, Cancel):
            self._end(db, reminder, "cancelled", decision.why)
        elif isinstance(decision, LetPass):
            self._let_pass(db, reminder, decision.why, now)
        elif isinstance(decision, GiveUp):
            self._outcomes.give_up(db, reminder_id, "carrier", now)
        else:
            return self._depart(db, reminder, now)
        return None

    def _depart(self, db: Connection, reminder: Claimed, now: datetime) -> Departure | None:
        assert reminder.phone and reminder.contact_id
        try:
            phone = self._sealing.open(
                db, CONTACT, reminder.client_id, phone_place(reminder.contact_id), reminder.phone
            )
            composed = self._compose(db, reminder, now)
            body = self._sealing.seal(db, CONTACT, reminder.client_id, body_place(reminder.reminder_id), composed.body)
        except KeyErased:
            # Erased a moment ago: ClientErased is on its way and will cancel this.
            _log.info("reminder.unreadable", reminder_id=str(reminder.reminder_id))
            return None
        attempt_id = uuid4()
        if not self._take_lane(db, reminder, attempt_id, body, composed, now):
            db.exec_driver_sql(_WAIT, (now + LANE_WAIT, reminder.reminder_id))
            return None
        if reminder.kind == "prompt" and reminder.occurrence_state == "planned":
            self._plan_ahead(db, reminder, now, asked=True)
        valid_for = reminder.window_ends_at - now
        return Departure(attempt_id, reminder.reminder_id, reminder.tries + 1, phone, composed.body, valid_for)

    def _compose(self, db: Connection, reminder: Claimed, now: datetime) -> Composed:
        if reminder.kind == "opt_in":
            return compose_opt_in(reminder.language, self._sender_name)
        assert reminder.slug and reminder.version and reminder.params and reminder.assignment_id
        place = in_fact(AssignmentCreated, "params", reminder.assignment_id)
        params = self._sealing.open(db, CONTACT, reminder.client_id, place, reminder.params)
        return compose(reminder, self._activity(reminder.slug, reminder.version), params, now)

    def _take_lane(
        self, db: Connection, reminder: Claimed, attempt_id: UUID, body: bytes, composed: Composed, now: datetime
    ) -> bool:
        values: dict[str, Any] = {
            "attempt_id": attempt_id,
            "reminder_id": reminder.reminder_id,
            "occurrence_id": reminder.occurrence_id if reminder.kind == "prompt" else None,
            "lane": reminder.lane,
            "now": now,
            "lease_ends_at": now + LEASE,
            "body": body,
            "step": composed.step,
            "wording": composed.wording,
        }
        return first(db, _JOURNAL, values) is not None

    def _let_pass(self, db: Connection, reminder: Claimed, why: str, now: datetime) -> None:
        self._end(db, reminder, "suppressed", why)
        if reminder.kind != "prompt" or reminder.assignment_id is None or reminder.occurrence_id is None:
            return
        self._plan_ahead(db, reminder, now, asked=False)
        tell(
            db,
            self._bell,
            now,
            OccurrenceSuppressed(
                client_id=reminder.client_id,
                assignment_id=reminder.assignment_id,
                occurrence_id=reminder.occurrence_id,
                why=why,
            ),
        )

    def _end(self, db: Connection, reminder: Claimed, state: str, why: str) -> None:
        db.exec_driver_sql(_END, (state, reminder.reminder_id))
        if reminder.kind == "prompt":
            db.exec_driver_sql(_END_OCCURRENCE, (state, reminder.occurrence_id))
        _log.info(f"reminder.{state}", reminder_id=str(reminder.reminder_id), why=why)

    def _plan_ahead(self, db: Connection, reminder: Claimed, now: datetime, *, asked: bool) -> None:
        """Plan the assignment's next occurrence, from now on: a house that slept does not catch up at once."""
        assert reminder.assignment_id and reminder.occurrence_id and reminder.schedule
        if asked:
            planning.plan_nudge(
                db,
                reminder.client_id,
                reminder.assignment_id,
                reminder.occurrence_id,
                reminder.schedule,
                now=now,
                window_ends_at=reminder.window_ends_at,
            )
        planning.plan_next(
            db,
            reminder.client_id,
            reminder.assignment_id,
            reminder.schedule,
            reminder.zone,
            after=max(now, reminder.due_at),
            so_far=reminder.occurrences_so_far,
        )


def body_place(reminder_id: UUID) -> Place:
    """Where a reminder's text is sealed, for as long as it may have to be found on the carrier's list."""
    return Place("notifier.reminder", "body", reminder_id)
