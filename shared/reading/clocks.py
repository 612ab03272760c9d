"""Times of day wherever in a reply they stand: "9pm", "half past 9", "a las nueve y cuarto", "noonish"."""

import re
from dataclasses import dataclass, replace
from datetime import time
from enum import IntEnum
from typing import Literal

from shared.reading.cursor import Cursor, Phrases
from shared.reading.legible import plain
from shared.reading.numerals import take_number_word
from shared.reading.vocabulary import ABOUT, ABOUT_AFTER

Half = Literal["am", "pm"]


class Mark(IntEnum):
    """How surely a number is a time: by itself, after "at", or by its form."""

    BARE = 0
    LED = 1
    SURE = 2


@dataclass(frozen=True)
class Clock:
    """A time as it was said. `half` is None where am or pm is open; `is_exact`: nothing is open (21:30, noon).

    `is_number`: it was no more than a number, "9" or "20".
    """

    hour: int
    minute: int
    half: Half | None = None
    is_exact: bool = False
    is_midnight: bool = False
    is_number: bool = False
    approximate: bool = False
    mark: Mark = Mark.BARE

    def in_half(self, half: Half) -> time:
        """The time of day, if the hour is of this half of the day."""
        return time(self.hour % 12 + (12 if half == "pm" else 0), self.minute)

    def times(self) -> tuple[time, ...]:
        """The times of day it may mean, earliest first."""
        if self.is_exact:
            return (time(self.hour, self.minute),)
        if self.half is not None:
            return (self.in_half(self.half),)
        return (self.in_half("am"), self.in_half("pm"))


_MERIDIEM = re.compile(r"(?<=\d)\s?([ap])\.?\s?m\b\.?|(?<=\d)([ap])\b(?!')|\b([ap])\.\s?m\b\.?")
_ISH = re.compile(r"([ap])\.?m\.?ish\b")

_AT = Phrases("at | @ | by | for | until | till | til | from | around | a la | la")
_AT_IN_SPANISH = Phrases("a las | las | hasta las | desde las | faltan | son las | eran las | a la una | la una")
_ABOUT_AT_IN_SPANISH = Phrases(
    "sobre las | a eso de las | como a las | como a eso de las | tipo las | por ahi de las | a eso de la una"
    "| como a la una | sobre la una"
)
_OPEN_AT = Phrases("before | after | past | antes de las | despues de las | pasadas las | antes de la | despues de la")
_NOON = Phrases("noon | midday | mid day | noontime | mediodia | medio dia | al mediodia | al medio dia | del mediodia")
_MIDNIGHT = Phrases("midnight | mid night | medianoche | media noche | a medianoche | a media noche")
_HALF_PAST = Phrases("half past | half after")
_QUARTER = Phrases("quarter | a quarter | un cuarto | cuarto")
_MINUTES = Phrases("min | mins | minutes | minutos")
_PAST = Phrases("past | after")
_TO = Phrases("to | til | till | before | of")
_PARA = Phrases("para las | para la | pa las | pa la")
_O_CLOCK = Phrases("o'clock | oclock | o clock | en punto | sharp | on the dot")
_HOURS = Phrases("h | hs | hrs | horas")
_SMALL_TALK = frozenset(["one", "uno"])


def with_meridiems(text: str) -> str:
    """The plain text with "9p.m.", "9 p. m." and "9p" as "9 pm"."""
    clear = _ISH.sub(r"\1m ish", plain(text))
    return _MERIDIEM.sub(lambda found: f" {found[1] or found[2] or found[3]}m ", clear)


