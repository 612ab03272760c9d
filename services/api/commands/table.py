"""Which command does what, and about which homework it is meant."""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import Connection

from services.api.choosing import Choices
from services.api.commands.asking import Asking
from services.api.commands.looking import Looking
from services.api.commands.taking_back import TakingBack
from services.api.commands.wishing import Wishing
from services.api.dialogues import Dialogues
from services.api.entries import NOTE, PRIVATE, QUESTION, Entries
from services.api.homework import Homework, Homeworks
from services.api.page import Page
from services.api.received import Choosing, Conversation
from services.api.wishes import Wishes
from shared.reading.answers import is_word
from shared.reading.commands import Command, Word

ABOUT_THE_LAST_FOR = timedelta(hours=24)
"""How long a command without an open question is meant for the homework talked about last."""

About = Callable[[Connection, Page, Homework, Command], None]


class Commands:
    """Does what a command asks."""

    def __init__(
        self,
        dialogues: Dialogues,
        entries: Entries,
        homeworks: Homeworks,
        choices: Choices,
        wishes: Wishes,
        asking: Asking,
        wishing: Wishing,
        taking_back: TakingBack,
        looking: Looking,
    ) -> None:
        self._dialogues = dialogues
        self._entries = entries
        self._homeworks = homeworks
        self._choices = choices
        self._wishes = wishes
        self._wishing = wishing
        self._taking_back = taking_back
        self._looking = looking
        self._do: Mapping[Word, Callable[[Connection, Page, Command], None]] = {
            Word.LATER: asking.later,
            Word.SKIP: asking.skip,
            Word.PAUSE: wishing.pause,
            Word.BACK: wishing.back,
            Word.NOTE: self._note,
            Word.PRIVATE: self._private,
            Word.ASK: self._ask,
            Word.UNDO: taking_back.undo,
            Word.MOVE: taking_back.move,
            Word.LIST: looking.list,
            Word.MENU: looking.menu,
        }
        # These are about one piece of homework, which has to be found first.
        self._about: Mapping[Word, About] = {
            Word.HARD: wishing.hard,
            Word.LESS: wishing.less,
            Word.MORE: wishing.more,
            Word.NAME: wishing.name,
            Word.READY: wishing.ready,
            Word.NOT_YET: wishing.not_yet,
        }

    def obey(self, db: Connection, page: Page, command: Command) -> bool:
        """Do it. False: it means nothing to this client just now, so the text is read on as ordinary words."""
        if is_answer_to_choice(page.received.conversation, page.received.body):
            return False
        if command.word in self._do:
            self._do[command.word](db, page, command)
            return True
        return self._obey_about(db, page, command)

    def choose(self, db: Connection, page: Page, choosing: Choosing, index: int) -> None:
        """Go on with what was asked about: this is the one that was meant."""
        option, word = choosing.options[index], Word(choosing.word)
        if word is Word.MOVE:
            assert choosing.message_id is not None
            self._taking_back.move_to(db, page, choosing.message_id, option)
            return
        homework = self._homeworks.find(db, option) if option else None
        if homework is None or not homework.is_active:
            page.say("nothing_waiting")
            return
        self._about[word](db, page, homework, Command(word, choosing.words))

    def _obey_about(self, db: Connection, page: Page, command: Command) -> bool:
        active = self._homeworks.active(db, page.client_id)
        if command.word in (Word.READY, Word.NOT_YET):
            active = [homework for homework in active if homework.activity.needs_readiness]
            if not active and is_word(page.received.body, "lista"):
                # Spanish for "ready", and for "list": where nothing waits for it, it can only be the list.
                self._looking.list(db, page, command)
                return True
            if self._is_about_something_else(page.received.conversation, active):
                return False
        if not active:
            page.say("ready_nothing" if command.word in (Word.READY, Word.NOT_YET) else "nothing_waiting")
            return True
        meant = self._meant(db, page, active)
        if meant is not None:
            self._about[command.word](db, page, meant, command)
            return True
        choosing = Choosing(
            command.word.value,
            tuple(homework.assignment_id for homework in active),
            tuple(homework.code for homework in active),
            command.words,
        )
        self._choices.ask(db, page, "name_which" if command.word is Word.NAME else "homework_which", choosing)
        return True

    def _is_about_something_else(self, conversation: Conversation | None, waiting: Sequence[Homework]) -> bool:
        """Whether READY or NOT YET is an ordinary answer: the open question is not about what waits for it."""
        if conversation is None or conversation.activity.slug == "readiness":
            return False
        return conversation.assignment_id not in [homework.assignment_id for homework in waiting]

    def _meant(self, db: Connection, page: Page, active: Sequence[Homework]) -> Homework | None:
        """The one in the open conversation; else the only one there is; else the one talked about last."""
        conversation = page.received.conversation
        if conversation is None and len(active) == 1:
            return active[0]
        if conversation is None:
            since = page.received.now - ABOUT_THE_LAST_FOR
            conversation = self._dialogues.latest(db, page.client_id, since)
        its_id: UUID | None = conversation.assignment_id if conversation else None
        found = next((homework for homework in active if homework.assignment_id == its_id), None)
        return active[0] if found is None and len(active) == 1 else found

    def _note(self, db: Connection, page: Page, command: Command) -> None:
        self._entries.record(db, page, NOTE, _words(command))
        page.say("note_saved")

    def _private(self, db: Connection, page: Page, command: Command) -> None:
        self._entries.record(db, page, PRIVATE, _words(command))
        page.say("private_saved")

    def _ask(self, db: Connection, page: Page, command: Command) -> None:
        entry_id = self._entries.record(db, page, QUESTION, _words(command))
        self._wishes.reserve(page, None, "question", entry_id)
        page.say("ask_saved")


def _words(command: Command) -> str:
    """What was said after the word; without anything after it, it is no command and never comes here."""
    assert command.words
    return command.words


def is_answer_to_choice(conversation: Conversation | None, text: str) -> bool:
    """Whether the open question lists this very word: then it is an answer, and no command."""
    if conversation is None or conversation.state.step is None:
        return False
    step = conversation.activity.step(conversation.state.step, smaller=conversation.state.is_smaller)
    options = step.answer.options if step.answer.kind == "choice" else ()
    return any(is_word(text, *option.names) for option in options)
