"""LESS and MORE: one rung down from what was agreed, and the same way back up."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import time
from fractions import Fraction
from itertools import combinations

from shared.schedule.rules import AtRandom, Daily, EveryDays, Schedule, Weekdays

_MOST_DAYS_BETWEEN = 60


def fewer(schedule: Schedule) -> Schedule | None:
    """One rung down, all else kept: None at the bottom, and where asking less often means nothing.

    1. Several times a day: the first half of them.
    2. Every so many days: twice as many.
    3. More than three days a week: three, well spread. Two or three: one. One: the bottom.
    """
    if _times_a_day(schedule) > 1:
        return _with_half_the_times(schedule)
    if isinstance(schedule.rule, EveryDays):
        every = schedule.rule.every * 2
        return replace(schedule, rule=replace(schedule.rule, every=every)) if every <= _MOST_DAYS_BETWEEN else None
    if not isinstance(schedule.rule, Daily | Weekdays | AtRandom):
        return None
    days = schedule.days_of_week()
    return _on_days(schedule, _fewer_days(days)) if len(days) > 1 else None


def more(schedule: Schedule, agreed: Schedule) -> Schedule | None:
    """The nearest rung above on the way from `agreed` down, all else kept; None when there is none.

    A schedule that is not on that way, since the one or the other was changed, gets the lowest rung that asks more
    often than it does: never more than was agreed.
    """
    often = _a_week(schedule)
    rungs = [rung for rung in _rungs(agreed) if _a_week(rung) > often]
    return replace(schedule, rule=rungs[-1].rule, times_on=rungs[-1].times_on) if rungs else None


def _rungs(agreed: Schedule) -> Iterator[Schedule]:
    rung: Schedule | None = agreed
    while rung is not None:
        yield rung
        rung = fewer(rung)


def _times_a_day(schedule: Schedule) -> int:
    if isinstance(schedule.rule, AtRandom):
        return schedule.rule.times_a_day
    return max(len(schedule.times_of(day)) for day in schedule.days_of_week())


def _a_week(schedule: Schedule) -> Fraction:
    days = schedule.days_of_week()
    if isinstance(schedule.rule, AtRandom):
        return Fraction(schedule.rule.times_a_day * len(days))
    every = schedule.rule.every if isinstance(schedule.rule, EveryDays) else 1
    return Fraction(sum(len(schedule.times_of(day)) for day in days), every)


def _with_half_the_times(schedule: Schedule) -> Schedule:
    rule = schedule.rule
    if isinstance(rule, AtRandom):
        return replace(schedule, rule=replace(rule, times_a_day=_half(rule.times_a_day)))
    assert isinstance(rule, Daily | EveryDays | Weekdays)
    return replace(
        schedule,
        rule=replace(rule, times=_first_half(rule.times)),
        times_on=tuple((day, _first_half(times)) for day, times in schedule.times_on),
    )


def _first_half(times: tuple[time, ...]) -> tuple[time, ...]:
    return times[: _half(len(times))]


def _half(number: int) -> int:
    return (number + 1) // 2


def _fewer_days(days: tuple[int, ...]) -> tuple[int, ...]:
    if len(days) > 3:
        # The widest smallest gap, then the widest next one: of all seven that is Monday, Wednesday and Friday.
        return max(combinations(days, 3), key=_gaps)
    return (days[(len(days) - 1) // 2],)


def _gaps(days: tuple[int, ...]) -> list[int]:
    return sorted((later - day) % 7 for day, later in zip(days, (*days[1:], days[0]), strict=True))


def _on_days(schedule: Schedule, days: tuple[int, ...]) -> Schedule:
    rule = schedule.rule
    if isinstance(rule, AtRandom):
        return replace(schedule, rule=replace(rule, days=days))
    assert isinstance(rule, Daily | Weekdays)
    own = tuple((day, times) for day, times in schedule.times_on if day in days)
    return replace(schedule, rule=Weekdays(days, rule.times), times_on=own)
