"""Status callbacks: passed on to the notifier as they come, however late, doubled or out of order."""

from uuid import UUID

from shared.bell import Bell
from shared.bus import tell
from shared.clock import Now
from shared.database import Database
from shared.events import DeliveryReported


class Receipts:
    """Takes the carrier's reports about texts of ours."""

    def __init__(self, database: Database, bell: Bell, now: Now) -> None:
        self._database = database
        self._bell = bell
        self._now = now

    def note(self, attempt_id: UUID, carrier_sid: str, status: str, error_code: int | None) -> None:
        """Tell the notifier what the carrier says about one attempt."""
        fact = DeliveryReported(attempt_id=attempt_id, carrier_sid=carrier_sid, status=status, error_code=error_code)
        with self._database.begin() as db:
            tell(db, self._bell, self._now(), fact)
