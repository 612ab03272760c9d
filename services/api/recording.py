"""Writes down what a text meant: the text itself, all that was gathered on its page, consent, a concern, the facts.

Everything is sealed first and then sent to Postgres in one statement: this is the busiest path of the house.
"""

from sqlalchemy import Connection

from services.api.messages import Messages
from services.api.page import Page
from services.api.reading import GIVEN
from services.api.received import InboundText, Received
from shared.bell import Bell
from shared.bus import write_together
from shared.events import ConcernRaised, ConsentGiven, OptedOut
from shared.ids import new_id
from shared.rings import JOURNAL
from shared.sealing import Sealing, in_fact
from shared.texts import opt_in_version, say

_CONSENT = "update api.contact set consent = %s where id = %s"
_CONSENT_RECORD = """
insert into api.consent_record
    (id, client_id, change, wording_version, wording, channel, message_sid, recorded_at)
values (%s, %s, %s, %s, %s, 'sms', %s, %s)
"""
_CONCERN = "insert into api.concern (id, client_id, message_id, why, raised_at) values (%s, %s, %s, %s, %s)"


class Recording:
    """Writes outcomes down."""

    def __init__(self, sealing: Sealing, messages: Messages, bell: Bell, sender_name: str) -> None:
        self._sealing = sealing
        self._messages = messages
        self._bell = bell
        self._sender_name = sender_name

    def write(self, db: Connection, text: InboundText, page: Page, *, is_kept: bool = False) -> None:
        """Write it all in the caller's transaction. `is_kept`: the text itself is there already, so far unread."""
        received = page.received
        if is_kept:
            message = self._messages.reading_write(received.message_id, received.now)
        else:
            message = self._messages.keeping_write(
                db, received.message_id, text, received.client_id, received.now, page.replies
            )
        # The text itself comes first in line: everything else refers to it.
        page.writes.insert(0, message)
        if page.concern is not None:
            self._concern(db, received, page.concern, page)
        if page.consent is not None:
            self._consent(received, page.consent, page)
        write_together(db, page.writes, telling=(self._bell, received.now, page.facts))

    def _consent(self, received: Received, change: str, page: Page) -> None:
        """Consent is kept with the exact wording it answers, its version, time and channel."""
        version = opt_in_version(received.language)
        wording = say("opt_in", received.language, sender=self._sender_name)
        page.writes.append((_CONSENT, (change, received.contact_id)))
        record = (new_id(), received.client_id, change, version, wording, received.sid, received.now)
        page.writes.append((_CONSENT_RECORD, record))
        if change == GIVEN:
            page.facts.append(
                ConsentGiven(client_id=received.client_id, contact_id=received.contact_id, wording=version)
            )
        else:
            page.facts.append(OptedOut(client_id=received.client_id, contact_id=received.contact_id))

    def _concern(self, db: Connection, received: Received, why: str, page: Page) -> None:
        concern_id, client_id = new_id(), received.client_id
        page.writes.append((_CONCERN, (concern_id, client_id, received.message_id, why, received.now)))
        place = in_fact(ConcernRaised, "words", concern_id)
        page.facts.append(
            ConcernRaised(
                client_id=client_id,
                concern_id=concern_id,
                message_id=received.message_id,
                why=why,
                words=self._sealing.seal_fact(db, JOURNAL, client_id, place, received.body),
            )
        )
