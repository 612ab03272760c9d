"""Schedules as JSON, and what is said about those that cannot be kept."""

import json
import re
from datetime import date, time, timedelta
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
    InvalidSchedule,
    Keyword,
    Once,
    Schedule,
    Weekdays,
    from_json,
    to_json,
)
from tests.shared.schedule.agreed import schedules
from tests.shared.schedule.walking import local

JOURNAL = UUID(int=7)
DAILY = {"kind": "daily", "times": ["20:00"]}
WEEKDAYS = {"kind": "weekdays", "times": ["20:00"], "days": ["mon", "sat"]}
RANDOM = {"kind": "random", "from": "09:00", "to": "12:00", "times_a_day": 3, "min_gap_minutes": 60}
SESSION = {"kind": "session", "which": "next", "days": -3, "at": "17:00"}
AFTER = {"kind": "after", "assignment_id": str(JOURNAL), "delay_minutes": 60}


@pytest.mark.parametrize(
    ("body", "rule"),
    [
        ({"kind": "once", "at": "2026-05-01T17:05"}, Once(local(2026, 5, 1, 17, 5))),
        ({"kind": "daily", "times": ["20:00", "09:00"]}, Daily((time(9), time(20)))),
        ({"kind": "every_days", "every": 3, "times": ["16:30"]}, EveryDays(3, (time(16, 30),))),
        ({"kind": "weekdays", "days": ["sun", "wed"], "times": ["16:30"]}, Weekdays((2, 6), (time(16, 30),))),
        (RANDOM, AtRandom(time(9), time(12), 3, timedelta(hours=1))),
        (RANDOM | {"days": ["tue"]}, AtRandom(time(9), time(12), 3, timedelta(hours=1), (1,))),
        ({"kind": "keyword"}, Keyword()),
        (SESSION, AroundSession("next", -3, time(17))),
        (SESSION | {"days": 0}, AroundSession("next", 0, time(17))),
        ({"kind": "session", "which": "previous", "hours": 2}, AroundSession("previous", hours=2)),
        (AFTER, AfterAnother(JOURNAL, timedelta(hours=1))),
        (AFTER | {"delay_minutes": 0, "at": "17:00"}, AfterAnother(JOURNAL, timedelta(0), time(17))),
    ],
    ids=lambda given: given["kind"] if isinstance(given, dict) else "",
)
def test_each_kind_is_read_and_written(body: dict[str, Any], rule: Any) -> None:
    assert from_json(body) == Schedule(rule)
    assert from_json(to_json(Schedule(rule))) == Schedule(rule)
    assert set(to_json(Schedule(rule))) == {*body, "window_minutes"}


def test_what_is_agreed_beside_the_rule_is_read_and_written() -> None:
    body = {
        **WEEKDAYS,
        "starts_on": "2026-02-03",
        "stops_on": "2026-03-03",
        "count": 9,
        "window_minutes": 90,
        "nudge_after_minutes": 30,
        "stops_at_session": True,
        "times_on": {"sat": ["10:00", "11:30"]},
        "weekend_shift_minutes": -60,
        "on_collision": "skip",
    }
    schedule = from_json(body)
    assert schedule == Schedule(
        Weekdays((0, 5), (time(20),)),
        starts_on=date(2026, 2, 3),
        stops_on=date(2026, 3, 3),
        count=9,
        window=timedelta(minutes=90),
        nudge_after=timedelta(minutes=30),
        stops_at_session=True,
        times_on=((5, (time(10), time(11, 30))),),
        weekend_shift=timedelta(minutes=-60),
        on_collision="skip",
    )
    assert to_json(schedule) == body


