"""Concerns: words that may mean danger are raised to a person; the client gets one fixed answer."""

from datetime import timedelta

from sqlalchemy import Connection, insert, select
from uuid_utils.compat import uuid7

from services.api.received import Received
from services.api.screening import Screen
from services.api.tables import concern
from shared import log
from shared.bell import Bell
from shared.bus import tell
from shared.events import ConcernRaised
from shared.rings import JOURNAL
from shared.sealing import Sealing, in_fact
from shared.texts import say

_log = log.get(__name__)

ANSWERED_EVERY = timedelta(hours=12)


class Concerns:
    """Looks at every text, whatever else it is."""

    def __init__(self, sealing: Sealing, bell: Bell, screen: Screen) -> None:
        self._sealing = sealing
        self._bell = bell
        self._screen = screen

    def look(self, db: Connection, received: Received) -> list[str] | None:
        """Raise a concern if the words may mean danger.

        Returns the fixed answer; an empty list when it was given within `ANSWERED_EVERY`; None when the ordinary
        reply stands. A screen that fails raises the concern "unscreened", and the ordinary reply stands.
        """
        try:
            if not self._screen.is_concerning(received.body):
                return None
        except Exception as trouble:
            _log.error("screen.failed", message_id=str(received.message_id), error=log.place(trouble))
            self._raise(db, received, "unscreened")
            return None
        answered = self._answered_lately(db, received)
        self._raise(db, received, "phrase")
        return [] if answered else [say("concern", received.language)]

    def _answered_lately(self, db: Connection, received: Received) -> bool:
        lately = select(concern.c.id).where(
            concern.c.client_id == received.client_id,
            concern.c.why == "phrase",
            concern.c.raised_at > received.now - ANSWERED_EVERY,
        )
        return db.execute(lately).first() is not None

    def _raise(self, db: Connection, received: Received, why: str) -> None:
        concern_id, client_id = uuid7(), received.client_id
        db.execute(
            insert(concern).values(
                id=concern_id,
                client_id=client_id,
                message_id=received.message_id,
                why=why,
                raised_at=received.now,
            )
        )
        place = in_fact(ConcernRaised, "words", concern_id)
        fact = ConcernRaised(
            client_id=client_id,
            concern_id=concern_id,
            message_id=received.message_id,
            why=why,
            words=self._sealing.seal_fact(db, JOURNAL, client_id, place, received.body),
        )
        tell(db, self._bell, received.now, fact)
