"""When homework is due where the client lives."""

import time as stopwatch
from datetime import date, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from shared.schedule import (
    DAYS,
    AfterAnother,
    AroundSession,
    AtRandom,
    Context,
    Daily,
    EveryDays,
    Keyword,
    Once,
    Schedule,
    Weekdays,
    next_instant,
)
from tests.shared.schedule.walking import NEW_YORK, local, utc, walk

DENVER = ZoneInfo("America/Denver")
JOURNAL = UUID(int=7)
A_YEAR = utc(2026, 1, 1), utc(2027, 1, 1)


def test_an_evening_is_an_evening_where_the_client_lives() -> None:
    daily = Schedule(Daily((time(19, 30),)))
    assert next_instant(daily, NEW_YORK, utc(2026, 1, 10), 0) == utc(2026, 1, 10, 0, 30)
    assert next_instant(daily, DENVER, utc(2026, 1, 10), 0) == utc(2026, 1, 10, 2, 30)


def test_the_next_instant_is_strictly_after() -> None:
    daily = Schedule(Daily((time(19, 30),)))
    at = utc(2026, 1, 10, 0, 30)
    assert next_instant(daily, NEW_YORK, at, 0) == utc(2026, 1, 11, 0, 30)
    assert next_instant(daily, NEW_YORK, at - timedelta(microseconds=1), 0) == at


def test_weekdays_come_on_their_days() -> None:
    weekdays = Schedule(Weekdays((0, 4), (time(16),)))
    found = walk(weekdays, NEW_YORK, utc(2026, 1, 1), utc(2026, 1, 13))
    assert [DAYS[at.astimezone(NEW_YORK).weekday()] for at in found] == ["fri", "mon", "fri", "mon"]


def test_one_weekday_is_found_from_just_after_itself() -> None:
    weekly = Schedule(Weekdays((2,), (time(16),)))
    first = next_instant(weekly, NEW_YORK, utc(2026, 1, 1), 0)
    assert first is not None
    assert next_instant(weekly, NEW_YORK, first, 1) == first + timedelta(days=7)


def test_every_third_day_is_counted_from_the_local_day_it_was_agreed_on() -> None:
    third = Schedule(EveryDays(3, (time(16),)))
    agreed_late_on_the_first = Context(began_at=utc(2026, 1, 2, 4))
    found = walk(third, NEW_YORK, utc(2026, 1, 1), utc(2026, 1, 9), agreed_late_on_the_first)
    assert [at.day for at in found] == [1, 4, 7]


def test_every_third_day_is_counted_from_its_first_day_if_one_was_agreed() -> None:
    third = Schedule(EveryDays(3, (time(9), time(16))), starts_on=date(2026, 1, 5))
    found = walk(third, NEW_YORK, utc(2026, 1, 1), utc(2026, 1, 12), Context(began_at=utc(2026, 1, 1)))
    assert [at.day for at in found] == [5, 5, 8, 8, 11, 11]


def test_every_third_day_goes_on_counting_far_from_where_it_began() -> None:
    sixtieth = Schedule(EveryDays(60, (time(16),)), starts_on=date(2026, 1, 5))
    assert next_instant(sixtieth, NEW_YORK, utc(2030, 1, 1), 9) == utc(2030, 2, 13, 21)
    assert (date(2030, 2, 13) - date(2026, 1, 5)).days % 60 == 0


def test_every_third_day_that_began_nowhere_begins_now() -> None:
    third = Schedule(EveryDays(3, (time(9), time(16))))
    found = walk(third, NEW_YORK, utc(2026, 1, 1, 12), utc(2026, 1, 8))
    assert [at.day for at in found] == [1, 1, 4, 4, 7, 7]


def test_a_schedule_begins_and_stops_on_its_local_days() -> None:
    few = Schedule(Daily((time(19, 30),)), starts_on=date(2026, 2, 3), stops_on=date(2026, 2, 5))
    assert [at.astimezone(NEW_YORK).day for at in walk(few, NEW_YORK, *A_YEAR)] == [3, 4, 5]


def test_a_count_is_the_end() -> None:
    nine = Schedule(Daily((time(12),)), count=9)
    assert len(walk(nine, NEW_YORK, *A_YEAR)) == 9


def test_once_is_once_and_a_keyword_is_never_planned() -> None:
    once = Schedule(Once(local(2026, 5, 1, 17)))
    assert next_instant(once, NEW_YORK, utc(2026, 4, 1), 0) == utc(2026, 5, 1, 21)
    assert next_instant(once, NEW_YORK, utc(2026, 4, 1), 1) is None
    assert next_instant(once, NEW_YORK, utc(2026, 5, 2), 0) is None
    assert next_instant(Schedule(Keyword()), NEW_YORK, utc(2026, 4, 1), 0) is None


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        next_instant(Schedule(Keyword()), NEW_YORK, local(2026, 1, 1), 0)
    for context in ({"began_at": local(2026, 1, 1)}, {"sessions": (local(2026, 1, 1),)}):
        with pytest.raises(ValueError, match="aware"):
            Context(**context)


