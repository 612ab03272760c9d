"""Writes down what a text meant: the text itself, entries, consent, the conversation, a concern, and the facts.

Everything is sealed first and then sent to Postgres in one statement: this is the busiest path of the house.
"""

import json
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Connection

from services.api.dialogues import Dialogues
from services.api.messages import Messages
from services.api.reading import GIVEN, Outcome
from services.api.received import InboundText, Received
from shared.activities.engine import Answer
from shared.bell import Bell
from shared.bus import write_together
from shared.database import Write
from shared.events import (
    ConcernRaised,
    ConsentGiven,
    EntryRecorded,
    Fact,
    FollowUpAsked,
    OccurrenceAnswered,
    OptedOut,
)
from shared.ids import new_id
from shared.rings import JOURNAL
from shared.sealing import Place, Sealing, in_fact
from shared.texts import opt_in_version, say

_ENTRY = """
insert into api.entry (id, client_id, message_id, assignment_id, occurrence_id, step, kind, words, value, recorded_at)
values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
"""
_CONSENT = "update api.contact set consent = %s where id = %s"
_CONSENT_RECORD = """
insert into api.consent_record
    (id, client_id, change, wording_version, wording, channel, message_sid, recorded_at)
values (%s, %s, %s, %s, %s, 'sms', %s, %s)
"""
_CONCERN = "insert into api.concern (id, client_id, message_id, why, raised_at) values (%s, %s, %s, %s, %s)"


@dataclass
class _Page:
    """What is about to be written: rows and facts, in order."""

    writes: list[Write]
    facts: list[Fact]


class Recording:
    """Writes outcomes down."""

    def __init__(
        self, sealing: Sealing, messages: Messages, dialogues: Dialogues, bell: Bell, sender_name: str
    ) -> None:
        self._sealing = sealing
        self._messages = messages
        self._dialogues = dialogues
        self._bell = bell
        self._sender_name = sender_name

    def write(
        self, db: Connection, text: InboundText, received: Received, outcome: Outcome, *, is_kept: bool = False
    ) -> None:
        """Write it all in the caller's transaction. `is_kept`: the text itself is there already, so far unread."""
        page = _Page([], [])
        if is_kept:
            page.writes.append(self._messages.reading_write(received.message_id, received.now))
        else:
            page.writes.append(
                self._messages.keeping_write(
                    db, received.message_id, text, received.client_id, received.now, outcome.replies
                )
            )
        if outcome.concern is not None:
            self._concern(db, received, outcome.concern, page)
        if outcome.consent is not None:
            self._consent(received, outcome.consent, page)
        if outcome.is_note:
            self._entry(db, received, None, None, page)
        if outcome.opening is not None:
            opening = outcome.opening
            self._dialogues.open(db, received.client_id, opening.conversation, received.now, opening.counts_for)
        if outcome.moved is not None:
            self._conversation(db, received, outcome, page)
        write_together(db, page.writes, telling=(self._bell, received.now, page.facts))

    def _conversation(self, db: Connection, received: Received, outcome: Outcome, page: _Page) -> None:
        conversation, moved = received.conversation, outcome.moved
        assert conversation is not None and moved is not None
        client_id, occurrence_id = received.client_id, conversation.occurrence_id
        for answer in moved.answers:
            self._entry(db, received, answer, (conversation.assignment_id, occurrence_id), page)
        is_open = not (moved.done or outcome.is_halted)
        page.writes.append(self._dialogues.keeping_write(db, client_id, occurrence_id, moved.state, is_open=is_open))
        page.facts.append(
            OccurrenceAnswered(
                client_id=client_id,
                assignment_id=conversation.assignment_id,
                occurrence_id=occurrence_id,
                complete=moved.done,
            )
        )
        if moved.follow_up is not None and is_open:
            page.facts.append(
                FollowUpAsked(
                    client_id=client_id,
                    assignment_id=conversation.assignment_id,
                    occurrence_id=occurrence_id,
                    follow_up_id=new_id(),
                    step=moved.follow_up.step_key,
                    due_at=moved.follow_up.at,
                )
            )

    def _entry(
        self, db: Connection, received: Received, answer: Answer | None, of: tuple[UUID, UUID] | None, page: _Page
    ) -> None:
        """An answer in a conversation, or, without one, a note: words that answer no open question."""
        entry_id, client_id = new_id(), received.client_id
        assignment_id, occurrence_id = of or (None, None)
        step, kind = (answer.step_key, answer.kind) if answer else (None, "note")
        words = answer.raw if answer else received.body
        value = json.dumps(answer.value) if answer and answer.value is not None else None

        def sealed(column: str, text: str) -> bytes:
            return self._sealing.seal(db, JOURNAL, client_id, Place("api.entry", column, entry_id), text)

        page.writes.append(
            (
                _ENTRY,
                (
                    entry_id,
                    client_id,
                    received.message_id,
                    assignment_id,
                    occurrence_id,
                    step,
                    kind,
                    sealed("words", words),
                    sealed("value", value) if value else None,
                    received.now,
                ),
            )
        )
        told = self._sealing.seal_fact
        page.facts.append(
            EntryRecorded(
                client_id=client_id,
                entry_id=entry_id,
                assignment_id=assignment_id,
                occurrence_id=occurrence_id,
                step=step,
                kind=kind,
                words=told(db, JOURNAL, client_id, in_fact(EntryRecorded, "words", entry_id), words),
                value=told(db, JOURNAL, client_id, in_fact(EntryRecorded, "value", entry_id), value) if value else None,
            )
        )

    def _consent(self, received: Received, change: str, page: _Page) -> None:
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

    def _concern(self, db: Connection, received: Received, why: str, page: _Page) -> None:
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
