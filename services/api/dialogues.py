"""The conversations with each client: one is open; others wait, or are handed back when an interruption ends."""

import json
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row

from services.api.page import Page
from services.api.received import Conversation, Origin
from shared.activities.engine import Advance, hand_back
from shared.activities.library import Library
from shared.activities.state import State
from shared.database import Write, write
from shared.rings import JOURNAL
from shared.sealing import Place, Sealing

ANSWERED_WITHIN = timedelta(hours=4)
"""How long a conversation that has begun waits for the next words; then it is kept as far as it goes."""

SHORT_WAIT = timedelta(minutes=60)
"""A wait up to this long is part of the conversation: words that come meanwhile are kept with it."""

WAITED_FOR = timedelta(hours=12)
"""How long after its time the question that a long wait held back can still be answered."""

_COLUMNS = "occurrence_id, client_id, assignment_id, origin, state, progress"
_FIND = f"select {_COLUMNS} from api.dialogue where occurrence_id = %s"  # noqa: S608
_ANSWERABLE = f"""
select {_COLUMNS} from api.dialogue
where client_id = %s and state <> 'over' and closes_at > %s order by moved_at desc, occurrence_id desc
"""  # noqa: S608
_LATEST = f"""
select {_COLUMNS} from api.dialogue where client_id = %s and moved_at > %s and assignment_id is not null
order by moved_at desc, occurrence_id desc limit 1
"""  # noqa: S608
_INTERRUPTED = f"""
select {_COLUMNS} from api.dialogue
where client_id = %s and state = 'interrupted' and interrupted_by = %s and closes_at > %s
order by moved_at desc, occurrence_id desc limit 1
"""  # noqa: S608
_INTERRUPT = """
update api.dialogue set state = 'interrupted', interrupted_by = %s
where client_id = %s and state = 'open' and occurrence_id <> %s
"""
_OPEN = """
insert into api.dialogue
    (occurrence_id, client_id, assignment_id, origin, state, progress, opened_at, moved_at, closes_at)
values (%s, %s, %s, %s, 'open', %s, %s, %s, %s)
"""
# What it was before stays beside it, still sealed for this row and column: UNDO and MOVE go back there.
_MOVE = """
update api.dialogue set before = progress, progress = %s, state = %s, moved_at = %s, closes_at = %s
where occurrence_id = %s
"""
_PUT = """
update api.dialogue set progress = %s, state = %s, closes_at = greatest(closes_at, %s) where occurrence_id = %s
"""
_RESTORE = """
update api.dialogue set
    progress = before, before = null, state = %s, interrupted_by = %s, closes_at = greatest(closes_at, %s)
where occurrence_id = %s
"""
_CLOSE = "update api.dialogue set state = 'over' where occurrence_id = %s"
_LEAVE = "update api.dialogue set before = progress, state = 'over', moved_at = %s where occurrence_id = %s"
_RESTORABLE = "select 1 from api.dialogue where occurrence_id = %s and before is not null"