def test_own_times_of_a_day_replace_the_usual_ones_and_are_not_shifted() -> None:
    daily = Schedule(Daily((time(16),)), times_on=((5, (time(10), time(18))),), weekend_shift=timedelta(minutes=-90))
    found = walk(daily, NEW_YORK, utc(2026, 1, 9, 12), utc(2026, 1, 13))
    assert [at.astimezone(NEW_YORK).strftime("%a %H:%M") for at in found] == [
        *("Fri 16:00", "Sat 10:00", "Sat 18:00", "Sun 14:30", "Mon 16:00")
    ]


def test_nothing_comes_at_or_after_the_session_that_ends_it() -> None:
    daily = Schedule(Daily((time(16),)), stops_at_session=True)
    began_at, past, soon, later = utc(2026, 1, 5, 12), utc(2026, 1, 5, 12), utc(2026, 1, 8, 21), utc(2026, 1, 15, 21)
    ends_soon = Context(began_at=began_at, sessions=(later, soon, past))
    assert walk(daily, NEW_YORK, began_at, utc(2026, 2, 1), ends_soon) == [utc(2026, 1, day, 21) for day in (5, 6, 7)]
    assert next_instant(daily, NEW_YORK, utc(2026, 1, 20), 3, ends_soon) is None


def test_a_schedule_goes_on_while_no_session_that_would_end_it_is_booked() -> None:
    daily = Schedule(Daily((time(16),)), stops_at_session=True)
    nothing_booked = Context(began_at=utc(2026, 1, 5), sessions=(utc(2026, 1, 4),))
    assert next_instant(daily, NEW_YORK, utc(2026, 1, 5, 12), 0, nothing_booked) == utc(2026, 1, 5, 21)
    assert next_instant(daily, NEW_YORK, utc(2026, 1, 5, 12), 0, Context(sessions=(utc(2026, 1, 4),))) is not None


def test_after_another_comes_once_for_each_completion() -> None:
    after = Schedule(AfterAnother(JOURNAL, timedelta(hours=2)))
    done = utc(2026, 1, 5, 20, 3)
    assert next_instant(after, NEW_YORK, done, 0, Context(completed_at=done)) == utc(2026, 1, 5, 22, 3)
    assert next_instant(after, NEW_YORK, utc(2026, 1, 5, 22, 3), 1, Context(completed_at=done)) is None
    again = Context(completed_at=utc(2026, 1, 9, 20))
    assert next_instant(after, NEW_YORK, utc(2026, 1, 9, 20), 1, again) == utc(2026, 1, 9, 22)
    assert next_instant(after, NEW_YORK, utc(2026, 1, 9, 20), 1) is None


def test_after_another_waits_for_its_hour() -> None:
    next_evening = Schedule(AfterAnother(JOURNAL, timedelta(days=1), time(19)))
    afternoon, night = Context(completed_at=utc(2026, 1, 5, 20)), Context(completed_at=utc(2026, 1, 6, 2))
    assert next_instant(next_evening, NEW_YORK, utc(2026, 1, 5, 20), 0, afternoon) == utc(2026, 1, 7, 0)
    assert next_instant(next_evening, NEW_YORK, utc(2026, 1, 6, 2), 0, night) == utc(2026, 1, 8, 0)
    on_the_dot = Context(completed_at=utc(2026, 1, 6))
    assert next_instant(next_evening, NEW_YORK, utc(2026, 1, 6), 0, on_the_dot) == utc(2026, 1, 7)


def test_after_another_keeps_to_its_days() -> None:
    done = Context(completed_at=utc(2026, 1, 5, 20))
    for days in ({"starts_on": date(2026, 1, 8)}, {"stops_on": date(2026, 1, 6)}):
        narrow = Schedule(AfterAnother(JOURNAL, timedelta(days=2)), **days)  # type: ignore[arg-type]
        assert next_instant(narrow, NEW_YORK, utc(2026, 1, 5, 20), 0, done) is None
    wide = Schedule(AfterAnother(JOURNAL, timedelta(days=2)), starts_on=date(2026, 1, 7), stops_on=date(2026, 1, 7))
    assert next_instant(wide, NEW_YORK, utc(2026, 1, 5, 20), 0, done) == utc(2026, 1, 7, 20)


@pytest.mark.parametrize(
    "rule",
    [
        Daily((time(9), time(16))),
        EveryDays(60, (time(16),)),
        Weekdays((2,), (time(16),)),
        AtRandom(time(9), time(20), 3, timedelta(hours=1), (2,)),
        AroundSession("next", -3, time(17)),
        AroundSession("previous", hours=48),
        AfterAnother(JOURNAL, timedelta(days=2), time(17)),
    ],
    ids=lambda rule: rule.kind,
)
def test_planning_is_cheap(rule: Daily) -> None:
    sessions = tuple(utc(2025, 6, 2, 19) + timedelta(weeks=week) for week in range(200))
    context = Context(seed=1, began_at=utc(2026, 1, 1), sessions=sessions, completed_at=utc(2026, 1, 1))

    def seconds_for_a_hundred() -> float:
        began = stopwatch.perf_counter()
        for _ in range(100):
            next_instant(Schedule(rule), NEW_YORK, utc(2026, 1, 1), 0, context)
        return stopwatch.perf_counter() - began

    assert min(seconds_for_a_hundred() for _ in range(5)) / 100 < 100e-6
