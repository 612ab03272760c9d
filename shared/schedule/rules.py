"""What is agreed: one rule that says when, and the schedule around it. Days of the week are numbers, Monday being 0."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import ClassVar, Literal
from uuid import UUID

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
EVERY_DAY = tuple(range(7))
DEFAULT_WINDOW = timedelta(hours=24)
_SATURDAY = 5


@dataclass(frozen=True)
class Once:
    """One local moment."""

    kind: ClassVar[str] = "once"
    at: datetime


@dataclass(frozen=True)
class Daily:
    """The same local times every day."""

    kind: ClassVar[str] = "daily"
    times: tuple[time, ...]


@dataclass(frozen=True)
class EveryDays:
    """The same local times every so many local days, counted from the schedule's first day, else from its beginning."""

    kind: ClassVar[str] = "every_days"
    every: int
    times: tuple[time, ...]


@dataclass(frozen=True)
class Weekdays:
    """The same local times on some days of the week."""

    kind: ClassVar[str] = "weekdays"
    days: tuple[int, ...]
    times: tuple[time, ...]


@dataclass(frozen=True)
class AtRandom:
    """Some times a day that nobody knows beforehand, both ends included, two never nearer than the gap."""

    kind: ClassVar[str] = "random"
    earliest: time
    latest: time
    times_a_day: int
    min_gap: timedelta
    days: tuple[int, ...] = EVERY_DAY


@dataclass(frozen=True)
class Keyword:
    """Whenever the client texts the keyword: nothing is planned."""

    kind: ClassVar[str] = "keyword"


@dataclass(frozen=True)
class AroundSession:
    """Once for each session: before or after the ones still to come, or after each one there has been.

    With `at`, at that local time of the day that lies `days` from the session's local day; without, `hours` from it
    exactly. Less than 0 is before.
    """

    kind: ClassVar[str] = "session"
    which: Literal["next", "previous"]
    days: int = 0
    at: time | None = None
    hours: int = 0

    @property
    def is_before(self) -> bool:
        """Whether it asks before the session; on the day of the next one, that is what is meant."""
        return self.which == "next" and (self.hours < 0 if self.at is None else self.days <= 0)


@dataclass(frozen=True)
class AfterAnother:
    """Once for each time another assignment is completed: after the delay, and then at the next local `at`, if any."""

    kind: ClassVar[str] = "after"
    assignment_id: UUID
    delay: timedelta
    at: time | None = None


Rule = Once | Daily | EveryDays | Weekdays | AtRandom | Keyword | AroundSession | AfterAnother


@dataclass(frozen=True)
class Schedule:
    """What is agreed: the rule, from and until which local day, how often at most, how long an answer counts.

    `times_on` holds the times of a day of the week that has its own; they stay where `weekend_shift` moves the others
    of Saturday and Sunday. `stops_at_session`: the first session after the beginning is the end.
    """

    rule: Rule
    starts_on: date | None = None
    stops_on: date | None = None
    count: int | None = None
    window: timedelta = DEFAULT_WINDOW
    nudge_after: timedelta | None = None
    stops_at_session: bool = False
    times_on: tuple[tuple[int, tuple[time, ...]], ...] = ()
    weekend_shift: timedelta = timedelta(0)
    on_collision: Literal["defer", "skip"] = "defer"

    @property
    def kind(self) -> str:
        """The kind of the rule, as it is written in JSON."""
        return self.rule.kind

    def days_of_week(self) -> tuple[int, ...]:
        """The days of the week it can ask on."""
        return self.rule.days if isinstance(self.rule, Weekdays | AtRandom) else EVERY_DAY

    def times_of(self, weekday: int) -> tuple[time, ...]:
        """The local times of one day of the week, if the rule asks on it; none where the rule names no times of day."""
        if not isinstance(self.rule, Daily | EveryDays | Weekdays):
            return ()
        for own, times in self.times_on:
            if own == weekday:
                return times
        return tuple(self.moved(at, weekday) for at in self.rule.times)

    def moved(self, at: time, weekday: int) -> time:
        """A time of day, moved if that day is of the weekend. Raises ValueError where it would leave its day."""
        if not self.weekend_shift or weekday < _SATURDAY:
            return at
        minutes = at.hour * 60 + at.minute + self.weekend_shift // timedelta(minutes=1)
        return time(*divmod(minutes, 60))
