"""A reply as words, numbers and signs, taken from the front."""

import re

from shared.reading.legible import plain

_TOKEN = re.compile(r"\n|\d+(?:[.,]\d+)*|\.\d+|[^\W\d_]+(?:'[^\W\d_]+)*|[^\w\s]|\w")


# "Sevenish" is seven, and left open.
_ISH = re.compile(
    r"\b(one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|noon|midnight)ish\b"
)


LONGEST_TIME = 320
"""In more characters than two texts hold, a person tells a story: no time or duration is looked for in it."""


class Phrases:
    """A set of phrases, each of one or more tokens, given as "about | more or less"; accents and case do not matter."""

    def __init__(self, listed: str) -> None:
        self._by_first: dict[str, list[tuple[str, ...]]] = {}
        for phrase in listed.split("|"):
            words = tokens_of(phrase)
            self._by_first.setdefault(words[0], []).append(words)
        for known in self._by_first.values():
            known.sort(key=len, reverse=True)

    def length_at(self, tokens: tuple[str, ...], at: int) -> int:
        """How many tokens the longest of these phrases takes there; 0 when none stands there."""
        for phrase in self._by_first.get(tokens[at], ()) if at < len(tokens) else ():
            if tokens[at : at + len(phrase)] == phrase:
                return len(phrase)
        return 0


class Cursor:
    """A place in a reply. What is taken is passed; `at` may be set back."""

    def __init__(self, text: str) -> None:
        self.tokens = tokens_of(text)
        self.at = 0

    def peek(self, ahead: int = 0) -> str:
        """The token there, or nothing beyond the end."""
        place = self.at + ahead
        return self.tokens[place] if 0 <= place < len(self.tokens) else ""

    def take(self, *phrase: str) -> bool:
        """Pass exactly these tokens, if they stand here."""
        if self.tokens[self.at : self.at + len(phrase)] != phrase:
            return False
        self.at += len(phrase)
        return True

    def take_one_of(self, phrases: Phrases) -> str:
        """Pass the longest of the phrases that stands here, and say it; nothing when none does."""
        start = self.at
        self.at += phrases.length_at(self.tokens, self.at)
        return " ".join(self.tokens[start : self.at])

    def stands_at(self, phrases: Phrases) -> bool:
        """Whether one of the phrases stands here."""
        return phrases.length_at(self.tokens, self.at) > 0

    @property
    def rest(self) -> tuple[str, ...]:
        """The tokens not passed yet."""
        return self.tokens[self.at :]

    @property
    def is_at_end(self) -> bool:
        """Whether every token was passed."""
        return self.at >= len(self.tokens)


def tokens_of(text: str) -> tuple[str, ...]:
    """The words, numbers, signs and line ends of a text, folded. "7,5" and "9:30" keep what joins their digits."""
    return tuple(_TOKEN.findall(_ISH.sub(r"\1 ish", plain(text)).strip()))


def word_set(spaced: str) -> frozenset[str]:
    """The words of a text that only lists them."""
    return frozenset(spaced.split())


def phrase_set(listed: str) -> frozenset[str]:
    """The phrases of a text that only lists them, as "did it | all done"."""
    return frozenset(phrase.strip() for phrase in listed.split("|"))
