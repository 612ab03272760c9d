"""Every inbound text, kept verbatim under its MessageSid, and the replies it got."""

import json
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Connection, select, update
from sqlalchemy.dialects.postgresql import insert
from uuid_utils.compat import uuid7

from services.api.received import InboundText
from services.api.tables import message
from shared.rings import CONTACT, JOURNAL
from shared.sealing import NOBODY, Place, Sealing


class Messages:
    """Keeps texts. Those of unknown numbers are sealed under nobody's key."""

    def __init__(self, sealing: Sealing) -> None:
        self._sealing = sealing

    def keep(self, db: Connection, text: InboundText, client_id: UUID, now: datetime, *, handled: bool) -> UUID | None:
        """Keep a text as it came. None when another request has kept the same MessageSid."""
        if client_id == NOBODY:
            self._sealing.create_keys(db, NOBODY)
        message_id = uuid7()
        stored = db.execute(
            insert(message)
            .values(
                id=message_id,
                message_sid=text.sid,
                client_id=client_id,
                from_index=self._sealing.blind_index(text.sender),
                from_number=self._sealing.seal(
                    db, CONTACT, client_id, Place("api.message", "from_number", message_id), text.sender
                ),
                body=self._sealing.seal(db, JOURNAL, client_id, Place("api.message", "body", message_id), text.body),
                received_at=now,
                handled_at=now if handled else None,
            )
            .on_conflict_do_nothing(index_elements=["message_sid"])
        )
        return message_id if stored.rowcount else None

    def replies(self, db: Connection, sid: str) -> list[str] | None:
        """The replies given to a text that is kept already, or None when it is new."""
        row = db.execute(
            select(message.c.id, message.c.client_id, message.c.reply).where(message.c.message_sid == sid)
        ).first()
        if row is None:
            return None
        if row.reply is None:
            return []
        place = Place("api.message", "reply", row.id)
        replies: list[str] = json.loads(self._sealing.open(db, JOURNAL, row.client_id, place, row.reply))
        return replies

    def note_replies(self, db: Connection, message_id: UUID, client_id: UUID, replies: list[str]) -> None:
        """Keep what was answered, for the day the carrier asks again."""
        if not replies:
            return
        place = Place("api.message", "reply", message_id)
        sealed = self._sealing.seal(db, JOURNAL, client_id, place, json.dumps(replies))
        db.execute(update(message).where(message.c.id == message_id).values(reply=sealed))

    def stranger_answered_since(self, db: Connection, sender: str, since: datetime) -> bool:
        """Whether an unknown number has had a reply since then."""
        answered = select(message.c.id).where(
            message.c.from_index == self._sealing.blind_index(sender),
            message.c.client_id == NOBODY,
            message.c.reply.is_not(None),
            message.c.received_at > since,
        )
        return db.execute(answered).first() is not None

    def unread(self, db: Connection, now: datetime, older_than: timedelta, most_attempts: int) -> list[UUID]:
        """Texts that were kept but could not be read, oldest first."""
        waiting = (
            select(message.c.id)
            .where(
                message.c.handled_at.is_(None),
                message.c.attempts < most_attempts,
                message.c.received_at <= now - older_than,
            )
            .order_by(message.c.received_at)
            .limit(50)
        )
        return list(db.execute(waiting).scalars())

    def take_unread(self, db: Connection, message_id: UUID) -> tuple[UUID, InboundText] | None:
        """Lock an unread text, count the attempt, and open it: whose it is, and the text. None if another has it."""
        row = db.execute(
            select(message)
            .where(message.c.id == message_id, message.c.handled_at.is_(None))
            .with_for_update(skip_locked=True)
        ).first()
        if row is None:
            return None
        db.execute(update(message).where(message.c.id == message_id).values(attempts=message.c.attempts + 1))
        number = Place("api.message", "from_number", message_id)
        words = Place("api.message", "body", message_id)
        sender = self._sealing.open(db, CONTACT, row.client_id, number, row.from_number)
        body = self._sealing.open(db, JOURNAL, row.client_id, words, row.body)
        return row.client_id, InboundText(row.message_sid, sender, body)

    def mark_read(self, db: Connection, message_id: UUID, now: datetime) -> None:
        """Note that a text has been read after all."""
        db.execute(update(message).where(message.c.id == message_id).values(handled_at=now))
