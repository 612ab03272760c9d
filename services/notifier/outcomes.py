"""What became of an attempt: written down once, whoever hears it first, the answer, the callback or the search."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from services.notifier.asides import ASIDES
from services.notifier.carrier import Accepted, NeverLeft, Outcome, Unclear
from services.notifier.contacts import stopped_at_carrier
from services.notifier.refusals import DELIVERED, Verdict, backoff, judge, rank
from shared import log
from shared.bell import Bell
from shared.bus import tell
from shared.database import first
from shared.events import ReminderSent, ReminderUndeliverable

_log = log.get(__name__)

_CLOSED_FOR = timedelta(minutes=5)
_AT_MOST_ONCE = sorted({"nudge"} | ASIDES)
_MOST_TRIES = {Verdict.LATER: 12, Verdict.CLOSED: 200, Verdict.ONCE_MORE: 2}

_SENT = """
with resolved as (
    update notifier.attempt set state = 'sent', carrier_sid = %(sid)s, status = %(status)s, rank = %(rank)s
    where id = %(id)s and state = any(%(from)s) returning reminder_id
), sent as (
    update notifier.reminder r set state = 'sent', sent_at = %(at)s from resolved
    where r.id = resolved.reminder_id and r.state not in ('sent', 'cancelled')
    returning r.id, client_id, assignment_id, occurrence_id, kind, step
), asked as (
    update notifier.occurrence o set
        sent_at = %(at)s,
        state = case when o.state in ('sending', 'undeliverable') then %(arrived)s else o.state end
    from sent where o.id = sent.occurrence_id and sent.kind in ('prompt', 'snooze')
)
select id, client_id, assignment_id, occurrence_id, kind, step from sent
"""

_RESOLVE = """
update notifier.attempt set state = %s, error_code = coalesce(%s, error_code)
where id = %s and state in ('open', 'unknown') returning lane
"""

_UNCLEAR = """
update notifier.attempt set state = 'unknown', look_at = greatest(started_at + %s, %s) where id = %s and state = 'open'
"""

# A nudge and an aside go at most once: they are not worth the risk of a second one.
_AGAIN = """
with again as (
    update notifier.reminder set state = 'planned', try_at = %(at)s
    where id = %(id)s and state in ('sending', 'sent') and kind <> all(%(once)s) and tries < %(most)s
        and window_ends_at > %(at)s
    returning occurrence_id, kind
), asking as (
    update notifier.occurrence o set state = 'sending'
    from again where o.id = again.occurrence_id and o.state in ('sent', 'delivered')
        and again.kind in ('prompt', 'snooze')
)
select 1 from again
"""

_GIVE_UP = """
with given_up as (
    update notifier.reminder set state = 'undeliverable'
    where id = %s and state not in ('undeliverable', 'cancelled')
    returning id, client_id, assignment_id, occurrence_id, kind
), unasked as (
    update notifier.occurrence o set state = 'undeliverable' from given_up
    where o.id = given_up.occurrence_id and given_up.kind in ('prompt', 'snooze')
        and o.state in ('planned', 'sending', 'sent', 'delivered')
), unasked_again as (
    update notifier.reminder r set state = 'cancelled' from given_up
    where given_up.kind = 'opt_in' and r.client_id = given_up.client_id and r.kind = 'opt_in_reminder'
        and r.state = 'planned'
)
select * from given_up
"""


class Outcomes:
    """Writes down what became of attempts, and tells it. Each method works in the caller's transaction."""

    def __init__(self, bell: Bell, settle_after: timedelta) -> None:
        self._bell = bell
        self._settle_after = settle_after

    def record(
        self, db: Connection, attempt_id: UUID, reminder_id: UUID, tries: int, outcome: Outcome, now: datetime
    ) -> None:
        """Write down the carrier's answer to one attempt. An attempt that is resolved already stays as it is."""
        if isinstance(outcome, Accepted):
            self.sent(db, attempt_id, outcome.carrier_sid, outcome.status, now)
        elif isinstance(outcome, Unclear):
            self.unclear(db, attempt_id, now)
        elif isinstance(outcome, NeverLeft):
            if self._resolve(db, attempt_id, "absent", None):
                self.again(db, reminder_id, now + backoff(tries, reminder_id), now, "carrier")
        elif lane := self._resolve(db, attempt_id, "refused", outcome.code):
            self.refused(db, reminder_id, lane, outcome.code, tries, now)

    def sent(
        self,
        db: Connection,
        attempt_id: UUID,
        carrier_sid: str,
        status: str,
        at: datetime,
        *,
        states: tuple[str, ...] = ("open", "unknown"),
    ) -> bool:
        """Bind an attempt to the carrier's id and tell that the reminder went. False: it was told before."""
        arrived = "delivered" if rank(status) >= DELIVERED else "sent"
        values = {
            "id": attempt_id,
            "sid": carrier_sid,
            "status": status,
            "rank": rank(status),
            "at": at,
            "arrived": arrived,
        }
        row = first(db, _SENT, values | {"from": list(states)})
        if row is None:
            return False
        reminder_id, client_id, assignment_id, occurrence_id, kind, step = row
        tell(
            db,
            self._bell,
            at,
            ReminderSent(
                client_id=client_id,
                reminder_id=reminder_id,
                assignment_id=assignment_id,
                occurrence_id=occurrence_id,
                kind=kind,
                step=step,
                sent_at=at,
            ),
        )
        _log.info("reminder.sent", reminder_id=str(reminder_id), client_id=str(client_id), kind=kind)
        return True

    def unclear(self, db: Connection, attempt_id: UUID, now: datetime) -> None:
        """Nobody knows whether it went. Ask the carrier once its list can be trusted to show it."""
        db.exec_driver_sql(_UNCLEAR, (self._settle_after, now, attempt_id))
        _log.warning("attempt.unknown", attempt_id=str(attempt_id))

    def absent(self, db: Connection, attempt_id: UUID, reminder_id: UUID, now: datetime) -> None:
        """It never went: send it again if there is time."""
        if self._resolve(db, attempt_id, "absent", None):
            self.again(db, reminder_id, now, now, "unknown")

    def refused(
        self, db: Connection, reminder_id: UUID, lane: bytes, code: int | None, tries: int, now: datetime
    ) -> None:
        """Do what the carrier's error number asks for."""
        verdict = judge(code)
        _log.warning("reminder.refused", reminder_id=str(reminder_id), code=code, verdict=verdict.value)
        if verdict is Verdict.OPTED_OUT:
            stopped_at_carrier(db, lane, now)
            self.give_up(db, reminder_id, "opted_out", now)
        elif verdict in (Verdict.UNREACHABLE, Verdict.REFUSED):
            self.give_up(db, reminder_id, verdict.value, now)
        else:
            if verdict is Verdict.CLOSED:
                _log.error("carrier.closed", code=code)
            wait = _CLOSED_FOR if verdict is Verdict.CLOSED else backoff(tries, reminder_id)
            self.again(db, reminder_id, now + wait, now, "carrier", most=_MOST_TRIES[verdict])

    def again(
        self, db: Connection, reminder_id: UUID, at: datetime, now: datetime, why: str, *, most: int = 200
    ) -> None:
        """Plan another try, or give up for this reason when the window or the tries are used up."""
        if not db.exec_driver_sql(_AGAIN, {"id": reminder_id, "at": at, "most": most, "once": _AT_MOST_ONCE}).first():
            self.give_up(db, reminder_id, why, now)

    def give_up(self, db: Connection, reminder_id: UUID, why: str, now: datetime) -> None:
        """It will not be sent, or nobody can say. Staff hear of it; a nudge or an aside is not worth their while."""
        row: Any = db.exec_driver_sql(_GIVE_UP, (reminder_id,)).first()
        if row is None:
            return
        _log.warning("reminder.undeliverable", reminder_id=str(reminder_id), why=why)
        if row.kind in _AT_MOST_ONCE:
            return
        tell(
            db,
            self._bell,
            now,
            ReminderUndeliverable(
                client_id=row.client_id,
                reminder_id=row.id,
                assignment_id=row.assignment_id,
                occurrence_id=row.occurrence_id,
                why=why,
            ),
        )

    def _resolve(self, db: Connection, attempt_id: UUID, state: str, code: int | None) -> bytes | None:
        lane: bytes | None = db.exec_driver_sql(_RESOLVE, (state, code, attempt_id)).scalar()
        return lane
