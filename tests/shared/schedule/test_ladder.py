"""LESS and MORE."""

from dataclasses import replace
from datetime import date, time, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings

from shared.schedule import (
    AfterAnother,
    AroundSession,
    AtRandom,
    Daily,
    EveryDays,
    Keyword,
    Once,
    Rule,
    Schedule,
    Weekdays,
    fewer,
    from_json,
    more,
    to_json,
)
from tests.shared.schedule.agreed import schedules
from tests.shared.schedule.walking import FIRST_DAY, LAST_DAY, NEW_YORK, local, walk_days

EVENING = (time(19, 30),)
THREE_TIMES = (time(9), time(14), time(19, 30))
HOUR = timedelta(hours=1)


def rules_down(schedule: Schedule) -> list[Rule]:
    """The rules on the way down, the agreed one left out."""
    found: list[Rule] = []
    rung = fewer(schedule)
    while rung is not None:
        found.append(rung.rule)
        rung = fewer(rung)
    return found


@pytest.mark.parametrize(
    ("agreed", "down"),
    [
        (Daily(EVENING), [Weekdays((0, 2, 4), EVENING), Weekdays((2,), EVENING)]),
        (
            Daily(THREE_TIMES),
            [
                Daily(THREE_TIMES[:2]),
                Daily(THREE_TIMES[:1]),
                Weekdays((0, 2, 4), THREE_TIMES[:1]),
                Weekdays((2,), THREE_TIMES[:1]),
            ],
        ),
        (Weekdays((0, 1, 2, 3, 4), EVENING), [Weekdays((0, 2, 4), EVENING), Weekdays((2,), EVENING)]),
        (Weekdays((0, 1, 2, 3), EVENING), [Weekdays((0, 1, 3), EVENING), Weekdays((1,), EVENING)]),
        (Weekdays((1, 3, 5, 6), EVENING), [Weekdays((1, 3, 5), EVENING), Weekdays((3,), EVENING)]),
        (Weekdays((1, 3), EVENING), [Weekdays((1,), EVENING)]),
        (Weekdays((5,), EVENING), []),
        (EveryDays(10, EVENING), [EveryDays(20, EVENING), EveryDays(40, EVENING)]),
        (EveryDays(30, THREE_TIMES[:2]), [EveryDays(30, THREE_TIMES[:1]), EveryDays(60, THREE_TIMES[:1])]),
        (
            AtRandom(time(9), time(20), 3, HOUR),
            [
                AtRandom(time(9), time(20), 2, HOUR),
                AtRandom(time(9), time(20), 1, HOUR),
                AtRandom(time(9), time(20), 1, HOUR, (0, 2, 4)),
                AtRandom(time(9), time(20), 1, HOUR, (2,)),
            ],
        ),
        (Keyword(), []),
        (Once(local(2026, 5, 1, 17)), []),
        (AroundSession("next", -3, time(17)), []),
        (AfterAnother(UUID(int=7), HOUR), []),
    ],
    ids=lambda given: given.kind if not isinstance(given, list) else "",
)
def test_less_goes_down_one_rung_at_a_time(agreed: Any, down: list[Rule]) -> None:
    assert rules_down(Schedule(agreed)) == down


def test_own_times_of_a_day_go_down_with_it_and_come_back_with_it() -> None:
    saturday = (5, (time(10), time(12)))
    agreed = Schedule(Daily(EVENING), times_on=((2, (time(8),)), saturday))
    once_a_day, three_days = fewer(agreed), fewer(fewer(agreed))  # type: ignore[arg-type]
    assert once_a_day == replace(agreed, times_on=((2, (time(8),)), (5, (time(10),))))
    assert three_days == Schedule(Weekdays((0, 2, 4), EVENING), times_on=((2, (time(8),)),))
    assert more(three_days, agreed) == once_a_day
    assert more(once_a_day, agreed) == agreed


def test_all_else_is_kept_on_the_way() -> None:
    agreed = Schedule(Daily(EVENING), count=21, stops_at_session=True, weekend_shift=HOUR, on_collision="skip")
    less = fewer(agreed)
    assert less == replace(agreed, rule=Weekdays((0, 2, 4), EVENING))
    shorter = replace(less, count=5, stops_on=date(2026, 5, 1))
    assert more(shorter, agreed) == replace(agreed, count=5, stops_on=date(2026, 5, 1))


def test_more_is_never_more_than_was_agreed() -> None:
    agreed = Schedule(Weekdays((0, 2, 4), EVENING))
    assert more(agreed, agreed) is None
    assert more(Schedule(Daily(EVENING)), agreed) is None
    assert more(Schedule(Weekdays((1, 3, 5), EVENING)), agreed) is None


def test_what_left_the_way_comes_back_to_the_nearest_rung_above() -> None:
    agreed = Schedule(Daily(EVENING))
    assert more(Schedule(Weekdays((5,), (time(9),))), agreed) == Schedule(Weekdays((0, 2, 4), EVENING))
    assert more(Schedule(EveryDays(2, EVENING)), agreed) == agreed
    assert more(Schedule(EveryDays(20, EVENING)), agreed) == Schedule(Weekdays((2,), EVENING))


@given(schedules)
@settings(max_examples=150, deadline=None)
def test_the_way_down_ends_and_the_way_back_is_the_same(agreed: Schedule) -> None:
    way = [agreed]
    while less := fewer(way[-1]):
        assert from_json(to_json(less)) == less
        way.append(less)
        assert len(way) < 12
    for above, below in pairwise(way):
        assert more(below, agreed) == above
    assert more(agreed, agreed) is None


@pytest.mark.parametrize("rule", [Daily(THREE_TIMES), EveryDays(2, EVENING), AtRandom(time(9), time(20), 4, HOUR)])
def test_each_rung_asks_less_often(rule: Any) -> None:
    agreed = Schedule(rule, starts_on=FIRST_DAY)
    rungs = [agreed, *(replace(agreed, rule=below) for below in rules_down(agreed))]
    often = [len(walk_days(rung, NEW_YORK, FIRST_DAY, LAST_DAY)) for rung in rungs]
    assert often == sorted(set(often), reverse=True)
