"""The homework a client has: each active assignment with its activity, what fills its texts, and its schedule."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row

from shared import schedule
from shared.activities.definition import Activity
from shared.activities.library import Library
from shared.activities.state import Params
from shared.reading.answers import is_word
from shared.rings import CONTACT
from shared.schedule import Schedule
from shared.sealing import Place, Sealing

_COLUMNS = "id, client_id, slug, version, params, schedule, agreed_schedule, state, unlocked_at, ready_at, rests_since"
_ACTIVE = f"select {_COLUMNS} from api.assignment where client_id = %s and state = 'active' order by created_at, id"  # noqa: S608
_ONE = f"select {_COLUMNS} from api.assignment where id = %s"  # noqa: S608


@dataclass(frozen=True)
class Homework:
    """One assignment, opened."""

    assignment_id: UUID
    client_id: UUID
    activity: Activity
    params: Params
    schedule: Schedule
    agreed: Schedule
    is_active: bool
    unlocked_at: datetime | None
    ready_at: datetime | None
    rests_since: datetime | None

    @property
    def code(self) -> str:
        """The name it goes by in texts."""
        return self.params.code


class Homeworks:
    """Reads assignments."""

    def __init__(self, sealing: Sealing, library: Library) -> None:
        self._sealing = sealing
        self._library = library

    def active(self, db: Connection, client_id: UUID) -> list[Homework]:
        """All that a client has now, the oldest first."""
        return [self._homework(db, row) for row in db.exec_driver_sql(_ACTIVE, (client_id,)).all()]

    def by_keyword(self, db: Connection, client_id: UUID, word: str) -> Homework | None:
        """The active homework that this word begins, in either language."""
        for row in db.exec_driver_sql(_ACTIVE, (client_id,)).all():
            if is_word(word, *self._library.get(row.slug, row.version).keywords.values()):
                return self._homework(db, row)
        return None

    def find(self, db: Connection, assignment_id: UUID) -> Homework | None:
        """One assignment, ended or not."""
        row = db.exec_driver_sql(_ONE, (assignment_id,)).first()
        return self._homework(db, row) if row else None

    def _homework(self, db: Connection, row: Row[Any]) -> Homework:
        place = Place("api.assignment", "params", row.id)
        filled: Mapping[str, Any] = json.loads(self._sealing.open(db, CONTACT, row.client_id, place, row.params))
        return Homework(
            assignment_id=row.id,
            client_id=row.client_id,
            activity=self._library.get(row.slug, row.version),
            params=Params(**filled),
            schedule=schedule.from_json(row.schedule),
            agreed=schedule.from_json(row.agreed_schedule),
            is_active=row.state == "active",
            unlocked_at=row.unlocked_at,
            ready_at=row.ready_at,
            rests_since=row.rests_since,
        )
