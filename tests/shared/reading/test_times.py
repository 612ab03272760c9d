"""Times of day and durations as people text them."""

from datetime import time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.reading.durations import read_duration
from shared.reading.times import TimeOfDay, read_time

BEDTIME, WAKING = time(23), time(7)
BOTH = ["en", "es"]


def lines(table: str) -> list[str]:
    return [text for row in table.strip("\n").split("\n") for text in row.split("|")]


NINE_AT_NIGHT = """
9|9pm|9 pm|9PM|9 p.m.|9p.m.|9 p. m.|9p|21:00|2100|9:00|9.00pm|9:00 PM.|at 9|@9|nine|nine pm
nine o'clock|9 o'clock|9 sharp
9 at night|9 in the evening|tonight at 9|last night at 9|this evening at 9|I went to bed at 9
went to bed at 9, slept ok
in bed by 9pm|９|9️⃣|9pm 😴|9pm lol|21h|9, finally|9 tonight|so 9|it was 9|9pm. I read a bit
at night, 9
a las 9|a las nueve|las 9|9 de la noche|nueve de la noche|a las 9 de la noche|a las 9 pm|9 en punto
a las 21|a las 21:00
me acosté a las 9|anoche a las 9|a las 9 porque estaba cansada|esta noche a las 9|son las 9|nueve
9 por la noche
"""


@pytest.mark.parametrize("language", BOTH)
@pytest.mark.parametrize("text", lines(NINE_AT_NIGHT))
def test_nine_at_night_is_read(text: str, language: str) -> None:
    # Bare "21h" is how Spanish writes it; in English an h counts hours.
    expected = None if (text, language) == ("21h", "en") else TimeOfDay(time(21))
    assert read_time(text, language, around=BEDTIME) == expected


@pytest.mark.parametrize("language", BOTH)
@pytest.mark.parametrize(
    ("text", "at"),
    [
        *(("9:30", time(21, 30)), ("9.30", time(21, 30)), ("9.30pm", time(21, 30)), ("930", time(21, 30))),
        ("9 30", time(21, 30)),
        *(("9,30", time(21, 30)), ("9h30", time(21, 30)), ("nine thirty", time(21, 30)), ("half past 9", time(21, 30))),
        *(("half past nine pm", time(21, 30)), ("9 y media", time(21, 30)), ("a las 9 y media", time(21, 30))),
        *(("nueve y media", time(21, 30)), ("21:30", time(21, 30)), ("2130", time(21, 30)), ("21.30", time(21, 30))),
        *(("a quarter to 10", time(21, 45)), ("quarter till 10", time(21, 45))),
        *(("diez menos cuarto", time(21, 45)), ("cuarto para las diez", time(21, 45))),
        ("15 para las 10", time(21, 45)),
        *(("nueve y cuarto", time(21, 15)), ("quarter past 9", time(21, 15)), ("quarter after nine", time(21, 15))),
        *(("a las 9 y cuarto", time(21, 15)), ("9 y 20", time(21, 20)), ("9 y veinte", time(21, 20))),
        ("20 past 9", time(21, 20)),
        *(("10 to 9", time(20, 50)), ("20 to 10", time(21, 40)), ("5 past 9", time(21, 5))),
        *(("faltan 10 para las 9", time(20, 50)), ("9 menos diez", time(20, 50)), ("nine oh five", time(21, 5))),
        *(("nine forty five", time(21, 45)), ("a la una", time(1)), ("a la una y media", time(1, 30))),
        *(("noon", time(12)), ("12 noon", time(12)), ("midday", time(12)), ("mediodía", time(12))),
        ("al mediodía", time(12)),
        *(("midnight", time(0)), ("12 midnight", time(0)), ("medianoche", time(0)), ("a medianoche", time(0))),
        ("24:00", time(0)),
        *(("12", time(0)), ("12am", time(0)), ("12pm", time(12)), ("12:30", time(0, 30)), ("00:30", time(0, 30))),
        ("0:30", time(0, 30)),
        *(("12 de la noche", time(0)), ("12 del día", time(12)), ("1am", time(1)), ("2:00 in the morning", time(2))),
        *(("2 de la madrugada", time(2)), ("2 de la mañana", time(2)), ("3 de la tarde", time(15))),
        ("3 in the afternoon", time(15)),
        *(("22", time(22)), ("22:15", time(22, 15)), ("07:30", time(7, 30)), ("0730", time(7, 30))),
        ("09:30 pm", time(21, 30)),
        *(("quarter to one", time(0, 45)), ("quarter to noon", time(11, 45)), ("10 after midnight", time(0, 10))),
        *(("half past midnight", time(0, 30)), ("11:15 pm", time(23, 15)), ("11 15", time(23, 15))),
    ],
)
def test_a_time_is_read_as_it_is_said(text: str, at: time, language: str) -> None:
    assert read_time(text, language, around=BEDTIME) == TimeOfDay(at)


