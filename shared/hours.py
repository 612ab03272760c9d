"""When we may start a conversation: quiet hours at the client's place, and what to do outside them."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from shared.schedule import resolve

FLOOR_EARLIEST, FLOOR_LATEST = time(8), time(21)
"""The widest hours anybody may choose: 47 CFR 64.1200(c)(1), written for sales calls, kept by us for everything."""

CLOSING_GRACE = timedelta(minutes=5)
"""How long after closing a text may still go that was due inside: "8 pm" means 8 pm, and a queue takes some seconds."""


class NoOpenHours(ValueError):
    """These hours leave no time to text. The earliest must be before the latest, inside 8:00 to 21:00."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


@dataclass(frozen=True)
class Hours:
    """From when until when we may start a conversation, both ends included. Wider hours are cut to the floor."""

    earliest: time = time(9)
    latest: time = time(20)

    def __post_init__(self) -> None:
        """Cut to the floor; raises NoOpenHours when nothing is left."""
        object.__setattr__(self, "earliest", max(self.earliest, FLOOR_EARLIEST))
        object.__setattr__(self, "latest", min(self.latest, FLOOR_LATEST))
        if self.earliest >= self.latest:
            raise NoOpenHours

    def contain(self, at: datetime, zone: ZoneInfo) -> bool:
        """Whether an instant is inside, by the clock on the client's wall."""
        return self.earliest <= at.astimezone(zone).time() <= self.latest


@dataclass(frozen=True)
class Send:
    """It may go now."""


@dataclass(frozen=True)
class Defer:
    """It waits until this instant and is decided again then."""

    until: datetime


@dataclass(frozen=True)
class Suppress:
    """It never goes, and never counts against the client."""

    reason: Literal["window_closed", "quiet_hours"]


Decision = Send | Defer | Suppress


def opening(at: datetime, zone: ZoneInfo, hours: Hours) -> datetime:
    """The same instant if we may text then, else the next instant we may, in UTC."""
    if hours.contain(at, zone):
        return at
    local = at.astimezone(zone)
    day = local.date()
    opens = resolve(day, hours.earliest, zone)
    # The second condition: clocks may jump over the whole of very short hours.
    while opens <= at or not hours.contain(opens, zone):
        day += timedelta(days=1)
        opens = resolve(day, hours.earliest, zone)
    return opens.astimezone(UTC)


def dispatch_decision(due_at: datetime, now: datetime, window: timedelta, zone: ZoneInfo, hours: Hours) -> Decision:
    """Whether a text goes now, waits for the next opening, or never goes.

    1. Past its window, it never goes.
    2. Due and inside hours, or due inside hours and only just past closing: it goes.
    3. Otherwise it waits for the next opening, if that is still inside the window.
    """
    closes_at = due_at + window
    if now >= closes_at:
        return Suppress("window_closed")
    if now >= due_at and (hours.contain(now, zone) or _just_closed(due_at, now, zone, hours)):
        return Send()
    opens_at = opening(max(now, due_at), zone, hours)
    return Defer(opens_at) if opens_at < closes_at else Suppress("quiet_hours")


def _just_closed(due_at: datetime, now: datetime, zone: ZoneInfo, hours: Hours) -> bool:
    floor = Hours(FLOOR_EARLIEST, FLOOR_LATEST)
    return now - due_at <= CLOSING_GRACE and hours.contain(due_at, zone) and floor.contain(now, zone)
