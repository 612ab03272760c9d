"""What comes before and after sessions."""

from datetime import date, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from shared.schedule import AroundSession, Context, Schedule, next_instant
from tests.shared.schedule.walking import DAY, NEW_YORK, US_ZONES, days_between, utc, walk, wall

NOON = utc(2026, 3, 2, 12)
THURSDAYS = tuple(utc(2026, 3, day, 19) for day in (5, 12, 19))
BEGAN = Context(began_at=NOON, sessions=THURSDAYS)


def test_three_days_before_each_session_at_the_clients_hour() -> None:
    before = Schedule(AroundSession("next", -3, time(17)))
    found = walk(before, NEW_YORK, NOON, utc(2026, 4, 1), BEGAN)
    assert found == [wall(day, time(17), NEW_YORK) for day in (date(2026, 3, 2), date(2026, 3, 9), date(2026, 3, 16))]


def test_a_session_booked_too_late_for_its_days_before_names_nothing() -> None:
    before = Schedule(AroundSession("next", -3, time(17)))
    assert next_instant(before, NEW_YORK, utc(2026, 3, 17), 0, BEGAN) is None


def test_the_hour_of_a_session_does_not_hide_a_later_hour_of_another_day() -> None:
    before, after = Schedule(AroundSession("next", -1, time(23))), Schedule(AroundSession("previous", 1, time(23)))
    early = Context(began_at=NOON, sessions=(utc(2026, 3, 5, 6),))
    assert next_instant(before, NEW_YORK, utc(2026, 3, 5, 3), 0, early) == utc(2026, 3, 5, 4)
    assert next_instant(after, NEW_YORK, utc(2026, 3, 7, 3), 0, early) == utc(2026, 3, 7, 4)


def test_the_first_day_begins_at_midnight() -> None:
    midnight = Schedule(AroundSession("next", -1, time()), starts_on=date(2026, 3, 4))
    assert next_instant(midnight, NEW_YORK, NOON, 0, BEGAN) == utc(2026, 3, 4, 5)


def test_the_days_are_counted_from_the_clients_day_of_the_session() -> None:
    before = Schedule(AroundSession("next", -1, time(17)))
    thursday_evening = Context(began_at=NOON, sessions=(utc(2026, 3, 6, 1),))
    assert next_instant(before, NEW_YORK, NOON, 0, thursday_evening) == utc(2026, 3, 4, 22)


def test_hours_before_a_session_are_hours_even_when_the_clocks_change() -> None:
    before = Schedule(AroundSession("next", hours=-24))
    sunday = utc(2026, 3, 8, 19)
    assert next_instant(before, NEW_YORK, NOON, 0, Context(sessions=(sunday,))) == sunday - timedelta(hours=24)
    told_locally = Context(sessions=(sunday.astimezone(NEW_YORK),))
    assert next_instant(before, NEW_YORK, NOON, 0, told_locally) == sunday - timedelta(hours=24)


def test_before_a_session_means_before_it() -> None:
    same_day = Schedule(AroundSession("next", 0, time(15)))
    morning, at_three, evening = utc(2026, 3, 5, 15), utc(2026, 3, 6, 20), utc(2026, 3, 7, 23)
    context = Context(began_at=NOON, sessions=(morning, at_three, evening))
    assert walk(same_day, NEW_YORK, NOON, utc(2026, 4, 1), context) == [utc(2026, 3, 7, 20)]


def test_after_a_previous_session_means_after_it() -> None:
    same_day = Schedule(AroundSession("previous", 0, time(15)))
    morning, at_three, evening = utc(2026, 3, 5, 15), utc(2026, 3, 6, 20), utc(2026, 3, 7, 23)
    context = Context(began_at=NOON, sessions=(morning, at_three, evening))
    assert walk(same_day, NEW_YORK, NOON, utc(2026, 4, 1), context) == [utc(2026, 3, 5, 20)]


