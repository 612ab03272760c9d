"""Lets go of what is no longer needed: handled facts after thirty days, remembered requests after a week."""

from datetime import timedelta

from sqlalchemy import delete, text

from services.api.tables import idempotent_request
from shared.clock import Now
from shared.database import Database

FACTS_FOR = timedelta(days=30)
REQUESTS_FOR = timedelta(days=7)


class Upkeep:
    """Keeps the growing tables from growing for ever."""

    def __init__(self, database: Database, now: Now) -> None:
        self._database = database
        self._now = now

    def prune(self) -> bool:
        """Delete handled facts and remembered requests that are old enough. True when there may be more of them."""
        now = self._now()
        with self._database.begin() as db:
            db.execute(delete(idempotent_request).where(idempotent_request.c.created_at < now - REQUESTS_FOR))
        # A few thousand at a time, so that no statement runs into its limit however long nobody looked.
        with self._database.begin() as db:
            return bool(db.execute(text("select bus.prune(:before)"), {"before": now - FACTS_FOR}).scalar())
