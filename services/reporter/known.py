"""What is known of one session's participants and not yet told: all that a digest is compiled from."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

PRIVATE, SKIPPED, COMPUTED, CHOICE = "private", "skipped", "computed", "choice"
"""Kinds of entries that are told in a way of their own."""


@dataclass(frozen=True)
class Piece:
    """One of several short answers to one question."""

    key: str
    label: str
    kind: str


@dataclass(frozen=True)
class Question:
    """One question of an activity, or of an aside, as the clinician reads it.

    `is_asked_once`: in every conversation that runs its whole course, so that it can be a before or an after.
    """

    key: str
    label: str
    scale: tuple[int, int] | None = None
    choices: tuple[tuple[str, str], ...] = ()
    pieces: tuple[Piece, ...] = ()
    is_asked_once: bool = True


@dataclass(frozen=True)
class Readiness:
    """What the client said last about beginning. `is_news`: no digest has told it."""

    is_ready: bool
    said_at: datetime
    is_news: bool = True


@dataclass(frozen=True)
class Homework:
    """One assignment and the activity it is."""

    id: UUID
    title: str
    slug: str = ""
    questions: tuple[Question, ...] = ()
    by_keyword: bool = False
    needs_readiness: bool = False
    readiness: Readiness | None = None
    unlocked_at: datetime | None = None
    resting_since: datetime | None = None
    ended_at: datetime | None = None

    @property
    def is_ready(self) -> bool:
        """Whether the client has said READY, and has not taken it back since."""
        return self.readiness is not None and self.readiness.is_ready


Outcome = Literal["answered", "used", "skipped", "not counted", "taken back", "let go", "open", "left"]


@dataclass(frozen=True)
class Occurrence:
    """One time an assignment asked, or was begun by keyword (then `asked_at` is None).

    `is_withdrawn`: the client took back every word they had said in it.
    """

    id: UUID
    assignment_id: UUID
    asked_at: datetime | None = None
    answered_at: datetime | None = None
    is_complete: bool = False
    skipped_at: datetime | None = None
    let_go_at: datetime | None = None
    not_counted_why: str | None = None
    is_withdrawn: bool = False

    @property
    def outcome(self) -> Outcome:
        """What became of it. An answer settles everything; in doubt about delivery it is not counted.

        What a client begins is `used`, or `left` when they pass it over or take it all back: that is nothing to count.
        """
        if self.answered_at and not self.is_withdrawn:
            return "answered" if self.asked_at else "used"
        if not self.asked_at and (self.answered_at or self.skipped_at):
            return "left"
        if self.skipped_at and not self.is_withdrawn:
            return "skipped"
        if self.not_counted_why:
            return "not counted"
        if self.let_go_at:
            return "let go"
        return "taken back" if self.answered_at or self.skipped_at else "open"


@dataclass(frozen=True)
class Entry:
    """Words a client gave us; `value` is what was read from them, as JSON has it.

    The step of an aside is the aside's name, a dot and the step. Private words are not known here.
    """

    id: UUID
    assignment_id: UUID | None
    occurrence_id: UUID | None
    step: str | None
    kind: str
    words: str | None
    value: Any
    recorded_at: datetime

    @property
    def number(self) -> int | float | None:
        """The value, where it is a number."""
        is_number = isinstance(self.value, int | float) and not isinstance(self.value, bool)
        return self.value if is_number else None

    @property
    def is_private(self) -> bool:
        """Whether it is counted and never shown."""
        return self.kind == PRIVATE or (self.words is None and self.value is None)

    @property
    def aside(self) -> str | None:
        """The aside it was said in; None for homework and for what was sent on its own."""
        name, dot, _ = (self.step or "").partition(".")
        return name if dot else None


@dataclass(frozen=True)
class Reservation:
    """What the therapist should hear first. `entry` holds the words that say it, if there are any."""

    id: UUID
    assignment_id: UUID | None
    kind: str
    entry: Entry | None
    raised_at: datetime


@dataclass(frozen=True)
class Barrier:
    """What got in the way. `entry` holds the words that say it, if there are any."""

    id: UUID
    assignment_id: UUID | None
    kind: str
    entry: Entry | None
    reported_at: datetime


@dataclass(frozen=True)
class Concern:
    """Words that may mean danger, or that nothing could check."""

    id: UUID
    why: str
    words: str
    raised_at: datetime


@dataclass(frozen=True)
class ClientView:
    """What is known of one participant, and not yet told in a digest. `asides` are the questions of asides."""

    client_id: UUID
    initials: str
    zone: str
    since: datetime | None = None
    is_first: bool = True
    stopped_at: datetime | None = None
    paused_until: datetime | None = None
    homework: tuple[Homework, ...] = ()
    occurrences: tuple[Occurrence, ...] = ()
    entries: tuple[Entry, ...] = ()
    reservations: tuple[Reservation, ...] = ()
    barriers: tuple[Barrier, ...] = ()
    concerns: tuple[Concern, ...] = ()
    asides: tuple[Question, ...] = ()

    def in_order(self) -> "ClientView":
        """The same, each list in the order of its telling, however the rows came."""
        return replace(
            self,
            homework=tuple(sorted(self.homework, key=lambda one: (one.title, str(one.id)))),
            entries=tuple(sorted(self.entries, key=lambda one: (one.recorded_at, str(one.id)))),
            reservations=tuple(sorted(self.reservations, key=lambda one: (one.raised_at, str(one.id)))),
            barriers=tuple(sorted(self.barriers, key=lambda one: (one.reported_at, str(one.id)))),
            concerns=tuple(sorted(self.concerns, key=lambda one: (one.raised_at, str(one.id)))),
        )

    def titled(self, assignment_id: UUID | None) -> Homework | None:
        """The homework of this id, where it is known."""
        return next((one for one in self.homework if one.id == assignment_id), None)

    def question(self, entry: Entry) -> Question | None:
        """The question that an entry answers; None for one that neither the activity nor the aside knows."""
        homework = self.titled(entry.assignment_id)
        asked = self.asides if entry.aside else homework.questions if homework else ()
        return next((one for one in asked if one.key == entry.step), None)


@dataclass(frozen=True)
class SessionView:
    """One session, where its clinician works, and who takes part."""

    starts_at: datetime
    zone: str
    clients: tuple[ClientView, ...]
