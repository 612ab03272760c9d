"""The clock on the client's wall: which zones there are, and which instant a local time is."""

from datetime import UTC, date, datetime, time
from functools import cache
from zoneinfo import ZoneInfo, available_timezones


class UnknownZone(ValueError):
    """This is not a time zone. Give an IANA name, like America/New_York."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


def resolve(day: date, at: time, zone: ZoneInfo) -> datetime:
    """The UTC instant of a local time.

    PEP 495 with fold=0 is our rule: it reads a doubled time as the first one, and a time inside the gap with the offset
    from before it, which lands as far after the gap as the time was into it.
    """
    return datetime.combine(day, at.replace(fold=0), tzinfo=zone).astimezone(UTC)


def zone(name: str) -> ZoneInfo:
    """The time zone of an IANA name. Raises UnknownZone; a name is only looked up in a list, never opened as a path."""
    if name not in _zone_names():
        raise UnknownZone
    return ZoneInfo(name)


@cache
def _zone_names() -> frozenset[str]:
    # These two name no place: the first depends on the machine, the second says that no zone was set.
    return frozenset(available_timezones() - {"localtime", "Factory"})
