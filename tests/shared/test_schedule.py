"""When homework is due where the client lives, and when we may text."""

import time as stopwatch
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.hours import Defer, Hours, NoOpenHours, Send, Suppress, dispatch_decision, opening
from shared.schedule import (
    DAYS,
    Daily,
    InvalidSchedule,
    Keyword,
    Once,
    Schedule,
    UnknownZone,
    Weekdays,
    from_json,
    next_instant,
    to_json,
    zone,
)

NEW_YORK = ZoneInfo("America/New_York")
ZONES = [
    *("America/New_York", "America/Chicago", "America/Denver", "America/Phoenix", "America/Los_Angeles"),
    *("America/Anchorage", "America/Adak", "Pacific/Honolulu", "America/Puerto_Rico", "America/Detroit"),
    *("America/Boise", "America/Indiana/Indianapolis", "Pacific/Guam", "Pacific/Pago_Pago", "Australia/Sydney"),
]
HOURS = Hours()


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc,arg-type]


def plan(schedule: Schedule, where: ZoneInfo, after: datetime, until: datetime) -> list[datetime]:
    found: list[datetime] = []
    while (after_next := next_instant(schedule, where, after, len(found))) and after_next < until:
        found.append(after_next)
        after = after_next
    return found


def test_an_evening_is_an_evening_where_the_client_lives() -> None:
    daily = Schedule(Daily((time(19, 30),)))
    assert next_instant(daily, NEW_YORK, utc(2026, 1, 10), 0) == utc(2026, 1, 10, 0, 30)
    assert next_instant(daily, ZoneInfo("America/Denver"), utc(2026, 1, 10), 0) == utc(2026, 1, 10, 2, 30)


def test_the_next_instant_is_strictly_after() -> None:
    daily = Schedule(Daily((time(19, 30),)))
    at = utc(2026, 1, 10, 0, 30)
    assert next_instant(daily, NEW_YORK, at, 0) == utc(2026, 1, 11, 0, 30)
    assert next_instant(daily, NEW_YORK, at - timedelta(microseconds=1), 0) == at


def test_a_time_the_clocks_jump_over_moves_forward() -> None:
    once = Schedule(Once(datetime(2026, 3, 8, 2, 30)))  # noqa: DTZ001
    assert next_instant(once, NEW_YORK, utc(2026, 3, 1), 0) == utc(2026, 3, 8, 7, 30)
    assert utc(2026, 3, 8, 7, 30).astimezone(NEW_YORK).time() == time(3, 30)


def test_a_time_that_comes_twice_is_taken_the_first_time_and_once() -> None:
    daily = Schedule(Daily((time(1, 30),)))
    assert plan(daily, NEW_YORK, utc(2026, 10, 31, 12), utc(2026, 11, 3)) == [
        utc(2026, 11, 1, 5, 30),
        utc(2026, 11, 2, 6, 30),
    ]


def test_times_that_land_together_or_change_places_come_once_and_in_order() -> None:
    daily = Schedule(Daily((time(2, 30), time(3), time(3, 30))))
    assert plan(daily, NEW_YORK, utc(2026, 3, 8, 5), utc(2026, 3, 9, 4)) == [utc(2026, 3, 8, 7), utc(2026, 3, 8, 7, 30)]


def test_weekdays_come_on_their_days() -> None:
    weekdays = Schedule(Weekdays((0, 4), (time(16),)))
    found = plan(weekdays, NEW_YORK, utc(2026, 1, 1), utc(2026, 1, 13))
    assert [DAYS[at.astimezone(NEW_YORK).weekday()] for at in found] == ["fri", "mon", "fri", "mon"]


def test_one_weekday_is_found_from_just_after_itself() -> None:
    weekly = Schedule(Weekdays((2,), (time(16),)))
    first = next_instant(weekly, NEW_YORK, utc(2026, 1, 1), 0)
    assert first is not None
    assert next_instant(weekly, NEW_YORK, first, 1) == first + timedelta(days=7)


def test_a_schedule_begins_and_stops_on_its_local_days() -> None:
    few = Schedule(Daily((time(19, 30),)), starts_on=date(2026, 2, 3), stops_on=date(2026, 2, 5))
    found = plan(few, NEW_YORK, utc(2026, 1, 1), utc(2027, 1, 1))
    assert [at.astimezone(NEW_YORK).day for at in found] == [3, 4, 5]


def test_a_count_is_the_end() -> None:
    nine = Schedule(Daily((time(12),)), count=9)
    assert len(plan(nine, NEW_YORK, utc(2026, 1, 1), utc(2027, 1, 1))) == 9


def test_once_is_once_and_a_keyword_is_never_planned() -> None:
    once = Schedule(Once(datetime(2026, 5, 1, 17)))  # noqa: DTZ001
    assert next_instant(once, NEW_YORK, utc(2026, 4, 1), 1) is None
    assert next_instant(once, NEW_YORK, utc(2026, 5, 2), 0) is None
    assert next_instant(Schedule(Keyword()), NEW_YORK, utc(2026, 4, 1), 0) is None


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        next_instant(Schedule(Keyword()), NEW_YORK, datetime(2026, 1, 1), 0)  # noqa: DTZ001


@pytest.mark.parametrize("name", ZONES)
def test_two_years_hold_each_local_day_once(name: str) -> None:
    where = ZoneInfo(name)
    found = plan(Schedule(Daily((time(2, 30), time(20)))), where, utc(2026, 1, 1, 12), utc(2028, 1, 1, 12))
    assert len(found) == len(set(found)) == 2 * 730
    assert found == sorted(found)
    days = [at.astimezone(where).date() for at in found]
    assert all(days.count(day) == 2 for day in days[2:-2:50])
    assert {at.astimezone(where).time() for at in found} <= {time(2, 30), time(3, 30), time(20)}


