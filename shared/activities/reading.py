"""Reads the numbers, choices and small words of a reply the way people write them; in doubt it reads nothing."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass


def _words(spaced: str) -> frozenset[str]:
    return frozenset(spaced.split())


_INVISIBLE = dict.fromkeys(
    [
        *(0x00, 0x20E3, 0xFEFF, 0xFFFC),
        *range(0x200B, 0x2010),
        *range(0x202A, 0x202F),
        *range(0x2060, 0x2070),
        *range(0xFE00, 0xFE10),
        *range(0x1F3FB, 0x1F400),
    ]
)
"""Keycap frames, emoji variants and skin tones, direction marks: they change how a text looks, not what it says."""

_LOOKALIKES = str.maketrans("’‘–—−－／～", "''----/~") | {ord("½"): ".5", 0x1F51F: "10"}

_TOKEN = re.compile(r"\n|\d+(?:\.\d+)?|\.\d+|[^\W\d_]+(?:'[^\W\d_]+)*|[^\w\s]|_")

_UNITS = {
    **{"zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9},
    **{"ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16},
    **{"seventeen": 17, "eighteen": 18, "nineteen": 19},
}
_TENS = {
    "twenty": 20,
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
    "sixty": 60,
    "seventy": 70,
    "eighty": 80,
    "ninety": 90,
}
_NUMBER_WORDS = {**_UNITS, **_TENS, "hundred": 100}

_ABOUT = _words("~ about around almost approx approximately between kinda like maybe nearly perhaps probably roughly")
_BEFORE = _words("# ( ' a an at hm hmm i i'd i'm im is it it's its just my now only say still the uh um was") | {'"'}
_AFTER = _words(
    "and at bc because but cause cuz i i'd i'm im it it's its lol maybe my now please probably right since so still "
    "thank thanks though today"
)
_RANGE = frozenset(["-", "~", "to", "or"])
# "7 but it was a nine" names two numbers; "8 because no one called" names one.
_SECOND_NUMBER = frozenset(_NUMBER_WORDS) - {"one", "hundred"}

_OK_WORDS = _words("alright done fine finished good k kk oki ok okay okey ready sure y ya yeah yep yes yup") | {
    *("did it", "done it", "got it", "i did", "i did it", "i read it", "i'm done", "im done", "read it"),
    *("ok done", "okay done", "yes done"),
}
_OK_SIGNS = frozenset("👍👌✅✔☑🆗💯🙏")
_POLITE = ("thank you", "thanks", "please", "thx", "pls", "plz", "ty")
_LONGEST_COMMAND = 60


@dataclass(frozen=True)
class Number:
    """A number read from a reply. `approximate` when the writer left it open: "about 7", "6-7"."""

    value: int | float
    approximate: bool = False


def read_number(text: str, low: int, high: int) -> Number | None:
    """The one number inside low..high that a reply gives, or None.

    1. Digits of any script, keycaps, English number words; "7/10" and "7 out of 10" only where the scale ends at 10.
    2. "6-7", "6 or 7" is the middle. A range wider than a quarter of the scale says too little to be a rating.
    3. Words may follow ("8 because ..."), never another number, and never a thing counted ("7 people").
    """
    tokens = _Tokens(_TOKEN.findall(_legible(text).casefold().strip()))
    about = tokens.skip_leading()
    number = tokens.take_number()
    if number is None:
        return None
    other = tokens.take_range_end()
    if other is not None and abs(other - number) > max(1, (high - low) / 4):
        return None
    about = tokens.take_ish() or about or other is not None
    if not tokens.take_scale_end(high) or not tokens.rest_is_comment():
        return None
    if not all(low <= end <= high for end in (number, other) if end is not None):
        return None
    middle = number if other is None else (number + other) / 2
    return Number(int(middle) if middle == int(middle) else middle, about)


def read_choice(text: str, options: Sequence[tuple[str, ...]]) -> int | None:
    """The index of the option a reply picks by number (from 1), letter or word, or None.

    Each option is given as its names: value, label, letter. A name may be followed by punctuation and more words.
    """
    plain = plain_words(text)
    names = [[plain_words(name) for name in option] for option in options]
    for index, known in enumerate(names):
        if plain in known:
            return index
    number = read_number(text, 1, len(options))
    if number is not None and isinstance(number.value, int) and not number.approximate:
        return number.value - 1
    return _only([index for index, known in enumerate(names) if any(_opens_with(text, name) for name in known)])


def read_ok(text: str) -> bool:
    """Whether a reply only says: done, go on."""
    signs = _legible(text).strip()
    return (bool(signs) and all(sign in _OK_SIGNS for sign in signs)) or plain_words(text) in _OK_WORDS


def is_word(text: str, *words: str) -> bool:
    """Whether a reply is one of these words and nothing else but politeness and punctuation, in any case."""
    plain = plain_words(text)
    return bool(plain) and plain in [plain_words(word) for word in words]


def is_blank(text: str) -> bool:
    """Whether a reply holds nothing a person could read."""
    return not _legible(text).strip()


def plain_words(text: str) -> str:
    """A short reply as bare lower-case words. Empty when it is too long to be a command or a choice."""
    legible = _legible(text[: 4 * _LONGEST_COMMAND]).casefold().strip()
    if len(text) > 4 * _LONGEST_COMMAND or len(legible) > _LONGEST_COMMAND:
        return ""
    bare = " ".join("".join(char if char.isalnum() or char == "'" else " " for char in legible).split())
    for polite in _POLITE:
        bare = bare.removesuffix(f" {polite}")
    return bare


class _Tokens:
    """The words, numbers and signs of a reply, taken from the front."""

    def __init__(self, tokens: list[str]) -> None:
        self._tokens = tokens
        self._at = 0

    def skip_leading(self) -> bool:
        """Pass "I'd say about"; True when one of the words left the number open."""
        about = False
        while (word := self._peek()) in _ABOUT or word in _BEFORE:
            if (word, self._peek(1)) == ("a", "hundred"):
                break
            about = about or word in _ABOUT
            self._at += 1
        return about

    def take_number(self) -> int | float | None:
        token = self._peek()
        # "²" is a digit to Python, but no decimal, and int() refuses it.
        if token[:1].isdecimal() or (token[:1] == "." and len(token) > 1):
            self._at += 1
            # Nobody rates anything at a million; int() refuses thousands of digits with an error.
            return None if len(token) > 7 else float(token) if "." in token else self._with_half(int(token))
        return self._take_number_word()

    def take_range_end(self) -> int | float | None:
        """The other end of "6-7", "6 or 7", "between 6 and 7"; None when there is none."""
        start = self._at
        joint = self._peek()
        if joint in _RANGE or (joint == "and" and "between" in self._tokens[: self._at]):
            self._at += 1
            if (number := self.take_number()) is not None:
                return number
        self._at = start
        return None

    def take_ish(self) -> bool:
        """Pass the tail of "7ish", "7-ish", "7+"."""
        for tail in (["-", "ish"], ["ish"], ["+"]):
            if self._tokens[self._at : self._at + len(tail)] == tail:
                self._at += len(tail)
                return True
        return False

    def take_scale_end(self, high: int) -> bool:
        """Pass "/10", "out of 10", "%"; False when it names another scale than this one."""
        if self._peek() == "%":
            self._at += 1
            return high == 100
        for sign in (["/"], ["out", "of"], ["outta"], ["of"]):
            if self._tokens[self._at : self._at + len(sign)] == sign:
                self._at += len(sign)
                return self.take_number() == high
        return True

    def rest_is_comment(self) -> bool:
        """Whether what follows the number comments on it, without a second number."""
        rest = self._tokens[self._at :]
        if any(token[-1].isdigit() or token in _SECOND_NUMBER for token in rest):
            return False
        return not rest or not rest[0][0].isalpha() or rest[0] in _AFTER

    def _take_number_word(self) -> int | float | None:
        word = self._peek()
        if word == "a" and self._peek(1) == "hundred":
            self._at += 2
            return 100
        if word.endswith("ish") and word[:-3] in _NUMBER_WORDS:
            self._tokens[self._at : self._at + 1] = [word[:-3], "ish"]
            word = word[:-3]
        if word not in _NUMBER_WORDS:
            return None
        self._at += 1
        if word == "one" and self._peek() == "hundred":
            self._at += 1
            return 100
        return _NUMBER_WORDS[word] + (self._take_unit() if word in _TENS else 0)

    def _take_unit(self) -> int:
        """The five of "twenty five" and "twenty-five"."""
        skip = 1 if self._peek() == "-" else 0
        unit = _NUMBER_WORDS.get(self._peek(skip), 0)
        if not 1 <= unit <= 9:
            return 0
        self._at += skip + 1
        return unit

    def _with_half(self, number: int) -> int | float:
        """The half of "7 ½", which arrives as a token of its own."""
        if self._peek() != ".5":
            return number
        self._at += 1
        return number + 0.5

    def _peek(self, ahead: int = 0) -> str:
        return self._tokens[self._at + ahead] if self._at + ahead < len(self._tokens) else ""


def _legible(text: str) -> str:
    """The text without invisible characters, with lookalikes folded and every script's digits as 0-9."""
    if text.isascii():
        return text.replace("\0", "")
    folded = text.translate(_LOOKALIKES).translate(_INVISIBLE)
    return "".join(char if char.isascii() else _digit(char) for char in folded)


def _digit(char: str) -> str:
    decimal = unicodedata.decimal(char, None)
    return char if decimal is None else str(decimal)


def _opens_with(text: str, name: str) -> bool:
    """Whether a reply opens with a name and then punctuation: "yes, twice", but not "no idea" for no."""
    legible = _legible(text).casefold().lstrip()
    return bool(name) and legible.startswith(name) and legible[len(name) : len(name) + 1] in tuple(",.;:!)\n")


def _only(found: list[int]) -> int | None:
    return found[0] if len(found) == 1 else None
