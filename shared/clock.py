"""Where the time comes from: aware UTC, handed in, never asked for in the middle of things."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

Now = Callable[[], datetime]
"""A function that gives the present instant, aware, in UTC."""


def utcnow() -> datetime:
    """The present instant of this machine."""
    return datetime.now(UTC)


class VirtualClock:
    """A clock that stands still until it is moved: lets three services live a week in seconds."""

    def __init__(self, start: datetime) -> None:
        self._now = start

    def __call__(self) -> datetime:
        return self._now

    def advance(self, by: timedelta) -> None:
        """Move forward by a duration."""
        self._now += by

    def advance_to(self, instant: datetime) -> None:
        """Move forward to an instant; never backwards."""
        self._now = max(self._now, instant)
