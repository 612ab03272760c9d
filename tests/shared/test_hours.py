"""When we may start a conversation, whatever was planned."""

from datetime import UTC, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.hours import Defer, Hours, NoOpenHours, Send, Suppress, dispatch_decision, opening
from shared.schedule import (
    AfterAnother,
    AroundSession,
    AtRandom,
    Context,
    Daily,
    EveryDays,
    Once,
    Schedule,
    Weekdays,
)
from tests.shared.schedule.agreed import at_times_of_day, random_rules, session_rules
from tests.shared.schedule.walking import FIRST_DAY, LAST_DAY, NEW_YORK, ZONES, local, utc, walk, walk_days

HOURS = Hours()
DAY = timedelta(days=1)
SESSIONS = tuple(utc(2026, 1, 6, 4, 30) + number * timedelta(hours=71) for number in range(240))
CONTEXT = Context(seed=5, began_at=utc(2025, 12, 31), sessions=SESSIONS, completed_at=utc(2026, 3, 8, 6, 30))
AT_NIGHT = (time(0, 30), time(2, 30), time(5), time(22, 15))

instants = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001
times = st.times().map(lambda at: at.replace(second=0, microsecond=0))
zones = st.sampled_from(ZONES).map(ZoneInfo)


def sent_at(due_at: datetime, where: ZoneInfo, window: timedelta) -> datetime | None:
    """When what is due would go, if one acts the moment one may; None if never."""
    decision = dispatch_decision(due_at, due_at, window, where, HOURS)
    if isinstance(decision, Defer):
        assert dispatch_decision(due_at, decision.until, window, where, HOURS) == Send()
        return decision.until
    return due_at if isinstance(decision, Send) else None


def sent_in_two_years(schedule: Schedule, where: ZoneInfo) -> int:
    """How many of two years' texts go, each of them inside hours and its window."""
    number = 0
    for due_at in walk_days(schedule, where, FIRST_DAY, LAST_DAY, CONTEXT):
        leaves_at = sent_at(due_at, where, schedule.window)
        if leaves_at is not None:
            number += 1
            assert time(9) <= leaves_at.astimezone(where).time() <= time(20)
            assert due_at <= leaves_at < due_at + schedule.window
    return number


@pytest.mark.parametrize("name", ZONES)
@pytest.mark.parametrize(
    ("rule", "at_least"),
    [
        (Once(local(2026, 3, 8, 2, 30)), 1),
        (Daily(AT_NIGHT), 4 * 729),
        (EveryDays(2, AT_NIGHT), 4 * 364),
        (Weekdays((5, 6), AT_NIGHT), 4 * 207),
        (AtRandom(time(0, 10), time(23, 50), 3, timedelta(hours=3)), 3 * 728),
        (AroundSession("next", -1, time(2, 30)), 237),
        (AroundSession("next", hours=-24), 237),
        (AroundSession("previous", 0, time(23, 30)), 100),
        (AfterAnother(UUID(int=7), timedelta(hours=1)), 1),
    ],
    ids=lambda given: getattr(given, "kind", ""),
)
def test_no_kind_of_schedule_ever_texts_at_night(name: str, rule: Any, at_least: int) -> None:
    assert sent_in_two_years(Schedule(rule), ZoneInfo(name)) >= at_least


@given(at_times_of_day | st.builds(Schedule, random_rules | session_rules), zones, instants)
@settings(max_examples=60, deadline=None)
def test_whatever_is_agreed_comes_in_order_and_goes_inside_hours(
    schedule: Schedule, where: ZoneInfo, at: datetime
) -> None:
    for due_at in walk(schedule, where, at, at + 16 * DAY, CONTEXT):
        leaves_at = sent_at(due_at, where, schedule.window)
        assert leaves_at is None or time(9) <= leaves_at.astimezone(where).time() <= time(20)
        opened = opening(due_at, where, HOURS)
        assert opened >= due_at and opening(opened, where, HOURS) == opened


@given(zones, instants, times, times)
def test_no_hours_ever_open_outside_the_floor(where: ZoneInfo, at: datetime, earliest: time, latest: time) -> None:
    try:
        hours = Hours(earliest, latest)
    except NoOpenHours:
        return
    opened = opening(at, where, hours)
    assert time(8) <= opened.astimezone(where).time() <= time(21)
    assert at <= opened <= at + timedelta(hours=25)


@given(zones, instants, st.integers(-600, 3000), st.integers(5, 20000))
def test_a_decision_never_texts_at_night_or_past_the_window(
    where: ZoneInfo, due_at: datetime, later: int, window: int
) -> None:
    now, lasts = due_at + timedelta(minutes=later), timedelta(minutes=window)
    decision = dispatch_decision(due_at, now, lasts, where, HOURS)
    if isinstance(decision, Send):
        assert due_at <= now < due_at + lasts
        assert time(9) <= now.astimezone(where).time() <= time(20, 5)
    if isinstance(decision, Defer):
        assert max(now, due_at) <= decision.until < due_at + lasts
        assert dispatch_decision(due_at, decision.until, lasts, where, HOURS) == Send()


def test_a_reminder_waits_for_morning_where_the_client_lives() -> None:
    late = utc(2026, 1, 10, 4)
    assert dispatch_decision(late, late, timedelta(hours=15), NEW_YORK, HOURS) == Defer(utc(2026, 1, 10, 14))
    assert dispatch_decision(late, late, timedelta(hours=3), NEW_YORK, HOURS) == Suppress("quiet_hours")
    assert dispatch_decision(late, utc(2026, 1, 11, 4), timedelta(hours=15), NEW_YORK, HOURS) == Suppress(
        "window_closed"
    )
    assert dispatch_decision(late, utc(2026, 1, 9), timedelta(hours=15), NEW_YORK, HOURS) == Defer(utc(2026, 1, 10, 14))


def test_eight_in_the_evening_still_goes_a_few_seconds_after_eight() -> None:
    eight, day = utc(2026, 1, 10, 1), timedelta(days=1)
    assert dispatch_decision(eight, eight + timedelta(seconds=20), day, NEW_YORK, HOURS) == Send()
    assert isinstance(dispatch_decision(eight, eight + timedelta(minutes=6), day, NEW_YORK, HOURS), Defer)
    nine, wide = utc(2026, 1, 10, 2), Hours(time(5), time(23))
    assert isinstance(dispatch_decision(nine, nine + timedelta(seconds=1), day, NEW_YORK, wide), Defer)


def test_hours_that_leave_no_time_are_refused() -> None:
    for earliest, latest in [(time(20), time(9)), (time(22), time(23)), (time(5), time(7)), (time(9), time(9))]:
        with pytest.raises(NoOpenHours):
            Hours(earliest, latest)