def take_clock(cursor: Cursor, language: str) -> Clock | None:
    """Pass a time of day with the words that lead to it; None when none stands here."""
    start = cursor.at
    mark, approximate, one = Mark.BARE, False, False
    while True:
        if spanish := cursor.take_one_of(_AT_IN_SPANISH):
            # Who writes "a las once" writes Spanish, whatever we were told.
            mark, language, one = Mark.LED, "es", spanish.endswith("la una")
        elif spanish := cursor.take_one_of(_ABOUT_AT_IN_SPANISH):
            mark, approximate, language, one = Mark.LED, True, "es", spanish.endswith("la una")
        elif cursor.take_one_of(_OPEN_AT):
            mark, approximate = Mark.LED, True
        elif cursor.take_one_of(ABOUT):
            approximate = True
        elif cursor.take_one_of(_AT):
            mark = Mark.LED
        else:
            break
    if mark is Mark.LED and cursor.peek(-1) == "around":
        approximate = True
    clock = _take_minutes_first(cursor, language) or _take_named(cursor) or _take_hour(cursor, language, one, start)
    if clock is None:
        cursor.at = start
        return None
    # "A las 21 horas" is a time, "7 horas" a duration.
    if language == "es" and (mark is Mark.LED or clock.hour > 12) and cursor.take_one_of(_HOURS):
        mark = Mark.SURE
    approximate = bool(cursor.take_one_of(ABOUT_AFTER)) or approximate
    clock = _take_half(cursor, clock)
    if clock is None:
        cursor.at = start
        return None
    approximate = bool(cursor.take_one_of(ABOUT_AFTER)) or approximate
    return replace(clock, approximate=approximate, mark=max(mark, clock.mark))


def _take_named(cursor: Cursor) -> Clock | None:
    if cursor.take_one_of(_NOON):
        return Clock(12, 0, is_exact=True, mark=Mark.SURE)
    if cursor.take_one_of(_MIDNIGHT):
        return Clock(0, 0, is_exact=True, is_midnight=True, mark=Mark.SURE)
    return None


def _take_minutes_first(cursor: Cursor, language: str) -> Clock | None:
    """Pass "half past 9", "quarter to ten", "20 past noon", "cuarto para las diez"."""
    start = cursor.at
    minutes, is_surely = 30, True
    if not cursor.take_one_of(_HALF_PAST):
        minutes = 15
        if not cursor.take_one_of(_QUARTER):
            minutes = _take_small(cursor, language) or 0
            is_surely = bool(cursor.take_one_of(_MINUTES)) or minutes > 12
        if cursor.take_one_of(_PARA):
            is_surely, minutes, language = True, -minutes, "es"
        elif cursor.take_one_of(_TO):
            minutes = -minutes
        elif not cursor.take_one_of(_PAST):
            minutes = 0
    hour = _take_named(cursor) if minutes else None
    if hour is None and minutes:
        at = _take_small(cursor, language)
        if at is None and cursor.take("una"):
            at = 1
        hour = Clock(at, 0, is_exact=at > 12, mark=Mark.SURE) if at is not None and at <= 23 else None
    # "9 to 10" is from nine until ten, "10 to 9" ten minutes before nine.
    is_range = hour is not None and not is_surely and minutes < 0 and 0 < (hour.hour + minutes) % 12 <= 6
    if hour is None or is_range or not -30 < minutes <= 30 or cursor.peek() == ":":
        cursor.at = start
        return None
    return _shifted(hour, minutes)


def _take_hour(cursor: Cursor, language: str, one: bool, start: int) -> Clock | None:
    """Pass "9", "9:30", "9.30", "930", "9 30", "nine thirty", "nueve y media"."""
    if one:
        return _take_tail(cursor, Clock(1, 0, mark=Mark.LED), language)
    token = cursor.peek()
    if token[:1].isdecimal():
        cursor.at += 1
        return _of_digits(cursor, token, language)
    # "No one called" names no hour.
    if token in _SMALL_TALK and cursor.at == start and start > 0:
        return None
    hour = take_number_word(cursor, language)
    if hour is None or hour > 23:
        return None
    return _take_tail(cursor, Clock(hour, _take_word_minutes(cursor, language), is_exact=hour > 12), language)


