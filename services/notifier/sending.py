"""Sends reminders: each is queued when due, journalled before it leaves, and written down after."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID, uuid4

from sqlalchemy import Connection

from services.notifier import planning
from services.notifier.carrier import Carrier
from services.notifier.claiming import Claimed, claim
from services.notifier.contacts import phone_place
from services.notifier.departing import depart
from services.notifier.eligibility import Cancel, GiveUp, Hold, LetPass, Wait, decide
from services.notifier.outcomes import Outcomes
from services.notifier.passing import Passing
from services.notifier.wording import Wording
from shared import log
from shared.bell import Bell
from shared.clock import Now
from shared.database import Database
from shared.rings import CONTACT
from shared.sealing import KeyErased, Place, Sealing

_log = log.get(__name__)

HINT_AGAIN_AFTER = timedelta(seconds=60)
TURN_WAIT = timedelta(seconds=1)
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

_WAIT = "update notifier.reminder set state = 'planned', try_at = %s where id = %s and state = 'queued'"
_PUT_BACK = "update notifier.reminder set state = 'planned', try_at = %s where id = any(%s) and state = 'queued'"


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
        wording: Wording,
    ) -> None:
        self._database = database
        self._sealing = sealing
        self._carrier = carrier
        self._outcomes = outcomes
        self._passing = Passing(bell)
        self._now = now
        self._wording = wording

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
        now = self._now()
        reminder = claim(db, reminder_id, now)
        if reminder is None:
            return None
        decision = decide(reminder, now)
        if isinstance(decision, Wait):
            db.exec_driver_sql(_WAIT, (decision.until, reminder_id))
        elif isinstance(decision, Cancel):
            self._passing.cancel(db, reminder, decision.why)
        elif isinstance(decision, LetPass):
            self._passing.let_pass(db, reminder, decision, now)
        elif isinstance(decision, Hold):
            self._passing.hold(db, reminder, decision, now)
        elif isinstance(decision, GiveUp):
            self._outcomes.give_up(db, reminder_id, "carrier", now)
        else:
            return self._depart(db, reminder, now)
        return None

    def _depart(self, db: Connection, reminder: Claimed, now: datetime) -> Departure | None:
        assert reminder.phone and reminder.contact_id
        place = phone_place(reminder.contact_id)
        try:
            phone = self._sealing.open(db, CONTACT, reminder.client_id, place, reminder.phone)
            composed = self._wording.compose(db, reminder, now)
            body = self._sealing.seal(db, CONTACT, reminder.client_id, body_place(reminder.reminder_id), composed.body)
        except KeyErased:
            # Erased a moment ago: ClientErased is on its way and will cancel this.
            _log.info("reminder.unreadable", reminder_id=str(reminder.reminder_id))
            return None
        attempt_id = uuid4()
        if not depart(db, reminder, attempt_id, composed, body, now):
            db.exec_driver_sql(_WAIT, (now + TURN_WAIT, reminder.reminder_id))
            return None
        if reminder.kind == "prompt" and reminder.occurrence_state == "planned":
            self._plan_ahead(db, reminder, now)
        valid_for = reminder.window_ends_at - now
        return Departure(attempt_id, reminder.reminder_id, reminder.tries + 1, phone, composed.body, valid_for)

    def _plan_ahead(self, db: Connection, reminder: Claimed, now: datetime) -> None:
        """Plan the nudge, and the assignment's next occurrence, from now on: who slept does not catch up at once."""
        assert reminder.assignment_id and reminder.occurrence_id and reminder.schedule
        planning.plan_nudge(
            db,
            reminder.client_id,
            reminder.assignment_id,
            reminder.occurrence_id,
            reminder.schedule,
            now=now,
            window_ends_at=reminder.window_ends_at,
        )
        planning.plan_after(db, reminder.client_id, reminder.assignment_id, max(now, reminder.due_at))


def body_place(reminder_id: UUID) -> Place:
    """Where a reminder's text is sealed, for as long as it may have to be found on the carrier's list."""
    return Place("notifier.reminder", "body", reminder_id)
