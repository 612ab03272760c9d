"""What a client may change about their homework: how often, how much, and whether at all. Nothing is said here."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection

from services.api.agreements import Agreements
from services.api.homework import Homework
from services.api.page import Page
from shared.activities.state import Params
from shared.database import write
from shared.events import (
    AssignmentRested,
    AssignmentResumed,
    BarrierReported,
    PausedUntil,
    ReadinessChanged,
    ReservationRaised,
)
from shared.ids import new_id
from shared.schedule import Schedule, fewer, more

_REST = "update api.assignment set rests_since = %s where id = %s"
_RESUME = """
update api.assignment set rests_since = null where client_id = %s and rests_since is not null and state = 'active'
returning id
"""
_PAUSE = "update api.client set paused_until = %s where id = %s"
_READY = "update api.assignment set ready_at = %s where id = %s"


class Wishes:
    """Grants wishes, and tells the therapist of them."""

    def __init__(self, agreements: Agreements) -> None:
        self._agreements = agreements

    def less(self, db: Connection, page: Page, homework: Homework) -> Schedule | None:
        """Ask less often from now on. The new schedule; None when it is the least already."""
        self.reserve(page, homework.assignment_id, "less")
        lower = fewer(homework.schedule)
        if lower is not None:
            page.tell(*self._agreements.change(db, page.client_id, homework.assignment_id, schedule=lower))
        return lower

    def more(self, db: Connection, page: Page, homework: Homework) -> Schedule | None:
        """Ask more often again, up to what was agreed. None when it is that already: the wish is told."""
        higher = more(homework.schedule, homework.agreed)
        if higher is None:
            self.reserve(page, homework.assignment_id, "more")
            return None
        page.tell(*self._agreements.change(db, page.client_id, homework.assignment_id, schedule=higher))
        return higher

    def smaller_from_now_on(self, db: Connection, page: Page, homework: Homework) -> None:
        """Begin with the smaller version each time, if there is one."""
        if homework.activity.smaller:
            self.fill(db, page, homework, replace(homework.params, smaller=True))

    def fill(self, db: Connection, page: Page, homework: Homework, params: Params) -> None:
        """Fill other words into its texts."""
        page.tell(*self._agreements.change(db, page.client_id, homework.assignment_id, params=params))

    def rest(self, db: Connection, page: Page, homework: Homework) -> None:
        """Ask nothing of this homework until the next session has begun."""
        write(db, _REST, (page.received.now, homework.assignment_id))
        page.tell(AssignmentRested(client_id=page.client_id, assignment_id=homework.assignment_id))
        self.reserve(page, homework.assignment_id, "rest")

    def pause(self, db: Connection, page: Page, until: datetime) -> None:
        """Start no conversation before then. Nothing is made up for afterwards."""
        write(db, _PAUSE, (until, page.client_id))
        page.tell(PausedUntil(client_id=page.client_id, until=until))

    def come_back(self, db: Connection, page: Page) -> bool:
        """End a pause and every rest. Whether there was any."""
        rested = db.exec_driver_sql(_RESUME, (page.client_id,)).scalars().all()
        page.tell(*(AssignmentResumed(client_id=page.client_id, assignment_id=its_id) for its_id in rested))
        paused_until = page.received.paused_until
        if paused_until is not None:
            write(db, _PAUSE, (None, page.client_id))
            page.tell(PausedUntil(client_id=page.client_id, until=None))
        return bool(rested) or (paused_until is not None and paused_until > page.received.now)

    def ready(self, db: Connection, page: Page, homework: Homework, *, is_ready: bool) -> None:
        """Note that the client is ready for this homework, or not yet, which the therapist should hear first."""
        write(db, _READY, (page.received.now if is_ready else None, homework.assignment_id))
        page.tell(ReadinessChanged(client_id=page.client_id, assignment_id=homework.assignment_id, is_ready=is_ready))
        if not is_ready:
            self.reserve(page, homework.assignment_id, "not_yet")

    def reserve(self, page: Page, assignment_id: UUID | None, kind: str, entry_id: UUID | None = None) -> None:
        """Tell the therapist of a reservation."""
        page.tell(
            ReservationRaised(
                client_id=page.client_id,
                reservation_id=new_id(),
                assignment_id=assignment_id,
                kind=kind,
                entry_id=entry_id,
            )
        )

    def report_barrier(self, page: Page, assignment_id: UUID | None, kind: str, entry_id: UUID | None) -> None:
        """Tell the therapist what got in the way."""
        page.tell(
            BarrierReported(
                client_id=page.client_id,
                barrier_id=new_id(),
                assignment_id=assignment_id,
                kind=kind,
                entry_id=entry_id,
            )
        )
