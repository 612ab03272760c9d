"""Reads lists as people text them."""

import re

from shared.reading.cursor import phrase_set
from shared.reading.words import is_blank, plain_words

_NOTHING = phrase_set(
    "none | nothing | nothing today | nope nothing | no nothing | none today | n a | nada | nada hoy | ninguno "
    "| ninguna"
)
_MARK = re.compile(r"(?:^|(?<=\s)|(?<=[,;]))\(?(\d{1,2})\s?[.):-](?=\s|[^\W\d])")
_BULLET = re.compile(r"^\s*(?:[-–—*•·◦▪✓✔]\s*)+")
_COMMA = re.compile(r"[,，、](?!\d)|(?<!\d)[,，、]")
_SEMICOLON = re.compile(r"[;；]")
_SLASH = re.compile(r"\s[/|]\s")
_SENTENCE = re.compile(r"(?<=[^\W\d][.!])\s+")
_LEADING_AND = re.compile(r"^\s*(?:and|&|\+|y|e)\s+", re.IGNORECASE)
_AND = re.compile(r"\s+(?:and|&|\+|y|e)\s+", re.IGNORECASE)
_FEW_WORDS = 3


def read_list(text: str) -> tuple[str, ...]:
    """The things of a list in the client's own words, in order. Nothing at all, "none" and "nada" are empty.

    1. Numbered ("1. keys, 2. phone"), else lines, else semicolons, else " / ", else commas, else two or more very short
       sentences; else it is one thing.
    2. In a list with commas the last two may hang together: "keys, phone and a lamp" is three, when both are short.
    3. "Salt and pepper" alone stays one: only the writer knows.
    """
    if plain_words(text) in _NOTHING or is_blank(text):
        return ()
    pieces = (_tidy(piece) for piece in _split(text.strip()))
    return tuple(piece for piece in pieces if not is_blank(piece))


def _split(text: str) -> list[str]:
    if len(numbered := _numbered(text)) > 1:
        return numbered
    for separator in (r"\n", _SEMICOLON, _SLASH):
        pieces = [piece for piece in re.split(separator, text) if not is_blank(piece)]
        if len(pieces) > 1:
            return pieces
    pieces = [piece for piece in _COMMA.split(text) if not is_blank(piece)]
    if len(pieces) > 1:
        return _last_two(pieces)
    sentences = [piece for piece in _SENTENCE.split(text) if not is_blank(piece)]
    return sentences if len(sentences) > 1 and all(len(it.split()) <= _FEW_WORDS for it in sentences) else [text]


def _numbered(text: str) -> list[str]:
    """The pieces after 1, 2, 3 ... in order; empty when the marks do not count up from one, or words stand before."""
    marks = list(_MARK.finditer(text))
    if not marks or marks[0].start() > 0 or [int(mark[1]) for mark in marks] != list(range(1, len(marks) + 1)):
        return []
    ends = [*(mark.start() for mark in marks[1:]), len(text)]
    return [text[mark.end() : end] for mark, end in zip(marks, ends, strict=True)]


def _last_two(pieces: list[str]) -> list[str]:
    last = pieces[-1]
    if _LEADING_AND.match(last):
        return [*pieces[:-1], _LEADING_AND.sub("", last)]
    both = _AND.split(last)
    is_short = len(both) == 2 and all(len(piece.split()) <= _FEW_WORDS for piece in both)
    return [*pieces[:-1], *both] if is_short else pieces


def _tidy(piece: str) -> str:
    """The piece without bullet, commas and its full stop; three dots stay."""
    bare = _BULLET.sub("", piece, count=1).strip().strip(",;").strip()
    return bare[:-1].rstrip() if bare.endswith(".") and not bare.endswith("..") else bare
