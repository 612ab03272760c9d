"""A carrier in memory: does what it is told to, and remembers what it was given."""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from services.notifier.carrier import Accepted, Listed, ListingDown, Outcome
from shared.clock import Now


class Killed(BaseException):
    """The process ends here: nothing after this line happens."""


@dataclass
class Text:
    """One text the carrier has."""

    sid: str
    attempt_id: UUID
    phone: str
    body: str
    valid_for: timedelta
    created_at: datetime
    status: str = "queued"
    error_code: int | None = None


@dataclass(frozen=True)
class _Turn:
    outcome: Outcome | None
    is_kept: bool


class FakeCarrier:
    """Takes every text, unless told what to do with the next ones."""

    def __init__(self, now: Now) -> None:
        self.texts: list[Text] = []
        self.asked = 0
        self._taken = 0
        self.is_listing_down = False
        self._now = now
        self._turns: deque[_Turn] = deque()

    def next_time(self, outcome: Outcome | None, *, kept: bool = False) -> None:
        """Answer the next text like this; None: the process is killed. `kept`: the text is sent all the same."""
        self._turns.append(_Turn(outcome, kept))

    def send(self, attempt_id: UUID, phone: str, body: str, *, valid_for: timedelta) -> Outcome:
        """Take a text."""
        turn = self._turns.popleft() if self._turns else None
        self._taken += 1
        text = Text(f"SM{self._taken:032x}", attempt_id, phone, body, valid_for, self._now().replace(microsecond=0))
        if turn is None or turn.is_kept:
            self.texts.append(text)
        if turn is None:
            return Accepted(text.sid, text.status)
        if turn.outcome is None:
            raise Killed
        return turn.outcome

    def texts_to(self, phone: str) -> Sequence[Listed]:
        """The list, newest first."""
        self.asked += 1
        if self.is_listing_down:
            raise ListingDown
        return [
            Listed(text.sid, text.body, text.created_at, text.status, text.error_code)
            for text in reversed(self.texts)
            if text.phone == phone
        ]

    def bodies(self, phone: str) -> list[str]:
        """What a phone got, in order."""
        return [text.body for text in self.texts if text.phone == phone]
