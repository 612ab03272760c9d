"""What is known of a client when a text arrives, in two queries: this is the busiest path of the house."""

import json
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection

from services.api.dialogues import Dialogues
from services.api.received import Conversation
from shared.activities import library
from shared.events import API
from shared.rings import JOURNAL
from shared.sealing import Place, Sealing

# Both rows are locked: facts about one client are told one transaction after the other. Not "for update", which would
# make everybody wait who only refers to the client.
_FIND = """
select cl.id, c.id, c.consent, cl.language
from api.contact c join api.client cl on cl.id = c.client_id
where c.phone_index = %s
for no key update
"""

# A query of its own: it must see what was committed while the lock was waited for.
_LOOK = """
select m.id, m.client_id, m.reply, d.occurrence_id, d.assignment_id, d.progress, a.slug, a.version,
    exists (
        select from bus.delivery n
        where n.reader = %(reader)s and n.subject = %(client_id)s and n.handled_at is null and n.parked_at is null
    )
from (values (1)) as one
left join api.message m on m.message_sid = %(sid)s
left join api.dialogue d on d.client_id = %(client_id)s and d.is_open and d.closes_at > %(now)s
left join api.assignment a on a.id = d.assignment_id
"""


@dataclass(frozen=True)
class Sender:
    """Whose phone a text came from."""

    client_id: UUID
    contact_id: UUID
    consent: str
    language: str


@dataclass(frozen=True)
class Situation:
    """`replies`: what this very text was answered before, None when it is new. `has_news`: facts wait to be applied."""

    replies: list[str] | None
    has_news: bool
    conversation: Conversation | None


class Situations:
    """Looks at clients."""

    def __init__(self, sealing: Sealing, dialogues: Dialogues) -> None:
        self._sealing = sealing
        self._dialogues = dialogues

    def find(self, db: Connection, phone: str) -> Sender | None:
        """The client of a phone number, locked until this transaction ends; None for a number we do not know."""
        row = db.exec_driver_sql(_FIND, (self._sealing.blind_index(phone),)).first()
        return None if row is None else Sender(*row)

    def look(self, db: Connection, client_id: UUID, sid: str, now: datetime) -> Situation:
        """What there is to know about a client before a text of theirs is read."""
        row = db.exec_driver_sql(_LOOK, {"client_id": client_id, "sid": sid, "now": now, "reader": API}).one()
        message_id, its_client, reply, occurrence_id, assignment_id, progress, slug, version, has_news = row
        replies: list[str] | None = None
        if message_id is not None:
            place = Place("api.message", "reply", message_id)
            replies = json.loads(self._sealing.open(db, JOURNAL, its_client, place, reply)) if reply else []
        conversation = None
        if occurrence_id is not None:
            state = self._dialogues.opened(db, client_id, occurrence_id, progress)
            conversation = Conversation(occurrence_id, assignment_id, library.get(slug, version), state)
        return Situation(replies, has_news, conversation)
