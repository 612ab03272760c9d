"""Each session's digest on its way: due, queued, frozen, sent. It leaves at least once, always as it was frozen."""

from datetime import timedelta
from uuid import UUID

from services.reporter.freezing import Freezer
from services.reporter.mailer import Letter, Mailer, MailNotSent, MailRefused
from services.reporter.planning import call_off_digest, give_back
from shared import log
from shared.bell import Bell
from shared.bus import tell
from shared.clock import Now
from shared.database import Database
from shared.events import DigestSent

_log = log.get(__name__)

# A hint that nobody took is given again after a minute. A lease outlives the slowest conversation with a relay.
HINT_AGAIN = timedelta(seconds=60)
LEASE = timedelta(minutes=5)
GIVE_UP = timedelta(hours=24)
# Hours into its session a digest helps nobody; its words belong to the next one.
TOO_OLD = timedelta(hours=12)
_BACKOFF = tuple(timedelta(minutes=minutes) for minutes in (1, 2, 5, 10, 20, 30))
_AFTER_REFUSAL = timedelta(hours=1)

_QUEUE_NEXT = """
update reporter.digest set state = 'queued', try_at = %(again)s
where id = (
    select id from reporter.digest
    where state in ('planned', 'queued', 'sending', 'put_off') and try_at <= %(now)s
    order by try_at limit 1 for update skip locked
)
returning id
"""
_CLAIM = """
update reporter.digest set state = 'sending', try_at = %s, first_tried_at = coalesce(first_tried_at, %s)
where id = %s and state = 'queued' returning id
"""
_OURS = """
select d.session_id, d.frozen_at, s.starts_at
from reporter.digest d join reporter.session s on s.id = d.session_id
where d.id = %s and d.state = 'sending' for update of d
"""
_SENT = """
update reporter.digest d set state = 'sent', sent_at = %s, try_at = null, error = null
from reporter.session s where d.id = %s and d.state <> 'sent' and s.id = d.session_id
returning d.session_id, s.clinician_id
"""
_PUT_OFF = """
update reporter.digest set attempts = attempts + 1, error = %s,
    state = case when first_tried_at <= %s then 'failed' else 'put_off' end
where id = %s and state = 'sending' returning state, attempts
"""


_SUBJECTS = """
with digest as (select session_id from reporter.digest where id = %(digest_id)s)
select session_id from digest
union select s.clinician_id from reporter.session s join digest d on d.session_id = s.id
union select c.client_id from reporter.session_client c join digest d on d.session_id = c.session_id
"""


class Digests:
    """The use cases of digests."""

    def __init__(self, database: Database, freezer: Freezer, mailer: Mailer, bell: Bell, now: Now) -> None:
        self._database = database
        self._freezer = freezer
        self._mailer = mailer
        self._bell = bell
        self._now = now

    def queue_next(self) -> UUID | None:
        """Take one digest that is due, was put off until now, or whose hint or sender was lost. None: there is none."""
        now = self._now()
        with self._database.begin() as db:
            queued: UUID | None = db.exec_driver_sql(_QUEUE_NEXT, {"now": now, "again": now + HINT_AGAIN}).scalar()
            return queued

    def compile_and_send(self, digest_id: UUID) -> None:
        """Send one queued digest. Does nothing when another process is at it, or it was sent or called off.

        1. Claim it; compile and freeze it unless that was done before. Commit.
        2. Hand the frozen bytes to the relay. A kill from here on sends the same bytes again, with the same Message-ID.
        3. Mark it sent and say so.
        """
        if not self._claim(digest_id):
            return
        try:
            letter = self._prepare(digest_id)
            if letter is not None:
                self._mailer.send(letter)
        except MailNotSent as trouble:
            self._put_off(digest_id, str(trouble), refused=isinstance(trouble, MailRefused))
        except Exception as trouble:
            # Whatever it is, the digest rests: no fault may hold back the others or spin.
            self._put_off(digest_id, log.place(trouble), refused=False)
        else:
            if letter is not None:
                self._mark_sent(digest_id)

    def subjects(self, digest_id: UUID) -> set[UUID]:
        """Whom and what a digest is about: its session, its clinician, its participants."""
        with self._database.begin() as db:
            rows = db.exec_driver_sql(_SUBJECTS, {"digest_id": digest_id}).scalars()
            return {subject for subject in rows if subject is not None}

    def _claim(self, digest_id: UUID) -> bool:
        now = self._now()
        with self._database.begin() as db:
            return db.exec_driver_sql(_CLAIM, (now + LEASE, now, digest_id)).first() is not None

    def _prepare(self, digest_id: UUID) -> Letter | None:
        """The frozen digest, frozen now if need be. None when it is called off: nobody left, or hours too old."""
        now = self._now()
        with self._database.begin() as db:
            digest = db.exec_driver_sql(_OURS, (digest_id,)).first()
            if digest is None:
                return None
            is_frozen = digest.frozen_at is not None
            if not is_frozen and digest.starts_at > now - TOO_OLD:
                is_frozen = self._freezer.freeze(db, digest_id, digest.session_id, now)
            letter = self._freezer.open_letter(db, digest_id) if is_frozen else None
            if letter is None:
                call_off_digest(db, digest_id)
                _log.info("digest.called_off", digest_id=str(digest_id), session_id=str(digest.session_id))
            return letter

    def _mark_sent(self, digest_id: UUID) -> None:
        now = self._now()
        with self._database.begin() as db:
            sent = db.exec_driver_sql(_SENT, (now, digest_id)).first()
            if sent is None:
                return
            fact = DigestSent(session_id=sent.session_id, digest_id=digest_id, clinician_id=sent.clinician_id)
            tell(db, self._bell, now, fact)
        _log.info("digest.sent", digest_id=str(digest_id), session_id=str(sent.session_id))

    def _put_off(self, digest_id: UUID, error: str, *, refused: bool) -> None:
        """Rest before the next attempt; after a day of them give up, and leave what it told to the next digest."""
        now = self._now()
        with self._database.begin() as db:
            digest = db.exec_driver_sql(_PUT_OFF, (error, now - GIVE_UP, digest_id)).first()
            if digest is None:
                return
            rest = _AFTER_REFUSAL if refused else _BACKOFF[min(digest.attempts, len(_BACKOFF)) - 1]
            db.exec_driver_sql("update reporter.digest set try_at = %s where id = %s", (now + rest, digest_id))
            if digest.state == "failed":
                give_back(db, digest_id)
        tried = {"digest_id": str(digest_id), "attempts": digest.attempts, "error": error}
        if digest.state == "failed":
            _log.error("digest.failed", **tried)
        else:
            _log.warning("digest.put_off", **tried)
