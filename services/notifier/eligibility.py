"""Whether a reminder that is due may go now: every reason against it, in order."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Literal, NamedTuple
from uuid import UUID

from shared.hours import Defer, Hours, Suppress, dispatch_decision
from shared.schedule import zone

MID_DIALOGUE = timedelta(minutes=15)
"""How long after its time a follow-up is still part of a conversation the client began, and may go at any hour."""


TALKING_FOR = timedelta(minutes=30)
"""How long after an answer that leaves a question open a client counts as being in the middle of a conversation."""


class Claimed(NamedTuple):
    """A reminder being decided, with all that is known about whom it is for. In the order of the claiming query."""

    reminder_id: UUID
    client_id: UUID
    assignment_id: UUID | None
    occurrence_id: UUID | None
    kind: Literal["opt_in", "prompt", "nudge", "follow_up"]
    step: str | None
    due_at: datetime
    window_ends_at: datetime
    tries: int
    language: str
    zone: str
    earliest: str
    latest: str
    contact_id: UUID | None
    phone: bytes | None
    lane: bytes | None
    consent: str | None
    slug: str | None
    version: int | None
    params: bytes | None
    schedule: str | None
    occurrence_state: str | None
    occurrences_so_far: int
    newer_was_sent: bool
    talking_until: datetime | None


@dataclass(frozen=True)
class Go:
    """It goes now."""


@dataclass(frozen=True)
class Wait:
    """Not before then."""

    until: datetime


@dataclass(frozen=True)
class Cancel:
    """It is no longer wanted; nobody needs to hear of it."""

    why: str


@dataclass(frozen=True)
class LetPass:
    """We choose not to text."""

    why: str


@dataclass(frozen=True)
class GiveUp:
    """It was tried, and there is no time left to try again."""


Decision = Go | Wait | Cancel | LetPass | GiveUp

_STILL_ASKING = {
    "prompt": ("planned", "sending"),
    "nudge": ("sent",),
    # None: a dialogue begun by keyword, whose occurrence only the api knows.
    "follow_up": (None, "sending", "sent", "partial"),
}


def decide(reminder: Claimed, now: datetime) -> Decision:
    """Whether it goes now, later or never. Consent comes first, hours last."""
    if reminder.contact_id is None:
        return Cancel("no_contact")
    if reminder.kind == "opt_in":
        return _within_hours(reminder, now) if reminder.consent == "asked" else Cancel("already_answered")
    if reminder.consent != "given":
        return Cancel("no_consent")
    if reminder.slug is None:
        return Cancel("ended")
    if reminder.occurrence_state not in _STILL_ASKING[reminder.kind]:
        return Cancel("answered")
    if reminder.newer_was_sent and reminder.kind != "follow_up":
        return LetPass("newer_sent")
    if reminder.kind == "follow_up" and now - reminder.due_at <= MID_DIALOGUE:
        return Go()
    talking_until = min(reminder.talking_until or now, reminder.window_ends_at)
    if reminder.kind != "follow_up" and talking_until > now:
        # A second question now would take the answer meant for the first.
        return Wait(talking_until)
    return _within_hours(reminder, now)


def _within_hours(reminder: Claimed, now: datetime) -> Decision:
    if reminder.tries and now >= reminder.window_ends_at:
        return GiveUp()
    hours = Hours(time.fromisoformat(reminder.earliest), time.fromisoformat(reminder.latest))
    window = reminder.window_ends_at - reminder.due_at
    decision = dispatch_decision(reminder.due_at, now, window, zone(reminder.zone), hours)
    if isinstance(decision, Defer):
        return Wait(decision.until)
    if isinstance(decision, Suppress):
        return LetPass(decision.reason)
    return Go()
