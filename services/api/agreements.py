"""What is agreed about one assignment, and how it becomes another: by staff, or by the client's own text."""

import json
from dataclasses import asdict
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, select, update

from services.api.tables import assignment
from shared.activities.state import Params
from shared.events import AssignmentChanged, Fact, Sealed
from shared.rings import CONTACT
from shared.schedule import Schedule
from shared.schedule import to_json as schedule_to_json
from shared.sealing import Place, Sealing, in_fact


class Agreements:
    """Opens, seals and changes what fills the texts of an assignment, and when it asks."""

    def __init__(self, sealing: Sealing) -> None:
        self._sealing = sealing

    def params(self, db: Connection, row: Row[Any]) -> Params:
        """What fills the texts of an assignment; `row` holds its id, client_id and params."""
        place = _place(row.id)
        return Params(**json.loads(self._sealing.open(db, CONTACT, row.client_id, place, row.params)))

    def seal(self, db: Connection, client_id: UUID, assignment_id: UUID, params: Params) -> bytes:
        """The same, sealed for its row."""
        return self._sealing.seal(db, CONTACT, client_id, _place(assignment_id), _written(params))

    def seal_fact(
        self, db: Connection, kind: type[Fact], client_id: UUID, assignment_id: UUID, params: Params
    ) -> Sealed:
        """The same, sealed for a fact of this kind."""
        place = in_fact(kind, "params", assignment_id)
        return self._sealing.seal_fact(db, CONTACT, client_id, place, _written(params))

    def change(
        self,
        db: Connection,
        client_id: UUID,
        assignment_id: UUID,
        *,
        params: Params | None = None,
        schedule: Schedule | None = None,
        agreed: Schedule | None = None,
    ) -> list[Fact]:
        """Change an active assignment; what is None stays. The facts to tell: none when all is as it was, or it ended.

        The client's row is locked by the caller. `agreed` is a schedule that was agreed on anew: `schedule` moves below
        it and never beyond.
        """
        of_this = (assignment.c.id == assignment_id, assignment.c.client_id == client_id)
        row = db.execute(select(assignment).where(*of_this, assignment.c.state == "active")).first()
        if row is None:
            return []
        before = self.params(db, row)
        filled = params or before
        asks = schedule_to_json(schedule) if schedule else row.schedule
        up_to = schedule_to_json(agreed) if agreed else row.agreed_schedule
        changed: dict[str, Any] = {"schedule": asks, "agreed_schedule": up_to}
        if filled != before:
            changed["params"] = self.seal(db, client_id, assignment_id, filled)
        db.execute(update(assignment).where(*of_this).values(**changed))
        if filled == before and asks == row.schedule:
            return []
        sealed = self.seal_fact(db, AssignmentChanged, client_id, assignment_id, filled)
        return [AssignmentChanged(client_id=client_id, assignment_id=assignment_id, params=sealed, schedule=asks)]


def _place(assignment_id: UUID) -> Place:
    return Place("api.assignment", "params", assignment_id)


def _written(params: Params) -> str:
    return json.dumps(asdict(params))
