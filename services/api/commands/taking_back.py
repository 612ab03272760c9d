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
        """Take the last words back: they are shown to nobody, and the question they answered is asked again.

        The text itself stays kept as it came, for the clinic's record.
        """
        told = self._entries.last(db, page)
        if told is None:
            page.say("undo_nothing")
            return
        self._entries.withdraw(page, told)
        restored = self._restore(db, page, told, is_open=True)
        if restored is None:
            page.say("undo_note")
            return
        page.say("undo_done", code=restored.code)
        page.replies.extend(hand_back(restored.activity, restored.state, page.received.now).replies)
        # Whatever question was planned after the words that are taken back, it is not asked any more.
        page.tell_moved(restored.occurrence_id, is_open=False)
        page.tell_moved(restored.occurrence_id, is_open=True)

    def move(self, db: Connection, page: Page, command: Command) -> None:
        """The last words were for another question that is open, or a note. Several others: the client chooses."""
        told = self._entries.last(db, page)
        if told is None:
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
        _, text, _ = self._messages.kept(db, message_id)
        self._entries.withdraw(page, told)
        self._restore(db, page, told, is_open=False)
        if target is None:
            self._entries.note(db, page, text.body, message_id=message_id)
            page.say("moved_to_notes")
            return
        page.say("moved", code=target.code)
        self._answering.answer(db, page, target, text.body, message_id=message_id)

    def _restore(self, db: Connection, page: Page, told: Told, *, is_open: bool) -> Conversation | None:
        if told.occurrence_id is None:
            return None
        return self._dialogues.restore(db, page, told.occurrence_id, is_open=is_open)

    def _choosing(self, page: Page, told: Told, targets: list[Conversation | None]) -> Choosing:
        note = say("a_note", page.received.language)
        return Choosing(
            Word.MOVE.value,
            tuple(target.occurrence_id if target else None for target in targets),
            tuple(target.code if target else note for target in targets),
            message_id=told.message_id,
        )
