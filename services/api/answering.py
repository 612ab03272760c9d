"""What a conversation makes of a text: the answers are kept, the next question goes back, and it is told."""

from dataclasses import replace
from uuid import UUID

from sqlalchemy import Connection

from services.api.asides import Asides
from services.api.dialogues import Dialogues, is_long_wait
from services.api.entries import Entries
from services.api.page import Page
from services.api.received import Conversation
from services.api.wishes import Wishes
from shared.activities.engine import Advance, FollowUp, advance
from shared.events import FollowUpAsked, OccurrenceAnswered, OccurrenceSkipped
from shared.ids import new_id
from shared.texts import say


class Answering:
    """Takes texts as answers."""

    def __init__(self, dialogues: Dialogues, entries: Entries, asides: Asides, wishes: Wishes) -> None:
        self._dialogues = dialogues
        self._entries = entries
        self._asides = asides
        self._wishes = wishes

    def answer(
        self, db: Connection, page: Page, conversation: Conversation, words: str, *, message_id: UUID | None = None
    ) -> None:
        """Take words as the answer to a conversation's question. `message_id`: they came with an earlier text."""
        received = page.received
        picture = received.has_picture and message_id is None
        moved = advance(conversation.activity, conversation.state, words, received.now, has_picture=picture)
        self._take(db, page, conversation, moved, message_id)

    def answer_last(self, db: Connection, page: Page, conversation: Conversation) -> None:
        """Keep words as the last ones of a conversation: it ends here, whatever question would come next."""
        moved = advance(conversation.activity, conversation.state, page.received.body, page.received.now)
        self._entries.answers(db, page, conversation, moved.answers)
        page.writes.append(self._dialogues.moving_write(db, page, conversation, replace(moved, done=True)))
        if not conversation.is_aside:
            page.tell(OccurrenceAnswered(**self._about(page, conversation), complete=moved.done))
        page.tell_moved(conversation.occurrence_id, is_open=False)

    def skip(self, db: Connection, page: Page, conversation: Conversation, why: str | None) -> None:
        """SKIP: of the whole when nothing was answered yet; later of this question, if it can be; else of the rest.

        The words after the colon are what got in the way.
        """
        moved = advance(conversation.activity, conversation.state, "SKIP", page.received.now)
        passed = bool(moved.answers) and all(answer.kind == "skipped" for answer in moved.answers)
        if passed and (moved.done or not conversation.is_at_its_start):
            answers = [replace(answer, raw=why or page.received.body) for answer in moved.answers]
            moved = replace(moved, answers=answers)
            if why and conversation.is_at_its_start:
                moved = replace(moved, replies=[say("skipped_why", page.received.language, code=conversation.code)])
            entry_ids = self._take(db, page, conversation, moved, None)
        else:
            entry_ids = [self._leave(db, page, conversation, why)]
        if why and not conversation.is_aside:
            self._wishes.report_barrier(page, conversation.assignment_id, "other", entry_ids[0])

    def _take(
        self, db: Connection, page: Page, conversation: Conversation, moved: Advance, message_id: UUID | None
    ) -> list[UUID]:
        """Write down and tell what the engine made of words.

        1. The answers are entries; the next question, or the closing, is the reply.
        2. An aside may have its effect. Homework tells that it is answered, or was passed over.
        3. When it is over, what it interrupted is handed back.
        """
        entry_ids = self._entries.answers(db, page, conversation, moved.answers, message_id=message_id)
        page.replies.extend(moved.replies)
        page.writes.append(self._dialogues.moving_write(db, page, conversation, moved))
        if conversation.is_aside:
            page.tell_moved(conversation.occurrence_id, is_open=not moved.done)
            for answer, entry_id in zip(moved.answers, entry_ids, strict=True):
                self._asides.answered(db, page, conversation, answer, entry_id)
        else:
            self._tell(page, conversation, moved)
        if moved.done or is_long_wait(moved, page.received.now):
            self._dialogues.hand_back(db, page, conversation.occurrence_id)
        return entry_ids

    def _leave(self, db: Connection, page: Page, conversation: Conversation, why: str | None) -> UUID:
        """End a conversation where it stands; what was answered is kept."""
        at_its_start, code = conversation.is_at_its_start, conversation.code
        step, words = conversation.state.step, why or page.received.body
        entry_id = self._entries.record(db, page, "skipped", words, conversation=conversation, step=step)
        self._dialogues.leave(db, page, conversation.occurrence_id)
        name = "saved_partial" if not at_its_start else "skipped_why" if why else "skipped"
        page.say(name, code=code)
        if not conversation.is_aside:
            about = self._about(page, conversation)
            page.tell(OccurrenceSkipped(**about) if at_its_start else OccurrenceAnswered(**about, complete=False))
        page.tell_moved(conversation.occurrence_id, is_open=False)
        self._dialogues.hand_back(db, page, conversation.occurrence_id)
        return entry_id

    def _tell(self, page: Page, conversation: Conversation, moved: Advance) -> None:
        about = self._about(page, conversation)
        passed_over = all(answer.kind == "skipped" for answer in moved.answers)
        if moved.done and conversation.is_at_its_start and passed_over:
            page.tell(OccurrenceSkipped(**about))
        else:
            page.tell(OccurrenceAnswered(**about, complete=moved.done))
        # Words that came during a wait leave the wait as it is.
        if moved.follow_up is not None and moved.state.resumes_at != conversation.state.resumes_at:
            self._ask_follow_up(page, conversation, moved.follow_up)

    def ask_again(self, page: Page, conversation: Conversation) -> None:
        """Ask once more for the question that a wait holds back: it was called off meanwhile."""
        state = conversation.state
        if state.resumes_at is not None and state.step is not None and conversation.assignment_id is not None:
            self._ask_follow_up(page, conversation, FollowUp(state.resumes_at, state.step, state.is_agreed))

    def _ask_follow_up(self, page: Page, conversation: Conversation, follow_up: FollowUp) -> None:
        page.tell(
            FollowUpAsked(
                **self._about(page, conversation),
                follow_up_id=new_id(),
                step=follow_up.step_key,
                asked_at=page.received.now,
                due_at=follow_up.at,
                is_agreed=follow_up.is_agreed,
            )
        )

    def _about(self, page: Page, conversation: Conversation) -> dict[str, UUID]:
        assert conversation.assignment_id is not None
        return {
            "client_id": page.client_id,
            "assignment_id": conversation.assignment_id,
            "occurrence_id": conversation.occurrence_id,
        }
