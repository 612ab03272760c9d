"""Folds what only looks different, so that the readers meet plain words, signs and the digits 0-9."""

import unicodedata
from functools import lru_cache

_INVISIBLE = dict.fromkeys(
    [
        *(0x00, 0xAD, 0x20E3, 0xFEFF, 0xFFFC),
        *range(0x200B, 0x2010),
        *range(0x202A, 0x202F),
        *range(0x2060, 0x2070),
        *range(0xFE00, 0xFE10),
        *range(0x1F3FB, 0x1F400),
    ]
)
"""Keycap frames, emoji variants and skin tones, direction marks: they change how a text looks, not what it says."""

_LOOKALIKES = str.maketrans("’‘´`“”–—−－／～：﹕∶，．！？（）ºª", "''''\"\"----/~:::,.!?()°°") | {
    **{ord("½"): ".5", ord("¼"): ".25", ord("¾"): ".75", ord("…"): "...", 0x1F51F: "10"},
}


def legible(text: str) -> str:
    """The text without invisible characters, with lookalikes folded and every script's digits as 0-9."""
    if text.isascii():
        return text.replace("\0", "")
    folded = text.translate(_LOOKALIKES).translate(_INVISIBLE)
    return "".join(char if char.isascii() else _digit(char) for char in folded)


def plain(text: str) -> str:
    """The legible text in lower case and without accents: "Después" and "despues" are one word."""
    return legible(text).lower() if text.isascii() else "".join(map(_plain_char, text))


def plain_with_places(text: str) -> tuple[str, list[int]]:
    """The plain text, and for each of its characters where in `text` it stood."""
    pieces = [_plain_char(char) for char in text]
    places = [place for place, piece in enumerate(pieces) for _ in piece]
    return "".join(pieces), places


# One character at a time: normalizing a whole text takes quadratic time on a long run of accents.
@lru_cache(maxsize=4096)
def _plain_char(char: str) -> str:
    if unicodedata.combining(char):
        return ""
    clear = legible(char).casefold()
    if clear.isascii() or not clear[0].isalpha():
        return clear
    return "".join(mark for mark in unicodedata.normalize("NFKD", clear) if not unicodedata.combining(mark))


def _digit(char: str) -> str:
    decimal = unicodedata.decimal(char, None)
    return char if decimal is None else str(decimal)
