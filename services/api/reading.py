"""Reads one text of a client in one fixed order, and says what to answer.

1. Danger is looked for in every text, and stops nothing that follows.
2. A carrier word, as the whole text: STOP, START, HELP, and YES to the opt-in.
3. Before consent, or after STOP, words are kept as a note.
4. The keyword of an activity opens its conversation.
5. The open conversation takes it as an answer.
6. Otherwise it is a note for the session. Nothing is thrown away.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection
from uuid_utils.compat import uuid7

from services.api.carrier_words import CarrierWord, carrier_word
from services.api.concerns import Concerns
from services.api.consent import ASKED, GIVEN, STOPPED, Consent
from services.api.dialogues import Dialogues
from services.api.entries import Entries
from services.api.received import Received
from shared.activities.reading import is_word
from shared.bell import Bell
from shared.bus import tell
from shared.events import Fact, FollowUpAsked, OccurrenceAnswered
from shared.texts import say


@dataclass(frozen=True)
class Sender:
    """The neutral name our texts go by, and whom a client may ask."""

    name: str
    contact: str


class Reading:
    """Understands texts. Works in the caller's transaction."""

    def __init__(
        self,
        bell: Bell,
        concerns: Concerns,
        consent: Consent,
        dialogues: Dialogues,
        entries: Entries,
        sender: Sender,
    ) -> None:
        self._bell = bell
        self._concerns = concerns
        self._consent = consent
        self._dialogues = dialogues
        self._entries = entries
        self._sender = sender
        self._on_word: Mapping[CarrierWord, Callable[[Connection, Received], list[str] | None]] = {
            CarrierWord.STOP: self._stop,
            CarrierWord.START: self._start,
            CarrierWord.HELP: self._help,
            CarrierWord.YES: self._yes,
        }

    def read(self, db: Connection, received: Received) -> list[str]:
        """The replies to one text; what it says is recorded and told."""
        fixed = self._concerns.look(db, received)
        replies = self._understand(db, received)
        if fixed is None:
            return replies
        # Never "saved" to somebody in danger; and after STOP the carrier lets nothing through.
        return fixed if received.consent != STOPPED else []

    def _understand(self, db: Connection, received: Received) -> list[str]:
        word = carrier_word(received.body)
        if word is not None:
            replies = self._on_word[word](db, received)
            if replies is not None:
                return replies
        if received.consent == ASKED:
            return self._before_consent(db, received)
        if received.consent == STOPPED:
            self._note(db, received)
            return []
        opened = self._dialogues.open_by_keyword(db, received.client_id, received.body, uuid7(), received.now)
        if opened is not None:
            return opened
        return self._converse(db, received)

    def _converse(self, db: Connection, received: Received) -> list[str]:
        conversation = self._dialogues.current(db, received.client_id, received.now)
        if conversation is None:
            self._note(db, received)
            return [say("note_saved", received.language)]
        moved = self._dialogues.answer(db, received.client_id, conversation, received.body, received.now)
        client_id = received.client_id
        assignment_id, occurrence_id = conversation.assignment_id, conversation.occurrence_id
        facts: list[Fact] = [
            self._entries.answer(db, received, answer, assignment_id, occurrence_id) for answer in moved.answers
        ]
        facts.append(
            OccurrenceAnswered(
                client_id=client_id, assignment_id=assignment_id, occurrence_id=occurrence_id, complete=moved.done
            )
        )
        if moved.follow_up is not None:
            facts.append(
                FollowUpAsked(
                    client_id=client_id,
                    assignment_id=assignment_id,
                    occurrence_id=occurrence_id,
                    follow_up_id=uuid7(),
                    step=moved.follow_up.step_key,
                    due_at=moved.follow_up.at,
                )
            )
        tell(db, self._bell, received.now, *facts)
        return moved.replies

    def _note(self, db: Connection, received: Received) -> None:
        tell(db, self._bell, received.now, self._entries.note(db, received))

    def _before_consent(self, db: Connection, received: Received) -> list[str]:
        self._note(db, received)
        if is_word(received.body, "no", "no thanks", "no thank you"):
            return [say("opt_in_declined", received.language)]
        return [self._say("consent_first", received)]

    def _yes(self, db: Connection, received: Received) -> list[str] | None:
        if received.consent == STOPPED:
            return self._start(db, received)
        if received.consent == ASKED:
            self._consent.give(db, received)
            return [self._say("opt_in_thanks", received)]
        if self._dialogues.current(db, received.client_id, received.now) is not None:
            # A plain yes to the question that is open.
            return None
        return [self._say("opt_in_already", received)]

    def _start(self, db: Connection, received: Received) -> list[str] | None:
        if received.consent == GIVEN:
            return [self._say("opt_in_already", received)]
        self._consent.give(db, received)
        return [self._say("started" if received.consent == STOPPED else "opt_in_thanks", received)]

    def _stop(self, db: Connection, received: Received) -> list[str] | None:
        if received.consent == STOPPED:
            return []
        self._consent.stop(db, received)
        return [self._say("stopped", received)]

    def _help(self, _db: Connection, received: Received) -> list[str] | None:
        return [say("help", received.language, sender=self._sender.name, contact=self._sender.contact)]

    def _say(self, name: str, received: Received) -> str:
        return say(name, received.language, sender=self._sender.name)
