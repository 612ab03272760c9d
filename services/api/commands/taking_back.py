"""UNDO and MOVE: the last words are taken back, or belonged somewhere else."""

from uuid import UUID

from sqlalchemy import Connection

from services.api.answering import Answering
from services.api.choosing import Choices
from services.api.dialogues import Dialogues
from services.api.entries import Entries, Told
from services.api.messages import Messages
from services.api.page import Page
from services.api.received import Choosing, Conversation
from shared.activities.engine import hand_back
from shared.reading.commands import Command, Word
from shared.texts import say


class TakingBack:
    """Undoes and moves."""

    def __init__(
        self, dialogues: Dialogues, entries: Entries, messages: Messages, answering: Answering, choices: Choices
    ) -> None:
        self._dialogues = dialogues
        self._entries = entries
        self._messages = messages
        self._answering = answering
        self._choices = choices

    def undo(self, db: Connection, page: Page, command: Command) -> None:
        """Take the words of the text before back: they are shown to nobody, and what they answered is asked again.

        The text itself stays kept as it came, for the clinic's record.
        """
        told = self._entries.last(db, page)
        if told is None:
            page.say("undo_nothing")
            return
        self._entries.withdraw(page, told)
        restored = self._dialogues.restore(db, page, told.occurrence_id) if told.occurrence_id else None
        if restored is None:
            page.say("undo_note")
            return
        page.say("undo_done", code=restored.code)
        self._ask_where_it_stood(page, restored)

    def move(self, db: Connection, page: Page, command: Command) -> None:
        """The words before were for another question that is open, or a note. Of several, the client chooses."""
        told = self._entries.last(db, page)
        if told is None or told.is_private:
            page.say("move_nothing")
            return
        answerable = self._dialogues.answerable(db, page.client_id, page.received.now)
        others = [other for other in answerable if other.occurrence_id != told.occurrence_id and not other.is_aside]
        targets: list[Conversation | None] = [*others]
        if told.occurrence_id is not None:
            targets.append(None)
        if not targets:
            page.say("move_nothing")
        elif len(targets) == 1 or len(others) == 1:
            self.move_to(db, page, told.message_id, targets[0].occurrence_id if targets[0] else None)
        else:
            self._choices.ask(db, page, "move_which", self._choosing(page, told, targets))

    def move_to(self, db: Connection, page: Page, message_id: UUID, occurrence_id: UUID | None) -> None:
        """Move what one text became to a conversation, or to the notes: withdrawn there, recorded here."""
        told = self._entries.of(db, page, message_id)
        target = self._dialogues.live(db, occurrence_id) if occurrence_id else None
        if told is None or (occurrence_id is not None and (target is None or target.state.step is None)):
            page.say("move_nothing")
            return
        words = self._entries.note_words(db, page, told)
        if words is None:
            _, text, _ = self._messages.kept(db, message_id)
            words = text.body
        self._entries.withdraw(page, told)
        restored = None
        if told.occurrence_id is not None:
            restored = self._dialogues.restore(db, page, told.occurrence_id, interrupted_by=occurrence_id)
        if target is None:
            self._entries.note(db, page, words, message_id=message_id)
            page.say("moved_to_notes")
            if restored is not None:
                self._ask_where_it_stood(page, restored)
            return
        if restored is not None:
            page.tell_moved(restored.occurrence_id, is_open=False)
            self._answering.ask_again(page, restored)
        page.say("moved", code=target.code)
        self._answering.answer(db, page, target, words, message_id=message_id)

    def _ask_where_it_stood(self, page: Page, restored: Conversation) -> None:
        """Ask the question again that is open after all; what was planned after the words is called off."""
        page.tell_moved(restored.occurrence_id, is_open=False)
        if restored.state.resumes_at is None:
            page.replies.extend(hand_back(restored.activity, restored.state, page.received.now).replies)
            page.tell_moved(restored.occurrence_id, is_open=True)
        else:
            self._answering.ask_again(page, restored)

    def _choosing(self, page: Page, told: Told, targets: list[Conversation | None]) -> Choosing:
        note = say("a_note", page.received.language)
        return Choosing(
            Word.MOVE.value,
            tuple(target.occurrence_id if target else None for target in targets),
            tuple(target.code if target else note for target in targets),
            message_id=told.message_id,
        )