@given(schedules)
@settings(max_examples=150, deadline=None)
def test_any_schedule_survives_json(schedule: Schedule) -> None:
    assert from_json(json.loads(json.dumps(to_json(schedule)))) == schedule
    assert hash(schedule) == hash(from_json(to_json(schedule)))


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
        (DAILY | {"times": []}, "times"),
        (DAILY | {"times": None}, "times"),
        (DAILY | {"times": "20:00"}, "times"),
        (DAILY | {"times": ["24:00"]}, "times"),
        (DAILY | {"times": [1200]}, "times"),
        (DAILY | {"times": ["20:00", "20:00"]}, "times"),
        (DAILY | {"times": [f"{hour:02}:00" for hour in range(13)]}, "times"),
        (DAILY | {"days": ["mon"]}, "days"),
        (DAILY | {"every": 2}, "every"),
        (DAILY | {1: 2}, 1),
        (DAILY | {"count": 0}, "count"),
        (DAILY | {"count": True}, "count"),
        (DAILY | {"count": 2.0}, "count"),
        (DAILY | {"count": None}, "count"),
        (DAILY | {"starts_on": "2026-02-30"}, "starts_on"),
        (DAILY | {"starts_on": "1999-02-01"}, "starts_on"),
        (DAILY | {"starts_on": "20260203"}, "starts_on"),
        (DAILY | {"starts_on": "2026-02-03", "stops_on": "2026-02-02"}, "stops_on"),
        (DAILY | {"window_minutes": 1}, "window_minutes"),
        (DAILY | {"window_minutes": 60, "nudge_after_minutes": 60}, "nudge_after_minutes"),
        (DAILY | {"nudge_after_minutes": 1440}, "nudge_after_minutes"),
        (DAILY | {"nudge_after_minutes": 1 << 80}, "nudge_after_minutes"),
        (DAILY | {"stops_at_session": "yes"}, "stops_at_session"),
        (DAILY | {"stops_at_session": 1}, "stops_at_session"),
        (DAILY | {"on_collision": "merge"}, "on_collision"),
        (DAILY | {"on_collision": []}, "on_collision"),
        (DAILY | {"times_on": ["sat"]}, "times_on"),
        (DAILY | {"times_on": {"saturday": ["10:00"]}}, "times_on"),
        (DAILY | {"times_on": {5: ["10:00"]}}, "times_on"),
        (DAILY | {"times_on": {"sat": []}}, "times_on"),
        (DAILY | {"times_on": {"sat": ["10"]}}, "times_on"),
        (DAILY | {"weekend_shift_minutes": 240}, "weekend_shift_minutes"),
        (DAILY | {"times": ["00:30", "12:00"], "weekend_shift_minutes": -31}, "weekend_shift_minutes"),
        (DAILY | {"times_on": {"sat": ["10:00"]}, "weekend_shift_minutes": 240}, "weekend_shift_minutes"),
        (DAILY | {"weekend_shift_minutes": 721}, "weekend_shift_minutes"),
        ({"kind": "every_days", "times": ["20:00"]}, "every"),
        ({"kind": "every_days", "times": ["20:00"], "every": 1}, "every"),
        ({"kind": "every_days", "times": ["20:00"], "every": 61}, "every"),
        (WEEKDAYS | {"days": ["monday"]}, "days"),
        (WEEKDAYS | {"days": ["mon", "mon"]}, "days"),
        (WEEKDAYS | {"days": [["mon"]]}, "days"),
        (WEEKDAYS | {"days": []}, "days"),
        (WEEKDAYS | {"times_on": {"tue": ["10:00"]}}, "times_on"),
        (RANDOM | {"to": "09:00"}, "to"),
        (RANDOM | {"to": "08:00"}, "to"),
        (RANDOM | {"min_gap_minutes": 91}, "min_gap_minutes"),
        (RANDOM | {"min_gap_minutes": 0}, "min_gap_minutes"),
        (RANDOM | {"times_a_day": 5}, "min_gap_minutes"),
        (RANDOM | {"times_a_day": 0}, "times_a_day"),
        (RANDOM | {"from": "00:00", "to": "23:59", "min_gap_minutes": 481}, "min_gap_minutes"),
        (
            RANDOM | {"to": "20:00", "times_a_day": 2, "min_gap_minutes": 600, "weekend_shift_minutes": -241},
            "min_gap_minutes",
        ),
        (RANDOM | {"to": "23:30", "weekend_shift_minutes": 30}, "weekend_shift_minutes"),
        (RANDOM | {"times_on": {"sat": ["10:00"]}}, "times_on"),
        (RANDOM | {"days": []}, "days"),
        ({"kind": "random"} | {"to": "12:00", "times_a_day": 1, "min_gap_minutes": 1}, "from"),
        ({"kind": "keyword", "weekend_shift_minutes": 60}, "weekend_shift_minutes"),
        ({"kind": "session", "days": -3, "at": "17:00"}, "which"),
        ({"kind": "session", "which": "next"}, "days"),
        (SESSION | {"which": "last"}, "which"),
        (SESSION | {"hours": -3}, "days"),
        (SESSION | {"days": -61}, "days"),
        (SESSION | {"which": "previous"}, "days"),
        (SESSION | {"days": 2, "stops_at_session": True}, "stops_at_session"),
        ({"kind": "session", "which": "next", "days": -3}, "at"),
        ({"kind": "session", "which": "next", "hours": -3, "at": "17:00"}, "at"),
        ({"kind": "session", "which": "next", "hours": 0}, "hours"),
        ({"kind": "session", "which": "previous", "hours": -2}, "hours"),
        (AFTER | {"assignment_id": "journal"}, "assignment_id"),
        (AFTER | {"assignment_id": 7}, "assignment_id"),
        (AFTER | {"delay_minutes": -1}, "delay_minutes"),
        (AFTER | {"delay_minutes": 0}, "delay_minutes"),
        ({"kind": "after", "delay_minutes": 5}, "assignment_id"),
    ],
)
def test_what_is_wrong_with_a_schedule_is_said_by_field_and_what_to_do(body: Any, field: Any) -> None:
    with pytest.raises(InvalidSchedule) as refused:
        from_json(body)
    assert list(refused.value.errors) == [field]
    assert re.search(r"^\w+: .*\b([Gg]ive|Leave|Name|Ask|Add|Must be|shorten)\b.*\.$", str(refused.value))


