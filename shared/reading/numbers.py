"""Reads the number a reply gives, the way people write them; in doubt it reads nothing."""

from dataclasses import dataclass

from shared.reading.cursor import Cursor, Phrases
from shared.reading.numerals import digits_value, has_number, take_number
from shared.reading.vocabulary import ABOUT, ABOUT_AFTER, AFTER, BEFORE, BEFORE_IN_SPANISH, RANGE

_OUT_OF = Phrases("/ | out of | outta | of | de | sobre")
_PERCENT = Phrases("% | percent | por ciento")
_BETWEEN = Phrases("and | y")
_IN_A_LIST = Phrases(
    ", | ; | . | / | - | & | + | ( | ) | : | ! | and | y | times | time | x | veces | vez | min | mins | minutes | "
    "minutos | m | total | en total"
)


@dataclass(frozen=True)
class Number:
    """A number read from a reply. `approximate` when the writer left it open: "about 7", "6-7"."""

    value: int | float
    approximate: bool = False


def read_number(text: str, low: int, high: int, language: str = "en") -> Number | None:
    """The one number inside low..high that a reply gives, or None.

    1. Digits of any script, keycaps, English and Spanish words; "7/10" and "7 de 10" only where the scale ends at 10.
    2. "6-7", "6 or 7" is the middle. A range wider than a quarter of the scale says too little to be a rating.
    3. Words may follow ("8 because ..."), never another number, and never a thing counted ("7 people").
    """
    cursor = Cursor(text)
    about = skip_leading(cursor, language)
    sign = -1 if low < 0 and (cursor.take("-") or cursor.take("minus")) else 1
    number = take_number(cursor, language)
    if number is None:
        return None
    number *= sign
    other = take_range_end(cursor, language)
    if other is not None and abs(other - number) > max(1, (high - low) / 4):
        return None
    about = bool(cursor.take_one_of(ABOUT_AFTER)) or about or other is not None
    if not _take_scale_end(cursor, high, language):
        return None
    about = bool(cursor.take_one_of(ABOUT_AFTER)) or about
    if not rest_is_comment(cursor, language):
        return None
    if not all(low <= end <= high for end in (number, other) if end is not None):
        return None
    return Number(_tidy(number if other is None else (number + other) / 2), about)


def read_numbers(text: str, count: int, language: str = "en") -> tuple[int | float, ...] | None:
    """Exactly `count` numbers in the order they stand, with little between them: "2 30", "2 times, 30 min". Or None.

    A range counts as its middle where that gives the right count ("2-3, 30"), else as two numbers ("2-30").
    """
    return _numbers(text, count, language, ranges=True) or _numbers(text, count, language, ranges=False)


def skip_leading(cursor: Cursor, language: str) -> bool:
    """Pass "I'd say about"; True when one of the words left the number open."""
    about = False
    while True:
        if (cursor.peek(), cursor.peek(1)) == ("a", "hundred"):
            return about
        if cursor.take_one_of(ABOUT):
            about = True
        elif not cursor.take_one_of(BEFORE) and not (language == "es" and cursor.take_one_of(BEFORE_IN_SPANISH)):
            return about


def take_range_end(cursor: Cursor, language: str) -> int | float | None:
    """Pass the other end of "6-7", "6 or 7", "entre 6 y 7"; None when there is none."""
    start = cursor.at
    has_between = any(word in ("between", "entre") for word in cursor.tokens[: min(start, 8)])
    if (cursor.take_one_of(RANGE) or (has_between and cursor.take_one_of(_BETWEEN))) and (
        number := take_number(cursor, language)
    ) is not None:
        return number
    cursor.at = start
    return None


def rest_is_comment(cursor: Cursor, language: str) -> bool:
    """Whether what follows the number comments on it, without a second number."""
    if has_number(cursor.rest, language):
        return False
    return cursor.is_at_end or not cursor.peek()[0].isalpha() or cursor.stands_at(AFTER)


def _take_scale_end(cursor: Cursor, high: int, language: str) -> bool:
    """Pass "/10", "out of 10", "%"; False when it names another scale than this one."""
    if cursor.take_one_of(_PERCENT):
        return high == 100
    if cursor.stands_at(AFTER) or not cursor.take_one_of(_OUT_OF):
        return True
    return take_number(cursor, language) == high


def _numbers(text: str, count: int, language: str, *, ranges: bool) -> tuple[int | float, ...] | None:
    cursor = Cursor(text if ranges else text.replace(",", ", "))
    found: list[int | float] = []
    while not cursor.is_at_end and len(found) <= count:
        if (
            cursor.take("\n")
            or cursor.take_one_of(_IN_A_LIST)
            or cursor.take_one_of(ABOUT)
            or cursor.take_one_of(BEFORE)
        ):
            continue
        number = take_number(cursor, language) if ranges else _take_bare(cursor, language)
        if number is None:
            return None
        other = take_range_end(cursor, language) if ranges else None
        found.append(_tidy(number if other is None else (number + other) / 2))
    return tuple(found) if len(found) == count and cursor.is_at_end and found else None


def _take_bare(cursor: Cursor, language: str) -> int | float | None:
    """Pass one number and nothing joined to it: the 2 of "2/30"."""
    number = digits_value(cursor.peek(), language)
    if number is None:
        return take_number(cursor, language)
    cursor.at += 1
    return number


def _tidy(number: int | float) -> int | float:
    return int(number) if number == int(number) else number
