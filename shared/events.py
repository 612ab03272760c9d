"""The facts that travel between services, and who hears which.

A fact is named in the past tense, never changes once written, and holds ids, times and states. Where it must carry a
client's words, name or number it carries them sealed (`Sealed`): phone numbers under the contact ring, words and names
under the journal ring, each bound to its own row.
"""

import dataclasses
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, NewType, get_type_hints
from uuid import UUID

Sealed = NewType("Sealed", str)
"""Base64 of a sealed value; only holders of the right ring can open it."""


class Fact:
    """One thing that happened. `SUBJECT` names the field whose value orders the facts: same subject, same order."""

    SUBJECT: ClassVar[str] = "client_id"

    @property
    def subject(self) -> UUID:
        """The id this fact is about."""
        value: UUID = getattr(self, self.SUBJECT)
        return value


@dataclass(frozen=True, kw_only=True)
class ClinicianJoined(Fact):
    """`digest_lead_minutes` before a session its digest is due; None: at 18:00 the evening before."""

    SUBJECT: ClassVar[str] = "clinician_id"
    clinician_id: UUID
    name: str
    email: str
    zone: str
    digest_lead_minutes: int | None


@dataclass(frozen=True, kw_only=True)
class ClientEnrolled(Fact):
    """`earliest` and `latest` are the client's local hours for texts we start, as HH:MM; `daily_cap` how many a day."""

    client_id: UUID
    clinician_id: UUID
    language: str
    zone: str
    earliest: str
    latest: str
    daily_cap: int = 4


@dataclass(frozen=True, kw_only=True)
class ClientChanged(Fact):
    """What was agreed with a client is another now; all of it is here, changed or not."""

    client_id: UUID
    clinician_id: UUID
    language: str
    zone: str
    earliest: str
    latest: str
    daily_cap: int


@dataclass(frozen=True, kw_only=True)
class ClientNamed(Fact):
    client_id: UUID
    display_name: Sealed
    initials: Sealed


@dataclass(frozen=True, kw_only=True)
class ContactChanged(Fact):
    client_id: UUID
    contact_id: UUID
    phone: Sealed


@dataclass(frozen=True, kw_only=True)
class ConsentGiven(Fact):
    client_id: UUID
    contact_id: UUID
    wording: str


@dataclass(frozen=True, kw_only=True)
class OptedOut(Fact):
    client_id: UUID
    contact_id: UUID


@dataclass(frozen=True, kw_only=True)
class PausedUntil(Fact):
    """The client wants no texts that we start before this instant. None: they are back."""

    client_id: UUID
    until: datetime | None


@dataclass(frozen=True, kw_only=True)
class ClientHeard(Fact):
    """The client texted, whatever it was. Told at most about once a day."""

    client_id: UUID


@dataclass(frozen=True, kw_only=True)
class ClientErased(Fact):
    client_id: UUID


@dataclass(frozen=True, kw_only=True)
class SessionBooked(Fact):
    SUBJECT: ClassVar[str] = "session_id"
    session_id: UUID
    clinician_id: UUID
    client_ids: list[UUID]
    starts_at: datetime


@dataclass(frozen=True, kw_only=True)
class SessionMoved(Fact):
    SUBJECT: ClassVar[str] = "session_id"
    session_id: UUID
    starts_at: datetime


@dataclass(frozen=True, kw_only=True)
class SessionCancelled(Fact):
    SUBJECT: ClassVar[str] = "session_id"
    session_id: UUID


@dataclass(frozen=True, kw_only=True)
class AssignmentCreated(Fact):
    """`params` is the JSON that fills the texts (code name, link), sealed under the contact ring.

    `introduce`: its first text gives the reason and asks when and where. `needs_readiness`: it is held until the client
    says READY and the clinician has unlocked it.
    """

    client_id: UUID
    assignment_id: UUID
    clinician_id: UUID
    slug: str
    version: int
    params: Sealed
    schedule: dict[str, Any]
    introduce: bool = False
    needs_readiness: bool = False


@dataclass(frozen=True, kw_only=True)
class AssignmentChanged(Fact):
    """Another schedule or other words to fill in. `params` as in AssignmentCreated, but sealed for this fact."""

    client_id: UUID
    assignment_id: UUID
    params: Sealed
    schedule: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class AssignmentUnlocked(Fact):
    """The clinician agrees that the client may begin once they say READY."""

    client_id: UUID
    assignment_id: UUID


