"""Concerns: words that may mean danger are raised to a person; the client gets one fixed answer."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Connection

from services.api.received import Received
from services.api.screening import Screen
from shared import log
from shared.texts import say

_log = log.get(__name__)

ANSWERED_EVERY = timedelta(hours=12)

# What counts is the answer that went out: after STOP, or when a text is read late, there was none.
_ANSWERED_LATELY = """
select 1 from api.concern c join api.message m on m.id = c.message_id
where c.client_id = %s and c.why = 'phrase' and c.raised_at > %s and m.reply is not null limit 1
"""


@dataclass(frozen=True)
class Concern:
    """Why a person should look: 'phrase' or 'unscreened'. `replies` is None when the ordinary reply stands."""

    why: str
    replies: list[str] | None


class Concerns:
    """Looks at every text, whatever else it is."""

    def __init__(self, screen: Screen) -> None:
        self._screen = screen

    def is_urgent(self, body: str) -> bool:
        """Whether words may mean danger; true also when they cannot be screened."""
        try:
            return self._screen.is_concerning(body)
        except Exception as trouble:
            _log.error("screen.failed", error=log.place(trouble))
            return True

    def look(self, db: Connection, received: Received) -> Concern | None:
        """The concern a text raises, if any.

        With the fixed answer, or with none when it was given within `ANSWERED_EVERY`. A screen that fails raises the
        concern "unscreened", and the ordinary reply stands.
        """
        try:
            if not self._screen.is_concerning(received.body):
                return None
        except Exception as trouble:
            _log.error("screen.failed", message_id=str(received.message_id), error=log.place(trouble))
            return Concern("unscreened", None)
        since = received.now - ANSWERED_EVERY
        answered = db.exec_driver_sql(_ANSWERED_LATELY, (received.client_id, since)).first() is not None
        return Concern("phrase", [] if answered else [say("concern", received.language)])
