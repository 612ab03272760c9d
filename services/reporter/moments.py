"""Instants as people read them, where they live."""

from datetime import UTC, datetime, time, tzinfo
from zoneinfo import ZoneInfo


def zone_of(name: str) -> tzinfo:
    """The zone of this name; UTC for one that nobody knows."""
    try:
        return ZoneInfo(name)
    except (ValueError, OSError):
        return UTC


def weekday(at: datetime, zone: tzinfo) -> str:
    """Mon."""
    return f"{at.astimezone(zone):%a}"


def day(at: datetime, zone: tzinfo) -> str:
    """Mon Mar 2."""
    local = at.astimezone(zone)
    return f"{local:%a} {local:%b} {local.day}"


def moment(at: datetime, zone: tzinfo) -> str:
    """Mon Mar 2, 7:30 PM."""
    return f"{day(at, zone)}, {clock(at.astimezone(zone).time())}"


def clock(at: time) -> str:
    """7:30 PM."""
    return f"{at.hour % 12 or 12}:{at:%M} {at:%p}"


def times(count: int) -> str:
    """Once, twice, 3 times."""
    return {1: "once", 2: "twice"}.get(count, f"{count} times")
