"""What is known of a client when a text arrives, in two statements: this is the busiest path of the house."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from services.api.choosing import Choices
from services.api.dialogues import Dialogues
from services.api.received import Choosing, Conversation, Origin
from shared.activities.definition import BASE_LANGUAGE
from shared.database import lock_then_read
from shared.events import API
from shared.rings import JOURNAL
from shared.sealing import Place, Sealing

# The client's row is locked: facts about one client are told one transaction after the other. Not "for update", which
# would make everybody wait who only refers to the client.
_LOCK = """
select 1 from api.client where id = %s for no key update
"""

# A statement of its own: it must see what was committed while the lock was waited for.
_LOOK = """
select cl.id, c.id, c.consent, cl.language, cl.zone, cl.paused_until, cl.heard_at, cl.choosing, cl.choosing_until,
    m.id, m.client_id, m.reply, d.occurrence_id, d.assignment_id, d.origin, d.progress,
    exists (
        select from bus.delivery n
        where n.reader = %(reader)s and n.subject = cl.id and n.handled_at is null and n.parked_at is null
    )
from api.contact c join api.client cl on cl.id = c.client_id
left join api.message m on m.message_sid = %(sid)s
left join api.dialogue d on d.client_id = cl.id and d.state = 'open'
    and d.closes_at > %(now)s and d.opened_at <= %(received_at)s
where cl.id = %(client_id)s
"""


class _Row(NamedTuple):
    """What the look finds, in its order."""

    client_id: UUID
    contact_id: UUID
    consent: str
    language: str
    zone: str
    paused_until: datetime | None
    heard_at: datetime | None
    choosing: bytes | None
    choosing_until: datetime | None
    message_id: UUID | None
    its_client: UUID
    reply: bytes | None
    occurrence_id: UUID | None
    assignment_id: UUID | None
    origin: Origin
    progress: bytes
    has_news: bool


@dataclass(frozen=True)
class Sender:
    """Whose phone a text came from."""

    client_id: UUID
    contact_id: UUID
    consent: str
    language: str
    zone: ZoneInfo
    paused_until: datetime | None
    heard_at: datetime | None


@dataclass(frozen=True)
class Situation:
    """`replies`: what this very text was answered before, None when it is new. `has_news`: facts wait to be applied."""

    sender: Sender
    replies: list[str] | None
    has_news: bool
    conversation: Conversation | None
    choosing: Choosing | None


class Situations:
    """Looks at clients."""

    def __init__(self, sealing: Sealing, dialogues: Dialogues, choices: Choices) -> None:
        self._sealing = sealing
        self._dialogues = dialogues
        self._choices = choices

    def client_of(self, db: Connection, phone: str) -> UUID | None:
        """Whose number it is, and nothing more: no lock that could be waited for, no seal that could be broken."""
        query = "select client_id from api.contact where phone_index = %s"
        found: UUID | None = db.exec_driver_sql(query, (self._sealing.blind_index(phone),)).scalar()
        return found

    def language_of(self, db: Connection, client_id: UUID) -> str:
        """What a client reads; English for somebody we do not know."""
        query = "select language from api.client where id = %s"
        return db.exec_driver_sql(query, (client_id,)).scalar() or BASE_LANGUAGE

    def look(self, db: Connection, client_id: UUID, sid: str, now: datetime, received_at: datetime) -> Situation | None:
        """What there is to know before a text is read; None when the client was erased a moment ago.

        The client's row stays locked until this transaction ends. A conversation opened after the text was received is
        not the one it answers.
        """
        values = {"client_id": client_id, "sid": sid, "now": now, "received_at": received_at, "reader": API}
        found = lock_then_read(db, (_LOCK, (client_id,)), (_LOOK, values))
        if not found:
            return None
        row = _Row(*found[0])
        replies: list[str] | None = None
        if row.message_id is not None:
            place = Place("api.message", "reply", row.message_id)
            replies = json.loads(self._sealing.open(db, JOURNAL, row.its_client, place, row.reply)) if row.reply else []
        conversation = None
        if row.occurrence_id is not None:
            conversation = self._dialogues.conversation(
                db, client_id, row.occurrence_id, row.assignment_id, row.origin, row.progress
            )
        return Situation(
            Sender(
                client_id,
                row.contact_id,
                row.consent,
                row.language,
                ZoneInfo(row.zone),
                row.paused_until,
                row.heard_at,
            ),
            replies,
            row.has_news,
            conversation,
            self._choices.opened(db, client_id, row.choosing, row.choosing_until, now),
        )