times = st.times().map(lambda at: at.replace(second=0, microsecond=0))
rules = st.one_of(
    st.builds(Daily, st.lists(times, min_size=1, max_size=4, unique=True).map(lambda all: tuple(sorted(all)))),
    st.builds(
        Weekdays,
        st.lists(st.integers(0, 6), min_size=1, max_size=7, unique=True).map(lambda all: tuple(sorted(all))),
        st.lists(times, min_size=1, max_size=4, unique=True).map(lambda all: tuple(sorted(all))),
    ),
)
instants = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001
zones = st.sampled_from(ZONES).map(ZoneInfo)


@given(rules, zones, instants)
def test_nothing_comes_twice_or_out_of_order_and_all_come_inside_hours(
    rule: Any, where: ZoneInfo, at: datetime
) -> None:
    found = plan(Schedule(rule), where, at, at + timedelta(days=16))
    assert found and all(one < other for one, other in pairwise(found))
    for instant in found:
        opened = opening(instant, where, HOURS)
        assert opened >= instant and time(9) <= opened.astimezone(where).time() <= time(20)
        assert opening(opened, where, HOURS) == opened


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


@pytest.mark.parametrize(
    "name",
    [
        "",
        "/etc/passwd",
        "../../etc/passwd",
        "x" * 5000,
        "a\0b",
        "America",
        "localtime",
        "\ud800",
        "EST ",
        "zone.tab",
        ".",
    ],
)
def test_what_is_no_zone_is_refused_by_name(name: str) -> None:
    with pytest.raises(UnknownZone, match="America/New_York"):
        zone(name)


def test_a_zone_is_found() -> None:
    assert zone("America/Denver").key == "America/Denver"
    assert zone("EST5EDT").key == "EST5EDT"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "kind"),
        ({"kind": "hourly"}, "kind"),
        ({"kind": ["daily"]}, "kind"),
        ([], "schedule"),
        ({"kind": "once"}, "at"),
        ({"kind": "once", "at": "2026-13-01T10:00"}, "at"),
        ({"kind": "once", "at": "2026-03-01T10:00Z"}, "at"),
        ({"kind": "once", "at": "9999-12-31T23:00"}, "at"),
        ({"kind": "once", "at": "2026-03-01T10:00", "count": 2}, "count"),
        ({"kind": "daily"}, "times"),
        ({"kind": "daily", "times": []}, "times"),
        ({"kind": "daily", "times": ["24:00"]}, "times"),
        ({"kind": "daily", "times": [1200]}, "times"),
        ({"kind": "daily", "times": ["20:00", "20:00"]}, "times"),
        ({"kind": "daily", "times": ["20:00"], "days": ["mon"]}, "days"),
        ({"kind": "daily", "times": ["20:00"], "count": 0}, "count"),
        ({"kind": "daily", "times": ["20:00"], "count": True}, "count"),
        ({"kind": "daily", "times": ["20:00"], "starts_on": "2026-02-30"}, "starts_on"),
        ({"kind": "daily", "times": ["20:00"], "starts_on": "2026-02-03", "stops_on": "2026-02-02"}, "stops_on"),
        ({"kind": "daily", "times": ["20:00"], "window_minutes": 1}, "window_minutes"),
        ({"kind": "daily", "times": ["20:00"], "window_minutes": 60, "nudge_after_minutes": 60}, "nudge_after_minutes"),
        ({"kind": "weekdays", "times": ["20:00"], "days": ["monday"]}, "days"),
        ({"kind": "weekdays", "times": ["20:00"], "days": ["mon", "mon"]}, "days"),
    ],
)
def test_what_is_wrong_with_a_schedule_is_said_by_field(body: Any, field: str) -> None:
    with pytest.raises(InvalidSchedule) as refused:
        from_json(body)
    assert list(refused.value.errors) == [field]


@given(
    st.builds(
        Schedule,
        st.one_of(rules, st.just(Keyword())),
        starts_on=st.none() | st.dates(date(2026, 1, 1), date(2026, 12, 31)),
        stops_on=st.none() | st.dates(date(2027, 1, 1), date(2028, 1, 1)),
        count=st.none() | st.integers(1, 50),
        window=st.integers(60, 2000).map(lambda minutes: timedelta(minutes=minutes)),
        nudge_after=st.none() | st.integers(1, 59).map(lambda minutes: timedelta(minutes=minutes)),
    )
)
@settings(max_examples=50)
def test_a_schedule_survives_json(schedule: Schedule) -> None:
    assert from_json(to_json(schedule)) == schedule


def test_once_survives_json() -> None:
    once = Schedule(Once(datetime(2026, 5, 1, 17, 5)))  # noqa: DTZ001
    assert from_json(to_json(once)) == once


def test_planning_is_cheap() -> None:
    weekly = Schedule(Weekdays((2,), (time(16),)))
    best = min(_seconds_for_a_hundred(weekly) for _ in range(5)) / 100
    assert best < 100e-6


def _seconds_for_a_hundred(schedule: Schedule) -> float:
    began = stopwatch.perf_counter()
    for _ in range(100):
        next_instant(schedule, NEW_YORK, utc(2026, 1, 1), 0)
    return stopwatch.perf_counter() - began