def test_after_the_next_session_leaves_out_the_one_before_it_was_agreed_and_after_the_previous_takes_it() -> None:
    agreed_after_one = Context(began_at=utc(2026, 3, 6), sessions=THURSDAYS)
    upcoming, last = (Schedule(AroundSession(which, 2, time(9))) for which in ("next", "previous"))
    assert next_instant(upcoming, NEW_YORK, utc(2026, 3, 6), 0, agreed_after_one) == utc(2026, 3, 14, 13)
    assert next_instant(last, NEW_YORK, utc(2026, 3, 6), 0, agreed_after_one) == utc(2026, 3, 7, 14)


def test_hours_after_a_session() -> None:
    for which in ("next", "previous"):
        after = Schedule(AroundSession(which, hours=3))
        assert walk(after, NEW_YORK, NOON, utc(2026, 4, 1), BEGAN) == [at + timedelta(hours=3) for at in THURSDAYS]


def test_each_session_names_one_instant_even_past_another_session() -> None:
    before = Schedule(AroundSession("next", -10, time(17)))
    assert walk(before, NEW_YORK, utc(2026, 2, 1), utc(2026, 4, 1), Context(sessions=THURSDAYS)) == [
        utc(2026, 2, 23, 22),
        utc(2026, 3, 2, 22),
        utc(2026, 3, 9, 21),
    ]


def test_two_sessions_on_one_day_name_one_instant() -> None:
    before = Schedule(AroundSession("next", -1, time(17)))
    both = Context(sessions=(utc(2026, 3, 5, 15), utc(2026, 3, 5, 20)))
    assert walk(before, NEW_YORK, NOON, utc(2026, 4, 1), both) == [utc(2026, 3, 4, 22)]


def test_sessions_may_be_told_in_any_order() -> None:
    before = Schedule(AroundSession("next", -3, time(17)))
    shuffled = Context(began_at=NOON, sessions=(THURSDAYS[2], THURSDAYS[0], THURSDAYS[1]))
    assert walk(before, NEW_YORK, NOON, utc(2026, 4, 1), shuffled) == walk(
        before, NEW_YORK, NOON, utc(2026, 4, 1), BEGAN
    )


def test_days_count_and_the_ending_session_hold_for_sessions_too() -> None:
    rule = AroundSession("next", -3, time(17))
    later = Schedule(rule, starts_on=date(2026, 3, 9), stops_on=date(2026, 3, 15))
    assert walk(later, NEW_YORK, NOON, utc(2026, 4, 1), BEGAN) == [utc(2026, 3, 9, 21)]
    assert len(walk(Schedule(rule, count=2), NEW_YORK, NOON, utc(2026, 4, 1), BEGAN)) == 2
    assert len(walk(Schedule(rule, stops_at_session=True), NEW_YORK, NOON, utc(2026, 4, 1), BEGAN)) == 1
    last_day = Schedule(rule, starts_on=date(2026, 3, 9), stops_on=date(2026, 3, 9))
    assert walk(last_day, NEW_YORK, NOON, utc(2026, 4, 1), BEGAN) == [utc(2026, 3, 9, 21)]


@pytest.mark.parametrize("name", US_ZONES)
def test_two_years_of_sessions_each_have_their_day_before_and_their_day_after(name: str) -> None:
    where = ZoneInfo(name)
    days = list(days_between(date(2026, 1, 5), date(2027, 12, 20)))[::3]
    context = Context(began_at=utc(2026, 1, 1), sessions=tuple(wall(day, time(14), where) for day in days))
    for which, offset, at in (("next", -1, time(2, 30)), ("previous", 2, time(20))):
        found = walk(
            Schedule(AroundSession(which, offset, at)),  # type: ignore[arg-type]
            where,
            utc(2026, 1, 1),
            utc(2028, 1, 1),
            context,
        )
        assert found == [wall(day + offset * DAY, at, where) for day in days]
        assert all(one < other for one, other in pairwise(found))
