"""What follows from the answer to an aside: readiness, a barrier, fewer texts, a rest, the smaller version."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from uuid import UUID

from sqlalchemy import Connection

from services.api.dialogues import Dialogues
from services.api.homework import Homework, Homeworks
from services.api.openings import Openings
from services.api.page import Page
from services.api.received import Conversation
from services.api.wishes import Wishes
from shared.activities.engine import Answer
from shared.activities.state import InvalidParams
from shared.texts.wording import private_words


class Asides:
    """Acts on answers to asides."""

    def __init__(self, dialogues: Dialogues, openings: Openings, homeworks: Homeworks, wishes: Wishes) -> None:
        self._dialogues = dialogues
        self._openings = openings
        self._homeworks = homeworks
        self._wishes = wishes
        self._on: Mapping[str, Callable[[Connection, Page, Conversation, Answer, UUID], None]] = {
            "introduction.when": self._introduced,
            "readiness.answer": self._readiness,
            "barrier.what": self._barrier,
            "barrier.words": self._barrier_words,
            "step-down.choose": self._step_down,
            "restart.choose": self._restart,
            "smaller.choose": self._smaller,
        }

    def answered(self, db: Connection, page: Page, conversation: Conversation, answer: Answer, entry_id: UUID) -> None:
        """Do what one answer asks for. Words that could not be read ask for nothing; they are kept."""
        act = self._on.get(f"{conversation.activity.slug}.{answer.step_key}")
        if act is not None and answer.kind not in ("words", "skipped"):
            act(db, page, conversation, answer, entry_id)

    def _introduced(
        self, db: Connection, page: Page, conversation: Conversation, answer: Answer, entry_id: UUID
    ) -> None:
        """When and where, in the client's words, is what we begin with from now on, if it fits and tells nothing."""
        homework = self._about(db, conversation)
        if homework is None or not homework.activity.own_cue or private_words(answer.raw):
            return
        try:
            params = replace(homework.params, cue=answer.raw.strip())
        except InvalidParams:
            return
        self._wishes.fill(db, page, homework, params)

    def _readiness(
        self, db: Connection, page: Page, conversation: Conversation, answer: Answer, entry_id: UUID
    ) -> None:
        homework = self._about(db, conversation)
        if homework is not None:
            self._wishes.ready(db, page, homework, is_ready=answer.value == "ready")

    def _barrier(self, db: Connection, page: Page, conversation: Conversation, answer: Answer, entry_id: UUID) -> None:
        # "Something else" is told with its words, which come next.
        if answer.value != "other":
            self._wishes.report_barrier(page, conversation.assignment_id, str(answer.value), entry_id)

    def _barrier_words(
        self, db: Connection, page: Page, conversation: Conversation, answer: Answer, entry_id: UUID
    ) -> None:
        self._wishes.report_barrier(page, conversation.assignment_id, "other", entry_id)

    def _step_down(
        self, db: Connection, page: Page, conversation: Conversation, answer: Answer, entry_id: UUID
    ) -> None:
        homework = self._about(db, conversation)
        if homework is None:
            return
        if answer.value == "fewer":
            self._wishes.less(db, page, homework)
        elif answer.value == "rest":
            self._wishes.rest(db, page, homework)

    def _restart(self, db: Connection, page: Page, conversation: Conversation, answer: Answer, entry_id: UUID) -> None:
        for homework in self._homeworks.active(db, page.client_id):
            if answer.value == "smaller":
                self._wishes.smaller_from_now_on(db, page, homework)
            elif answer.value == "rest":
                self._wishes.rest(db, page, homework)

    def _smaller(self, db: Connection, page: Page, conversation: Conversation, answer: Answer, entry_id: UUID) -> None:
        """HARD in the middle of a conversation is about this time; at any other time it is about all that come."""
        homework = self._about(db, conversation)
        interrupted = self._dialogues.interrupted(db, page, conversation.occurrence_id)
        if interrupted is not None and interrupted.assignment_id != conversation.assignment_id:
            interrupted = None
        if answer.value == "rest":
            if interrupted is not None:
                self._dialogues.close(db, interrupted.occurrence_id)
            if homework is not None:
                self._wishes.rest(db, page, homework)
            if interrupted is not None:
                self._dialogues.hand_back(db, page, interrupted.occurrence_id)
        elif interrupted is not None:
            page.replies.extend(self._openings.begin_smaller(db, page, interrupted))
            page.tell_moved(interrupted.occurrence_id, is_open=False)
            page.tell_moved(interrupted.occurrence_id, is_open=True)
        elif homework is not None:
            self._wishes.smaller_from_now_on(db, page, homework)

    def _about(self, db: Connection, conversation: Conversation) -> Homework | None:
        if conversation.assignment_id is None:
            return None
        homework = self._homeworks.find(db, conversation.assignment_id)
        return homework if homework and homework.is_active else None
