"""Two years in many zones: every local time comes once a day, whatever the clocks do."""

from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from shared.schedule import Context, Daily, EveryDays, Once, Schedule, Weekdays, next_instant
from tests.shared.schedule.walking import (
    DAY,
    FIRST_DAY,
    LAST_DAY,
    NEW_YORK,
    ZONES,
    clock_changes,
    days_between,
    local,
    utc,
    walk,
    walk_days,
    wall,
)

NIGHT = tuple(time(hour, minute) for hour in (0, 1, 2, 3) for minute in (0, 15, 30, 45))


def test_a_time_the_clocks_jump_over_moves_forward() -> None:
    once = Schedule(Once(local(2026, 3, 8, 2, 30)))
    assert next_instant(once, NEW_YORK, utc(2026, 3, 1), 0) == utc(2026, 3, 8, 7, 30)
    assert utc(2026, 3, 8, 7, 30).astimezone(NEW_YORK).time() == time(3, 30)


def test_a_time_that_comes_twice_is_taken_the_first_time_and_once() -> None:
    daily = Schedule(Daily((time(1, 30),)))
    assert walk(daily, NEW_YORK, utc(2026, 10, 31, 12), utc(2026, 11, 3)) == [
        utc(2026, 11, 1, 5, 30),
        utc(2026, 11, 2, 6, 30),
    ]


def test_times_that_land_together_or_change_places_come_once_and_in_order() -> None:
    daily = Schedule(Daily((time(2, 30), time(3), time(3, 30))))
    assert walk(daily, NEW_YORK, utc(2026, 3, 8, 5), utc(2026, 3, 9, 4)) == [utc(2026, 3, 8, 7), utc(2026, 3, 8, 7, 30)]


def test_two_times_that_become_one_instant_are_counted_once() -> None:
    three = Schedule(Daily((time(2, 30), time(3, 30))), count=3)
    assert walk(three, NEW_YORK, utc(2026, 3, 8, 5), utc(2026, 4, 1)) == [
        utc(2026, 3, 8, 7, 30),
        utc(2026, 3, 9, 6, 30),
        utc(2026, 3, 9, 7, 30),
    ]


def test_a_day_that_has_no_midnight_begins_at_one() -> None:
    midnight = Schedule(Daily((time(), time(1))))
    [found] = walk_days(midnight, ZoneInfo("America/Havana"), date(2026, 3, 8), date(2026, 3, 8))
    assert found.astimezone(ZoneInfo("America/Havana")).time() == time(1)


def test_a_time_that_falls_into_the_next_day_is_still_found_there() -> None:
    nuuk, late = ZoneInfo("America/Nuuk"), Schedule(Daily((time(23, 30),)), stops_on=date(2026, 3, 28))
    ten_past_midnight = wall(date(2026, 3, 29), time(0, 10), nuuk)
    found = next_instant(late, nuuk, ten_past_midnight, 0)
    assert found == ten_past_midnight + timedelta(minutes=20)
    assert next_instant(late, nuuk, found, 1) is None


def test_the_second_opinion_knows_the_clock_changes() -> None:
    assert clock_changes(NEW_YORK) == [date(2026, 3, 8), date(2026, 11, 1), date(2027, 3, 14), date(2027, 11, 7)]
    assert clock_changes(ZoneInfo("America/Phoenix")) == []
    assert wall(date(2026, 3, 8), time(2, 30), NEW_YORK) == utc(2026, 3, 8, 7, 30)
    assert wall(date(2026, 11, 1), time(1, 30), NEW_YORK) == utc(2026, 11, 1, 5, 30)


@pytest.mark.parametrize("name", ZONES)
def test_every_quarter_of_the_night_comes_once_around_each_clock_change(name: str) -> None:
    where = ZoneInfo(name)
    daily = Schedule(Daily((*NIGHT, time(20), time(23, 45))))
    for change in clock_changes(where):
        first, last = change - 2 * DAY, change + 2 * DAY
        meant = {wall(day, at, where) for day in days_between(first, last) for at in (*NIGHT, time(20), time(23, 45))}
        assert walk_days(daily, where, first, last) == sorted(meant)


@pytest.mark.parametrize("name", ZONES)
def test_two_years_of_mornings_nights_and_evenings(name: str) -> None:
    where = ZoneInfo(name)
    times = (time(2, 30), time(20))
    days = list(days_between(FIRST_DAY, LAST_DAY))
    found = walk_days(Schedule(Daily(times)), where, FIRST_DAY, LAST_DAY)
    assert found == [wall(day, at, where) for day in days for at in times]


@pytest.mark.parametrize("name", ZONES)
def test_two_years_of_every_third_day_and_of_days_of_the_week(name: str) -> None:
    where = ZoneInfo(name)
    days = list(days_between(FIRST_DAY, LAST_DAY))
    context = Context(began_at=wall(date(2025, 12, 30), time(23, 30), where))
    third = walk_days(Schedule(EveryDays(3, (time(16, 30),))), where, FIRST_DAY, LAST_DAY, context)
    assert third == [wall(day, time(16, 30), where) for day in days[1::3]]
    weekly = walk_days(Schedule(Weekdays((0, 6), (time(1, 30),))), where, FIRST_DAY, LAST_DAY)
    assert weekly == [wall(day, time(1, 30), where) for day in days if day.weekday() in (0, 6)]


@pytest.mark.parametrize("name", ZONES)
def test_two_years_of_own_times_and_late_weekends(name: str) -> None:
    where = ZoneInfo(name)
    schedule = Schedule(
        Daily((time(1, 30), time(20))),
        times_on=((2, (time(10),)), (5, (time(2, 15), time(11)))),
        weekend_shift=timedelta(minutes=60),
    )
    of_day: dict[int, tuple[time, ...]] = dict.fromkeys(range(7), (time(1, 30), time(20)))
    of_day |= {2: (time(10),), 5: (time(2, 15), time(11)), 6: (time(2, 30), time(21))}
    meant = [wall(day, at, where) for day in days_between(FIRST_DAY, LAST_DAY) for at in of_day[day.weekday()]]
    assert walk_days(schedule, where, FIRST_DAY, LAST_DAY) == meant
