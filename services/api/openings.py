"""How a conversation begins: a question of ours was sent, or the client texted the keyword of their homework."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Connection

from services.api.dialogues import ANSWERED_WITHIN, WAITED_FOR, Dialogues
from services.api.entries import Entries
from services.api.homework import Homework, Homeworks
from services.api.page import Page
from services.api.received import Conversation
from shared.activities.engine import begin, resume, seed_of
from shared.activities.library import Library
from shared.activities.speaking import about
from shared.activities.state import LONGEST_CODE, Params
from shared.database import write
from shared.events import ReminderSent
from shared.ids import new_id
from shared.reading.answers import plain_words

KEYWORD_LETTERS = (3, 12)
ASIDE_ANSWERED_WITHIN = timedelta(hours=24)

_COLONS = (":", "\uff1a")
_FORGET_CHOOSING = """
update api.client set choosing = null, choosing_until = null where id = %s and choosing is not null
"""
_LIVES = "select language, zone from api.client where id = %s"


class _Lives(NamedTuple):
    """What a client reads, and the clock on their wall."""

    language: str
    zone: str


class Opened(NamedTuple):
    """A conversation that a keyword has opened, its first texts, and the words that came with the keyword."""

    conversation: Conversation
    texts: list[str]
    words: str


class Openings:
    """Opens conversations."""

    def __init__(
        self, dialogues: Dialogues, entries: Entries, homeworks: Homeworks, library: Library, sender_name: str
    ) -> None:
        self._dialogues = dialogues
        self._entries = entries
        self._homeworks = homeworks
        self._library = library
        self._sender_name = sender_name

    def by_keyword(self, db: Connection, page: Page) -> Opened | None:
        """Begin what a keyword asks for: the keyword alone, or before a colon and the first answer.

        None: the text is no keyword of this client's homework. What was open is handed back when this one is over.
        """
        word, words = _parted(page.received.body)
        # Only a word of the length of a keyword is worth a look at what the client has.
        if not KEYWORD_LETTERS[0] <= len(plain_words(word)) <= KEYWORD_LETTERS[1]:
            return None
        homework = self._homeworks.by_keyword(db, page.client_id, word)
        return self._begin(db, page, homework, words) if homework else None

    def begin_smaller(self, db: Connection, page: Page, conversation: Conversation) -> list[str]:
        """Begin a conversation's smaller version in its place. Its first texts."""
        now, params = page.received.now, conversation.state.params
        seed = seed_of(conversation.occurrence_id)
        state, texts = begin(conversation.activity, params, now, seed, zone=page.received.zone.key, smaller=True)
        self._dialogues.reopen(db, page.client_id, replace(conversation, state=state), now + ANSWERED_WITHIN)
        return texts

    def begin_aside(self, db: Connection, page: Page, name: str, of: Homework) -> None:
        """Ask something about homework in answer to a text; what was open is handed back afterwards."""
        now, occurrence_id = page.received.now, new_id()
        lives = _Lives(page.received.language, page.received.zone.key)
        conversation, texts = self._aside(name, of, occurrence_id, lives, now)
        closes_at = now + ASIDE_ANSWERED_WITHIN
        self._dialogues.open(db, page.client_id, conversation, now, closes_at)
        page.replies.extend(texts)
        page.tell_moved(occurrence_id, is_open=True)

    def sent(self, db: Connection, fact: ReminderSent) -> None:
        """A text of ours went out: its conversation is first in line now. Hearing it twice changes nothing.

        What we asked about the client's last words is not open any more: the next ones answer the new text.
        """
        if fact.occurrence_id is None:
            return
        write(db, _FORGET_CHOOSING, (fact.client_id,))
        if fact.kind in ("follow_up", "snooze", "nudge"):
            self._asked_again(db, fact, fact.occurrence_id)
        elif not self._dialogues.is_known(db, fact.occurrence_id):
            self._open_sent(db, fact, fact.occurrence_id)

    def _begin(self, db: Connection, page: Page, homework: Homework, words: str) -> Opened:
        now, occurrence_id = page.received.now, new_id()
        params = replace(homework.params, by_keyword=True)
        zone = page.received.zone.key
        state, texts = begin(homework.activity, params, now, seed_of(occurrence_id), zone=zone)
        conversation = Conversation(occurrence_id, homework.assignment_id, "keyword", homework.activity, state)
        closes_at = now + homework.schedule.window
        self._dialogues.open(db, page.client_id, conversation, now, closes_at)
        return Opened(conversation, texts, words)

    def _open_sent(self, db: Connection, fact: ReminderSent, occurrence_id: UUID) -> None:
        found = db.exec_driver_sql(_LIVES, (fact.client_id,)).first()
        homework = self._homeworks.find(db, fact.assignment_id) if fact.assignment_id else None
        if found is None or (fact.assignment_id and (homework is None or not homework.is_active)):
            return
        lives, at = _Lives(*found), fact.sent_at
        if fact.kind == "prompt" and homework:
            conversation = self._prompted(db, homework, occurrence_id, lives, at)
            closes_at = at + homework.schedule.window
        else:
            conversation, _ = self._aside(fact.kind, homework, occurrence_id, lives, at)
            closes_at = at + ASIDE_ANSWERED_WITHIN
        self._dialogues.open(db, fact.client_id, conversation, at, closes_at)

    def _prompted(
        self, db: Connection, homework: Homework, occurrence_id: UUID, lives: _Lives, at: datetime
    ) -> Conversation:
        activity, params = homework.activity, homework.params
        carried: tuple[str, ...] = ()
        if activity.carries:
            carried = self._entries.gathered(db, homework.client_id, homework.assignment_id, activity.carries)
        state, _ = begin(
            activity,
            params,
            at,
            seed_of(occurrence_id),
            zone=lives.zone,
            smaller=params.smaller and bool(activity.smaller),
            carried=carried,
        )
        return Conversation(occurrence_id, homework.assignment_id, "prompt", activity, state)

    def _aside(
        self, name: str, of: Homework | None, occurrence_id: UUID, lives: _Lives, at: datetime
    ) -> tuple[Conversation, list[str]]:
        aside = self._library.aside(name)
        if of:
            filled = about(of.activity, replace(of.params, language=lives.language, by_keyword=False))
        else:
            filled = Params(code=self._sender_name[:LONGEST_CODE].strip(), language=lives.language)
        state, texts = begin(aside, filled, at, seed_of(occurrence_id), zone=lives.zone)
        assignment_id = of.assignment_id if of else None
        return Conversation(occurrence_id, assignment_id, "aside", aside, state), texts

    def _asked_again(self, db: Connection, fact: ReminderSent, occurrence_id: UUID) -> None:
        """A question that was held back, put off, or is still there, has been asked now."""
        conversation = self._dialogues.live(db, occurrence_id)
        if conversation is None or conversation.state.step is None:
            return
        state, closes_at = conversation.state, fact.sent_at
        if fact.kind == "follow_up":
            state = resume(conversation.activity, state, fact.sent_at).state
        elif fact.kind == "snooze":
            # The client has now had this question twice.
            state = replace(state, asked=2, resumes_at=None)
        if fact.kind != "nudge":
            closes_at += WAITED_FOR
        self._dialogues.reopen(db, fact.client_id, replace(conversation, state=state), closes_at)


def _parted(text: str) -> tuple[str, str]:
    """A text's first word and what follows its colon; without a colon, the whole text and nothing."""
    for colon in _COLONS:
        word, found, words = text.partition(colon)
        if found and len(word) <= 20 and "\n" not in word.strip():
            return word, words.strip()
    return text, ""