class Dialogues:
    """Reads and writes the state of conversations, sealed: it holds the client's code name and words."""

    def __init__(self, sealing: Sealing, library: Library) -> None:
        self._sealing = sealing
        self._library = library

    def find(self, db: Connection, occurrence_id: UUID) -> Conversation | None:
        """One conversation, over or not."""
        row = db.exec_driver_sql(_FIND, (occurrence_id,)).first()
        return self._conversation(db, row) if row else None

    def live(self, db: Connection, occurrence_id: UUID) -> Conversation | None:
        """One conversation, unless it is over."""
        row = db.exec_driver_sql(_FIND, (occurrence_id,)).first()
        return self._conversation(db, row) if row and row.state != "over" else None

    def is_known(self, db: Connection, occurrence_id: UUID) -> bool:
        """Whether this conversation was opened before."""
        return db.exec_driver_sql(_FIND, (occurrence_id,)).first() is not None

    def answerable(self, db: Connection, client_id: UUID, now: datetime) -> list[Conversation]:
        """Every conversation that still takes an answer, the one moved last first."""
        found = [self._conversation(db, row) for row in db.exec_driver_sql(_ANSWERABLE, (client_id, now)).all()]
        return [conversation for conversation in found if conversation.state.step and not conversation.state.resumes_at]

    def latest(self, db: Connection, client_id: UUID, since: datetime) -> Conversation | None:
        """The conversation about an assignment that moved last, over or not."""
        row = db.exec_driver_sql(_LATEST, (client_id, since)).first()
        return self._conversation(db, row) if row else None

    def conversation(
        self,
        db: Connection,
        client_id: UUID,
        occurrence_id: UUID,
        assignment_id: UUID | None,
        origin: Origin,
        progress: bytes,
    ) -> Conversation:
        """The conversation that a row holds sealed."""
        state = self._opened(db, client_id, occurrence_id, progress)
        activity = self._activity(state.slug, state.version, origin)
        return Conversation(occurrence_id, assignment_id, origin, activity, state)

    def open(
        self,
        db: Connection,
        client_id: UUID,
        conversation: Conversation,
        now: datetime,
        closes_at: datetime,
    ) -> None:
        """Open a conversation. The one that was open so far is handed back afterwards."""
        occurrence_id = conversation.occurrence_id
        self._make_room(db, client_id, occurrence_id)
        sealed = self._sealed(db, client_id, occurrence_id, conversation.state)
        ids = (occurrence_id, client_id, conversation.assignment_id, conversation.origin)
        write(db, _OPEN, (*ids, sealed, now, now, closes_at))

    def reopen(self, db: Connection, client_id: UUID, conversation: Conversation, closes_at: datetime) -> None:
        """Its question has just been asked (again): it is first in line."""
        occurrence_id = conversation.occurrence_id
        self._make_room(db, client_id, occurrence_id)
        sealed = self._sealed(db, client_id, occurrence_id, conversation.state)
        write(db, _PUT, (sealed, "open", closes_at, occurrence_id))

    def moving_write(self, db: Connection, page: Page, conversation: Conversation, moved: Advance) -> Write:
        """What keeps where a conversation stands after a text; whichever other one was first in line steps aside now.

        A long wait gives up its place in line; a short one keeps it.
        """
        client_id, now = page.client_id, page.received.now
        state, closes_at = "over" if moved.done else "open", now + ANSWERED_WITHIN
        if is_long_wait(moved, now):
            assert moved.follow_up is not None
            state, closes_at = "waiting", moved.follow_up.at + WAITED_FOR
        elif moved.follow_up:
            closes_at = moved.follow_up.at + ANSWERED_WITHIN
        first_in_line = page.received.conversation
        if state == "open" and (first_in_line is None or first_in_line.occurrence_id != conversation.occurrence_id):
            self._make_room(db, client_id, conversation.occurrence_id)
        sealed = self._sealed(db, client_id, conversation.occurrence_id, moved.state)
        return _MOVE, (sealed, state, now, closes_at, conversation.occurrence_id)

    def put(self, db: Connection, client_id: UUID, conversation: Conversation, state: str, closes_at: datetime) -> None:
        """Keep a conversation in a state of its row, without a step back."""
        sealed = self._sealed(db, client_id, conversation.occurrence_id, conversation.state)
        write(db, _PUT, (sealed, state, closes_at, conversation.occurrence_id))

    def close(self, db: Connection, occurrence_id: UUID) -> None:
        """It takes no more answers; what was said in it stays."""
        write(db, _CLOSE, (occurrence_id,))

    def leave(self, db: Connection, page: Page, occurrence_id: UUID) -> None:
        """The client leaves it where it stands; UNDO finds the way back."""
        write(db, _LEAVE, (page.received.now, occurrence_id))

    def restore(
        self, db: Connection, page: Page, occurrence_id: UUID, *, interrupted_by: UUID | None = None
    ) -> Conversation | None:
        """Put a conversation back to where it stood before its last text; None when that is not known any more.

        It is first in line again, and what was so far is handed back after it; or it waits for the one that
        interrupts it.
        """
        if db.exec_driver_sql(_RESTORABLE, (occurrence_id,)).first() is None:
            return None
        if interrupted_by is None:
            self._make_room(db, page.client_id, occurrence_id)
        closes_at = page.received.now + ANSWERED_WITHIN
        state = "open" if interrupted_by is None else "interrupted"
        write(db, _RESTORE, (state, interrupted_by, closes_at, occurrence_id))
        return self.find(db, occurrence_id)

    def interrupted(self, db: Connection, page: Page, by: UUID) -> Conversation | None:
        """The conversation that this one interrupted, if it still takes an answer."""
        row = db.exec_driver_sql(_INTERRUPTED, (page.client_id, by, page.received.now)).first()
        return self._conversation(db, row) if row else None

    def hand_back(self, db: Connection, page: Page, ended: UUID) -> None:
        """After an interruption: the conversation it interrupted is open again, and its question is asked once more."""
        interrupted, now = self.interrupted(db, page, ended), page.received.now
        if interrupted is None:
            return
        back = hand_back(interrupted.activity, interrupted.state, now)
        self.reopen(db, page.client_id, replace(interrupted, state=back.state), now + ANSWERED_WITHIN)
        page.replies.extend(back.replies)
        page.tell_moved(interrupted.occurrence_id, is_open=True)

    def _make_room(self, db: Connection, client_id: UUID, for_this: UUID) -> None:
        """Whichever other one is open is interrupted by this one, and handed back when this one is over."""
        write(db, _INTERRUPT, (for_this, client_id, for_this))

    def _conversation(self, db: Connection, row: Row[Any]) -> Conversation:
        return self.conversation(db, row.client_id, row.occurrence_id, row.assignment_id, row.origin, row.progress)

    def _activity(self, slug: str, version: int, origin: Origin) -> Any:
        return self._library.aside(slug) if origin == "aside" else self._library.get(slug, version)

    def _opened(self, db: Connection, client_id: UUID, occurrence_id: UUID, progress: bytes) -> State:
        place = Place("api.dialogue", "progress", occurrence_id)
        return State.from_json(json.loads(self._sealing.open(db, JOURNAL, client_id, place, progress)))

    def _sealed(self, db: Connection, client_id: UUID, occurrence_id: UUID, state: State) -> bytes:
        place = Place("api.dialogue", "progress", occurrence_id)
        return self._sealing.seal(db, JOURNAL, client_id, place, json.dumps(state.to_json()))


def is_long_wait(moved: Advance, now: datetime) -> bool:
    """Whether the next question comes so much later that other words may come first."""
    return moved.follow_up is not None and moved.follow_up.at - now > SHORT_WAIT
