"""Finds out what became of texts nobody answered for: by the carrier's reports, else by reading its list."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Connection

from services.notifier.carrier import WHOLE_LIST, Carrier, Listed, ListingDown
from services.notifier.contacts import phone_place
from services.notifier.outcomes import Outcomes
from services.notifier.refusals import DELIVERED, FAILED, rank
from services.notifier.sending import body_place
from services.notifier.wording import same_words
from shared import log
from shared.clock import Now
from shared.database import Database
from shared.events import DeliveryReported
from shared.rings import CONTACT
from shared.sealing import KeyErased, Sealing

_log = log.get(__name__)

LOOK_AGAIN_AFTER = timedelta(seconds=30)
CLEAN_LOOKS = 2
_CLOCKS_APART = timedelta(seconds=5)
"""The carrier's clock is not ours, and its times are whole seconds."""

_LOCK_ATTEMPT = "select 1 from notifier.attempt where id = %s for update"
_REPORTED = """
with logged as (
    insert into notifier.status_callback (attempt_id, carrier_sid, status, error_code, reported_at)
    values (%(id)s, %(sid)s, %(status)s, %(code)s, %(at)s)
), moved as (
    update notifier.attempt set status = %(status)s, rank = %(rank)s, error_code = coalesce(%(code)s, error_code)
    where id = %(id)s and state = 'sent' and carrier_sid = %(sid)s and rank < %(rank)s
    returning reminder_id
), arrived as (
    update notifier.occurrence o set state = 'delivered'
    from moved join notifier.reminder r on r.id = moved.reminder_id
    where %(rank)s >= %(delivered)s and o.id = r.occurrence_id and r.kind in ('prompt', 'snooze') and o.state = 'sent'
)
select a.state, a.rank, a.reminder_id, a.lane, r.tries, exists (select from moved) as has_moved
from notifier.attempt a join notifier.reminder r on r.id = a.reminder_id
where a.id = %(id)s
"""

_LEASES_OVER = """
update notifier.attempt set state = 'unknown', look_at = greatest(started_at + %s, %s)
where state = 'open' and look_at <= %s returning id
"""

_TO_LOOK_FOR = """
update notifier.attempt u set look_at = %(look_again_at)s
from notifier.attempt a
join notifier.reminder r on r.id = a.reminder_id
left join notifier.contact k on k.client_id = r.client_id and k.phone_index = a.lane
where u.id = a.id and a.id in (
    select id from notifier.attempt where state = 'unknown' and look_at <= %(now)s
    order by look_at limit 5 for update skip locked
)
returning a.id, a.reminder_id, r.client_id, a.started_at, r.window_ends_at, r.body, k.id, k.phone
"""

_BOUND = "select carrier_sid from notifier.attempt where carrier_sid = any(%s)"
_CLEAN = """
update notifier.attempt set clean_looks = clean_looks + 1 where id = %s and state = 'unknown' returning clean_looks
"""
_ARRIVED_ANYWAY = """
with arrived as (
    update notifier.reminder set state = 'sent' where id = %s and state in ('planned', 'queued')
    returning occurrence_id, kind
)
update notifier.occurrence o set state = 'delivered' from arrived
where o.id = arrived.occurrence_id and arrived.kind in ('prompt', 'snooze') and o.state = 'sending'
"""


class _Lost(NamedTuple):
    """An attempt to look for. Without a contact its number is no longer known, and it cannot be looked for."""

    attempt_id: UUID
    reminder_id: UUID
    client_id: UUID
    started_at: datetime
    window_ends_at: datetime
    body: bytes | None
    contact_id: UUID | None
    phone: bytes | None


