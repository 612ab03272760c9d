"""Times that nobody knows beforehand."""

from collections import Counter
from datetime import date, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.schedule import AtRandom, Context, Schedule, next_instant
from tests.shared.schedule.walking import (
    DAY,
    FIRST_DAY,
    LAST_DAY,
    NEW_YORK,
    ZONES,
    clock_changes,
    days_between,
    utc,
    walk_days,
    wall,
)

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
THREE = Schedule(AtRandom(time(9), time(20), 3, HOUR))
SHORT_NIGHT = AtRandom(time(6), time(23), 2, timedelta(minutes=450))
ROUND_THE_CLOCK = AtRandom(time(), time(23, 59), 12, 2 * HOUR)


def test_every_machine_draws_alike() -> None:
    found = walk_days(THREE, NEW_YORK, date(2026, 3, 7), date(2026, 3, 8), Context(seed=7))
    assert [at.astimezone(NEW_YORK).strftime("%d %H:%M") for at in found] == [
        *("07 12:15", "07 14:25", "07 15:51", "08 09:58", "08 11:45", "08 17:20")
    ]


def test_another_seed_and_another_day_draw_otherwise() -> None:
    one, other = (walk_days(THREE, NEW_YORK, FIRST_DAY, FIRST_DAY + 20 * DAY, Context(seed=seed)) for seed in (1, 2))
    assert not set(one) & set(other)
    assert len({at.time() for at in one}) > 40


def test_the_draw_of_a_day_does_not_depend_on_where_one_looks_from() -> None:
    whole = walk_days(THREE, NEW_YORK, FIRST_DAY, FIRST_DAY + 9 * DAY, Context(seed=3))
    for at, coming in pairwise(whole):
        for later in (timedelta(0), (coming - at) / 2, coming - at - timedelta(microseconds=1)):
            assert next_instant(THREE, NEW_YORK, at + later, 0, Context(seed=3)) == coming


@pytest.mark.parametrize("name", ZONES)
def test_two_years_of_three_a_day_keep_their_window_and_their_gap(name: str) -> None:
    where = ZoneInfo(name)
    found = walk_days(THREE, where, FIRST_DAY, LAST_DAY, Context(seed=11))
    shown = [at.astimezone(where) for at in found]
    assert Counter(at.date() for at in shown) == dict.fromkeys(days_between(FIRST_DAY, LAST_DAY), 3)
    assert all(time(9) <= at.time() <= time(20) and not at.second and not at.microsecond for at in shown)
    assert all(coming - at >= HOUR for at, coming in pairwise(found))


def test_every_part_of_the_window_is_drawn_about_as_often() -> None:
    found = walk_days(Schedule(AtRandom(time(9), time(20), 1, HOUR)), NEW_YORK, FIRST_DAY, LAST_DAY)
    shown = [at.astimezone(NEW_YORK) for at in found]
    hours = Counter(at.hour for at in shown)
    assert all(40 < hours[hour] < 95 for hour in range(9, 20))
    assert min(at.time() for at in shown) < time(9, 5) and max(at.time() for at in shown) > time(19, 55)


def test_both_ends_of_the_window_belong_to_it() -> None:
    full = Schedule(AtRandom(time(10), time(12), 3, HOUR))
    found = walk_days(full, NEW_YORK, FIRST_DAY, FIRST_DAY)
    assert [at.astimezone(NEW_YORK).hour for at in found] == [10, 11, 12]


def test_only_its_days_are_drawn() -> None:
    weekend = Schedule(AtRandom(time(9), time(20), 2, HOUR, (5, 6)))
    found = walk_days(weekend, NEW_YORK, FIRST_DAY, FIRST_DAY + 27 * DAY)
    assert Counter(at.astimezone(NEW_YORK).weekday() for at in found) == {5: 8, 6: 8}


def test_weekends_move_the_whole_window() -> None:
    later = Schedule(AtRandom(time(9), time(10), 2, HOUR), weekend_shift=2 * HOUR)
    found = walk_days(later, NEW_YORK, date(2026, 1, 9), date(2026, 1, 10))
    assert [at.astimezone(NEW_YORK).hour for at in found] == [9, 10, 11, 12]


