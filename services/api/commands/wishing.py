"""HARD, LESS, MORE, NAME, READY, NOT YET, PAUSE and BACK: homework as the client would like it."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import Connection

from services.api.code_names import check_code_name
from services.api.dialogues import Dialogues
from services.api.errors import CodeNameTaken
from services.api.homework import Homework, Homeworks
from services.api.openings import Openings
from services.api.page import Page
from services.api.spoken import start_of_day
from services.api.wishes import Wishes
from shared.activities.engine import hand_back
from shared.activities.state import InvalidParams
from shared.events import ClientHeard
from shared.reading.commands import Command
from shared.schedule import describe, describe_day

PAUSED_FOR, LONGEST_PAUSE = 7, 14
"""Days, when none are given, and at most."""


class Wishing:
    """Grants wishes, and says so."""

    def __init__(self, dialogues: Dialogues, openings: Openings, homeworks: Homeworks, wishes: Wishes) -> None:
        self._dialogues = dialogues
        self._openings = openings
        self._homeworks = homeworks
        self._wishes = wishes

    def hard(self, db: Connection, page: Page, homework: Homework, command: Command) -> None:
        """Offer the smaller version or a rest until the session; without a smaller one, rest. The therapist sees it."""
        conversation = page.received.conversation
        if conversation is not None and conversation.activity.slug == "smaller":
            # Said already, and answered with a question: that is asked once more.
            page.replies.extend(hand_back(conversation.activity, conversation.state, page.received.now).replies)
            return
        self._wishes.reserve(page, homework.assignment_id, "too_hard")
        if conversation is not None and conversation.is_aside:
            self._dialogues.close(db, conversation.occurrence_id)
            page.tell_moved(conversation.occurrence_id, is_open=False)
        is_small_already = conversation is not None and conversation.state.is_smaller
        if homework.activity.smaller and not is_small_already and not homework.params.smaller:
            self._openings.begin_aside(db, page, "smaller", homework)
            return
        self._wishes.rest(db, page, homework)
        if conversation is not None and conversation.assignment_id == homework.assignment_id:
            self._dialogues.close(db, conversation.occurrence_id)
            page.tell_moved(conversation.occurrence_id, is_open=False)
        page.say("hard_rest", code=homework.code)
        if conversation is not None:
            self._dialogues.hand_back(db, page, conversation.occurrence_id)

    def less(self, db: Connection, page: Page, homework: Homework, command: Command) -> None:
        """Fewer texts from now on."""
        lower = self._wishes.less(db, page, homework)
        if lower is None:
            page.say("less_least", code=homework.code)
        else:
            page.say("less_set", code=homework.code, schedule=describe(lower, page.received.language))

    def more(self, db: Connection, page: Page, homework: Homework, command: Command) -> None:
        """More texts again, up to what was agreed."""
        higher = self._wishes.more(db, page, homework)
        if higher is None:
            page.say("more_agreed", code=homework.code)
        else:
            page.say("more_set", code=homework.code, schedule=describe(higher, page.received.language))

    def name(self, db: Connection, page: Page, homework: Homework, command: Command) -> None:
        """Another code name, the client's own."""
        wanted = " ".join((command.words or "").split())
        others = [other.code for other in self._homeworks.active(db, page.client_id) if other != homework]
        try:
            check_code_name(wanted, others)
            renamed = replace(homework.params, code=wanted)
        except (InvalidParams, CodeNameTaken):
            page.say("name_refused")
            return
        self._wishes.fill(db, page, homework, renamed)
        conversation = page.received.conversation
        if conversation is not None and conversation.assignment_id == homework.assignment_id:
            state = replace(conversation.state, params=replace(conversation.state.params, code=wanted))
            open_still = replace(conversation, state=state)
            self._dialogues.put(db, page.client_id, open_still, "open", page.received.now)
        page.say("name_set", old=homework.code, code=wanted)

    def ready(self, db: Connection, page: Page, homework: Homework, command: Command) -> None:
        """The client is ready for what waits for it."""
        self._wishes.ready(db, page, homework, is_ready=True)
        page.say("ready_set" if homework.unlocked_at else "ready_waits", code=homework.code)
        self._close_aside(db, page)

    def not_yet(self, db: Connection, page: Page, homework: Homework, command: Command) -> None:
        """Not ready: as good an answer as any."""
        self._wishes.ready(db, page, homework, is_ready=False)
        page.say("not_yet", code=homework.code)
        self._close_aside(db, page)

    def pause(self, db: Connection, page: Page, command: Command) -> None:
        """No texts that we start for some days."""
        received = page.received
        asked_for = max(PAUSED_FOR if command.days is None else command.days, 1)
        day = received.now.astimezone(received.zone).date() + timedelta(days=min(asked_for, LONGEST_PAUSE))
        if received.conversation is not None and received.conversation.state.resumes_at is not None:
            # Its next question would have come during the pause.
            self._dialogues.close(db, received.conversation.occurrence_id)
        self._wishes.pause(db, page, start_of_day(day, received.zone))
        text = "paused_capped" if asked_for > LONGEST_PAUSE else "paused"
        page.say(text, date=describe_day(day, received.language))

    def back(self, db: Connection, page: Page, command: Command) -> None:
        """The pause and every rest are over. Nothing is made up for."""
        was_away = self._wishes.come_back(db, page)
        page.tell(ClientHeard(client_id=page.client_id))
        page.say("back" if was_away else "back_already")

    def _close_aside(self, db: Connection, page: Page) -> None:
        """The question whether they are ready is answered."""
        conversation = page.received.conversation
        if conversation is None or conversation.activity.slug != "readiness":
            return
        self._dialogues.close(db, conversation.occurrence_id)
        page.tell_moved(conversation.occurrence_id, is_open=False)
        self._dialogues.hand_back(db, page, conversation.occurrence_id)
