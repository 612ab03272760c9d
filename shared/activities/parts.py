"""Reads several short answers in one text: "2 30", "6:30 7:00", "twice, half an hour"."""

import re
from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import combinations, pairwise
from typing import NamedTuple

from shared.activities.definition import Clock, Count, Part, Span
from shared.reading.answers import is_word
from shared.reading.durations import read_duration
from shared.reading.numbers import read_number
from shared.reading.times import read_time

_MINUTE = timedelta(minutes=1)
_NONE = ("none", "no", "never", "not at all", "0", "zero", "nada", "ninguna", "ninguno", "nunca", "cero")
# "6:30 am 7:00 am" falls into two before each number, and stays whole around ":" and ".".
_JOINTS = re.compile(r"\s*[,;\n/]+\s*|\s+(?:and|then|y|e|luego)\s+|\s+(?=\d)")
_SPACES = re.compile(r"\s+")
_OR = r"(?!\s*(?:or|to|o|u)\b)"
_NUMBER = re.compile(rf"{_OR}[^\d-]*(\d+(?:[:.]\d+)?){_OR}(\D*)")
_MOST_PIECES = 8


class Told(NamedTuple):
    """What was read for each part, by key."""

    values: dict[str, int | float | str]
    approximate: bool


def read_parts(text: str, parts: Sequence[Part], language: str) -> Told | None:
    """What a text says for each part, in order; None unless there is exactly one way to read it.

    1. "none" and "0" alone are nought for everything that is counted or lasts.
    2. The text falls into pieces at commas, "and", and before numbers, else ("two thirty") at every space; neighbouring
       pieces may belong together ("1 hour 30 min").
    3. Words around a number say which part it is ("2 wakings", "up at 7"); two numbers in one part are none.
    """
    if not any(isinstance(part.answer, Clock) for part in parts) and is_word(text, *_NONE):
        text = ",".join("0" for _ in parts)
    for joints in (_JOINTS, _SPACES):
        pieces = [piece for piece in joints.split(text.strip()) if piece]
        if len(pieces) >= len(parts):
            return _read_pieces(pieces, parts, language)
    return None


def in_minutes(span: timedelta) -> int | float:
    """Minutes, whole where they are."""
    minutes = span / _MINUTE
    return int(minutes) if minutes.is_integer() else round(minutes, 1)


def _read_pieces(pieces: list[str], parts: Sequence[Part], language: str) -> Told | None:
    if len(pieces) > _MOST_PIECES:
        return None
    ways = [told for told in (_read(way, parts, language) for way in _groupings(pieces, len(parts))) if told]
    return ways[0] if ways and all(told.values == ways[0].values for told in ways) else None


def _groupings(pieces: list[str], count: int) -> Iterator[list[str]]:
    """Every way to put neighbouring pieces together into so many."""
    for cuts in combinations(range(1, len(pieces)), count - 1):
        ends = [0, *cuts, len(pieces)]
        yield [" ".join(pieces[start:end]) for start, end in pairwise(ends)]


def _read(pieces: Sequence[str], parts: Sequence[Part], language: str) -> Told | None:
    values: dict[str, int | float | str] = {}
    approximate = False
    for piece, part in zip(pieces, parts, strict=True):
        value, is_about = _read_part(piece, part, language)
        if value is None:
            return None
        values[part.key] = value
        approximate = approximate or is_about
    return Told(values, approximate)


def _read_part(piece: str, part: Part, language: str) -> tuple[int | float | str | None, bool]:
    """What a piece says for a part, and whether it left it open."""
    found = _read_answer(piece, part.answer, language)
    number = _NUMBER.fullmatch(piece)
    if found[0] is None and number:
        # A counted thing stays outside; "am" and "min" belong to a time.
        return _read_answer(
            number[1] if isinstance(part.answer, Count) else number[1] + number[2], part.answer, language
        )
    return found


def _read_answer(piece: str, asked: Count | Clock | Span, language: str) -> tuple[int | float | str | None, bool]:
    if isinstance(asked, Count):
        number = read_number(piece, asked.low, asked.high, language)
        return (number.value, number.approximate) if number else (None, False)
    if isinstance(asked, Clock):
        clock = read_time(piece, language, around=asked.around)
        return (f"{clock.at:%H:%M}", clock.approximate) if clock else (None, False)
    span = read_duration(piece, language, unit=_MINUTE)
    return (in_minutes(span), False) if span is not None and span <= asked.most * _MINUTE else (None, False)
