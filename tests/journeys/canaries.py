"""Looks for words and phone numbers that must be nowhere in the clear, however they are written."""

import base64
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import quote


@dataclass(frozen=True)
class Spelling:
    """One way a word or number may stand in a file."""

    name: str
    needle: bytes
    any_case: bool = False


@dataclass(frozen=True)
class Found:
    """A canary that was seen: which one, how it was written, and what stood around it."""

    canary: str
    spelling: str
    where: str
    around: bytes


class Search:
    """Looks for canary words and phone numbers (given as +1 and ten digits) in every spelling it knows."""

    def __init__(self, words: Iterable[str] = (), phones: Iterable[str] = ()) -> None:
        self._spellings = [(word, spelling) for word in words for spelling in spellings_of_word(word)]
        self._spellings += [(phone, spelling) for phone in phones for spelling in spellings_of_phone(phone)]

    def look_in(self, where: str, content: bytes) -> list[Found]:
        """Every canary in this content, once each however often it stands there."""
        lowered = content.lower()
        found: dict[str, Found] = {}
        for canary, spelling in self._spellings:
            at = lowered.find(spelling.needle.lower()) if spelling.any_case else content.find(spelling.needle)
            if at >= 0 and canary not in found:
                around = content[max(0, at - 60) : at + len(spelling.needle) + 20]
                found[canary] = Found(canary, spelling.name, where, around)
        return list(found.values())


def spellings_of_word(word: str) -> list[Spelling]:
    """A word as text, escaped and encoded; capital letters do not hide it."""
    spellings = []
    for case in dict.fromkeys((word, word.lower(), word.upper())):
        spellings += [
            Spelling("as it is", case.encode(), any_case=True),
            Spelling("JSON", json.dumps(case)[1:-1].encode(), any_case=True),
            Spelling("in a URL", quote(case).encode(), any_case=True),
            Spelling("UTF-16, little end first", case.encode("utf-16-le"), any_case=True),
            Spelling("UTF-16, big end first", case.encode("utf-16-be"), any_case=True),
            *_encoded(case.encode()),
        ]
    return _distinct(spellings)


def spellings_of_phone(phone: str) -> list[Spelling]:
    """A number's ten national digits as people and programs write them; any prefix (+1, %2B1, 001) comes along."""
    digits = phone.removeprefix("+1")
    area, exchange, line = digits[:3], digits[3:6], digits[6:]
    written = [f"{area}{mark}{exchange}{mark}{line}" for mark in ("", "-", ".", " ", "%20")]
    written += [f"({area}) {exchange}-{line}", f"({area}){exchange}-{line}", f"%28{area}%29%20{exchange}-{line}"]
    plain = [Spelling(text, text.encode()) for text in written]
    plain += [
        Spelling("UTF-16, little end first", digits.encode("utf-16-le")),
        Spelling("UTF-16, big end first", digits.encode("utf-16-be")),
    ]
    return _distinct([*plain, *_encoded(digits.encode())])


def _encoded(clear: bytes) -> Iterator[Spelling]:
    yield Spelling("hexadecimal", clear.hex().encode(), any_case=True)
    for before in range(3):
        yield Spelling(f"base64 after {before} bytes", _base64_within(clear, before))
        yield Spelling(f"URL-safe base64 after {before} bytes", _base64_within(clear, before, b"-_"))


def _base64_within(clear: bytes, before: int, altchars: bytes | None = None) -> bytes:
    """The characters that stand for these bytes alone when `before` (modulo 3) other bytes come first."""
    encoded = base64.b64encode(bytes(before) + clear, altchars)
    return encoded[-(-before * 8 // 6) : (before + len(clear)) * 8 // 6]


def _distinct(spellings: list[Spelling]) -> list[Spelling]:
    return list({spelling.needle: spelling for spelling in reversed(spellings)}.values())[::-1]