@dataclass(frozen=True, kw_only=True)
class ReadinessChanged(Fact):
    """The client said READY or NOT YET."""

    client_id: UUID
    assignment_id: UUID
    is_ready: bool


@dataclass(frozen=True, kw_only=True)
class AssignmentRested(Fact):
    """The client wants a rest from this one until the next session."""

    client_id: UUID
    assignment_id: UUID


@dataclass(frozen=True, kw_only=True)
class AssignmentResumed(Fact):
    """The rest is over: the client asked for it again."""

    client_id: UUID
    assignment_id: UUID


@dataclass(frozen=True, kw_only=True)
class AssignmentEnded(Fact):
    client_id: UUID
    assignment_id: UUID


@dataclass(frozen=True, kw_only=True)
class OccurrenceAnswered(Fact):
    """The client answered. `complete` is False while the dialogue is still going on or ended early."""

    client_id: UUID
    assignment_id: UUID
    occurrence_id: UUID
    complete: bool


@dataclass(frozen=True, kw_only=True)
class OccurrenceSkipped(Fact):
    """The client would rather not, this time."""

    client_id: UUID
    assignment_id: UUID
    occurrence_id: UUID


@dataclass(frozen=True, kw_only=True)
class SnoozeAsked(Fact):
    """The client wants to be asked again at `until`, from the question `step` on."""

    client_id: UUID
    assignment_id: UUID
    occurrence_id: UUID
    step: str
    until: datetime


@dataclass(frozen=True, kw_only=True)
class DialogueMoved(Fact):
    """A conversation that is no answer to an occurrence: begun by keyword, an aside, or ended early.

    `is_open`: the next words are for it, so that no other question should go out now.
    """

    client_id: UUID
    occurrence_id: UUID
    is_open: bool


@dataclass(frozen=True, kw_only=True)
class FollowUpAsked(Fact):
    """A dialogue wants its next question asked at `due_at`, not at once.

    `is_agreed`: the client named that time. A short wait is part of the conversation; a long one is a text we start.
    """

    client_id: UUID
    assignment_id: UUID
    occurrence_id: UUID
    follow_up_id: UUID
    step: str
    asked_at: datetime
    due_at: datetime
    is_agreed: bool


@dataclass(frozen=True, kw_only=True)
class EntryRecorded(Fact):
    """Words a client gave us. `assignment_id` is None for a note sent on its own.

    `value` is what was read from the words where the question asked for a number or a choice. `words` is None for a
    private entry, which is counted and never shown. The `step` of an aside is its name, a dot and the step.
    """

    client_id: UUID
    entry_id: UUID
    assignment_id: UUID | None
    occurrence_id: UUID | None
    step: str | None
    kind: str
    words: Sealed | None
    value: Sealed | None


@dataclass(frozen=True, kw_only=True)
class EntryWithdrawn(Fact):
    """The client took words back, or moved them elsewhere; where they were they are no longer shown."""

    client_id: UUID
    entry_id: UUID


@dataclass(frozen=True, kw_only=True)
class ReservationRaised(Fact):
    """Something the therapist should hear first.

    `kind` is too_hard, not_yet, question, rest, less or more; `entry_id` names the words that say it, if there are any.
    """

    client_id: UUID
    reservation_id: UUID
    assignment_id: UUID | None
    kind: str
    entry_id: UUID | None


@dataclass(frozen=True, kw_only=True)
class BarrierReported(Fact):
    """What got in the way.

    `kind` is forgot, no_time, too_hard, no_point, not_ready, not_for_me or other; `entry_id` names the words, if any.
    """

    client_id: UUID
    barrier_id: UUID
    assignment_id: UUID | None
    kind: str
    entry_id: UUID | None


@dataclass(frozen=True, kw_only=True)
class ConcernRaised(Fact):
    """Words that may mean danger arrived; `why` is 'phrase' or 'unscreened'. The words themselves are the entry."""

    client_id: UUID
    concern_id: UUID
    message_id: UUID
    why: str
    words: Sealed


