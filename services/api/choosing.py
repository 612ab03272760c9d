"""Asking the client which of several they meant, and reading the answer: only the very next text can be one."""

import json
from dataclasses import asdict
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Connection

from services.api.page import Page
from services.api.received import Choosing
from shared.database import write
from shared.reading.answers import read_choice
from shared.rings import JOURNAL
from shared.sealing import Place, Sealing

OPEN_FOR = timedelta(hours=4)

_KEEP = "update api.client set choosing = %s, choosing_until = %s where id = %s"
_LONGEST = 80


class Choices:
    """Keeps the one question of this kind that may be open with a client, sealed: it holds code names."""

    def __init__(self, sealing: Sealing) -> None:
        self._sealing = sealing

    def ask(self, db: Connection, page: Page, text: str, choosing: Choosing) -> None:
        """Ask with this fixed text which one was meant. Options that do not fit into one text are left out."""
        shown = ""
        for number, name in enumerate(choosing.names, start=1):
            longer = f"{shown} {number} {name}".strip()
            if len(longer) > _LONGEST:
                break
            shown = longer
        page.say(text, choices=shown)
        body = asdict(choosing) | {
            "options": [str(option) if option else None for option in choosing.options],
            "message_id": str(choosing.message_id) if choosing.message_id else None,
        }
        place = Place("api.client", "choosing", page.client_id)
        sealed = self._sealing.seal(db, JOURNAL, page.client_id, place, json.dumps(body))
        write(db, _KEEP, (sealed, page.received.now + OPEN_FOR, page.client_id))
        page.keeps_choosing = True

    def forget(self, db: Connection, page: Page) -> None:
        """Whatever was asked, it is not open any more."""
        if page.received.choosing is not None and not page.keeps_choosing:
            write(db, _KEEP, (None, None, page.client_id))

    def opened(
        self, db: Connection, client_id: UUID, sealed: bytes | None, until: datetime | None, now: datetime
    ) -> Choosing | None:
        """The question that is open, if there is one."""
        if sealed is None or until is None or until <= now:
            return None
        body = json.loads(
            self._sealing.open(db, JOURNAL, client_id, Place("api.client", "choosing", client_id), sealed)
        )
        body["options"] = tuple(UUID(option) if option else None for option in body["options"])
        body["names"] = tuple(body["names"])
        body["message_id"] = UUID(body["message_id"]) if body["message_id"] else None
        return Choosing(**body)


def chosen(choosing: Choosing, text: str, language: str) -> int | None:
    """Which option a text picks, by number or name; None: it is about something else."""
    return read_choice(text, [(name,) for name in choosing.names], language)
