"""LATER and SKIP: what becomes of the question that is open."""

from datetime import timedelta

from sqlalchemy import Connection

from services.api.answering import Answering
from services.api.dialogues import WAITED_FOR, Dialogues
from services.api.page import Page
from services.api.received import Conversation
from services.api.spoken import spoken_moment
from shared.events import SnoozeAsked
from shared.hours import FLOOR_EARLIEST, FLOOR_LATEST, Hours, opening
from shared.reading.commands import Command

AN_HOUR = timedelta(hours=1)
FARTHEST = timedelta(days=7)
_FLOOR = Hours(FLOOR_EARLIEST, FLOOR_LATEST)


class Asking:
    """Puts questions off, or passes them over."""

    def __init__(self, dialogues: Dialogues, answering: Answering) -> None:
        self._dialogues = dialogues
        self._answering = answering

    def later(self, db: Connection, page: Page, command: Command) -> None:
        """Ask again at the time the client names, or in an hour: never before 8:00 or after 21:00 at their place."""
        conversation = self._waiting(db, page)
        if conversation is None or conversation.is_aside:
            return self._not_now(db, page, conversation)
        received = page.received
        wanted = command.until or received.now + AN_HOUR
        until = opening(min(wanted, received.now + FARTHEST), received.zone, _FLOOR)
        assert conversation.assignment_id is not None and conversation.state.step is not None
        page.tell(
            SnoozeAsked(
                client_id=page.client_id,
                assignment_id=conversation.assignment_id,
                occurrence_id=conversation.occurrence_id,
                step=conversation.state.step,
                until=until,
            )
        )
        page.tell_moved(conversation.occurrence_id, is_open=False)
        self._dialogues.put(db, page.client_id, conversation, "waiting", until + WAITED_FOR)
        when = spoken_moment(until, received.now, received.zone, received.language)
        page.say("later_set" if until == wanted else "later_adjusted", code=conversation.code, when=when)
        self._dialogues.hand_back(db, page, conversation.occurrence_id)

    def skip(self, db: Connection, page: Page, command: Command) -> None:
        """Pass over the open question, or the one still waiting for an answer."""
        conversation = self._waiting(db, page)
        if conversation is None:
            page.say("nothing_waiting")
        else:
            self._answering.skip(db, page, conversation, command.words)

    def _not_now(self, db: Connection, page: Page, conversation: Conversation | None) -> None:
        """An aside is not worth a second text: it is simply let go."""
        if conversation is None:
            page.say("nothing_waiting")
        else:
            self._answering.skip(db, page, conversation, None)

    def _waiting(self, db: Connection, page: Page) -> Conversation | None:
        if page.received.conversation is not None:
            return page.received.conversation
        waiting = self._dialogues.answerable(db, page.client_id, page.received.now)
        return waiting[0] if waiting else None
