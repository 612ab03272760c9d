"""Reads a moment to come: "tomorrow 7", "Tue 6pm, park", "en media hora", "tonight"; in doubt it reads nothing."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from shared.reading.clocks import Clock, Mark
from shared.reading.cursor import LONGEST_TIME
from shared.reading.dates import Away, Date, Day, NextWeek, Part, Past, Weekday, next_date
from shared.reading.scanning import Scan, hours_meant, scan
from shared.schedule import resolve

DEFAULT_HOUR = time(9)
"""A day without a time."""

_WAKING_FROM, _WAKING_TO = time(8), time(21)
_PART_HOURS = {
    Part.SMALL_HOURS: (time(3), time(6)),
    Part.MORNING: (time(9), time(12)),
    Part.AFTERNOON: (time(15), time(18)),
    Part.EVENING: (time(18), time(21)),
    Part.NIGHT: (time(20), time(23, 59)),
}
"""When a part of the day is, if no time is said with it; and until when "tonight" may still mean tonight."""

_DAY = timedelta(days=1)
_HOUR = timedelta(hours=1)
_FARTHEST = timedelta(days=366)


@dataclass(frozen=True)
class Moment:
    """An instant, and whether the text says nothing else."""

    at: datetime
    is_all: bool


def read_moment(text: str, now: datetime, zone: ZoneInfo, language: str = "en") -> datetime | None:
    """The moment to come that the words name, in UTC and after `now`; None when they are vague, or name two.

    1. "in 20 min" counts from now. "in 3 days" is a day.
    2. A day with a time is that; words may follow ("Tue 6pm, park"). A weekday is the coming one, today's included
       while the time is to come. English "next Tuesday" only where both its readings agree.
    3. A bare hour is the one inside 8:00-21:00 on the client's wall: 7 is 19:00, 9 is 9:00. Without a day it is the
       next such one. What says am, pm or the part of the day stays as said.
    4. A day alone is that day at 9:00; a part of the day is 9:00, 15:00, 18:00 or 20:00 (night), and while today's
       still lasts, an hour from now.
    5. Both days of a clock change as in `shared.schedule.resolve`: the first of two, and after a gap.
    """
    found = find_moment(text, now, zone, language)
    return found.at if found else None


def find_moment(text: str, now: datetime, zone: ZoneInfo, language: str) -> Moment | None:
    """As `read_moment`, with whether the text says nothing else."""
    if len(text) > LONGEST_TIME:
        return None
    said = scan(text, language)
    if said.is_negated or said.is_vague or any(isinstance(day, Past) for day in said.days):
        return None
    if said.spans:
        is_one = (
            len(said.spans) == 1
            and not (said.days or said.parts or said.clocks)
            and timedelta() < said.spans[0] <= _FARTHEST
        )
        return Moment((now + said.spans[0]).astimezone(UTC), said.is_all) if is_one else None
    if len(set(said.parts)) > 1:
        return None
    clock, is_clear = _clock(said)
    if not is_clear:
        return None
    # Nine o'clock is not what "tomorrow after work" says.
    if clock is None and said.leans:
        return None
    at = _instant(said, clock, now, zone)
    return Moment(at, said.is_all) if at is not None else None


def _clock(said: Scan) -> tuple[Clock | None, bool]:
    """The one time that was said, if any, and whether it is clear: a marked one beats bare numbers."""
    marked = [clock for clock in said.clocks if clock.mark is not Mark.BARE]
    if len(marked) == 1:
        return marked[0], True
    if marked:
        return None, False
    if not said.clocks:
        return None, True
    bare = said.clocks[0]
    # "20" may be minutes.
    if len(said.clocks) > 1 or (bare.is_number and bare.is_exact):
        return None, False
    if bare in said.touching or not said.strange_before:
        return bare, True
    return None, bool(said.days or said.parts)


def _instant(said: Scan, clock: Clock | None, now: datetime, zone: ZoneInfo) -> datetime | None:
    part = said.parts[0] if said.parts else None
    if clock is None and part is None and not said.days:
        return None
    today = now.astimezone(zone).date()
    days = _days(said.days, today)
    if days is None:
        return None
    is_today = set(said.days) == {Away(0)}
    for day in days:
        for at in _times_on(clock, part, has_day=bool(said.days), is_today=is_today):
            moved = day + _DAY if _is_past_midnight(clock, part, at, has_day=bool(said.days)) else day
            instant = resolve(moved, at, zone)
            if instant > now:
                return instant
        if clock is None and part is not None and is_today and (soon := _while_it_lasts(part, now, zone)):
            return soon
    return None


def _days(said: list[Day], today: date) -> list[date] | None:
    """The days that may be meant, nearest first; None when the words name two, or none surely."""
    named = set(said)
    weekdays = [day for day in named if isinstance(day, Weekday)]
    if NextWeek() in named and len(named) == 2 and weekdays:
        return [today - timedelta(days=today.weekday()) + timedelta(days=7 + weekdays[0].day)]
    if len(named) > 1 or NextWeek() in named:
        return None
    if not named:
        return [today + timedelta(days=ahead) for ahead in range(9)]
    day = named.pop()
    if isinstance(day, Away):
        return [today + timedelta(days=day.days)] if day.days <= _FARTHEST.days else None
    if isinstance(day, Date):
        first = next_date(day, today)
        later = next_date(day, first + _DAY) if first else None
        return [found for found in (first, later) if found]
    if isinstance(day, Weekday):
        return _weekday(day, today)
    return None


def _weekday(day: Weekday, today: date) -> list[date] | None:
    ahead = (day.day - today.weekday()) % 7
    is_this_week = today.weekday() + ahead < 7
    # Said on a Monday, "next Tuesday" is tomorrow to some and eight days away to others.
    if day.is_next and is_this_week:
        return [today + timedelta(days=7)] if ahead == 0 else None
    return [today + timedelta(days=ahead), today + timedelta(days=ahead + 7)]


def _times_on(clock: Clock | None, part: Part | None, *, has_day: bool, is_today: bool) -> list[time]:
    """The times on one day that may be meant, the likeliest first."""
    if clock is None:
        return [_PART_HOURS[part][0] if part else DEFAULT_HOUR]
    meant = list(hours_meant(clock, part))
    if len(meant) < 2:
        return meant
    waking = [at for at in meant if _WAKING_FROM <= at <= _WAKING_TO]
    # "Today at 10", said at eleven, can only be tonight.
    if is_today:
        return waking + [at for at in meant if at not in waking]
    return waking[:1] if has_day else waking


def _is_past_midnight(clock: Clock | None, part: Part | None, at: time, *, has_day: bool) -> bool:
    """Whether the time belongs to the night that began the day before: "tonight at 1", "Friday midnight"."""
    if clock is None or not has_day or at >= time(5):
        return False
    return clock.is_midnight or part is Part.NIGHT


def _while_it_lasts(part: Part, now: datetime, zone: ZoneInfo) -> datetime | None:
    """An hour from now, if that is still the same part of the day."""
    soon = (now + _HOUR).astimezone(zone)
    start, end = _PART_HOURS[part]
    return now + _HOUR if start <= soon.time() <= end and soon.date() == now.astimezone(zone).date() else None