@pytest.mark.parametrize("name", ZONES)
@pytest.mark.parametrize(
    "schedule",
    [
        Schedule(SHORT_NIGHT),
        Schedule(ROUND_THE_CLOCK),
        Schedule(AtRandom(time(0, 30), time(4), 3, HOUR)),
        Schedule(AtRandom(time(9), time(20), 1, 20 * HOUR)),
        Schedule(AtRandom(time(9), time(20), 1, 24 * HOUR)),
        Schedule(AtRandom(time(10), time(20), 2, 8 * HOUR), weekend_shift=-8 * HOUR),
    ],
    ids=[
        "short night",
        "round the clock",
        "where the clocks change",
        "once, far apart",
        "once, a day apart",
        "early weekends",
    ],
)
def test_the_gap_is_real_minutes_from_day_to_day_too(name: str, schedule: Schedule) -> None:
    where = ZoneInfo(name)
    rule = schedule.rule
    assert isinstance(rule, AtRandom)
    for change in clock_changes(where) or [date(2026, 3, 8)]:
        for seed in range(4):
            first, last = change - 4 * DAY, change + 4 * DAY
            found = walk_days(schedule, where, first, last, Context(seed=seed))
            assert all(coming - at >= rule.min_gap for at, coming in pairwise(found))
            a_day = Counter(at.astimezone(where).date() for at in found)
            full = [day for day in days_between(first, last) if day not in (change, change - DAY)]
            assert all(a_day[day] == rule.times_a_day for day in full)
            assert all(rule.times_a_day - 1 <= a_day[day] <= rule.times_a_day for day in (change, change - DAY))


def test_a_day_too_short_for_all_gets_as_many_as_keep_the_gap() -> None:
    found = walk_days(Schedule(ROUND_THE_CLOCK), NEW_YORK, date(2026, 3, 8), date(2026, 3, 9))
    days = Counter(at.astimezone(NEW_YORK).date() for at in found)
    assert days == {date(2026, 3, 8): 11, date(2026, 3, 9): 12}


def test_a_window_the_clocks_jump_into_is_drawn_after_the_jump() -> None:
    night = Schedule(AtRandom(time(2, 30), time(3), 1, HOUR))
    [found] = walk_days(night, NEW_YORK, date(2026, 3, 8), date(2026, 3, 8))
    assert found == wall(date(2026, 3, 8), time(2, 30), NEW_YORK) == utc(2026, 3, 8, 7, 30)


@given(
    st.integers(0, 23 * 60),
    st.integers(1, 1439),
    st.integers(1, 12),
    st.integers(1, 1440),
    st.sets(st.integers(0, 6), min_size=1),
    st.integers(-(2**63), 2**63),
    st.sampled_from(ZONES),
)
@settings(max_examples=60, deadline=None)
def test_any_window_keeps_its_gap_and_its_ends(
    opens: int, lasts: int, number: int, gap: int, days: set[int], seed: int, name: str
) -> None:
    closes = min(opens + lasts, 1439)
    gap = min(gap, (closes - opens) // max(1, number - 1), 1440 // number)
    if gap == 0:
        return
    earliest, latest = time(*divmod(opens, 60)), time(*divmod(closes, 60))
    rule = AtRandom(earliest, latest, number, gap * MINUTE, tuple(sorted(days)))
    where = ZoneInfo(name)
    found = walk_days(Schedule(rule), where, date(2026, 3, 1), date(2026, 3, 16), Context(seed=seed))
    assert all(coming - at >= rule.min_gap for at, coming in pairwise(found))
    quiet = {change + beside * DAY for change in clock_changes(where) for beside in (-1, 0)}
    shown = [at.astimezone(where) for at in found if at.astimezone(where).date() not in quiet]
    assert all(earliest <= at.time() <= latest for at in shown)
    meant = {day for day in days_between(date(2026, 3, 1), date(2026, 3, 16)) if day.weekday() in days} - quiet
    assert Counter(at.date() for at in shown) == dict.fromkeys(meant, number)
