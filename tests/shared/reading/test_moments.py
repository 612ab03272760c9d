"""Moments to come as people text them, on the wall of the one who writes."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.reading.times import read_moment

DENVER = ZoneInfo("America/Denver")
MONDAY_TEN = datetime(2026, 3, 2, 17, 0, tzinfo=UTC)
"""Monday 2 March 2026, ten in the morning in Denver."""

BOTH = ["en", "es"]


def said(text: str, language: str = "en", now: datetime = MONDAY_TEN, zone: ZoneInfo = DENVER) -> str | None:
    moment = read_moment(text, now, zone, language)
    assert moment is None or (moment.tzinfo is UTC and moment > now)
    return None if moment is None else moment.astimezone(zone).strftime("%a %-d %b %H:%M")


@pytest.mark.parametrize("language", BOTH)
@pytest.mark.parametrize(
    ("text", "when"),
    [
        *(("tomorrow 7", "Tue 3 Mar 19:00"), ("tomorrow 9", "Tue 3 Mar 09:00"), ("tomorrow at 8", "Tue 3 Mar 08:00")),
        *(("tomorrow 12", "Tue 3 Mar 12:00"), ("7 tomorrow", "Tue 3 Mar 19:00"), ("tmrw 7am", "Tue 3 Mar 07:00")),
        *(("tomorrow", "Tue 3 Mar 09:00"), ("Tomorrow!", "Tue 3 Mar 09:00"), ("tomorrow morning", "Tue 3 Mar 09:00")),
        *(("tomorrow morning at 7", "Tue 3 Mar 07:00"), ("tomorrow afternoon", "Tue 3 Mar 15:00")),
        ("tomorrow 21:30", "Tue 3 Mar 21:30"),
        *(("tomorrow evening", "Tue 3 Mar 18:00"), ("tomorrow night", "Tue 3 Mar 20:00")),
        ("tomorrow noon", "Tue 3 Mar 12:00"),
        *(("tomorrow 2100", "Tue 3 Mar 21:00"), ("tomorrow 930", "Tue 3 Mar 09:30")),
        ("tomorrow 7:30", "Tue 3 Mar 19:30"),
        *(("tomorrow 07:30", "Tue 3 Mar 07:30"), ("tomorrow 6-7", "Tue 3 Mar 18:00")),
        ("tomorrow around 6", "Tue 3 Mar 18:00"),
        *(("tomorrow at half past 6", "Tue 3 Mar 18:30"), ("park tomorrow 7", "Tue 3 Mar 19:00")),
        ("day after tomorrow", "Wed 4 Mar 09:00"),
        *(("mañana", "Tue 3 Mar 09:00"), ("mañana a las 9", "Tue 3 Mar 09:00"), ("mañana a las 7", "Tue 3 Mar 19:00")),
        *(("mañana por la mañana", "Tue 3 Mar 09:00"), ("mañana a las 7 de la mañana", "Tue 3 Mar 07:00")),
        ("manana 7", "Tue 3 Mar 19:00"),
        *(("mañana en la noche", "Tue 3 Mar 20:00"), ("mañana por la tarde", "Tue 3 Mar 15:00")),
        ("mañana al mediodía", "Tue 3 Mar 12:00"),
        *(("mañana a las 9 de la noche", "Tue 3 Mar 21:00"), ("pasado mañana", "Wed 4 Mar 09:00")),
        ("mañana a las siete y media", "Tue 3 Mar 19:30"),
        *(("Tue 6pm, park", "Tue 3 Mar 18:00"), ("Tuesday at 6", "Tue 3 Mar 18:00")),
        ("tues 6pm with 2 friends", "Tue 3 Mar 18:00"),
        *(("Friday", "Fri 6 Mar 09:00"), ("on friday", "Fri 6 Mar 09:00"), ("this Friday", "Fri 6 Mar 09:00")),
        ("Fri 6", "Fri 6 Mar 18:00"),
        *(("fri evening 6", "Fri 6 Mar 18:00"), ("I'll walk with Ana on Friday at 6", "Fri 6 Mar 18:00")),
        ("Sat 10", "Sat 7 Mar 10:00"),
        *(("sat at 10", "Sat 7 Mar 10:00"), ("Sun", "Sun 8 Mar 09:00"), ("sunday morning", "Sun 8 Mar 09:00")),
        ("on sat", "Sat 7 Mar 09:00"),
        *(("Saturday at noon", "Sat 7 Mar 12:00"), ("Friday midnight", "Sat 7 Mar 00:00")),
        ("Friday night at 1", "Sat 7 Mar 01:00"),
        *(("el viernes", "Fri 6 Mar 09:00"), ("el viernes a las 6", "Fri 6 Mar 18:00")),
        *(("viernes 5pm", "Fri 6 Mar 17:00"), ("vie 5pm", "Fri 6 Mar 17:00")),
        *(("el sábado por la tarde", "Sat 7 Mar 15:00"), ("sab 10", "Sat 7 Mar 10:00")),
        *(("miércoles", "Wed 4 Mar 09:00"), ("mie 6", "Wed 4 Mar 18:00")),
        *(("el próximo martes", "Tue 3 Mar 09:00"), ("el martes que viene", "Tue 3 Mar 09:00")),
        ("domingo en la tarde, parque", "Sun 8 Mar 15:00"),
        *(("monday", "Mon 9 Mar 09:00"), ("Mon 8", "Mon 9 Mar 08:00"), ("mon 11", "Mon 2 Mar 11:00")),
        ("lunes a las 6", "Mon 2 Mar 18:00"),
        *(("next monday", "Mon 9 Mar 09:00"), ("tuesday next week", "Tue 10 Mar 09:00")),
        ("el martes de la próxima semana", "Tue 10 Mar 09:00"),
        *(("tonight", "Mon 2 Mar 20:00"), ("tonight at 9", "Mon 2 Mar 21:00"), ("tonight at 1", "Tue 3 Mar 01:00")),
        ("tonite 8", "Mon 2 Mar 20:00"),
        *(("esta noche", "Mon 2 Mar 20:00"), ("esta tarde", "Mon 2 Mar 15:00")),
        *(("this evening", "Mon 2 Mar 18:00"), ("this afternoon", "Mon 2 Mar 15:00")),
        *(("hoy a las 9", "Mon 2 Mar 21:00"), ("today 11", "Mon 2 Mar 11:00")),
        *(("today at 10:30pm", "Mon 2 Mar 22:30"), ("hoy en la noche", "Mon 2 Mar 20:00")),
        *(("this morning", "Mon 2 Mar 11:00"), ("in the morning", "Tue 3 Mar 09:00")),
        ("por la mañana", "Tue 3 Mar 09:00"),
        *(("9", "Mon 2 Mar 21:00"), ("10", "Tue 3 Mar 10:00"), ("7", "Mon 2 Mar 19:00"), ("11", "Mon 2 Mar 11:00")),
        ("7am", "Tue 3 Mar 07:00"),
        *(("9pm", "Mon 2 Mar 21:00"), ("6, park", "Mon 2 Mar 18:00"), ("at 6", "Mon 2 Mar 18:00")),
        *(("a las 6", "Mon 2 Mar 18:00"), ("21:30", "Mon 2 Mar 21:30")),
        *(("a las 9 de la noche", "Mon 2 Mar 21:00"), ("noon", "Mon 2 Mar 12:00"), ("midnight", "Tue 3 Mar 00:00")),
        ("medianoche", "Tue 3 Mar 00:00"),
        *(("in 20 min", "Mon 2 Mar 10:20"), ("in half an hour", "Mon 2 Mar 10:30")),
        *(("in an hour", "Mon 2 Mar 11:00"), ("in 24 hours", "Tue 3 Mar 10:00")),
        *(("en media hora", "Mon 2 Mar 10:30"), ("en 2 horas", "Mon 2 Mar 12:00")),
        ("dentro de 20 minutos", "Mon 2 Mar 10:20"),
        *(("2 hours from now", "Mon 2 Mar 12:00"), ("in 3 days", "Thu 5 Mar 09:00")),
        *(("in 3 days at 6pm", "Thu 5 Mar 18:00"), ("en una semana", "Mon 9 Mar 09:00")),
        *(("Dec 5 6pm", "Sat 5 Dec 18:00"), ("December 5th at 6", "Sat 5 Dec 18:00")),
        *(("5 de diciembre", "Sat 5 Dec 09:00"), ("the 5th", "Thu 5 Mar 09:00")),
        *(("el 5 a las 6", "Thu 5 Mar 18:00"), ("el 5", "Thu 5 Mar 09:00"), ("Feb 1", "Mon 1 Feb 09:00")),
        ("the 1st", "Wed 1 Apr 09:00"),
        *(("ok friday then", "Fri 6 Mar 09:00"), ("maybe friday", "Fri 6 Mar 09:00")),
        ("sí, mañana a las 6", "Tue 3 Mar 18:00"),
        *(("Tue 6pm after work", "Tue 3 Mar 18:00"), ("friday, after 6", "Fri 6 Mar 18:00")),
        ("Tue 6pm, park or gym", "Tue 3 Mar 18:00"),
        *(("from 6 to 7 on Friday", "Fri 6 Mar 18:00"), ("Friday between 6 and 7", "Fri 6 Mar 18:00")),
        ("con los niños mañana a las 6", "Tue 3 Mar 18:00"),
    ],
)
def test_a_moment_is_read(text: str, when: str, language: str) -> None:
    assert said(text, language) == when


@pytest.mark.parametrize("language", BOTH)
@pytest.mark.parametrize(
    "text",
    [
        *("", "later", "soon", "sometime", "next week", "la próxima semana", "this week", "this weekend"),
        *("el fin de semana", "luego"),
        *("next tuesday", "tuesday or wednesday", "martes o miércoles", "7pm or tomorrow", "every day at 6"),
        *("cada martes", "los martes a las 6"),
        *("mondays at 6", "yesterday", "last tuesday at 6", "ayer a las 6", "el martes pasado", "la semana pasada"),
        *("2 hours ago", "hace 2 horas"),
        *("not tuesday", "no puedo el martes", "I can't tomorrow", "today at 6am", "hoy", "sat in the park"),
        *("the sun was out", "20", "25:00"),
        *("7 people", "I took 7 pills", "6pm, 7pm", "tomorrow after work", "mañana después del trabajo"),
        *("after work", "before bed"),
        *("when I wake up", "cuando pueda", "1 week", "no", "yes", "idk", "if it rains tomorrow"),
        "tomorrow at 6am or 7pm, or 9",
        *("in 0 min", "in 9999999 months", "in 9999999 hours", "Feb 30", "the 32nd", "9" * 4000),
        *("tomorrow " * 2 + "friday", "\0", "\ud800", "for 20 min"),
    ],
)
def test_what_is_vague_or_over_or_twofold_is_no_moment(text: str, language: str) -> None:
    assert said(text, language) is None


def test_a_short_day_is_read_in_its_own_language_only() -> None:
    assert said("mar 6pm", "es") == "Tue 3 Mar 18:00"
    assert said("dom 6pm", "es") == "Sun 8 Mar 18:00"
    assert said("mar 5", "en") == "Thu 5 Mar 09:00"


def test_next_tuesday_is_read_where_everyone_means_the_same() -> None:
    friday = datetime(2026, 3, 6, 17, 0, tzinfo=UTC)
    assert said("next tuesday", now=friday) == "Tue 10 Mar 09:00"
    assert said("next sunday", now=friday) is None


def test_the_same_day_counts_while_its_time_is_to_come() -> None:
    assert said("monday 6pm") == "Mon 2 Mar 18:00"
    assert said("monday 9am") == "Mon 9 Mar 09:00"


def test_tonight_goes_on_for_a_while() -> None:
    at_2030 = datetime(2026, 3, 3, 3, 30, tzinfo=UTC)
    assert said("tonight", now=at_2030) == "Mon 2 Mar 21:30"
    assert said("tonight", now=datetime(2026, 3, 3, 6, 30, tzinfo=UTC)) is None
    assert said("tonight at 7", now=at_2030) is None


def test_a_bare_hour_at_either_end_of_the_waking_day() -> None:
    at_2130 = datetime(2026, 3, 3, 4, 30, tzinfo=UTC)
    assert said("8", now=at_2130) == "Tue 3 Mar 08:00"
    assert said("9", now=at_2130) == "Tue 3 Mar 09:00"
    assert said("7:59", now=at_2130) == "Tue 3 Mar 19:59"


def test_a_time_that_the_clocks_skip_lands_after_the_gap() -> None:
    # Sunday 8 March 2026: from 2:00 to 3:00 at once.
    assert said("Sunday 2:30am") == "Sun 8 Mar 03:30"
    eve = datetime(2026, 3, 8, 8, 30, tzinfo=UTC)
    assert said("in 1 hour", now=eve) == "Sun 8 Mar 03:30"


def test_a_time_that_comes_twice_is_the_first() -> None:
    # Sunday 1 November 2026: 1:00 to 2:00 comes twice.
    saturday = datetime(2026, 10, 31, 18, 0, tzinfo=UTC)
    assert read_moment("tomorrow 1:30am", saturday, DENVER) == datetime(2026, 11, 1, 7, 30, tzinfo=UTC)
    between = datetime(2026, 11, 1, 7, 45, tzinfo=UTC)
    assert read_moment("1:30am", between, DENVER) == datetime(2026, 11, 2, 8, 30, tzinfo=UTC)
    assert read_moment("in 1 hour", between, DENVER) == datetime(2026, 11, 1, 8, 45, tzinfo=UTC)


def test_the_day_is_the_day_where_the_client_lives() -> None:
    # Tuesday already in UTC, still Monday evening in Honolulu.
    now = datetime(2026, 3, 3, 6, 0, tzinfo=UTC)
    assert said("tomorrow 9", now=now, zone=ZoneInfo("Pacific/Honolulu")) == "Tue 3 Mar 09:00"
    assert said("tomorrow 9", now=now, zone=ZoneInfo("Europe/Madrid")) == "Wed 4 Mar 09:00"


_PIECES = [
    *("tomorrow", "mañana", "tue", "friday", "7", "9", "6pm", "21:30", "at", "a las", "in", "20 min", "en"),
    "media hora",
    *("tonight", "noche", "or", "o", ",", "-", "next", "dec", "5", "no", "de", "la", "midnight", "hoy", "el"),
]


@given(
    st.lists(st.sampled_from(_PIECES), max_size=6),
    st.timedeltas(timedelta(), timedelta(days=365)),
    st.sampled_from(["America/Denver", "America/New_York", "Pacific/Honolulu", "UTC", "Australia/Lord_Howe"]),
    st.sampled_from(BOTH),
)
def test_a_moment_is_always_to_come(words: list[str], later: timedelta, zone: str, language: str) -> None:
    now = MONDAY_TEN + later
    moment = read_moment(" ".join(words), now, ZoneInfo(zone), language)
    assert moment is None or moment > now
