"""Entries: what a client told us, sealed, told to the reporter, and taken back when they ask for it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row

from services.api.page import Page
from services.api.received import Conversation
from shared.activities.engine import Answer
from shared.events import EntryRecorded, EntryWithdrawn
from shared.ids import new_id
from shared.rings import JOURNAL
from shared.sealing import Place, Sealing, in_fact

NOTE, PRIVATE, QUESTION = "note", "private", "question"

TAKEN_BACK_WITHIN = timedelta(hours=24)
"""How long UNDO and MOVE reach back: long enough for a second thought, too short to undo a session's talk."""

_RECORD = """
insert into api.entry (id, client_id, message_id, assignment_id, occurrence_id, step, kind, words, value, recorded_at)
values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
"""
_LAST = """
select e.id, e.message_id, e.occurrence_id, e.kind from api.entry e
where e.client_id = %(client_id)s and e.withdrawn_at is null and e.message_id = (
    select id from api.message where client_id = %(client_id)s and received_at > %(since)s and id <> %(this)s
    order by received_at desc, id desc limit 1
)
order by e.id
"""
_OF_MESSAGE = """
select id, message_id, occurrence_id, kind from api.entry
where client_id = %s and message_id = %s and withdrawn_at is null order by id
"""
_WORDS = "select id, words from api.entry where id = %s and kind = any(%s)"
_WITHDRAW = "update api.entry set withdrawn_at = %s where id = any(%s)"
_GATHERED = """
select e.id, e.words from api.entry e
where e.assignment_id = %(assignment_id)s and e.step = %(step)s and e.withdrawn_at is null and e.kind <> 'skipped'
    and e.client_id = %(client_id)s and e.recorded_at > coalesce((
        select max(d.opened_at) from api.dialogue d
        where d.assignment_id = %(assignment_id)s and d.origin = 'prompt' and exists (
            select from api.entry a where a.occurrence_id = d.occurrence_id and a.kind <> 'skipped'
        )
    ), '-infinity')
order by e.recorded_at, e.id limit 9
"""


@dataclass(frozen=True)
class Told:
    """The entries one text became, and the conversation they were answers in, if any."""

    message_id: UUID
    entry_ids: tuple[UUID, ...]
    occurrence_id: UUID | None
    is_private: bool


class Entries:
    """Keeps entries."""

    def __init__(self, sealing: Sealing) -> None:
        self._sealing = sealing

    def record(
        self,
        db: Connection,
        page: Page,
        kind: str,
        words: str,
        *,
        conversation: Conversation | None = None,
        step: str | None = None,
        value: object = None,
        message_id: UUID | None = None,
    ) -> UUID:
        """Keep words under a kind. `message_id`: they came with an earlier text than this one."""
        entry_id, client_id = new_id(), page.client_id
        of_assignment = conversation.assignment_id if conversation else None
        of_occurrence = conversation.occurrence_id if conversation else None
        if conversation and conversation.is_aside and step:
            step = f"{conversation.activity.slug}.{step}"
        read = json.dumps(value) if value is not None else None

        def sealed(column: str, text: str) -> bytes:
            return self._sealing.seal(db, JOURNAL, client_id, Place("api.entry", column, entry_id), text)

        ids = (entry_id, client_id, message_id or page.received.message_id, of_assignment, of_occurrence)
        kept = (sealed("words", words), sealed("value", read) if read else None, page.received.now)
        page.writes.append((_RECORD, (*ids, step, kind, *kept)))
        told = self._sealing.seal_fact
        page.tell(
            EntryRecorded(
                client_id=client_id,
                entry_id=entry_id,
                assignment_id=of_assignment,
                occurrence_id=of_occurrence,
                step=step,
                kind=kind,
                # Private words stay in this house's first room: the reporter learns only that there are some.
                words=None
                if kind == PRIVATE
                else told(db, JOURNAL, client_id, in_fact(EntryRecorded, "words", entry_id), words),
                value=told(db, JOURNAL, client_id, in_fact(EntryRecorded, "value", entry_id), read) if read else None,
            )
        )
        return entry_id

    def note(self, db: Connection, page: Page, words: str | None = None, *, message_id: UUID | None = None) -> UUID:
        """Keep words as a note for the session."""
        return self.record(db, page, NOTE, page.received.body if words is None else words, message_id=message_id)

    def answers(
        self,
        db: Connection,
        page: Page,
        conversation: Conversation,
        answers: list[Answer],
        *,
        message_id: UUID | None = None,
    ) -> list[UUID]:
        """Keep what a text answered in a conversation."""
        return [
            self.record(
                db,
                page,
                answer.kind,
                answer.raw,
                conversation=conversation,
                step=answer.step_key,
                value=answer.value,
                message_id=message_id,
            )
            for answer in answers
        ]

    def last(self, db: Connection, page: Page) -> Told | None:
        """What the text before this one became; None when it became nothing, or is too long ago to take back."""
        values = {
            "client_id": page.client_id,
            "since": page.received.now - TAKEN_BACK_WITHIN,
            "this": page.received.message_id,
        }
        return _told(db.exec_driver_sql(_LAST, values).all())

    def of(self, db: Connection, page: Page, message_id: UUID) -> Told | None:
        """What one text of the client became; None when nothing of it is left."""
        return _told(db.exec_driver_sql(_OF_MESSAGE, (page.client_id, message_id)).all())

    def note_words(self, db: Connection, page: Page, told: Told) -> str | None:
        """The words of a note or a question, without the command before them; None for answers."""
        row = db.exec_driver_sql(_WORDS, (told.entry_ids[0], [NOTE, QUESTION])).first()
        if row is None:
            return None
        return self._sealing.open(db, JOURNAL, page.client_id, Place("api.entry", "words", row.id), row.words)

    def withdraw(self, page: Page, told: Told) -> None:
        """Show these no longer. The text itself stays kept, as it came."""
        page.writes.append((_WITHDRAW, (page.received.now, list(told.entry_ids))))
        page.tell(*(EntryWithdrawn(client_id=page.client_id, entry_id=entry_id) for entry_id in told.entry_ids))

    def gathered(self, db: Connection, client_id: UUID, assignment_id: UUID, step: str) -> tuple[str, ...]:
        """The words told at one step since they were last given back, oldest first, nine at most."""
        values = {"client_id": client_id, "assignment_id": assignment_id, "step": step}
        rows = db.exec_driver_sql(_GATHERED, values).all()
        return tuple(
            self._sealing.open(db, JOURNAL, client_id, Place("api.entry", "words", row.id), row.words) for row in rows
        )


def _told(rows: Sequence[Row[Any]]) -> Told | None:
    if not rows:
        return None
    is_private = any(row.kind == PRIVATE for row in rows)
    return Told(rows[0].message_id, tuple(row.id for row in rows), rows[0].occurrence_id, is_private)
