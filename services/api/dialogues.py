"""The open conversation with each client: opened when a question was sent, moved on by answers, closed at its end."""

import json
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, insert, select, update

from services.api.tables import assignment, dialogue
from shared import schedule
from shared.activities import library
from shared.activities.definition import Activity
from shared.activities.engine import Advance, advance, begin, resume
from shared.activities.state import Params, State
from shared.rings import CONTACT, JOURNAL
from shared.sealing import Place, Sealing


@dataclass(frozen=True)
class Open:
    """A dialogue as it stands: the occurrence it belongs to, and the engine's state."""

    occurrence_id: UUID
    assignment_id: UUID
    activity: Activity
    state: State


def turn(occurrence_id: UUID) -> int:
    """The engine's seed for one occurrence: the same wherever its texts are spoken."""
    return occurrence_id.int & 0x7FFFFFFF


class Dialogues:
    """Reads and writes the state of conversations, sealed: it holds the client's code name."""

    def __init__(self, sealing: Sealing) -> None:
        self._sealing = sealing

    def open_sent(
        self, db: Connection, client_id: UUID, assignment_id: UUID, occurrence_id: UUID, sent_at: datetime
    ) -> None:
        """Open the conversation whose first question has just been sent. A second call changes nothing."""
        known = db.execute(select(dialogue.c.occurrence_id).where(dialogue.c.occurrence_id == occurrence_id)).first()
        agreed = self._assignment(db, assignment_id)
        if known is not None or agreed is None:
            return
        activity = library.get(agreed.slug, agreed.version)
        state, _ = begin(activity, self._params(db, agreed), sent_at, turn(occurrence_id))
        self._open(db, client_id, agreed, occurrence_id, state, sent_at)

    def open_by_keyword(
        self, db: Connection, client_id: UUID, text: str, occurrence_id: UUID, now: datetime
    ) -> list[str] | None:
        """Open the conversation whose keyword the text is: its first texts.

        None when the text is no keyword of an active assignment of theirs.
        """
        wanted = text.strip(" \t\r\n.,!?\"'").upper()
        for agreed in db.execute(
            select(assignment).where(assignment.c.client_id == client_id, assignment.c.state == "active")
        ):
            activity = library.get(agreed.slug, agreed.version)
            if activity.keyword is None or activity.keyword != wanted:
                continue
            params = replace(self._params(db, agreed), by_keyword=True)
            state, texts = begin(activity, params, now, turn(occurrence_id))
            self._open(db, client_id, agreed, occurrence_id, state, now)
            return texts
        return None

    def current(self, db: Connection, client_id: UUID, now: datetime) -> Open | None:
        """The conversation that is open with this client and whose answers still count, or None."""
        row = db.execute(
            select(dialogue, assignment.c.slug, assignment.c.version)
            .join(assignment)
            .where(dialogue.c.client_id == client_id, dialogue.c.is_open, dialogue.c.closes_at > now)
        ).first()
        if row is None:
            return None
        place = Place("api.dialogue", "progress", row.occurrence_id)
        state = State.from_json(json.loads(self._sealing.open(db, JOURNAL, client_id, place, row.progress)))
        return Open(row.occurrence_id, row.assignment_id, library.get(row.slug, row.version), state)

    def answer(self, db: Connection, client_id: UUID, conversation: Open, text: str, now: datetime) -> Advance:
        """Take one text into the open conversation and keep where it stands now."""
        moved = advance(conversation.activity, conversation.state, text, now)
        self._keep(db, client_id, conversation.occurrence_id, moved.state, is_open=not moved.done)
        return moved

    def resume(self, db: Connection, client_id: UUID, occurrence_id: UUID, now: datetime) -> None:
        """Note that the question a wait held back has been asked. Nothing changes if the conversation is over."""
        conversation = self.current(db, client_id, now)
        if conversation is None or conversation.occurrence_id != occurrence_id:
            return
        asked = resume(conversation.activity, conversation.state, now)
        self._keep(db, client_id, occurrence_id, asked.state, is_open=not asked.done)

    def close(self, db: Connection, occurrence_id: UUID) -> None:
        """Close a conversation; what was said in it stays."""
        db.execute(update(dialogue).where(dialogue.c.occurrence_id == occurrence_id).values(is_open=False))

    def _open(
        self, db: Connection, client_id: UUID, agreed: Row[Any], occurrence_id: UUID, state: State, now: datetime
    ) -> None:
        db.execute(update(dialogue).where(dialogue.c.client_id == client_id, dialogue.c.is_open).values(is_open=False))
        db.execute(
            insert(dialogue).values(
                occurrence_id=occurrence_id,
                client_id=client_id,
                assignment_id=agreed.id,
                is_open=True,
                progress=self._sealed(db, client_id, occurrence_id, state),
                opened_at=now,
                closes_at=now + schedule.from_json(agreed.schedule).window,
            )
        )

    def _keep(self, db: Connection, client_id: UUID, occurrence_id: UUID, state: State, *, is_open: bool) -> None:
        db.execute(
            update(dialogue)
            .where(dialogue.c.occurrence_id == occurrence_id)
            .values(is_open=is_open, progress=self._sealed(db, client_id, occurrence_id, state))
        )

    def _sealed(self, db: Connection, client_id: UUID, occurrence_id: UUID, state: State) -> bytes:
        place = Place("api.dialogue", "progress", occurrence_id)
        return self._sealing.seal(db, JOURNAL, client_id, place, json.dumps(state.to_json()))

    def _assignment(self, db: Connection, assignment_id: UUID) -> Row[Any] | None:
        return db.execute(select(assignment).where(assignment.c.id == assignment_id)).first()

    def _params(self, db: Connection, agreed: Row[Any]) -> Params:
        place = Place("api.assignment", "params", agreed.id)
        return Params(**json.loads(self._sealing.open(db, CONTACT, agreed.client_id, place, agreed.params)))
