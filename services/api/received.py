"""A text from a known client, with what its reading needs."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True)
class InboundText:
    """One text as the carrier handed it over."""

    sid: str
    sender: str
    body: str


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
