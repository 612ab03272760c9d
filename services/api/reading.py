"""Reads one text of a client in one fixed order, and gathers what is to become of it.

1. Danger is looked for in every text. Then homework steps aside: the words are kept, and no question follows.
2. A carrier word, as the whole text: STOP, START, HELP, and YES to the opt-in.
3. Before consent, or after STOP, words are kept as a note.
4. The answer to "which one did you mean?".
5. A command, or the keyword of an activity, which opens its conversation.
6. The open conversation takes it as an answer.
7. The one other question that asks for just such an answer; of two, the client is asked which.
8. Otherwise it is a note for the session. Nothing is thrown away.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Connection

from services.api.answering import Answering
from services.api.attribution import fitting
from services.api.carrier_words import CarrierWord, carrier_word
from services.api.choosing import Choices, chosen
from services.api.commands.table import Commands
from services.api.concerns import Concerns
from services.api.dialogues import Dialogues
from services.api.entries import PRIVATE, Entries
from services.api.openings import Openings
from services.api.page import Page
from services.api.received import Choosing, Conversation, Received
from shared.events import ClientHeard
from shared.reading.answers import is_blank, is_word
from shared.reading.commands import Command, Word, almost_command, read_command
from shared.texts import say

ASKED, GIVEN, STOPPED = "asked", "given", "stopped"

HEARD_EVERY = timedelta(hours=20)

# "Ask her again" is an answer beyond doubt; after "less questions" it is worth saying how to get them.
_WORTH_A_WORD = frozenset({Word.LATER, Word.SKIP, Word.HARD, Word.PAUSE, Word.LESS, Word.NOTE, Word.PRIVATE})
"""Commands offered even to an answer that begins like one: to take them for words may not be what was meant."""

_NEED_WORDS = frozenset({Word.NOTE, Word.PRIVATE, Word.ASK, Word.NAME})

_CONFUSED = (
    *("what", "huh", "what is this", "who is this", "who are you", "i don't understand", "i dont get it", "i am lost"),
    *("que", "que es esto", "qué es esto", "quien es", "quién es", "quien eres", "no entiendo", "no entendi"),
)
"""Words of somebody who does not know what to do with these texts: they are shown what can be texted."""

_HEARD = "update api.client set heard_at = %s where id = %s"


@dataclass(frozen=True)
class House:
    """The neutral name our texts go by, and whom a client may ask."""

    name: str
    contact: str


class Reading:
    """Understands texts."""

    def __init__(
        self,
        concerns: Concerns,
        dialogues: Dialogues,
        openings: Openings,
        answering: Answering,
        commands: Commands,
        choices: Choices,
        entries: Entries,
        house: House,
    ) -> None:
        self._concerns = concerns
        self._dialogues = dialogues
        self._openings = openings
        self._answering = answering
        self._commands = commands
        self._choices = choices
        self._entries = entries
        self._house = house
        self._on_word: Mapping[CarrierWord, Callable[[Connection, Page], bool]] = {
            CarrierWord.STOP: self._stop,
            CarrierWord.START: self._start,
            CarrierWord.HELP: self._help,
            CarrierWord.YES: self._yes,
        }

    def read(self, db: Connection, received: Received) -> Page:
        """What is to become of one text. Conversations are moved already; the rest is written by `Recording`."""
        page = Page(received)
        concern = self._concerns.look(db, received)
        page.concern = concern.why if concern else None
        if concern is None or concern.replies is None:
            self._understand(db, page)
        else:
            self._step_aside(db, page)
            # After STOP the carrier lets nothing through.
            page.replies = concern.replies if received.consent != STOPPED else []
        self._choices.forget(db, page)
        self._note_heard(page)
        return page

    def urgent(self, body: str, language: str) -> list[str]:
        """The fixed answer if the words may mean danger, or cannot be screened: for when nothing else can be done."""
        return [say("concern", language)] if self._concerns.is_urgent(body) else []

    def _step_aside(self, db: Connection, page: Page) -> None:
        """Keep words that may mean danger where they belong; what they text next answers no question they never saw."""
        received, conversation = page.received, page.received.conversation
        command = self._command(received)
        if command is not None and command.word is Word.PRIVATE:
            self._entries.record(db, page, PRIVATE, command.words or "")
        elif received.consent == GIVEN and conversation is not None:
            self._answering.answer_last(db, page, conversation)
            return
        else:
            self._entries.note(db, page)
        if conversation is not None:
            self._dialogues.close(db, conversation.occurrence_id)
            page.tell_moved(conversation.occurrence_id, is_open=False)

    def _understand(self, db: Connection, page: Page) -> None:
        received = page.received
        word = carrier_word(received.body)
        if word is not None and self._on_word[word](db, page):
            return
        if received.consent != GIVEN:
            self._without_consent(db, page)
        elif received.has_picture and is_blank(received.body):
            page.say("words_only")
            self._entries.note(db, page)
        elif not (self._chooses(db, page) or self._obeys(db, page) or self._begins(db, page)):
            self._take_words(db, page)

    def _chooses(self, db: Connection, page: Page) -> bool:
        choosing = page.received.choosing
        if choosing is None:
            return False
        index = chosen(choosing, page.received.body, page.received.language)
        if index is None:
            return False
        self._commands.choose(db, page, choosing, index)
        return True

    def _obeys(self, db: Connection, page: Page) -> bool:
        command = self._command(page.received)
        return command is not None and self._commands.obey(db, page, command)

    def _begins(self, db: Connection, page: Page) -> bool:
        if _is_a_word_asked_for(page.received):
            return False
        opened = self._openings.by_keyword(db, page)
        if opened is None:
            return False
        if opened.words:
            self._answering.answer(db, page, opened.conversation, opened.words)
        else:
            page.replies.extend(opened.texts)
            page.tell_moved(opened.conversation.occurrence_id, is_open=True)
        return True

    def _take_words(self, db: Connection, page: Page) -> None:
        """The open conversation, or the one other question such an answer fits; else a note."""
        received, conversation = page.received, page.received.conversation
        if conversation is not None:
            self._answering.answer(db, page, conversation, received.body)
        else:
            self._place(db, page)
        self._offer(page)

    def _offer(self, page: Page) -> None:
        """Name the command that the words began like, where that may have been meant."""
        received = page.received
        said = _read_command(received)
        if said is not None:
            if _lacks_words(said):
                page.say(f"offer_{said.word.value}")
            return
        almost = almost_command(received.body, received.language)
        if almost is not None and (received.conversation is None or almost in _WORTH_A_WORD):
            page.say(f"offer_{almost.value}")

    def _place(self, db: Connection, page: Page) -> None:
        received = page.received
        waiting = self._dialogues.answerable(db, page.client_id, received.now)
        fits = fitting(waiting, received.body, received.now)
        if len(fits) == 1:
            page.say("back_to", code=fits[0].code)
            self._answering.answer(db, page, fits[0], received.body)
            return
        # Kept as a note at once: should the question never be answered, the words are still there.
        self._entries.note(db, page)
        if fits:
            self._choices.ask(db, page, "which_one", _which(page, fits))
        else:
            page.say("note_saved")
            if is_word(received.body, *_CONFUSED):
                page.say("menu")

    def _command(self, received: Received) -> Command | None:
        command = _read_command(received)
        return None if command is None or _lacks_words(command) else command

    def _note_heard(self, page: Page) -> None:
        received = page.received
        if received.consent == STOPPED or (received.heard_at and received.now - received.heard_at < HEARD_EVERY):
            return
        page.writes.append((_HEARD, (received.now, received.client_id)))
        page.tell(ClientHeard(client_id=received.client_id))

    def _without_consent(self, db: Connection, page: Page) -> None:
        self._entries.note(db, page)
        if page.received.consent == STOPPED:
            return
        if is_word(page.received.body, "no", "no thanks", "no thank you", "no gracias"):
            page.say("opt_in_declined")
        else:
            page.say("consent_first", sender=self._house.name)

    def _yes(self, db: Connection, page: Page) -> bool:
        received = page.received
        if received.consent == ASKED:
            page.consent = GIVEN
            page.say("opt_in_thanks", sender=self._house.name)
            return True
        # After STOP only what the carrier takes for a START brings texts back: otherwise it would let none through.
        return False if received.consent == STOPPED and not is_word(received.body, "yes") else self._start(db, page)

    def _start(self, db: Connection, page: Page) -> bool:
        consent = page.received.consent
        if consent == GIVEN:
            return self._already(db, page)
        page.consent = GIVEN
        page.say("started" if consent == STOPPED else "opt_in_thanks", sender=self._house.name)
        return True

    def _already(self, db: Connection, page: Page) -> bool:
        """YES or START from somebody who agreed long ago: when a question is open, it is the answer to that."""
        received = page.received
        if received.conversation is not None:
            return False
        if fitting(self._dialogues.answerable(db, page.client_id, received.now), received.body, received.now):
            return False
        page.say("opt_in_already", sender=self._house.name)
        return True

    def _stop(self, db: Connection, page: Page) -> bool:
        if page.received.consent != STOPPED:
            page.consent = STOPPED
            page.say("stopped", sender=self._house.name)
        return True

    def _help(self, db: Connection, page: Page) -> bool:
        page.say("help", sender=self._house.name, contact=self._house.contact)
        return True


def _which(page: Page, fits: list[Conversation]) -> Choosing:
    return Choosing(
        Word.MOVE.value,
        tuple(conversation.occurrence_id for conversation in fits),
        tuple(conversation.code for conversation in fits),
        message_id=page.received.message_id,
    )


def _is_a_word_asked_for(received: Received) -> bool:
    """Whether words were asked for, and this is one, not typed like a keyword: "Worry" may be what they feel."""
    conversation = received.conversation
    if conversation is None or conversation.state.step is None or received.body.isupper():
        return False
    step = conversation.activity.step(conversation.state.step, smaller=conversation.state.is_smaller)
    return step.answer.kind in ("text", "list") and ":" not in received.body


def _read_command(received: Received) -> Command | None:
    return read_command(received.body, received.now, received.zone, received.language)


def _lacks_words(command: Command) -> bool:
    """Whether it is only the word: NOTE alone notes nothing, so it is taken as it stands, and the answer says how."""
    return command.word in _NEED_WORDS and not command.words
