"""Walks along a schedule, and a second opinion on the wall clock that shares nothing with the code."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from shared.schedule import Context, Schedule, next_instant

NEW_YORK = ZoneInfo("America/New_York")
US_ZONES = [
    *("America/New_York", "America/Chicago", "America/Denver", "America/Phoenix", "America/Los_Angeles"),
    *("America/Anchorage", "America/Adak", "Pacific/Honolulu", "America/Puerto_Rico", "America/Detroit"),
    "America/Indiana/Indianapolis",
]
ZONES = [
    *US_ZONES,
    *("Australia/Sydney", "America/Santiago"),
    # Half an hour; a day that begins at one; a day whose last hour falls into the next day.
    *("Australia/Lord_Howe", "America/Havana", "America/Nuuk"),
]
FIRST_DAY, LAST_DAY = date(2026, 1, 1), date(2027, 12, 31)
DAY = timedelta(days=1)


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc,arg-type]


def local(*parts: int) -> datetime:
    return datetime(*parts)  # type: ignore[arg-type]  # noqa: DTZ001


def walk(
    schedule: Schedule, where: ZoneInfo, after: datetime, until: datetime, context: Context | None = None
) -> list[datetime]:
    """What comes after one instant and before another, each found from the one before it."""
    found: list[datetime] = []
    while (coming := next_instant(schedule, where, after, len(found), context or Context())) and coming < until:
        assert coming > after
        found.append(coming)
        after = coming
    return found


def walk_days(
    schedule: Schedule, where: ZoneInfo, first: date, last: date, context: Context | None = None
) -> list[datetime]:
    """What comes on some local days, both included."""
    tick = timedelta(microseconds=1)
    return walk(schedule, where, wall(first, time(), where) - tick, wall(last + DAY, time(), where), context)


def wall(day: date, at: time, where: ZoneInfo) -> datetime:
    """The first instant at which the clock shows this; if it never does, as far after the jump as it is into it."""
    shown = datetime.combine(day, at, tzinfo=UTC)
    before, after = (_offset(shown + side, where) for side in (-DAY, DAY))
    showing = [shown - offset for offset in (before, after) if _offset(shown - offset, where) == offset]
    return min(showing, default=shown - before)


def days_between(first: date, last: date) -> Iterable[date]:
    """Each day, both ends included."""
    return (first + number * DAY for number in range((last - first).days + 1))


def clock_changes(where: ZoneInfo) -> list[date]:
    """The days of these two years that are not 24 hours long."""
    return [
        day
        for day in days_between(FIRST_DAY, LAST_DAY)
        if wall(day + DAY, time(), where) - wall(day, time(), where) != DAY
    ]


def _offset(at: datetime, where: ZoneInfo) -> timedelta:
    offset = at.astimezone(where).utcoffset()
    assert offset is not None
    return offset
