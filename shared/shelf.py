"""The activities a clinic has written itself, as they lie in the database, for a `Library` to find."""

from typing import Any

from sqlalchemy import func, select

from shared.bus_tables import activity
from shared.database import Database

Definition = dict[str, Any]
"""An activity as its author wrote it: the shape of the YAML files, its version included."""


class Shelf:
    """Reads published activities. What is published never changes, so a reader may remember it for ever."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def find(self, slug: str, version: int) -> Definition | None:
        """One definition, or None when there is no such version."""
        query = select(activity.c.definition).where(activity.c.slug == slug, activity.c.version == version)
        with self._database.begin() as db:
            found: Definition | None = db.execute(query).scalar()
        return found

    def newest(self) -> list[tuple[str, int]]:
        """The slug and newest version of each."""
        query = select(activity.c.slug, func.max(activity.c.version)).group_by(activity.c.slug)
        with self._database.begin() as db:
            return [(slug, version) for slug, version in db.execute(query)]