@pytest.mark.parametrize(
    "body",
    [
        DAILY | {"weekend_shift_minutes": 239},
        DAILY | {"times": ["00:30"], "weekend_shift_minutes": -30},
        DAILY | {"times_on": {"sat": ["10:00"], "sun": ["10:00"]}, "weekend_shift_minutes": 240},
        WEEKDAYS | {"days": ["mon"], "weekend_shift_minutes": 240},
        RANDOM | {"min_gap_minutes": 90},
        RANDOM | {"from": "00:00", "to": "23:59", "min_gap_minutes": 480},
        RANDOM | {"to": "20:00", "times_a_day": 2, "min_gap_minutes": 600, "weekend_shift_minutes": -240},
        RANDOM | {"to": "20:00", "times_a_day": 2, "min_gap_minutes": 660, "days": ["mon"]},
        SESSION | {"stops_at_session": True},
        SESSION | {"days": 2},
        {"kind": "session", "which": "previous", "days": 2, "at": "17:00", "stops_at_session": True},
    ],
)
def test_what_can_just_be_kept_is_taken(body: dict[str, Any]) -> None:
    assert to_json(from_json(body)).items() >= body.items()


def test_everything_wrong_is_said_at_once() -> None:
    with pytest.raises(InvalidSchedule) as refused:
        from_json({"kind": "daily", "count": 0, "colour": "red", "times": ["25:00"]})
    assert str(refused.value) == (
        "colour: This kind of schedule has no such field. Leave it out. "
        "count: Give a whole number from 1 to 1000. "
        'times: Give a time as "HH:MM", in quotes.'
    )