def _of_digits(cursor: Cursor, token: str, language: str) -> Clock | None:
    has_zero = token.startswith("0") and len(token) > 1
    if token.isdecimal() and len(token) <= 2:
        clock = Clock(int(token), 0, is_exact=has_zero)
        if cursor.peek() == ":":
            minutes = cursor.peek(1)
            cursor.at += 2
            is_time = minutes.isdecimal() and len(minutes) == 2
            cursor.take(":", "00")
            return _checked(replace(clock, minute=int(minutes), mark=Mark.SURE)) if is_time else None
        if _is_two_digits(cursor.peek(1)) and cursor.take("h"):
            cursor.at += 1
            return _checked(replace(clock, minute=int(cursor.peek(-1)), mark=Mark.SURE))
        if _is_two_digits(cursor.peek()) and cursor.peek(1) not in (":", "am", "pm"):
            cursor.at += 1
            return _checked(replace(clock, minute=int(cursor.peek(-1))))
        return _take_tail(cursor, replace(clock, is_number=True), language)
    if split := re.fullmatch(r"(\d{1,2})[.,]?(\d\d)", token):
        return _checked(Clock(int(split[1]), int(split[2]), is_exact=has_zero))
    return None


def _take_tail(cursor: Cursor, clock: Clock, language: str) -> Clock | None:
    """Pass "o'clock", "y media", "menos cuarto", "and a half"."""
    if cursor.take_one_of(_O_CLOCK):
        clock = replace(clock, mark=Mark.SURE)
    start = cursor.at
    minutes = 0
    has_between = any(word in ("between", "entre") for word in cursor.tokens[max(0, start - 4) : start])
    if cursor.take("y", "media") or cursor.take("and", "a", "half"):
        minutes = 30
    elif cursor.take("y", "cuarto"):
        minutes = 15
    elif cursor.take("menos", "cuarto"):
        minutes = -15
    elif not has_between and cursor.take("y"):
        minutes = _take_small(cursor, language) or 0
    elif cursor.take("menos"):
        minutes = -(_take_small(cursor, language) or 0)
    if not minutes:
        cursor.at = start
        return _checked(clock)
    cursor.take_one_of(_MINUTES)
    return _checked(_shifted(replace(clock, mark=Mark.SURE), minutes))


def _take_half(cursor: Cursor, clock: Clock) -> Clock | None:
    """Pass am or pm; None when it contradicts the hour."""
    if clock.hour == 12 and not clock.is_exact and (named := _take_named(cursor)):
        return named
    if cursor.peek() not in ("am", "pm"):
        return clock
    half: Half = "am" if cursor.take("am") else "pm"
    cursor.take("pm")
    if clock.is_exact and clock.in_half(half) != time(clock.hour, clock.minute):
        # "00:30 pm" and "13:00 am" say two things at once; "09:30 pm" only has a zero too many.
        return None if clock.hour > 12 or clock.hour == 0 else replace(clock, is_exact=False, half=half, mark=Mark.SURE)
    return replace(clock, half=half, mark=Mark.SURE)


def _take_word_minutes(cursor: Cursor, language: str) -> int:
    """Pass the thirty of "nine thirty", the five of "nine oh five"."""
    start = cursor.at
    has_oh = cursor.take("oh") or cursor.take("o")
    minutes = take_number_word(cursor, language)
    if minutes is None or not (1 <= minutes <= 9 if has_oh else 10 <= minutes <= 59):
        cursor.at = start
        return 0
    return minutes


def _take_small(cursor: Cursor, language: str) -> int | None:
    token = cursor.peek()
    if token.isdecimal() and len(token) <= 2:
        cursor.at += 1
        return int(token)
    return None if token[:1].isdecimal() else take_number_word(cursor, language)


def _shifted(clock: Clock, minutes: int) -> Clock:
    """The clock so many minutes on; an hour whose half is open stays between 1 and 12."""
    total = clock.hour * 60 + clock.minute + minutes
    if clock.is_exact:
        return replace(clock, hour=total // 60 % 24, minute=total % 60, is_midnight=False)
    return replace(clock, hour=(total // 60 - 1) % 12 + 1, minute=total % 60)


def _checked(clock: Clock) -> Clock | None:
    """The clock, if there is such a time: 24:00 is midnight, and from 13 on nothing is open."""
    if clock.minute > 59 or clock.hour > 24 or (clock.hour == 24 and clock.minute):
        return None
    if clock.hour == 24:
        return replace(clock, hour=0, is_exact=True, is_midnight=True)
    return replace(clock, is_exact=clock.is_exact or clock.hour > 12 or clock.hour == 0)


def _is_two_digits(token: str) -> bool:
    return len(token) == 2 and token.isdecimal() and int(token) < 60
