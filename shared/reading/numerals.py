"""Numbers in digits and in words, English and Spanish, wherever in a reply they stand."""

import re

from shared.reading.cursor import Cursor, Phrases

_UNITS = {
    **{"zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9},
    **{"cero": 0, "uno": 1, "dos": 2, "tres": 3, "cuatro": 4, "cinco": 5, "seis": 6, "siete": 7, "ocho": 8, "nueve": 9},
}
_TEENS = {
    **{"ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16},
    **{"seventeen": 17, "eighteen": 18, "nineteen": 19},
    **{"diez": 10, "once": 11, "doce": 12, "trece": 13, "catorce": 14, "quince": 15, "dieciseis": 16},
    **{"diecisiete": 17, "dieciocho": 18, "diecinueve": 19},
    **{"veintiuno": 21, "veintiun": 21, "veintidos": 22, "veintitres": 23, "veinticuatro": 24, "veinticinco": 25},
    **{"veintiseis": 26, "veintisiete": 27, "veintiocho": 28, "veintinueve": 29},
}
_TENS = {
    **{"twenty": 20, "thirty": 30, "forty": 40, "fourty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80},
    **{"ninety": 90, "veinte": 20, "treinta": 30, "cuarenta": 40, "cincuenta": 50, "sesenta": 60, "setenta": 70},
    **{"ochenta": 80, "noventa": 90},
}
_HUNDREDS = {
    **{"hundred": 100, "cien": 100, "ciento": 100, "doscientos": 200, "doscientas": 200, "trescientos": 300},
    **{"trescientas": 300, "cuatrocientos": 400, "cuatrocientas": 400, "quinientos": 500, "quinientas": 500},
    **{"seiscientos": 600, "seiscientas": 600, "setecientos": 700, "setecientas": 700, "ochocientos": 800},
    **{"ochocientas": 800, "novecientos": 900, "novecientas": 900},
}
_WORDS = {**_UNITS, **_TEENS, **_TENS, **_HUNDREDS}

# "Once I went out" is English for a day long ago; "ten paciencia" is Spanish for patience.
_MEANS_ELSE = {"en": {"once"}, "es": {"ten"}}
# "7 but it was a nine" names two numbers; "8 because no one called" names one.
_SMALL_TALK = {"one", "uno", "hundred"}

_HALF = Phrases("and a half | and half | y medio | y media")
_POINT = Phrases("point | punto | coma")

_THOUSANDS = re.compile(r"[1-9]\d{0,2}([.,])\d{3}")
_LONGEST = 7


def take_number(cursor: Cursor, language: str) -> int | float | None:
    """Pass a number: "7", "7.5", "7,5", "7 1/2", "siete y medio", "treinta y cinco", "a hundred". None: none here."""
    number = _take_digits(cursor, language)
    if number is None:
        number = take_number_word(cursor, language)
    if number is None or isinstance(number, float):
        return number
    return number + _take_fraction(cursor, language)


def take_number_word(cursor: Cursor, language: str) -> int | None:
    """Pass a whole number in words."""
    word, start = cursor.peek(), cursor.at
    if word in ("a", "one") and cursor.peek(1) == "hundred":
        cursor.at += 2
        return 100 + _take_below_hundred(cursor, language)
    # "The dos and don'ts" are no number.
    if not is_number_word(word, language) or (word == "dos" and cursor.peek(1) in ("and", "&") and language == "en"):
        return None
    if word in _HUNDREDS:
        cursor.at += 1
        return _HUNDREDS[word] + (_take_below_hundred(cursor, language) if word != "cien" else 0)
    small = _take_small(cursor, language)
    if small is not None and small < 10 and cursor.take("hundred"):
        return small * 100 + _take_below_hundred(cursor, language)
    if small is None:
        cursor.at = start
    return small


def is_number_word(word: str, language: str) -> bool:
    """Whether a word is a number to someone who writes this language."""
    return word in _WORDS and word not in _MEANS_ELSE.get(language, ())


def has_number(tokens: tuple[str, ...], language: str) -> bool:
    """Whether a number stands among these words."""
    return any(
        token[-1].isdigit() or (token not in _SMALL_TALK and is_number_word(token, language)) for token in tokens
    )


def digits_value(token: str, language: str) -> int | float | None:
    """What a number in digits says, or None: "1,000" is a thousand, "7,5" a half more than seven.

    A decimal comma is Spanish; to an English writer only ",5" is surely one, and "7,8" may be two numbers.
    """
    # Nobody rates anything at a million; int() refuses thousands of digits with an error.
    if not token[-1:].isdecimal() or len(token) > _LONGEST:
        return None
    if _THOUSANDS.fullmatch(token):
        return int(token.replace(",", "").replace(".", ""))
    whole, comma, part = token.partition(",")
    if comma and (part == "5" or (language == "es" and len(part) <= 2)):
        token = f"{whole}.{part}"
    if token.isdecimal():
        return int(token)
    return float(token) if token.count(".") == 1 and "," not in token else None


def _take_digits(cursor: Cursor, language: str) -> int | float | None:
    value = digits_value(cursor.peek(), language)
    if value is not None:
        cursor.at += 1
    return value


def _take_small(cursor: Cursor, language: str) -> int | None:
    """Pass a number below one hundred, in words."""
    word = cursor.peek()
    if word in _TENS:
        cursor.at += 1
        return _TENS[word] + _take_unit(cursor)
    value = _UNITS.get(word, _TEENS.get(word))
    if value is not None:
        cursor.at += 1
    # "Diez y seis" is sixteen as grandparents write it.
    return value + _take_unit(cursor, only=("y",)) if value == 10 else value


def _take_unit(cursor: Cursor, only: tuple[str, ...] = ("-", "y", "")) -> int:
    """Pass the five of "twenty five", "twenty-five", "treinta y cinco"; 0 when there is none."""
    joint = cursor.peek()
    skip = 1 if joint in only else 0
    if not skip and "" not in only:
        return 0
    unit = _UNITS.get(cursor.peek(skip), 0)
    if unit:
        cursor.at += skip + 1
    return unit


def _take_below_hundred(cursor: Cursor, language: str) -> int:
    """Pass the twenty of "a hundred and twenty"; 0 when there is none."""
    start = cursor.at
    cursor.take("and")
    if is_number_word(cursor.peek(), language) and (value := _take_small(cursor, language)):
        return value
    cursor.at = start
    return 0


def _take_fraction(cursor: Cursor, language: str) -> int | float:
    """Pass the half of "7 1/2", which arrives as tokens of its own; 0 when there is none."""
    if cursor.peek() in (".5", ".25", ".75"):
        cursor.at += 1
        return float(cursor.peek(-1))
    if cursor.take("1", "/", "2") or cursor.take_one_of(_HALF):
        return 0.5
    start = cursor.at
    if cursor.take_one_of(_POINT):
        digit = _UNITS.get(cursor.peek()) if not cursor.peek().isdecimal() else int(cursor.peek()[:1])
        if digit is not None:
            cursor.at += 1
            return digit / 10
    cursor.at = start
    return 0
