"""Consent by text: YES, STOP and START, each kept with its exact wording, version, time and channel."""

from uuid import UUID

from sqlalchemy import Connection, insert, update
from uuid_utils.compat import uuid7

from services.api.received import Received
from services.api.tables import consent_record, contact
from shared.bell import Bell
from shared.bus import tell
from shared.events import ConsentGiven, OptedOut
from shared.texts import opt_in_version, say

ASKED, GIVEN, STOPPED = "asked", "given", "stopped"


class Consent:
    """Changes a contact's consent, and says so to whoever sends texts."""

    def __init__(self, bell: Bell, sender_name: str) -> None:
        self._bell = bell
        self._sender_name = sender_name

    def give(self, db: Connection, received: Received) -> None:
        """The client agreed to texts, for the first time or again."""
        version = self._record(db, received, GIVEN)
        fact = ConsentGiven(client_id=received.client_id, contact_id=received.contact_id, wording=version)
        tell(db, self._bell, received.now, fact)

    def stop(self, db: Connection, received: Received) -> None:
        """The client wants no more texts. Honoured at once; only they can change it."""
        self._record(db, received, STOPPED)
        tell(db, self._bell, received.now, OptedOut(client_id=received.client_id, contact_id=received.contact_id))

    def _record(self, db: Connection, received: Received, change: str) -> str:
        db.execute(update(contact).where(contact.c.id == received.contact_id).values(consent=change))
        version = opt_in_version(received.language)
        record_id: UUID = uuid7()
        db.execute(
            insert(consent_record).values(
                id=record_id,
                client_id=received.client_id,
                change=change,
                wording_version=version,
                wording=say("opt_in", received.language, sender=self._sender_name),
                channel="sms",
                message_sid=received.sid,
                recorded_at=received.now,
            )
        )
        return version
