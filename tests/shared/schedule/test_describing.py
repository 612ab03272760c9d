"""When homework comes, in a few words that may stand on a lock screen."""

import re
from datetime import time, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings

from shared.activities.segments import is_gsm7
from shared.schedule import (
    AfterAnother,
    AroundSession,
    AtRandom,
    Daily,
    EveryDays,
    Keyword,
    Once,
    Schedule,
    Weekdays,
    describe,
)
from tests.shared.schedule.agreed import schedules
from tests.shared.schedule.walking import local

HOUR = timedelta(hours=1)
HALF_PAST_FOUR = (time(16, 30),)
TWICE = (time(9), time(19, 30))
JOURNAL = UUID(int=7)
WINDOW = (time(9), time(20))


@pytest.mark.parametrize(
    ("rule", "options", "english", "spanish"),
    [
        (Once(local(2026, 5, 1, 17)), {}, "Fri May 1, 5 pm", "vie 1 may, 5 pm"),
        (Daily(HALF_PAST_FOUR), {}, "every day 4:30 pm", "cada día 4:30 pm"),
        (
            Daily((time(), time(12), time(20, 5))),
            {},
            "every day 12 am, 12 pm and 8:05 pm",
            "cada día 12 am, 12 pm y 8:05 pm",
        ),
        (EveryDays(3, HALF_PAST_FOUR), {}, "every 3 days 4:30 pm", "cada 3 días 4:30 pm"),
        (
            EveryDays(3, HALF_PAST_FOUR),
            {"weekend_shift": HOUR},
            "every 3 days 4:30 pm; Sat, Sun 5:30 pm",
            "cada 3 días 4:30 pm; sáb, dom 5:30 pm",
        ),
        (Weekdays((0, 2, 4), (time(19, 30),)), {}, "Mon, Wed, Fri 7:30 pm", "lun, mié, vie 7:30 pm"),
        (Weekdays((0, 1, 2, 3, 4), TWICE), {}, "Mon to Fri 9 am and 7:30 pm", "lun a vie 9 am y 7:30 pm"),
        (Weekdays((0, 1, 2), (time(9),)), {}, "Mon, Tue, Wed 9 am", "lun, mar, mié 9 am"),
        (Weekdays((0, 1, 2, 4), (time(9),)), {}, "Mon, Tue, Wed, Fri 9 am", "lun, mar, mié, vie 9 am"),
        (Weekdays(tuple(range(7)), (time(9),)), {}, "every day 9 am", "cada día 9 am"),
        (
            Daily(HALF_PAST_FOUR),
            {"times_on": ((2, (time(8),)),), "weekend_shift": -HOUR},
            "Mon, Tue, Thu, Fri 4:30 pm; Wed 8 am; Sat, Sun 3:30 pm",
            "lun, mar, jue, vie 4:30 pm; mié 8 am; sáb, dom 3:30 pm",
        ),
        (Weekdays((5,), HALF_PAST_FOUR), {"times_on": ((5, (time(8),)),)}, "Sat 8 am", "sáb 8 am"),
        (
            AtRandom(*WINDOW, 3, HOUR),
            {},
            "every day 3 times between 9 am and 8 pm",
            "cada día 3 veces entre 9 am y 8 pm",
        ),
        (
            AtRandom(*WINDOW, 1, HOUR, (0, 2)),
            {},
            "Mon, Wed once between 9 am and 8 pm",
            "lun, mié una vez entre 9 am y 8 pm",
        ),
        (
            AtRandom(*WINDOW, 2, HOUR),
            {"weekend_shift": HOUR},
            "Mon to Fri 2 times between 9 am and 8 pm; Sat, Sun between 10 am and 9 pm",
            "lun a vie 2 veces entre 9 am y 8 pm; sáb, dom entre 10 am y 9 pm",
        ),
        (Keyword(), {}, "when you text it", "cuando lo escribas"),
        (AroundSession("next", -3, time(17)), {}, "3 days before we meet, 5 pm", "3 días antes de vernos, 5 pm"),
        (AroundSession("next", -1, time(17)), {}, "the day before we meet, 5 pm", "el día antes de vernos, 5 pm"),
        (AroundSession("next", 0, time(9)), {}, "the day we meet, 9 am", "el día que nos vemos, 9 am"),
        (AroundSession("previous", 1, time(9)), {}, "the day after we meet, 9 am", "el día después de vernos, 9 am"),
        (AroundSession("previous", 2, time(9)), {}, "2 days after we meet, 9 am", "2 días después de vernos, 9 am"),
        (AroundSession("next", hours=-24), {}, "24 hours before we meet", "24 horas antes de vernos"),
        (AroundSession("previous", hours=1), {}, "1 hour after we meet", "1 hora después de vernos"),
        (
            AfterAnother(JOURNAL, 48 * HOUR, time(17)),
            {},
            "2 days after the one before it is done, 5 pm",
            "2 días después de terminar el anterior, 5 pm",
        ),
        (
            AfterAnother(JOURNAL, HOUR),
            {},
            "1 hour after the one before it is done",
            "1 hora después de terminar el anterior",
        ),
        (
            AfterAnother(JOURNAL, HOUR * 1.5),
            {},
            "90 minutes after the one before it is done",
            "90 minutos después de terminar el anterior",
        ),
        (
            AfterAnother(JOURNAL, timedelta(0), time(17)),
            {},
            "when the one before it is done, 5 pm",
            "al terminar el anterior, 5 pm",
        ),
    ],
)
def test_a_schedule_is_said_in_both_languages(rule: Any, options: dict[str, Any], english: str, spanish: str) -> None:
    assert describe(Schedule(rule, **options), "en") == english
    assert describe(Schedule(rule, **options), "es") == spanish


@given(schedules)
@settings(max_examples=150, deadline=None)
def test_any_schedule_is_said_plainly_and_in_english_without_dear_letters(schedule: Schedule) -> None:
    english, spanish = describe(schedule, "en"), describe(schedule, "es")
    assert is_gsm7(english)
    for said in (english, spanish):
        assert said == said.strip() and "  " not in said and "{" not in said and "None" not in said
        assert not re.search(r"therap|session|homework|clinic|assign|terap|sesi[oó]n|tarea|cl[ií]nic", said, re.I)
