"""What was agreed: an assignment as planning sees it, its schedule read from JSON once and remembered."""

import json
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from shared.schedule import Schedule, from_json, zone


class Agreed(NamedTuple):
    """One active assignment of a client who said yes. `newest`: the latest moment it asked at, or let pass."""

    assignment_id: UUID
    client_id: UUID
    schedule_json: str
    created_at: datetime
    zone_name: str
    occurrences_so_far: int
    newest: datetime | None

    @property
    def schedule(self) -> Schedule:
        """When it asks."""
        return parse(self.schedule_json)

    @property
    def zone(self) -> ZoneInfo:
        """Where the client lives."""
        return zone(self.zone_name)

    @property
    def seed(self) -> int:
        """What random times are drawn from."""
        return self.assignment_id.int


@lru_cache(maxsize=4096)
def parse(schedule: str) -> Schedule:
    """The schedule in a JSON text. Raises InvalidSchedule."""
    return from_json(json.loads(schedule))
