"""Every inbound text, kept verbatim under its MessageSid, and the replies it got."""

import json
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Connection, select, update
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import insert

from services.api.received import InboundText
from services.api.tables import message
from shared.database import Write
from shared.ids import new_id
from shared.rings import CONTACT, JOURNAL
from shared.sealing import NOBODY, Place, Sealing

_MOST_DOUBLINGS = 20

_KEEP = """
insert into api.message
    (id, message_sid, client_id, from_index, from_number, body, reply, received_at, handled_at)
values (%s, %s, %s, %s, %s, %s, %s, %s, %s)
"""
_UNREAD = """
select id from api.message
where handled_at is null and received_at <= %s::timestamptz - %s::interval * power(2, least(attempts, %s))
order by received_at limit 50
"""
_READ = "update api.message set handled_at = %s where id = %s"


class Messages:
    """Keeps texts. Those of unknown numbers are sealed under nobody's key."""

    def __init__(self, sealing: Sealing) -> None:
        self._sealing = sealing

    def keep(self, db: Connection, text: InboundText, client_id: UUID, now: datetime, *, handled: bool) -> UUID | None:
        """Keep a text as it came. None when another request has kept the same MessageSid."""
        if client_id == NOBODY:
            self._sealing.create_keys(db, NOBODY)
        message_id = new_id()
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
            .returning(message.c.id)
        )
        # Not by the row count: the driver says -1 when nothing was inserted, which reads as "stored".
        kept: UUID | None = stored.scalar()
        return kept

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
        """Whether an unknown number has had a reply since then. Its texts are taken one after the other."""
        index = self._sealing.blind_index(sender)
        db.execute(sql("select pg_advisory_xact_lock(hashtextextended(:number, 9))"), {"number": index.hex()})
        answered = select(message.c.id).where(
            message.c.from_index == index,
            message.c.client_id == NOBODY,
            message.c.reply.is_not(None),
            message.c.received_at > since,
        )
        return db.execute(answered).first() is not None

    def unread(self, db: Connection, now: datetime, first_after: timedelta) -> list[UUID]:
        """Texts that could not be read and are due for another attempt, oldest first.

        The first is due `first_after` the text came, and each at twice the age of the one before: however long a
        fault takes to mend, no text is given up.
        """
        rows = db.exec_driver_sql(_UNREAD, (now, first_after, _MOST_DOUBLINGS))
        return list(rows.scalars())

    def take_unread(self, db: Connection, message_id: UUID) -> bool:
        """Lock an unread text and count the attempt. False if another process has it, or has read it."""
        unread = select(message.c.id).where(message.c.id == message_id, message.c.handled_at.is_(None))
        if db.execute(unread.with_for_update(skip_locked=True)).first() is None:
            return False
        db.execute(update(message).where(message.c.id == message_id).values(attempts=message.c.attempts + 1))
        return True

    def kept(self, db: Connection, message_id: UUID) -> tuple[UUID, InboundText, datetime]:
        """Whose a kept text is, the text, and when it was received. Raises Unreadable or KeyErased."""
        row = db.execute(select(message).where(message.c.id == message_id)).one()
        number = Place("api.message", "from_number", message_id)
        words = Place("api.message", "body", message_id)
        sender = self._sealing.open(db, CONTACT, row.client_id, number, row.from_number)
        body = self._sealing.open(db, JOURNAL, row.client_id, words, row.body)
        return row.client_id, InboundText(row.message_sid, sender, body), row.received_at

    def mark_read(self, db: Connection, message_id: UUID, now: datetime) -> None:
        """Note that a text has been read after all."""
        db.exec_driver_sql(*self.reading_write(message_id, now))

    def reading_write(self, message_id: UUID, now: datetime) -> Write:
        """What notes that a text has been read after all."""
        return _READ, (now, message_id)

    def keeping_write(
        self, db: Connection, message_id: UUID, text: InboundText, client_id: UUID, now: datetime, replies: list[str]
    ) -> Write:
        """What keeps a text as it came, with what it was answered."""

        def sealed(ring: str, column: str, value: str) -> bytes:
            return self._sealing.seal(db, ring, client_id, Place("api.message", column, message_id), value)

        values = (
            message_id,
            text.sid,
            client_id,
            self._sealing.blind_index(text.sender),
            sealed(CONTACT, "from_number", text.sender),
            sealed(JOURNAL, "body", text.body),
            sealed(JOURNAL, "reply", json.dumps(replies)) if replies else None,
            now,
            now,
        )
        return _KEEP, values
