"""The conversation with each client: opened when a question was sent or a keyword texted, closed at its end."""

import json
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row

from services.api.received import Conversation
from shared import schedule
from shared.activities import library
from shared.activities.engine import begin, resume, seed_of
from shared.activities.reading import is_word
from shared.activities.state import Params, State
from shared.database import Write, write
from shared.rings import CONTACT, JOURNAL
from shared.sealing import Place, Sealing

_ASSIGNED = "select id, client_id, slug, version, params, schedule from api.assignment where id = %s"
_ACTIVE = """
select id, client_id, slug, version, params, schedule from api.assignment
where client_id = %s and state = 'active' order by created_at
"""
_KNOWN = "select is_open, progress, closes_at from api.dialogue where occurrence_id = %s"
_CLOSE_OTHERS = "update api.dialogue set is_open = false where client_id = %s and is_open"
_OPEN = """
insert into api.dialogue (occurrence_id, client_id, assignment_id, is_open, progress, opened_at, closes_at)
values (%s, %s, %s, true, %s, %s, %s)
"""
_KEEP = "update api.dialogue set is_open = %s, progress = %s where occurrence_id = %s"
_CLOSE = "update api.dialogue set is_open = false where occurrence_id = %s"


@dataclass(frozen=True)
class Opening:
    """A conversation that a keyword opens, and its first texts."""

    conversation: Conversation
    counts_for: timedelta
    texts: list[str]


@dataclass(frozen=True)
class _Agreed:
    """One assignment, as far as a conversation needs it."""

    assignment_id: UUID
    activity_key: tuple[str, int]
    params: Params
    counts_for: timedelta


class Dialogues:
    """Reads and writes the state of conversations, sealed: it holds the client's code name."""

    def __init__(self, sealing: Sealing) -> None:
        self._sealing = sealing

    def by_keyword(
        self, db: Connection, client_id: UUID, text: str, occurrence_id: UUID, now: datetime
    ) -> Opening | None:
        """The conversation the text opens, or None when it is no keyword of an active assignment of this client."""
        keywords = {activity.keyword for activity in library.all_versions() if activity.keyword}
        if not is_word(text, *keywords):
            return None
        for row in db.exec_driver_sql(_ACTIVE, (client_id,)):
            activity = library.get(row.slug, row.version)
            if activity.keyword is None or not is_word(text, activity.keyword):
                continue
            agreed = self._agreed(db, row)
            state, texts = begin(activity, replace(agreed.params, by_keyword=True), now, seed_of(occurrence_id))
            conversation = Conversation(occurrence_id, agreed.assignment_id, activity, state)
            return Opening(conversation, agreed.counts_for, texts)
        return None

    def open_sent(
        self, db: Connection, client_id: UUID, assignment_id: UUID, occurrence_id: UUID, sent_at: datetime
    ) -> None:
        """Open the conversation whose first question has just been sent. A second call changes nothing."""
        if db.exec_driver_sql(_KNOWN, (occurrence_id,)).first() is not None:
            return
        row = db.exec_driver_sql(_ASSIGNED, (assignment_id,)).first()
        if row is None:
            return
        agreed = self._agreed(db, row)
        activity = library.get(*agreed.activity_key)
        state, _ = begin(activity, agreed.params, sent_at, seed_of(occurrence_id))
        conversation = Conversation(occurrence_id, assignment_id, activity, state)
        self.open(db, client_id, conversation, sent_at, agreed.counts_for)

    def resume(self, db: Connection, client_id: UUID, occurrence_id: UUID, now: datetime) -> None:
        """Note that the question a wait held back has been asked. Nothing changes if the conversation is over."""
        row = db.exec_driver_sql(_KNOWN, (occurrence_id,)).first()
        if row is None or not row.is_open or row.closes_at <= now:
            return
        state = self.opened(db, client_id, occurrence_id, row.progress)
        asked = resume(library.get(state.slug, state.version), state, now)
        write(db, *self.keeping_write(db, client_id, occurrence_id, asked.state, is_open=not asked.done))

    def close(self, db: Connection, occurrence_id: UUID) -> None:
        """Close a conversation; what was said in it stays."""
        db.exec_driver_sql(_CLOSE, (occurrence_id,))

    def opened(self, db: Connection, client_id: UUID, occurrence_id: UUID, progress: bytes) -> State:
        """The state that a dialogue's row holds sealed."""
        place = Place("api.dialogue", "progress", occurrence_id)
        return State.from_json(json.loads(self._sealing.open(db, JOURNAL, client_id, place, progress)))

    def open(
        self, db: Connection, client_id: UUID, conversation: Conversation, now: datetime, counts_for: timedelta
    ) -> None:
        """Open a conversation, closing any other: at most one is open with a client."""
        occurrence_id = conversation.occurrence_id
        sealed = self._sealed(db, client_id, occurrence_id, conversation.state)
        ids = (occurrence_id, client_id, conversation.assignment_id)
        write(db, _CLOSE_OTHERS, (client_id,))
        write(db, _OPEN, (*ids, sealed, now, now + counts_for))

    def keeping_write(
        self, db: Connection, client_id: UUID, occurrence_id: UUID, state: State, *, is_open: bool
    ) -> Write:
        """What keeps where a conversation stands now."""
        return _KEEP, (is_open, self._sealed(db, client_id, occurrence_id, state), occurrence_id)

    def _sealed(self, db: Connection, client_id: UUID, occurrence_id: UUID, state: State) -> bytes:
        place = Place("api.dialogue", "progress", occurrence_id)
        return self._sealing.seal(db, JOURNAL, client_id, place, json.dumps(state.to_json()))

    def _agreed(self, db: Connection, row: Row[Any]) -> _Agreed:
        place = Place("api.assignment", "params", row.id)
        params = Params(**json.loads(self._sealing.open(db, CONTACT, row.client_id, place, row.params)))
        return _Agreed(row.id, (row.slug, row.version), params, schedule.from_json(row.schedule).window)
