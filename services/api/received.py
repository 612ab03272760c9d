"""A text as it came, and what was known of its client at that moment."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from shared.activities.definition import Activity
from shared.activities.state import State

Origin = Literal["prompt", "keyword", "aside"]


@dataclass(frozen=True)
class InboundText:
    """One text as the carrier handed it over."""

    sid: str
    sender: str
    body: str
    has_picture: bool = False


@dataclass(frozen=True)
class Conversation:
    """A dialogue as it stands: what it is about, who began it, and the engine's state."""

    occurrence_id: UUID
    assignment_id: UUID | None
    origin: Origin
    activity: Activity
    state: State

    @property
    def code(self) -> str:
        """The code name its texts begin with."""
        return self.state.params.code

    @property
    def is_aside(self) -> bool:
        """Whether it is no homework, but a word about it."""
        return self.origin == "aside"

    @property
    def is_at_its_start(self) -> bool:
        """Whether its first question is still open."""
        first = self.activity.keyword_step if self.state.params.by_keyword else None
        steps = self.activity.walk(smaller=self.state.is_smaller)
        return self.state.step == (first or steps[0].key) and self.state.item == 0


@dataclass(frozen=True)
class Received:
    """One text of one client, whose row is locked for as long as it is read."""

    message_id: UUID
    sid: str
    client_id: UUID
    contact_id: UUID
    consent: str
    language: str
    zone: ZoneInfo
    paused_until: datetime | None
    heard_at: datetime | None
    body: str
    now: datetime
    conversation: Conversation | None
    choosing: "Choosing | None" = None
    has_picture: bool = False


@dataclass(frozen=True)
class Choosing:
    """What the client was asked to choose: for which of these a command was meant, or where their words belong.

    `word` is the command's name; `words`, `until` and `message_id` are what it came with. `options` are assignments or
    conversations, in the order they were offered; None stands for "a note".
    """

    word: str
    options: tuple[UUID | None, ...]
    names: tuple[str, ...]
    words: str | None = None
    message_id: UUID | None = None