class Settling:
    """Settles attempts that nobody answered for."""

    def __init__(
        self,
        database: Database,
        sealing: Sealing,
        carrier: Carrier,
        outcomes: Outcomes,
        now: Now,
        *,
        settle_after: timedelta,
    ) -> None:
        self._database = database
        self._sealing = sealing
        self._carrier = carrier
        self._outcomes = outcomes
        self._now = now
        self._settle_after = settle_after

    def hear_report(self, db: Connection, fact: DeliveryReported, at: datetime) -> None:
        """Log the carrier's report and move its attempt forward, never back. About nothing of ours: only logged."""
        code = fact.error_code if rank(fact.status) == FAILED else None
        # A statement of its own: it must see what the sender committed while this waited.
        db.exec_driver_sql(_LOCK_ATTEMPT, (fact.attempt_id,))
        row = db.exec_driver_sql(
            _REPORTED,
            {
                "id": fact.attempt_id,
                "sid": fact.carrier_sid,
                "status": fact.status,
                "code": code,
                "rank": rank(fact.status),
                "delivered": DELIVERED,
                "at": at,
            },
        ).first()
        if row is None:
            return
        has_moved = row.has_moved
        if row.state in ("open", "unknown", "absent"):
            has_moved = self._outcomes.sent(db, fact.attempt_id, fact.carrier_sid, fact.status, at, states=(row.state,))
            if row.state == "absent":
                _log.error("attempt.was_sent_after_all", attempt_id=str(fact.attempt_id))
        if has_moved and rank(fact.status) == FAILED:
            self._outcomes.refused(db, row.reminder_id, row.lane, code, row.tries, at)
        elif has_moved and row.rank == FAILED and rank(fact.status) >= DELIVERED:
            db.exec_driver_sql(_ARRIVED_ANYWAY, (row.reminder_id,))

    def settle(self) -> bool:
        """Look for attempts without an answer. True when there were any.

        1. An attempt left open past its lease belongs to a process that died: unknown.
        2. Unknown for as long as the carrier's list may lag: read the list. An unbound text with the same words since
           then is ours. Not there, twice: it never went. List not readable: wait.
        """
        now = self._now()
        with self._database.begin() as db:
            died = db.exec_driver_sql(_LEASES_OVER, (self._settle_after, now, now)).scalars().all()
            values = {"now": now, "look_again_at": now + LOOK_AGAIN_AFTER}
            lost = [_Lost(*row) for row in db.exec_driver_sql(_TO_LOOK_FOR, values)]
        for attempt_id in died:
            _log.warning("attempt.died", attempt_id=str(attempt_id))
        for one in lost:
            self._look_for(one)
        return bool(died or lost)

    def _look_for(self, lost: _Lost) -> None:
        listed = self._list(lost)
        now = self._now()
        with self._database.begin() as db:
            if listed is None:
                self._wait_or_tell(db, lost, now)
                return
            taken = db.exec_driver_sql(_BOUND, ([text.carrier_sid for text in listed],)).scalars().all()
            body = self._open_body(db, lost)
            match = find_match(listed, body, lost.started_at, taken)
            if match is not None:
                self._bind(db, lost, match, now)
            elif reaches_back(listed, lost.started_at) and self._count_clean_look(db, lost) >= CLEAN_LOOKS:
                self._outcomes.absent(db, lost.attempt_id, lost.reminder_id, now)

    def _list(self, lost: _Lost) -> Sequence[Listed] | None:
        """The carrier's texts to this phone, or None when they cannot be had."""
        if lost.contact_id is None or lost.phone is None or lost.body is None:
            return None
        try:
            with self._database.begin() as db:
                phone = self._sealing.open(db, CONTACT, lost.client_id, phone_place(lost.contact_id), lost.phone)
            return self._carrier.texts_to(phone)
        except (ListingDown, KeyErased) as trouble:
            _log.warning("carrier.listing_down", attempt_id=str(lost.attempt_id), error=log.place(trouble))
            return None

    def _count_clean_look(self, db: Connection, lost: _Lost) -> int:
        return db.exec_driver_sql(_CLEAN, (lost.attempt_id,)).scalar() or 0

    def _open_body(self, db: Connection, lost: _Lost) -> str:
        assert lost.body is not None
        return self._sealing.open(db, CONTACT, lost.client_id, body_place(lost.reminder_id), lost.body)

    def _bind(self, db: Connection, lost: _Lost, match: Listed, now: datetime) -> None:
        _log.info("attempt.found", attempt_id=str(lost.attempt_id))
        self._outcomes.sent(db, lost.attempt_id, match.carrier_sid, "queued", now)
        # As if its latest report had come now; one that comes later changes nothing or goes further.
        report = DeliveryReported(
            attempt_id=lost.attempt_id,
            carrier_sid=match.carrier_sid,
            status=match.status,
            error_code=match.error_code,
        )
        self.hear_report(db, report, now)

    def _wait_or_tell(self, db: Connection, lost: _Lost, now: datetime) -> None:
        """Still unknown. Past its window staff hear that it may have been sent; it stays to be found."""
        if now < lost.window_ends_at:
            return
        self._outcomes.give_up(db, lost.reminder_id, "unknown", now)


def find_match(listed: Sequence[Listed], body: str, started_at: datetime, taken: Collection[str]) -> Listed | None:
    """The oldest text on the list that says this, is not bound to another attempt, and is not from before this one."""
    since = started_at - _CLOCKS_APART
    ours = [
        text
        for text in listed
        if text.carrier_sid not in taken and text.created_at >= since and same_words(text.body, body)
    ]
    return min(ours, key=lambda text: text.created_at, default=None)


def reaches_back(listed: Sequence[Listed], started_at: datetime) -> bool:
    """Whether a list is long enough to prove that a text of that time is not on it."""
    return len(listed) < WHOLE_LIST or listed[-1].created_at < started_at - _CLOCKS_APART
