"""The next instant a schedule names."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from shared.schedule.drawing import draw
from shared.schedule.rules import AfterAnother, AroundSession, AtRandom, EveryDays, Keyword, Once, Schedule
from shared.schedule.zones import resolve

_DAY, _TICK, _MIDNIGHT = timedelta(days=1), timedelta(microseconds=1), time()

# The day before, the day itself, two to come, and one each that a clock change empties or that only proves the order.
_DAYS_TO_LOOK_AT = 6


@dataclass(frozen=True)
class Context:
    """What a schedule may depend on. All instants are aware and kept in UTC; sessions may come in any order.

    `seed` belongs to the assignment; `began_at` is when it was agreed; `sessions` are the client's, without cancelled
    ones; `completed_at` is the latest completion of the assignment that `after` waits for.
    """

    seed: int = 0
    began_at: datetime | None = None
    sessions: tuple[datetime, ...] = ()
    completed_at: datetime | None = None

    def __post_init__(self) -> None:
        """Put the sessions in order. Raises ValueError for an instant without a zone."""
        object.__setattr__(self, "began_at", self.began_at and _in_utc(self.began_at))
        object.__setattr__(self, "completed_at", self.completed_at and _in_utc(self.completed_at))
        object.__setattr__(self, "sessions", tuple(sorted(_in_utc(at) for at in self.sessions)))

    def first_session(self) -> int:
        """The place of the first session after the beginning; without a beginning, of the first there is."""
        return 0 if self.began_at is None else bisect_right(self.sessions, self.began_at)


def _in_utc(at: datetime) -> datetime:
    # Adding hours to a time that knows its zone moves the wall clock; only in UTC is an hour always an hour.
    if at.tzinfo is None:
        raise ValueError("every instant must be aware")
    return at.astimezone(UTC)


_NOTHING_KNOWN = Context()


def next_instant(
    schedule: Schedule, zone: ZoneInfo, after: datetime, occurrences_so_far: int, context: Context = _NOTHING_KNOWN
) -> datetime | None:
    """The first instant strictly after `after` that the schedule names, in UTC, or None when there is no more.

    1. Days and times are the client's wall clock; the last day still counts.
    2. A local time the clocks jump over moves forward by the jump; one that comes twice is taken the first time. Two
       times that so become one instant are one.
    3. Each session names one instant, even when another session lies between the two. Before the next session means
       before: what would be at or after its session is left out. So is what would not be after a previous one.
    4. With `stops_at_session` nothing comes at or after the first session that follows `context.began_at`; nobody
       knows which that is without a beginning, so then nothing stops.
    """
    if after.tzinfo is None:
        raise ValueError("after must be aware")
    limit = 1 if isinstance(schedule.rule, Once) else schedule.count
    if limit is not None and occurrences_so_far >= limit:
        return None
    found = _next(schedule, zone, after, context)
    if found is None or _is_past_the_end(schedule, zone, found, context):
        return None
    return found


def _next(schedule: Schedule, zone: ZoneInfo, after: datetime, context: Context) -> datetime | None:
    rule = schedule.rule
    if isinstance(rule, Keyword):
        return None
    if not isinstance(rule, AroundSession | AfterAnother):
        return _next_of_days(schedule, zone, after, context)
    if schedule.starts_on:
        after = max(after, resolve(schedule.starts_on, _MIDNIGHT, zone) - _TICK)
    if isinstance(rule, AroundSession):
        return _next_of_sessions(rule, zone, after, context)
    return _after_completion(rule, zone, after, context)


def _is_past_the_end(schedule: Schedule, zone: ZoneInfo, found: datetime, context: Context) -> bool:
    # A time of day belongs to the day it was meant for even where the clocks carry it past midnight.
    by_day = isinstance(schedule.rule, AroundSession | AfterAnother)
    if by_day and schedule.stops_on and found >= resolve(schedule.stops_on + _DAY, _MIDNIGHT, zone):
        return True
    if not schedule.stops_at_session or context.began_at is None:
        return False
    ending = context.first_session()
    return ending < len(context.sessions) and found >= context.sessions[ending]


def _next_of_days(schedule: Schedule, zone: ZoneInfo, after: datetime, context: Context) -> datetime | None:
    found: datetime | None = None
    for day in islice(_days(schedule, zone, after, context), _DAYS_TO_LOOK_AT):
        if schedule.stops_on and day > schedule.stops_on:
            break
        if found and found < resolve(day, _MIDNIGHT, zone):
            break
        for instant in _instants_of(schedule, day, zone, context):
            if instant > after and (found is None or instant < found):
                found = instant
    return found


def _days(schedule: Schedule, zone: ZoneInfo, after: datetime, context: Context) -> Iterator[date]:
    """The local days the rule asks on, from a day early: a time the clocks jump over may land on the next day."""
    rule = schedule.rule
    today = after.astimezone(zone).date()
    day = max(today - _DAY, schedule.starts_on or date.min)
    if isinstance(rule, Once):
        yield rule.at.date()
        return
    if isinstance(rule, EveryDays):
        first = schedule.starts_on or (context.began_at.astimezone(zone).date() if context.began_at else today)
        steps = max(0, -((first - day).days // rule.every))
        yield from _every(first + steps * rule.every * _DAY, rule.every)
        return
    asks_on = schedule.days_of_week()
    for candidate in islice(_every(day, 1), 7 * _DAYS_TO_LOOK_AT):
        if candidate.weekday() in asks_on:
            yield candidate


def _every(day: date, step: int) -> Iterator[date]:
    while True:
        yield day
        day += step * _DAY


def _instants_of(schedule: Schedule, day: date, zone: ZoneInfo, context: Context) -> list[datetime]:
    rule = schedule.rule
    if isinstance(rule, Once):
        return [resolve(day, rule.at.time(), zone)]
    if isinstance(rule, AtRandom):
        return draw(schedule, rule, day, zone, context.seed)
    return [resolve(day, at, zone) for at in schedule.times_of(day.weekday())]


def _next_of_sessions(rule: AroundSession, zone: ZoneInfo, after: datetime, context: Context) -> datetime | None:
    distance = timedelta(hours=rule.hours) if rule.at is None else timedelta(days=rule.days)
    # A time of day is less than two days from where the session's own time would be, whatever the clocks do.
    first = bisect_left(context.sessions, after - distance - 2 * _DAY)
    if rule.which == "next":
        first = max(first, context.first_session())
    for session_at in islice(context.sessions, first, None):
        instant = session_at + distance
        if rule.at is not None:
            instant = resolve(session_at.astimezone(zone).date() + distance, rule.at, zone)
        is_meant = instant < session_at if rule.is_before else instant > session_at
        if is_meant and instant > after:
            return instant
    return None


def _after_completion(rule: AfterAnother, zone: ZoneInfo, after: datetime, context: Context) -> datetime | None:
    if context.completed_at is None:
        return None
    instant = ready_at = context.completed_at + rule.delay
    if rule.at is not None:
        day = ready_at.astimezone(zone).date()
        instant = resolve(day, rule.at, zone)
        while instant < ready_at:
            day += _DAY
            instant = resolve(day, rule.at, zone)
    return instant if instant > after else None