@dataclass(frozen=True, kw_only=True)
class ReminderSent(Fact):
    """A text left for the client. `occurrence_id` is None for the opt-in text and its reminder.

    `kind` is opt_in, opt_in_reminder, prompt, nudge, follow_up, snooze, or the name of an aside: introduction,
    readiness, barrier, step-down, restart. An aside has an `occurrence_id` of its own, made when it was planned.
    """

    client_id: UUID
    reminder_id: UUID
    assignment_id: UUID | None
    occurrence_id: UUID | None
    kind: str
    step: str | None
    sent_at: datetime


@dataclass(frozen=True, kw_only=True)
class OccurrenceLetGo(Fact):
    client_id: UUID
    assignment_id: UUID
    occurrence_id: UUID


@dataclass(frozen=True, kw_only=True)
class OccurrenceSuppressed(Fact):
    """We chose not to text. `why` names the reason; it never counts against the client."""

    client_id: UUID
    assignment_id: UUID
    occurrence_id: UUID
    why: str


@dataclass(frozen=True, kw_only=True)
class ReminderUndeliverable(Fact):
    """The carrier could not deliver, or we cannot tell whether it did (`why` = 'unknown')."""

    client_id: UUID
    reminder_id: UUID
    assignment_id: UUID | None
    occurrence_id: UUID | None
    why: str


@dataclass(frozen=True, kw_only=True)
class DeliveryReported(Fact):
    """The carrier's status callback, as it came."""

    SUBJECT: ClassVar[str] = "attempt_id"
    attempt_id: UUID
    carrier_sid: str
    status: str
    error_code: int | None


@dataclass(frozen=True, kw_only=True)
class DigestSent(Fact):
    SUBJECT: ClassVar[str] = "session_id"
    session_id: UUID
    digest_id: UUID
    clinician_id: UUID


NOTIFIER, REPORTER, API = "notifier", "reporter", "api"
READERS = (API, NOTIFIER, REPORTER)

# The diagram of the system, and its privacy line: numbers go only to the notifier, words only to the reporter.
HEARS: dict[type[Fact], tuple[str, ...]] = {
    ClinicianJoined: (REPORTER,),
    ClientEnrolled: (NOTIFIER, REPORTER),
    ClientChanged: (NOTIFIER, REPORTER),
    ClientNamed: (REPORTER,),
    ContactChanged: (NOTIFIER,),
    ConsentGiven: (NOTIFIER, REPORTER),
    OptedOut: (NOTIFIER, REPORTER),
    PausedUntil: (NOTIFIER, REPORTER),
    ClientHeard: (NOTIFIER,),
    ClientErased: (NOTIFIER, REPORTER),
    SessionBooked: (NOTIFIER, REPORTER),
    SessionMoved: (NOTIFIER, REPORTER),
    SessionCancelled: (NOTIFIER, REPORTER),
    AssignmentCreated: (NOTIFIER, REPORTER),
    AssignmentChanged: (NOTIFIER, REPORTER),
    AssignmentUnlocked: (NOTIFIER, REPORTER),
    ReadinessChanged: (NOTIFIER, REPORTER),
    AssignmentRested: (NOTIFIER, REPORTER),
    AssignmentResumed: (NOTIFIER, REPORTER),
    AssignmentEnded: (NOTIFIER, REPORTER),
    OccurrenceAnswered: (NOTIFIER, REPORTER),
    OccurrenceSkipped: (NOTIFIER, REPORTER),
    SnoozeAsked: (NOTIFIER,),
    DialogueMoved: (NOTIFIER,),
    FollowUpAsked: (NOTIFIER,),
    EntryRecorded: (REPORTER,),
    EntryWithdrawn: (REPORTER,),
    ReservationRaised: (REPORTER,),
    BarrierReported: (REPORTER,),
    ConcernRaised: (REPORTER,),
    ReminderSent: (REPORTER, API),
    OccurrenceLetGo: (REPORTER, API),
    OccurrenceSuppressed: (REPORTER, API),
    ReminderUndeliverable: (REPORTER, API),
    DeliveryReported: (NOTIFIER,),
    DigestSent: (API,),
}

FACTS: dict[str, type[Fact]] = {fact.__name__: fact for fact in HEARS}


def field_types(kind: type[Fact]) -> dict[str, Any]:
    """The fields of one fact and their types, in order."""
    hints = get_type_hints(kind)
    assert dataclasses.is_dataclass(kind)
    return {field.name: hints[field.name] for field in dataclasses.fields(kind)}
