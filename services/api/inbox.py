"""What clients text: kept verbatim, read in one fixed order, answered at once.

No network call stands between the carrier's request and our answer, and an answer is only given once everything it
says is durable.
"""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Connection

from services.api.carrier_words import CarrierWord, carrier_word
from services.api.messages import Messages
from services.api.page import Page
from services.api.reading import Reading
from services.api.received import InboundText, Received
from services.api.recording import Recording
from services.api.situations import Situation, Situations
from shared import log
from shared.bus import Reader
from shared.clock import Now
from shared.database import Database
from shared.ids import new_id
from shared.sealing import NOBODY
from shared.texts import say

_log = log.get(__name__)

STRANGER_ANSWERED_EVERY = timedelta(hours=24)
READ_AGAIN_AFTER = timedelta(seconds=30)
_TRIES = 2


class Inbox:
    """Takes inbound texts."""

    def __init__(
        self,
        database: Database,
        reader: Reader,
        situations: Situations,
        messages: Messages,
        reading: Reading,
        recording: Recording,
        now: Now,
    ) -> None:
        self._database = database
        self._reader = reader
        self._situations = situations
        self._messages = messages
        self._reading = reading
        self._recording = recording
        self._now = now

    def receive(self, text: InboundText) -> list[str]:
        """The replies to one text, which is kept for good once this returns.

        1. The same MessageSid again: the same replies, nothing done twice.
        2. All in one transaction: kept verbatim, read, answered, told.
        3. If reading it fails twice, it is kept unread, and only danger is answered. The sweep reads it later.
        Raises OperationalError or TimeoutError when the database is away: nothing is kept then.
        """
        for _ in range(_TRIES):
            try:
                with self._database.begin() as db:
                    return self._take(db, text)
            except Exception as trouble:
                # A lock waited for too long, or a connection that broke, too: most carriers never send a text again.
                _log.error("inbox.unread", message_sid=text.sid, error=log.place(trouble))
        with self._database.begin() as db:
            given = self._messages.replies(db, text.sid)
            if given is not None:
                return given
            client_id = self._situations.client_of(db, text.sender) or NOBODY
            message_id = self._messages.keep(db, text, client_id, self._now(), handled=False)
            # Whatever else cannot be read now, danger is: that needs no database.
            replies = self._reading.urgent(text.body, self._situations.language_of(db, client_id))
            replies = replies if client_id != NOBODY else []
            if message_id is not None and replies:
                self._messages.note_replies(db, message_id, client_id, replies)
        return replies

    def sweep(self) -> int:
        """Read what could not be read when it came. How many were read now."""
        with self._database.begin() as db:
            waiting = self._messages.unread(db, self._now(), READ_AGAIN_AFTER)
        return sum(self._read_again(message_id) for message_id in waiting)

    def _take(self, db: Connection, text: InboundText) -> list[str]:
        situation = self._look(db, text)
        if situation is None:
            return self._answer_stranger(db, text)
        if situation.replies is not None:
            return situation.replies
        page = self._read(db, text, situation, new_id())
        self._recording.write(db, text, page)
        return page.replies

    def _look(self, db: Connection, text: InboundText, received_at: datetime | None = None) -> Situation | None:
        """Our own news first, so that a reply never overtakes the fact that its question was sent."""
        client_id = self._situations.client_of(db, text.sender)
        if client_id is None:
            return None
        # From here on no fact about this client is applied by anybody else: what is seen now stays true.
        self._reader.hold(db, client_id)
        now = self._now()
        situation = self._situations.look(db, client_id, text.sid, now, received_at or now)
        if situation is not None and situation.has_news:
            self._reader.drain_within(db, client_id)
            situation = self._situations.look(db, client_id, text.sid, now, received_at or now)
        return situation

    def _read(self, db: Connection, text: InboundText, situation: Situation, message_id: UUID) -> Page:
        sender = situation.sender
        received = Received(
            message_id=message_id,
            sid=text.sid,
            client_id=sender.client_id,
            contact_id=sender.contact_id,
            consent=sender.consent,
            language=sender.language,
            zone=sender.zone,
            paused_until=sender.paused_until,
            heard_at=sender.heard_at,
            body=text.body,
            now=self._now(),
            conversation=situation.conversation,
            choosing=situation.choosing,
            has_picture=text.has_picture,
        )
        return self._reading.read(db, received)

    def _answer_stranger(self, db: Connection, text: InboundText) -> list[str]:
        """Keep a text from a number we do not know, and say once a day that nobody reads it."""
        given = self._messages.replies(db, text.sid)
        if given is not None:
            return given
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
            if not self._messages.take_unread(db, message_id):
                return 0
            try:
                with db.begin_nested():
                    self._read_kept(db, message_id)
            except Exception as trouble:
                _log.error("inbox.unread", message_id=str(message_id), error=log.place(trouble))
                return 0
        return 1

    def _read_kept(self, db: Connection, message_id: UUID) -> None:
        """Read a kept text. Its replies come too late to be texted: the carrier's request is long answered."""
        client_id, text, received_at = self._messages.kept(db, message_id)
        situation = None if client_id == NOBODY else self._look(db, text, received_at)
        if situation is None or situation.sender.client_id != client_id:
            self._messages.mark_read(db, message_id, self._now())
            return
        self._recording.write(db, text, self._read(db, text, situation, message_id), is_kept=True)
