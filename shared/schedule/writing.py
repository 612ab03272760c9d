"""Writes a schedule as JSON."""

from collections.abc import Iterable
from datetime import time, timedelta
from typing import Any

from shared.schedule.rules import (
    DAYS,
    EVERY_DAY,
    AfterAnother,
    AroundSession,
    AtRandom,
    Daily,
    EveryDays,
    Keyword,
    Once,
    Rule,
    Schedule,
    Weekdays,
)

_MINUTE = timedelta(minutes=1)


def to_json(schedule: Schedule) -> dict[str, Any]:
    """The JSON of a schedule, as kept in facts and tables. What is not agreed is left out."""
    optional = {
        "starts_on": schedule.starts_on and schedule.starts_on.isoformat(),
        "stops_on": schedule.stops_on and schedule.stops_on.isoformat(),
        "count": schedule.count,
        "window_minutes": schedule.window // _MINUTE,
        "nudge_after_minutes": schedule.nudge_after and schedule.nudge_after // _MINUTE,
        "stops_at_session": schedule.stops_at_session or None,
        "times_on": {DAYS[day]: _times(times) for day, times in schedule.times_on} or None,
        "weekend_shift_minutes": schedule.weekend_shift // _MINUTE or None,
        "on_collision": None if schedule.on_collision == "defer" else schedule.on_collision,
    }
    body = {"kind": schedule.kind} | _written(schedule.rule)
    return body | {name: value for name, value in optional.items() if value is not None}


def _written(rule: Rule) -> dict[str, Any]:
    match rule:
        case Once(at):
            return {"at": at.isoformat(timespec="minutes")}
        case Daily(times):
            return {"times": _times(times)}
        case EveryDays(every, times):
            return {"every": every, "times": _times(times)}
        case Weekdays(days, times):
            return {"days": _days(days), "times": _times(times)}
        case AtRandom(earliest, latest, times_a_day, min_gap, days):
            window = {"from": _time(earliest), "to": _time(latest)}
            often = {"times_a_day": times_a_day, "min_gap_minutes": min_gap // _MINUTE}
            return window | often | ({} if days == EVERY_DAY else {"days": _days(days)})
        case AroundSession(which, days, at, hours):
            return {"which": which} | ({"hours": hours} if at is None else {"days": days, "at": _time(at)})
        case AfterAnother(assignment_id, delay, at):
            body = {"assignment_id": str(assignment_id), "delay_minutes": delay // _MINUTE}
            return body | ({} if at is None else {"at": _time(at)})
        case Keyword():
            return {}


def _time(at: time) -> str:
    return at.isoformat(timespec="minutes")


def _times(times: Iterable[time]) -> list[str]:
    return [_time(at) for at in times]


def _days(days: Iterable[int]) -> list[str]:
    return [DAYS[day] for day in days]
