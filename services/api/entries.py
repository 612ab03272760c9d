"""Entries: what a client told us, sealed here and passed on sealed to the reporter."""

import json
from uuid import UUID

from sqlalchemy import Connection, insert
from uuid_utils.compat import uuid7

from services.api.received import Received
from services.api.tables import entry
from shared.activities.engine import Answer
from shared.events import EntryRecorded
from shared.rings import JOURNAL
from shared.sealing import Place, Sealing, in_fact


class Entries:
    """Records answers and notes."""

    def __init__(self, sealing: Sealing) -> None:
        self._sealing = sealing

    def note(self, db: Connection, received: Received) -> EntryRecorded:
        """Keep words that answer no open question, for the session."""
        return self._record(db, received, None, None, None, "note", received.body, None)

    def answer(
        self, db: Connection, received: Received, answer: Answer, assignment_id: UUID, occurrence_id: UUID
    ) -> EntryRecorded:
        """Keep one answer of a conversation."""
        value = None if answer.value is None else json.dumps(answer.value)
        return self._record(db, received, assignment_id, occurrence_id, answer.step_key, answer.kind, answer.raw, value)

    def _record(
        self,
        db: Connection,
        received: Received,
        assignment_id: UUID | None,
        occurrence_id: UUID | None,
        step: str | None,
        kind: str,
        words: str,
        value: str | None,
    ) -> EntryRecorded:
        entry_id, client_id = uuid7(), received.client_id
        db.execute(
            insert(entry).values(
                id=entry_id,
                client_id=client_id,
                message_id=received.message_id,
                assignment_id=assignment_id,
                occurrence_id=occurrence_id,
                step=step,
                kind=kind,
                words=self._sealing.seal(db, JOURNAL, client_id, Place("api.entry", "words", entry_id), words),
                value=None
                if value is None
                else self._sealing.seal(db, JOURNAL, client_id, Place("api.entry", "value", entry_id), value),
                recorded_at=received.now,
            )
        )
        in_words = in_fact(EntryRecorded, "words", entry_id)
        in_value = in_fact(EntryRecorded, "value", entry_id)
        return EntryRecorded(
            client_id=client_id,
            entry_id=entry_id,
            assignment_id=assignment_id,
            occurrence_id=occurrence_id,
            step=step,
            kind=kind,
            words=self._sealing.seal_fact(db, JOURNAL, client_id, in_words, words),
            value=None if value is None else self._sealing.seal_fact(db, JOURNAL, client_id, in_value, value),
        )