@pytest.mark.parametrize("language", BOTH)
@pytest.mark.parametrize(
    ("text", "at"),
    [
        *(("around 11", time(23)), ("about 11", time(23)), ("11ish", time(23)), ("11-ish", time(23))),
        ("~11", time(23)),
        *(("11:15 pm-ish", time(23, 15)), ("11:15pmish", time(23, 15)), ("maybe 11", time(23))),
        *(("11 or so", time(23)), ("after 11", time(23))),
        *(("a bit after 11", time(23)), ("como a las 11", time(23)), ("a eso de las 11", time(23))),
        ("11 más o menos", time(23)),
        *(("por ahí de las 11", time(23)), ("después de las 11", time(23)), ("casi las 11", time(23))),
        ("noonish", time(12)),
        *(("11-12", time(23, 30)), ("11 to 12", time(23, 30)), ("between 11 and 12", time(23, 30))),
        ("entre 11 y 12", time(23, 30)),
        *(("entre las 11 y las 12", time(23, 30)), ("11 or 11:30", time(23, 15)), ("11 o 11:30", time(23, 15))),
        ("11pm-1am", time(0)),
        *(("9 or 10pm", time(21, 30)), ("11:30-12:30", time(0)), ("between 11 and midnight", time(23, 30))),
    ],
)
def test_a_time_left_open_is_marked(text: str, at: time, language: str) -> None:
    assert read_time(text, language, around=BEDTIME) == TimeOfDay(at, approximate=True)


@pytest.mark.parametrize("language", BOTH)
@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "late", "no idea", "7 people", "I took 7 pills", "11pm but woke at 3", "9:75", "25", "25:00"),
        *("not at 11", "😴"),
        *("13 am", "00:30 pm", "once upon a time", "7 hours", "20 min", "in 20 min", "9pm and 10pm", "5 to 9"),
        *("9-12", "99999"),
        *("about 11 people", "at 11 of them", "9.5", "1,000", "9" * 4000, "idk", "no one", "one of those nights"),
        *("9/10", "$9"),
        *("tomorrow", "tarde", "temprano", "no sé", "7 horas", "en media hora", "tengo 9 hijos", "-9pm-8", "\0"),
        *("\ud800", ":", "9:"),
    ],
)
def test_in_doubt_no_time_is_read(text: str, language: str) -> None:
    assert read_time(text, language, around=BEDTIME) is None


def test_ten_is_english() -> None:
    assert read_time("ten til nine", around=BEDTIME) == TimeOfDay(time(20, 50))
    assert read_time("quarter to ten", around=BEDTIME) == TimeOfDay(time(21, 45))
    assert read_time("nine-ten", around=BEDTIME) == TimeOfDay(time(21, 30), approximate=True)


def test_once_is_eleven_in_spanish_only() -> None:
    assert read_time("once", "es", around=BEDTIME) == TimeOfDay(time(23))
    assert read_time("once", "en", around=BEDTIME) is None
    assert read_time("a las once", "en", around=BEDTIME) == TimeOfDay(time(23))


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("7", time(7)),
        ("6:30", time(6, 30)),
        ("11", time(11)),
        ("12", time(12)),
        ("5", time(5)),
        ("a las 6 y media", time(6, 30)),
    ],
)
def test_around_the_morning_the_same_numbers_are_morning(text: str, at: time) -> None:
    assert read_time(text, around=WAKING) == TimeOfDay(at)


def test_as_near_both_ways_is_the_one_after() -> None:
    assert read_time("5", around=time(23)) == TimeOfDay(time(5))
    assert read_time("5", around=time(11)) == TimeOfDay(time(17))


@pytest.mark.parametrize(
    ("text", "at"), [("7", time(19)), ("9", time(9)), ("12", time(12)), ("1", time(13)), ("8", time(8))]
)
def test_without_a_hint_a_bare_hour_lies_in_the_waking_day(text: str, at: time) -> None:
    assert read_time(text) == TimeOfDay(at)


@given(st.times(), st.sampled_from(BOTH))
def test_every_time_of_the_day_is_read_as_itself(at: time, language: str) -> None:
    at = at.replace(second=0, microsecond=0)
    # From 10:00 to 12:59 it takes an am or pm to be sure.
    if not 10 <= at.hour <= 12:
        assert read_time(at.strftime("%H:%M"), language, around=BEDTIME) == TimeOfDay(at)
    assert read_time(at.strftime("%I:%M %p"), language, around=BEDTIME) == TimeOfDay(at)


MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.mark.parametrize("language", BOTH)
@pytest.mark.parametrize(
    ("text", "length"),
    [
        *(("3 days", 3 * DAY), ("three days", 3 * DAY), ("a day", DAY), ("a week", 7 * DAY), ("2 weeks", 14 * DAY)),
        ("2 wks", 14 * DAY),
        *(("3 días", 3 * DAY), ("3 dias", 3 * DAY), ("tres días", 3 * DAY), ("una semana", 7 * DAY)),
        ("dos semanas", 14 * DAY),
        *(("una quincena", 14 * DAY), ("a fortnight", 14 * DAY), ("a month", 30 * DAY), ("un mes", 30 * DAY)),
        ("a couple of days", 2 * DAY),
        *(("un par de días", 2 * DAY), ("2-3 days", 2.5 * DAY), ("a day and a half", 1.5 * DAY), ("7d", 7 * DAY)),
        *(("20 min", 20 * MINUTE), ("20min", 20 * MINUTE), ("20 mins", 20 * MINUTE), ("20 minutes", 20 * MINUTE)),
        ("20m", 20 * MINUTE),
        *(("20'", 20 * MINUTE), ("20 minutos", 20 * MINUTE), ("veinte minutos", 20 * MINUTE)),
        ("about 20 min", 20 * MINUTE),
        *(("like 20 min", 20 * MINUTE), ("como 20 min", 20 * MINUTE), ("20ish minutes", 20 * MINUTE)),
        ("90 seconds", 1.5 * MINUTE),
        *(("half an hour", 30 * MINUTE), ("half hour", 30 * MINUTE), ("media hora", 30 * MINUTE)),
        ("½ hour", 30 * MINUTE),
        *(("un cuarto de hora", 15 * MINUTE), ("quarter of an hour", 15 * MINUTE)),
        ("tres cuartos de hora", 45 * MINUTE),
        *(("an hour", HOUR), ("1 hour", HOUR), ("one hr", HOUR), ("una hora", HOUR), ("1h", HOUR)),
        ("about an hour", HOUR),
        *(("hour and a half", 1.5 * HOUR), ("an hour and a half", 1.5 * HOUR), ("hora y media", 1.5 * HOUR)),
        ("una hora y media", 1.5 * HOUR),
        *(("1.5 hours", 1.5 * HOUR), ("1½ hours", 1.5 * HOUR), ("1 1/2 hours", 1.5 * HOUR)),
        ("one and a half hours", 1.5 * HOUR),
        *(("2 hours and a half", 2.5 * HOUR), ("dos horas y media", 2.5 * HOUR), ("una hora y cuarto", 75 * MINUTE)),
        *(("1h20", 80 * MINUTE), ("1h 20m", 80 * MINUTE), ("1 hour 20 min", 80 * MINUTE)),
        ("1 hour and 20 minutes", 80 * MINUTE),
        *(("1:20", 80 * MINUTE), ("1:20h", 80 * MINUTE), ("una hora y 20", 80 * MINUTE)),
        ("1 hora con 20 minutos", 80 * MINUTE),
        *(("It took me 20 min", 20 * MINUTE), ("20 min, it was ok", 20 * MINUTE), ("20 min walk", 20 * MINUTE)),
        ("me tomó 20 minutos", 20 * MINUTE),
        *(("30-45 min", 37.5 * MINUTE), ("30 to 45 minutes", 37.5 * MINUTE), ("de 30 a 45 minutos", 37.5 * MINUTE)),
        ("0 min", 0 * MINUTE),
        *(("1 day 2 hours", 26 * HOUR), ("2 days and 3 hours", 51 * HOUR)),
    ],
)
def test_a_duration_is_read(text: str, length: timedelta, language: str) -> None:
    assert read_duration(text, language) == length


@pytest.mark.parametrize("language", BOTH)
@pytest.mark.parametrize(
    "text",
    [
        *("", "long", "forever", "45", "2 hours ago", "hace 2 horas", "20 min, 2 friends", "every 20 min"),
        "not even 20 min",
        *("7 people", "9pm", "1:20 pm", "20 min 1 hour", "9 to 10", "a few", "idk", "ni 20 minutos no"),
        *("9" * 3000 + " min", "min"),
    ],
)
def test_in_doubt_no_duration_is_read(text: str, language: str) -> None:
    assert read_duration(text, language) is None


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("45", 45 * MINUTE),
        ("about 45", 45 * MINUTE),
        ("cuarenta y cinco", 45 * MINUTE),
        ("30-40", 35 * MINUTE),
        ("2 hours", 2 * HOUR),
    ],
)
def test_a_bare_number_is_of_the_unit_that_was_asked_for(text: str, length: timedelta) -> None:
    assert read_duration(text, unit=MINUTE) == length


def test_a_thing_counted_is_no_duration_whatever_the_unit() -> None:
    assert read_duration("45 people", unit=MINUTE) is None
    assert read_duration("45, then 20", unit=MINUTE) is None
