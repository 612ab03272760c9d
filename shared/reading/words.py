"""A reply as a few bare words, for comparing it with words we know."""

from shared.reading.legible import legible, plain
from shared.reading.vocabulary import POLITE

_LONGEST = 60


def plain_words(text: str) -> str:
    """A short reply as bare lower-case words without accents; empty when it is too long to be a word we know.

    Punctuation, emoji and a polite ending are gone: "Después, por favor!" is "despues".
    """
    # Cut before folding, so that a megabyte costs no more than a line; invisible marks may quadruple a word.
    if len(text) > 4 * _LONGEST:
        return ""
    clear = plain(text).strip()
    if len(clear) > _LONGEST:
        return ""
    words = "".join(char if char.isalnum() or char == "'" else " " for char in clear).split()
    return " ".join(without_politeness(words))


def without_politeness(words: list[str]) -> list[str]:
    """The words without a polite ending. Words that are nothing but polite stay as they are."""
    end = len(words)
    while end and words[end - 1] in POLITE:
        end -= 1
    return words[:end] or words


def is_word(text: str, *words: str) -> bool:
    """Whether a reply is one of these words and nothing else but politeness and punctuation; case and accents aside."""
    said = plain_words(text)
    return bool(said) and said in [plain_words(word) for word in words]


def is_blank(text: str) -> bool:
    """Whether a reply holds nothing a person could read."""
    return not legible(text).strip()
