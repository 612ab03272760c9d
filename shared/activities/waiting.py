"""When the next question comes, where it does not come at once."""

from datetime import datetime, time, timedelta

from shared.activities.definition import Wait
from shared.activities.state import State
from shared.schedule import resolve, zone


def next_asking(wait: Wait, state: State, now: datetime) -> tuple[datetime, bool]:
    """The instant, and whether the client named it.

    1. Some minutes from now.
    2. After the moment told at a step. In the past, or not told: some minutes from now.
    3. The next such day of the week at that local time, strictly later than now.
    """
    if wait.minutes is not None:
        return now + timedelta(minutes=wait.minutes), False
    if wait.until is not None:
        moment = state.moments.get(wait.until)
        at = moment and moment + timedelta(minutes=wait.plus_minutes)
        if at and at > now:
            return at, True
        return now + timedelta(minutes=wait.else_minutes), False
    assert wait.day is not None and wait.at is not None
    return next_coming(wait.at, state, now, day=wait.day), False


def next_coming(at: time, state: State, now: datetime, day: int | None = None) -> datetime:
    """When the client's clock next shows this, on one day of the week or on any; strictly later than now, in UTC."""
    where = zone(state.zone)
    today = now.astimezone(where).date()
    # A time the clocks jump over comes later that day; nine days hold every weekday twice at the ends.
    for ahead in range(-1, 9):
        date = today + timedelta(days=ahead)
        instant = resolve(date, at, where)
        if instant > now and day in (None, date.weekday()):
            return instant
    raise AssertionError("every week has every day")
