"""What clients text: kept verbatim before anything else, read in one fixed order, answered at once.

No network call stands between the carrier's request and our answer, and an answer is only given once everything it
says is durable.
"""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import Connection, select
from sqlalchemy.exc import OperationalError

from services.api.carrier_words import CarrierWord, carrier_word
from services.api.messages import Messages
from services.api.reading import Reading
from services.api.received import InboundText, Received
from services.api.tables import client, contact
from shared import log
from shared.bus import Reader
from shared.clock import Now
from shared.database import Database
from shared.sealing import NOBODY, Sealing
from shared.texts import say

_log = log.get(__name__)

STRANGER_ANSWERED_EVERY = timedelta(hours=24)
_MOST_ATTEMPTS = 10
_READ_AGAIN_AFTER = timedelta(seconds=30)


class Inbox:
    """Takes inbound texts."""

    def __init__(
        self,
        database: Database,
        sealing: Sealing,
        reader: Reader,
        messages: Messages,
        reading: Reading,
        now: Now,
    ) -> None:
        self._database = database
        self._sealing = sealing
        self._reader = reader
        self._messages = messages
        self._reading = reading
        self._now = now

    def receive(self, text: InboundText) -> list[str]:
        """The replies to one text, which is kept for good once this returns.

        1. The same MessageSid again: the same replies, nothing done twice.
        2. All in one transaction: kept verbatim, read, answered, told.
        3. If reading it fails, it is kept unread and without a reply; the sweep reads it later.
        Raises OperationalError when the database is away: the carrier then tries again.
        """
        try:
            with self._database.begin() as db:
                return self._take(db, text)
        except OperationalError:
            raise
        except Exception as trouble:
            _log.error("inbox.unread", message_sid=text.sid, error=log.place(trouble))
        with self._database.begin() as db:
            client_id = self._client_of(db, text.sender) or NOBODY
            self._messages.keep(db, text, client_id, self._now(), handled=False)
        return []

    def sweep(self) -> int:
        """Read what could not be read when it came. How many were read now."""
        with self._database.begin() as db:
            waiting = self._messages.unread(db, self._now(), _READ_AGAIN_AFTER, _MOST_ATTEMPTS)
        return sum(self._read_again(message_id) for message_id in waiting)

    def _take(self, db: Connection, text: InboundText) -> list[str]:
        given = self._messages.replies(db, text.sid)
        if given is not None:
            return given
        client_id = self._client_of(db, text.sender)
        if client_id is None:
            return self._answer_stranger(db, text)
        # Our own news first, so that a reply never overtakes the fact that its question was sent.
        self._reader.drain_within(db, client_id)
        message_id = self._messages.keep(db, text, client_id, self._now(), handled=True)
        if message_id is None:
            return self._messages.replies(db, text.sid) or []
        received = self._received(db, text, client_id, message_id)
        replies = self._reading.read(db, received)
        self._messages.note_replies(db, message_id, client_id, replies)
        return replies

    def _received(self, db: Connection, text: InboundText, client_id: UUID, message_id: UUID) -> Received:
        """The text with its client's row locked: facts about one client are told one transaction after the other."""
        row = db.execute(
            select(client.c.language, contact.c.id, contact.c.consent)
            .join(contact)
            .where(client.c.id == client_id)
            .with_for_update()
        ).one()
        return Received(
            message_id=message_id,
            sid=text.sid,
            client_id=client_id,
            contact_id=row.id,
            consent=row.consent,
            language=row.language,
            body=text.body,
            now=self._now(),
        )

    def _client_of(self, db: Connection, sender: str) -> UUID | None:
        found: UUID | None = db.execute(
            select(contact.c.client_id).where(contact.c.phone_index == self._sealing.blind_index(sender))
        ).scalar()
        return found

    def _answer_stranger(self, db: Connection, text: InboundText) -> list[str]:
        """Keep a text from a number we do not know, and say once a day that nobody reads it."""
        now = self._now()
        answered = self._messages.stranger_answered_since(db, text.sender, now - STRANGER_ANSWERED_EVERY)
        message_id = self._messages.keep(db, text, NOBODY, now, handled=True)
        if message_id is None:
            return self._messages.replies(db, text.sid) or []
        if answered or carrier_word(text.body) in (CarrierWord.STOP, CarrierWord.START):
            return []
        replies = [say("unknown_number")]
        self._messages.note_replies(db, message_id, NOBODY, replies)
        return replies

    def _read_again(self, message_id: UUID) -> int:
        with self._database.begin() as db:
            taken = self._messages.take_unread(db, message_id)
            if taken is None:
                return 0
            client_id, text = taken
            try:
                with db.begin_nested():
                    self._read_kept(db, client_id, text, message_id)
                    self._messages.mark_read(db, message_id, self._now())
            except Exception as trouble:
                _log.error("inbox.unread", message_id=str(message_id), error=log.place(trouble))
                return 0
        return 1

    def _read_kept(self, db: Connection, client_id: UUID, text: InboundText, message_id: UUID) -> None:
        """Read a kept text. Its replies come too late to be texted: the carrier's request is long answered."""
        if client_id == NOBODY:
            return
        self._reader.drain_within(db, client_id)
        self._reading.read(db, self._received(db, text, client_id, message_id))
