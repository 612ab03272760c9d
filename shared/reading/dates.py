"""Days and parts of a day wherever in a reply they stand: "tomorrow", "el martes", "Dec 5", "in the evening"."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum

from shared.reading.cursor import Cursor, Phrases, word_set
from shared.reading.durations import take_duration


@dataclass(frozen=True)
class Away:
    """So many days from today."""

    days: int


@dataclass(frozen=True)
class Weekday:
    """A day of the week, 0 is Monday. `is_next`: "next Tuesday" in English, which two people read differently."""

    day: int
    is_next: bool = False


@dataclass(frozen=True)
class NextWeek:
    """Some time in the week after this one."""


@dataclass(frozen=True)
class Date:
    """A day of a month; without a month, the next such day."""

    day: int
    month: int | None = None


@dataclass(frozen=True)
class Past:
    """A time that is over."""


Day = Away | Weekday | NextWeek | Date | Past


class Part(Enum):
    """A part of the day."""

    SMALL_HOURS = "small hours"
    MORNING = "morning"
    AFTERNOON = "afternoon"
    EVENING = "evening"
    NIGHT = "night"


_WEEKDAYS = (
    Phrases("monday | mon | mondy | lunes | lun"),
    Phrases("tuesday | tue | tues | martes"),
    Phrases("wednesday | weds | wednes | wensday | miercoles | mie | mier"),
    Phrases("thursday | thu | thur | thurs | jueves | jue | juev"),
    Phrases("friday | fri | viernes | vie | vier"),
    Phrases("saturday | sabado | sab"),
    Phrases("sunday | domingo"),
)
_SHORT_WEEKDAYS = {
    "en": {"wed": 2, "sat": 5, "sun": 6},
    "es": {"mar": 1, "wed": 2, "sat": 5, "sun": 6, "dom": 6},
}
_BEFORE_WEEKDAY = Phrases(
    "on | this | this coming | coming | el | este | el proximo | este proximo | el dia | for | by"
)
_NEXT_WEEKDAY = Phrases("next | the next | proximo | siguiente | el siguiente")
_COMING = Phrases("que viene | proximo | siguiente")
_GONE = Phrases("pasado | passed | anterior")
_ENDS_SHORT = word_set("at around about by a como morning afternoon evening night noon midnight por en la")

_MONTHS = (
    *("january jan enero ene", "february feb febrero", "march mar marzo", "april apr abril abr", "may mayo"),
    *("june jun junio", "july jul julio", "august aug agosto ago", "september sep sept septiembre setiembre"),
    *("october oct octubre", "november nov noviembre", "december dec diciembre dic"),
)
_MONTH = {word: number for number, words in enumerate(_MONTHS, start=1) for word in words.split()}
_LENGTHS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_ORDINAL_ENDS = Phrases("st | nd | rd | th | °")

_FIXED: tuple[tuple[Phrases, Day], ...] = (
    (Phrases("day after tomorrow | the day after tomorrow | pasado manana"), Away(2)),
    (
        Phrases(
            "tomorrow | tomorow | tommorow | tommorrow | tomorro | tomrw | tmrw | tmr | tmrrw | tmw | tom | 2morrow"
            "| 2moro | 2mrw | manana | mnn | el dia de manana"
        ),
        Away(1),
    ),
    (Phrases("today | tdy | 2day | hoy | later today | hoy mismo | el dia de hoy | hoy dia"), Away(0)),
    (
        Phrases("next week | la proxima semana | la semana que viene | la semana proxima | proxima semana"),
        NextWeek(),
    ),
    (
        Phrases(
            "yesterday | ayer | anteayer | antier | antes de ayer | the other day | last week | la semana pasada"
            "| el otro dia"
        ),
        Past(),
    ),
)
_TODAY_PARTS: tuple[tuple[Phrases, Day, Part], ...] = (
    (Phrases("this morning | esta manana | hoy por la manana | hoy en la manana"), Away(0), Part.MORNING),
    (Phrases("this afternoon | esta tarde"), Away(0), Part.AFTERNOON),
    (Phrases("this evening | later this evening"), Away(0), Part.EVENING),
    (Phrases("tonight | tonite | 2night | 2nite | this night | later tonight | esta noche"), Away(0), Part.NIGHT),
    (Phrases("last night | anoche | la noche pasada"), Past(), Part.NIGHT),
)
_PARTS: tuple[tuple[Phrases, Part], ...] = (
    (Phrases("de la madrugada | en la madrugada | por la madrugada | de madrugada | madrugada"), Part.SMALL_HOURS),
    (
        Phrases(
            "in the morning | in the am | morning | first thing | first thing in the morning | early in the morning"
            "| de la manana | por la manana | en la manana | a la manana | manana por la manana temprano"
        ),
        Part.MORNING,
    ),
    (
        Phrases(
            "in the afternoon | afternoon | arvo | del dia | de la tarde | por la tarde | en la tarde | a la tarde"
            "| de tarde"
        ),
        Part.AFTERNOON,
    ),
    (Phrases("in the evening | evening | eve | in the pm"), Part.EVENING),
    (
        Phrases("at night | in the night | night | de la noche | por la noche | en la noche | a la noche | noche"),
        Part.NIGHT,
    ),
)
_IN = Phrases("in | en | dentro de | within | in like | in about | como en | en como")
_FROM_NOW = Phrases("from now | a partir de ahora | de aqui")
_DAY_LENGTH = timedelta(days=1)
_DAY_WORDS = word_set(
    "d day days dia dias w wk wks week weeks semana semanas fortnight quincena mo month months mes meses"
)


def take_in(cursor: Cursor, language: str) -> timedelta | Away | None:
    """Pass "in 20 min", "en media hora", "2 hours from now", "in 3 days"; None when none stands here."""
    start = cursor.at
    has_in = bool(cursor.take_one_of(_IN))
    span = take_duration(cursor, language)
    if span is None or not (cursor.take_one_of(_FROM_NOW) or has_in):
        cursor.at = start
        return None
    # "In 24 hours" is an instant, "in a day" a day.
    is_days = _DAY_WORDS.intersection(cursor.tokens[start : cursor.at]) and not span % _DAY_LENGTH
    return Away(span // _DAY_LENGTH) if is_days else span


def take_day(cursor: Cursor, language: str) -> Day | None:
    """Pass a day: "tomorrow", "on Tue", "next Friday", "el viernes que viene", "Dec 5", "the 5th", "el 5"."""
    for phrases, day in _FIXED:
        if cursor.take_one_of(phrases):
            return day
    return _take_weekday(cursor, language) or _take_date(cursor, language)


def take_part_of_today(cursor: Cursor) -> tuple[Day, Part] | None:
    """Pass a word that says day and part at once: "tonight", "esta tarde"."""
    for phrases, day, part in _TODAY_PARTS:
        if cursor.take_one_of(phrases):
            return day, part
    return None


def take_part(cursor: Cursor) -> Part | None:
    """Pass a part of the day: "in the evening", "de la noche"."""
    for phrases, part in _PARTS:
        if cursor.take_one_of(phrases):
            return part
    return None


def _take_weekday(cursor: Cursor, language: str) -> Day | None:
    start = cursor.at
    led = bool(cursor.take_one_of(_BEFORE_WEEKDAY))
    is_last = cursor.take("last")
    is_next = bool(cursor.take_one_of(_NEXT_WEEKDAY))
    next_word = cursor.peek(-1)
    weekday = next((day for day, names in enumerate(_WEEKDAYS) if cursor.take_one_of(names)), None)
    if weekday is None:
        weekday = _take_short_weekday(cursor, language, led or is_next)
    if weekday is None:
        cursor.at = start
        return None
    cursor.take(".")
    if is_last or cursor.take_one_of(_GONE):
        return Past()
    cursor.take_one_of(_COMING)
    # "El próximo martes" is the coming one; only English quarrels about its "next".
    return Weekday(weekday, is_next=is_next and next_word == "next")


def _take_short_weekday(cursor: Cursor, language: str, led: bool) -> int | None:
    """Pass "sat" where it cannot be the verb nor "sun" the star: led to, or first, and nothing else follows it."""
    weekday = _SHORT_WEEKDAYS.get(language, {}).get(cursor.peek())
    after = cursor.peek(1)
    is_ended = not after or not after[0].isalpha() or after in _ENDS_SHORT
    if weekday is None or not is_ended or not (led or cursor.at == 0):
        return None
    cursor.at += 1
    return weekday


def _take_date(cursor: Cursor, language: str) -> Date | None:
    start = cursor.at
    cursor.take("on")
    article = "the" if cursor.take("the") else "el" if cursor.take("el") else ""
    cursor.take("dia")
    found = _take_month_day(cursor) or _take_day_month(cursor, article)
    if found is None or found.day > (_LENGTHS[found.month - 1] if found.month else 31):
        cursor.at = start
        return None
    return found


def _take_month_day(cursor: Cursor) -> Date | None:
    """Pass "Dec 5", "December 5th"; not "Dec 5pm"."""
    month = _MONTH.get(cursor.peek())
    skip = 2 if cursor.peek(1) == "." else 1
    day = _day_number(cursor.peek(skip))
    if month is None or day is None or cursor.peek(skip + 1) in ("am", "pm", ":"):
        return None
    cursor.at += skip + 1
    cursor.take_one_of(_ORDINAL_ENDS)
    return Date(day, month)


def _take_day_month(cursor: Cursor, article: str) -> Date | None:
    """Pass "5 de diciembre", "5th of December", "the 5th", "el 5"."""
    start = cursor.at
    day = _day_number(cursor.peek())
    if day is None:
        return None
    cursor.at += 1
    has_ending = bool(cursor.take_one_of(_ORDINAL_ENDS))
    place = cursor.at
    joined = cursor.take("de") or cursor.take("of")
    month = _MONTH.get(cursor.peek())
    if month is not None and (joined or cursor.peek() not in ("may", "mar", "ago", "march")):
        cursor.at += 1
        return Date(day, month)
    cursor.at = place
    if (article == "the" and has_ending) or (article == "el" and _ends_date(cursor)):
        return Date(day)
    cursor.at = start
    return None


def _ends_date(cursor: Cursor) -> bool:
    """Whether after "el 5" nothing comes that it could count: the end, a sign, "a las 6"."""
    after = cursor.peek()
    return not after or (not after[0].isalnum() and after != ":") or after in ("a", "por", "en")


def _day_number(token: str) -> int | None:
    return int(token) if token.isdecimal() and len(token) <= 2 and 1 <= int(token) <= 31 else None


def next_date(found: Date, today: date) -> date | None:
    """The day from today on that a date without a year means; None when there is none within a year or so."""
    day = today
    for _ in range(366 * 4 + 1 if found.month == 2 and found.day == 29 else 367):
        if day.day == found.day and found.month in (None, day.month):
            return day
        day += _DAY_LENGTH
    return None
