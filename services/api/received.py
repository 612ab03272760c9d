"""A text as it came, and what was known of its client at that moment."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from shared.activities.definition import Activity
from shared.activities.state import State


@dataclass(frozen=True)
class InboundText:
    """One text as the carrier handed it over."""

    sid: str
    sender: str
    body: str
    has_picture: bool = False


@dataclass(frozen=True)
class Conversation:
    """An open dialogue as it stands: the occurrence it belongs to, and the engine's state."""

    occurrence_id: UUID
    assignment_id: UUID
    activity: Activity
    state: State


@dataclass(frozen=True)
class Received:
    """One text of one client, whose row is locked for as long as it is read."""

    message_id: UUID
    sid: str
    client_id: UUID
    contact_id: UUID
    consent: str
    language: str
    body: str
    now: datetime
    conversation: Conversation | None
    has_picture: bool = False
