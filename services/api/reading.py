"""Reads one text of a client in one fixed order, and says what is to become of it. Writes nothing.

1. Danger is looked for in every text, and stops nothing that follows.
2. A carrier word, as the whole text: STOP, START, HELP, and YES to the opt-in.
3. Before consent, or after STOP, words are kept as a note.
4. The keyword of an activity opens its conversation.
5. The open conversation takes it as an answer.
6. Otherwise it is a note for the session. Nothing is thrown away.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy import Connection

from services.api.carrier_words import CarrierWord, carrier_word
from services.api.concerns import Concerns
from services.api.dialogues import Dialogues, Opening
from services.api.received import Received
from shared.activities.engine import Advance, Answer, advance
from shared.activities.reading import is_blank, is_word
from shared.texts import say

ASKED, GIVEN, STOPPED = "asked", "given", "stopped"


@dataclass(frozen=True)
class House:
    """The neutral name our texts go by, and whom a client may ask."""

    name: str
    contact: str


@dataclass(frozen=True)
class Outcome:
    """What a text means: the replies, and what is to be written down.

    `is_note`: the words are kept as a note. `moved`: where the open conversation stands now. `opening`: the
    conversation a keyword opened. `consent`: what consent becomes. `concern`: why a person should look, if one should.
    `is_halted`: the open conversation ends here, whatever question would come next.
    """

    replies: list[str]
    is_note: bool = False
    moved: Advance | None = None
    opening: Opening | None = None
    consent: str | None = None
    concern: str | None = None
    is_halted: bool = False

    @property
    def answers(self) -> list[Answer]:
        """What the text answers in the open conversation."""
        return self.moved.answers if self.moved else []


class Reading:
    """Understands texts."""

    def __init__(self, concerns: Concerns, dialogues: Dialogues, house: House) -> None:
        self._concerns = concerns
        self._dialogues = dialogues
        self._house = house
        self._on_word: Mapping[CarrierWord, Callable[[Received], Outcome | None]] = {
            CarrierWord.STOP: self._stop,
            CarrierWord.START: self._start,
            CarrierWord.HELP: self._help,
            CarrierWord.YES: self._yes,
        }

    def read(self, db: Connection, received: Received, new_occurrence_id: UUID) -> Outcome:
        """What is to become of one text."""
        concern = self._concerns.look(db, received)
        outcome = self._understand(db, received, new_occurrence_id)
        if concern is None:
            return outcome
        if concern.replies is None:
            return replace(outcome, concern=concern.why)
        # Never "saved" to somebody in danger; and after STOP the carrier lets nothing through.
        replies = concern.replies if received.consent != STOPPED else []
        # Homework steps aside too: what they text next is kept as it comes, and answers no question they never saw.
        return replace(outcome, concern=concern.why, replies=replies, is_halted=True)

    def urgent(self, body: str) -> list[str]:
        """The fixed answer if the words may mean danger, or cannot be screened: for when nothing else can be done."""
        return [say("concern")] if self._concerns.is_urgent(body) else []

    def _understand(self, db: Connection, received: Received, new_occurrence_id: UUID) -> Outcome:
        word = carrier_word(received.body)
        if word is not None:
            outcome = self._on_word[word](received)
            if outcome is not None:
                return outcome
        if received.consent == ASKED:
            return self._before_consent(received)
        if received.consent == STOPPED:
            return Outcome([], is_note=True)
        if received.has_picture and is_blank(received.body):
            return Outcome([say("words_only", received.language)], is_note=True)
        opening = self._dialogues.by_keyword(db, received.client_id, received.body, new_occurrence_id, received.now)
        if opening is not None:
            return Outcome(opening.texts, opening=opening)
        if received.conversation is None:
            return Outcome([say("note_saved", received.language)], is_note=True)
        conversation = received.conversation
        moved = advance(conversation.activity, conversation.state, received.body, received.now)
        return Outcome(moved.replies, moved=moved)

    def _before_consent(self, received: Received) -> Outcome:
        if is_word(received.body, "no", "no thanks", "no thank you"):
            return Outcome([say("opt_in_declined", received.language)], is_note=True)
        return Outcome([self._say("consent_first", received)], is_note=True)

    def _yes(self, received: Received) -> Outcome | None:
        if received.consent == STOPPED:
            return self._start(received)
        if received.consent == ASKED:
            return Outcome([self._say("opt_in_thanks", received)], consent=GIVEN)
        return self._already(received)

    def _start(self, received: Received) -> Outcome | None:
        if received.consent == GIVEN:
            return self._already(received)
        text = "started" if received.consent == STOPPED else "opt_in_thanks"
        return Outcome([self._say(text, received)], consent=GIVEN)

    def _already(self, received: Received) -> Outcome | None:
        """YES or START from somebody who agreed long ago: when a question is open, it is the answer to that."""
        if received.conversation is not None:
            return None
        return Outcome([self._say("opt_in_already", received)])

    def _stop(self, received: Received) -> Outcome | None:
        if received.consent == STOPPED:
            return Outcome([])
        return Outcome([self._say("stopped", received)], consent=STOPPED)

    def _help(self, received: Received) -> Outcome | None:
        return Outcome([say("help", received.language, sender=self._house.name, contact=self._house.contact)])

    def _say(self, name: str, received: Received) -> str:
        return say(name, received.language, sender=self._house.name)
