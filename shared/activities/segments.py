"""How many SMS segments a text costs, counted the way the carrier bills it (3GPP TS 23.038)."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENSION = frozenset("\f^{}\\[~]|€")
_FOLDED = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛´`′ʼ", "'"),
        **dict.fromkeys("“”„‟″«»", '"'),
        **dict.fromkeys("‐‑‒–—−", "-"),
        **dict.fromkeys("\u00a0\u2007\u2009\u202f", " "),
        **{"…": "...", "•": "-", "·": "-", "×": "x", "ª": "a", "º": "o"},
    }
)


@dataclass(frozen=True)
class Measure:
    """What one text costs: its encoding, its length in that encoding's units, and its segments."""

    encoding: Literal["gsm7", "ucs2"]
    units: int
    segments: int


def measure(text: str) -> Measure:
    """The cost of a text. Nothing costs nothing: an empty text has no segment."""
    if is_gsm7(text):
        return _count("gsm7", [2 if char in _EXTENSION else 1 for char in text], alone=160, joined=153)
    # Beyond the basic plane a character is two UTF-16 units, which must travel in the same part.
    return _count("ucs2", [2 if ord(char) > 0xFFFF else 1 for char in text], alone=70, joined=67)


def is_gsm7(text: str) -> bool:
    """Whether every character is in the GSM alphabet. One curly quote that is not makes a text twice as dear."""
    return all(char in _BASIC or char in _EXTENSION for char in text)


def fold(text: str) -> str:
    """The text with what the GSM alphabet lacks in its plain form: straight quotes, letters without accents.

    What has no plain form stays.
    """
    if is_gsm7(text):
        return text
    return "".join(char if char in _BASIC else _plain(char) for char in text.translate(_FOLDED))


def _plain(char: str) -> str:
    base = unicodedata.normalize("NFD", char)[0]
    return base if base in _BASIC else char


def _count(encoding: Literal["gsm7", "ucs2"], costs: list[int], alone: int, joined: int) -> Measure:
    units = sum(costs)
    if units <= alone:
        return Measure(encoding, units, min(units, 1))
    return Measure(encoding, units, _parts(costs, joined))


def _parts(costs: Iterable[int], room: int) -> int:
    """Parts needed when no character may be cut in two: a part may stay one unit short."""
    parts, used = 1, 0
    for cost in costs:
        if used + cost > room:
            parts, used = parts + 1, 0
        used += cost
    return parts
