"""Reads how long something takes or took; in doubt it reads nothing."""

import re
from dataclasses import dataclass
from datetime import timedelta

from shared.reading.cursor import LONGEST_TIME, Cursor, Phrases, word_set
from shared.reading.legible import plain
from shared.reading.numbers import read_number, take_range_end
from shared.reading.numerals import has_number, take_number
from shared.reading.vocabulary import ABOUT_AFTER

_MINUTE, _HOUR, _DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
_UNIT_WORDS = {
    timedelta(seconds=1): "s sec secs second seconds seg segs segundo segundos",
    _MINUTE: "m min mins minute minutes mns minuto minutos minutito minutitos '",
    _HOUR: "h hr hrs hour hours hs hora horas horita",
    _DAY: "d day days dia dias",
    timedelta(weeks=1): "w wk wks week weeks semana semanas sem",
    timedelta(weeks=2): "fortnight quincena",
    timedelta(days=30): "mo month months mes meses",
}
_UNITS = {word: unit for unit, words in _UNIT_WORDS.items() for word in words.split()}

_FIXED = {
    timedelta(minutes=30): Phrases(
        "half an hour | half hour | a half hour | half of an hour | media hora | media horita"
    ),
    timedelta(minutes=15): Phrases("quarter of an hour | a quarter of an hour | quarter hour | un cuarto de hora"),
    timedelta(minutes=45): Phrases("three quarters of an hour | tres cuartos de hora"),
    timedelta(hours=12): Phrases("half a day | medio dia"),
}
_ONE = Phrases("a | an | one | un | una")
_A_FEW = Phrases("a couple of | a couple | couple of | couple | un par de | par de")
_HALF_MORE = Phrases("and a half | and half | y media | y medio")
_QUARTER_MORE = Phrases("and a quarter | y cuarto")
_AND = Phrases("and | y | , | con")
_NOT_A_LENGTH = word_set("not no don't dont didn't didnt never nunca ago hace sin without am pm every each cada")
_CLOCK = re.compile(r"\s*(\d{1,2}):([0-5]\d)(?:\s*(?:h|hr|hrs|hours?|horas?))?\W*")
_LONGEST_CLOCK = 40
_MOST = 100_000


@dataclass(frozen=True)
class Length:
    """A duration found in a text, and the words around it."""

    span: timedelta
    others: frozenset[str]


def read_duration(text: str, language: str = "en", *, unit: timedelta | None = None) -> timedelta | None:
    """How long a reply says, or None. `unit` is what a bare number means: "45" in minutes.

    1. "20 min", "1h20", "1:20", "half an hour", "hora y media", "2 days and 3 hours"; "30-45 min" is the middle.
    2. Words may stand around it ("It took me 20 min"), but no second number, no "ago", no "not".
    3. A month is 30 days.
    """
    found = find_duration(text, language)
    if found is not None:
        return found.span
    clock = _CLOCK.fullmatch(plain(text)) if len(text) <= _LONGEST_CLOCK else None
    if clock:
        return int(clock[1]) * _HOUR + int(clock[2]) * _MINUTE
    number = read_number(text, 0, _MOST, language) if unit is not None else None
    return None if number is None or unit is None else number.value * unit


def find_duration(text: str, language: str) -> Length | None:
    """The one duration with a unit that a text names, whatever the words around it."""
    if len(text) > LONGEST_TIME:
        return None
    cursor = Cursor(text)
    found: timedelta | None = None
    others: list[str] = []
    while not cursor.is_at_end:
        span = take_duration(cursor, language) if found is None else None
        if span is not None:
            found = span
            continue
        others.append(cursor.peek())
        cursor.at += 1
    if found is None or has_number(tuple(others), language) or not _NOT_A_LENGTH.isdisjoint(others):
        return None
    return Length(found, frozenset(word for word in others if word[0].isalnum()))


def take_duration(cursor: Cursor, language: str) -> timedelta | None:
    """Pass a duration with its unit: "20 min", "an hour and a half", "1h20". None: none stands here."""
    start = cursor.at
    total = _take_piece(cursor, language)
    if total is None:
        cursor.at = start
        return None
    while True:
        place = cursor.at
        cursor.take_one_of(_AND)
        more = _take_piece(cursor, language)
        # Downwards only: "1 hour 20 min" is one duration, "20 min 1 hour" two.
        if more is None or more >= total:
            cursor.at = place
            cursor.take_one_of(ABOUT_AFTER)
            return total
        total += more


def _take_piece(cursor: Cursor, language: str) -> timedelta | None:
    for length, phrases in _FIXED.items():
        if cursor.take_one_of(phrases):
            return length
    start = cursor.at
    if cursor.take_one_of(_A_FEW):
        amount: int | float | None = 2
    elif (cursor.peek(1) in _UNITS and cursor.take_one_of(_ONE)) or (
        cursor.peek() in _UNITS and _HALF_MORE.length_at(cursor.tokens, cursor.at + 1)
    ):
        amount = 1
    else:
        amount = take_number(cursor, language)
        other = take_range_end(cursor, language) if amount is not None else None
        amount = amount if amount is None or other is None else (amount + other) / 2
    cursor.take_one_of(ABOUT_AFTER)
    unit = _UNITS.get(cursor.peek())
    if amount is None or unit is None:
        cursor.at = start
        return None
    cursor.at += 1
    return amount * unit + _take_more(cursor, unit)


def _take_more(cursor: Cursor, unit: timedelta) -> timedelta:
    """Pass what hangs on the unit: "and a half", the 20 of "1h20"."""
    if cursor.take_one_of(_HALF_MORE):
        return unit / 2
    if cursor.take_one_of(_QUARTER_MORE):
        return unit / 4
    start = cursor.at
    is_joined = cursor.take("y") or cursor.take("and")
    minutes = cursor.peek()
    is_minutes = minutes.isdecimal() and len(minutes) <= 2 and int(minutes) < 60
    # In "1h 20m" the 20 has a unit of its own.
    is_last = not cursor.peek(1)[:1].isalnum() if is_joined else cursor.peek(1) not in _UNITS
    if unit == _HOUR and is_minutes and is_last:
        cursor.at += 1
        return int(minutes) * _MINUTE
    cursor.at = start
    return timedelta()
