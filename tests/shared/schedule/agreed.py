"""Schedules of every kind, as somebody might agree on them."""

from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from shared.schedule import (
    EVERY_DAY,
    AfterAnother,
    AroundSession,
    AtRandom,
    Daily,
    EveryDays,
    Keyword,
    Once,
    Schedule,
    Weekdays,
)
from tests.shared.schedule.walking import local

MINUTE = timedelta(minutes=1)

times = st.times().map(lambda at: at.replace(second=0, microsecond=0))
several_times = st.lists(times, min_size=1, max_size=5, unique=True).map(lambda all: tuple(sorted(all)))
days_of_week = st.sets(st.integers(0, 6), min_size=1).map(lambda all: tuple(sorted(all)))
own_times = st.dictionaries(st.integers(0, 6), several_times, max_size=3)

windows = st.tuples(st.integers(0, 600), st.integers(660, 1439)).map(
    lambda ends: {"earliest": _clock(ends[0]), "latest": _clock(ends[1])}
)
random_rules = st.builds(
    lambda window, number, gap, days: AtRandom(times_a_day=number, min_gap=gap * MINUTE, days=days, **window),
    windows,
    st.integers(1, 4),
    st.integers(1, 20),
    days_of_week,
)
session_rules = st.one_of(
    st.builds(AroundSession, st.just("next"), st.integers(-60, 60), times),
    st.builds(AroundSession, st.just("previous"), st.integers(0, 60), times),
    st.builds(AroundSession, st.just("next"), hours=st.integers(-336, -1)),
    st.builds(AroundSession, st.just("previous"), hours=st.integers(1, 336)),
)
time_of_day_rules = st.one_of(
    st.builds(Daily, several_times),
    st.builds(EveryDays, st.integers(2, 60), several_times),
    st.builds(Weekdays, days_of_week, several_times),
)
other_rules = st.one_of(
    random_rules,
    st.just(Keyword()),
    session_rules,
    st.builds(
        AfterAnother,
        st.uuids(),
        st.integers(1, 5000).map(lambda minutes: minutes * MINUTE),
        st.none() | times,
    ),
)
common: dict[str, Any] = {
    "starts_on": st.none() | st.dates(date(2026, 1, 1), date(2026, 12, 31)),
    "stops_on": st.none() | st.dates(date(2027, 1, 1), date(2028, 1, 1)),
    "count": st.none() | st.integers(1, 50),
    "window": st.integers(60, 2000).map(lambda minutes: minutes * MINUTE),
    "nudge_after": st.none() | st.integers(1, 59).map(lambda minutes: minutes * MINUTE),
    "on_collision": st.sampled_from(["defer", "skip"]),
}


def _clock(minutes: int) -> Any:
    return local(2026, 1, 1, *divmod(minutes, 60)).time()


def _with_own_times(schedule: Schedule, own: dict[int, Any], shift: int) -> Schedule:
    days = schedule.rule.days if isinstance(schedule.rule, Weekdays) else EVERY_DAY
    kept = tuple((day, own[day]) for day in sorted(own) if day in days)
    assert isinstance(schedule.rule, Daily | EveryDays | Weekdays)
    minutes = [at.hour * 60 + at.minute for at in schedule.rule.times]
    fits = min(minutes) + shift >= 0 and max(minutes) + shift < 1440
    moved = shift * MINUTE if fits else timedelta(0)
    return Schedule(**vars(schedule) | {"times_on": kept, "weekend_shift": moved})


at_times_of_day = st.builds(
    _with_own_times,
    st.builds(Schedule, time_of_day_rules, stops_at_session=st.booleans(), **common),
    own_times,
    st.integers(-300, 300),
)
schedules = st.one_of(
    at_times_of_day,
    st.builds(Schedule, other_rules, **common),
    st.builds(Schedule, st.just(Once(local(2026, 5, 1, 17, 5))), on_collision=st.just("skip")),
)
