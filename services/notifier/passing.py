"""What becomes of a reminder that does not go: cancelled, let pass, or held until the client is ready."""

from datetime import datetime

from sqlalchemy import Connection

from services.notifier import planning
from services.notifier.asides import About, plan_aside
from services.notifier.claiming import ASKS, Claimed
from services.notifier.eligibility import Hold, LetPass
from shared import log
from shared.bell import Bell
from shared.bus import tell
from shared.database import first, write
from shared.events import OccurrenceSuppressed

_log = log.get(__name__)

_END = "update notifier.reminder set state = %s where id = %s"
_END_OCCURRENCE = """
update notifier.occurrence set state = %s where id = %s and state in ('planned', 'sending') returning id
"""
_GO_WITHOUT = "update notifier.assignment set awaits_introduction = false where id = %s"

_YES_MAY_COME = ("no_contact", "no_consent")


class Passing:
    """Ends reminders unsent. Each method works in the caller's transaction."""

    def __init__(self, bell: Bell) -> None:
        self._bell = bell

    def cancel(self, db: Connection, reminder: Claimed, why: str) -> None:
        """It is no longer wanted; nobody needs to hear of it."""
        self._end(db, reminder, "cancelled", why)
        if reminder.kind in ASKS:
            first(db, _END_OCCURRENCE, ("cancelled", reminder.occurrence_id))

    def let_pass(self, db: Connection, reminder: Claimed, decision: LetPass, now: datetime) -> None:
        """We choose not to text. Where it was an occurrence's, that is told, and the next one is planned."""
        self._end(db, reminder, "suppressed", decision.why)
        self._pass_over(db, reminder, "suppressed", decision.why, now)
        if decision.instead is not None:
            plan_aside(db, About(reminder.client_id, reminder.assignment_id), decision.instead, now)

    def hold(self, db: Connection, reminder: Claimed, decision: Hold, now: datetime) -> None:
        """Keep an occurrence until the client is ready, and ask them whether they are."""
        self._end(db, reminder, "suppressed", "not_ready")
        self._pass_over(db, reminder, "held", "not_ready", now)
        if decision.instead is not None:
            about = About(reminder.client_id, reminder.assignment_id)
            plan_aside(db, about, decision.instead, now, reminder.window_ends_at)

    def _end(self, db: Connection, reminder: Claimed, state: str, why: str) -> None:
        write(db, _END, (state, reminder.reminder_id))
        if reminder.kind == "introduction" and why not in _YES_MAY_COME:
            write(db, _GO_WITHOUT, (reminder.assignment_id,))
        _log.info(f"reminder.{state}", reminder_id=str(reminder.reminder_id), why=why)

    def _pass_over(self, db: Connection, reminder: Claimed, state: str, why: str, now: datetime) -> None:
        if reminder.kind not in ASKS:
            return
        assert reminder.assignment_id and reminder.occurrence_id
        planning.hold(db, [reminder.client_id])
        passed = first(db, _END_OCCURRENCE, (state, reminder.occurrence_id))
        planning.plan_after(db, reminder.client_id, reminder.assignment_id, max(now, reminder.due_at))
        if passed is None:
            return
        suppressed = OccurrenceSuppressed(
            client_id=reminder.client_id,
            assignment_id=reminder.assignment_id,
            occurrence_id=reminder.occurrence_id,
            why=why,
        )
        tell(db, self._bell, now, suppressed)
