"""How easy a text is to read, in figures that clinics know."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

_SENTENCE_END = re.compile(r"[.!?]+(?:\s|$)|\n")
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_ENGLISH_VOWELS = re.compile(r"[aeiouy]+")
_SPANISH_VOWELS = re.compile(r"(?:[aeiouáéíóúü]|y(?![aeiouáéíóú]))+")
_SPANISH_NUCLEI = re.compile(r"[aeoáéóíú]")


@dataclass(frozen=True)
class _Counts:
    sentences: int
    words: int
    syllables: int


def school_grade(texts: Iterable[str]) -> float:
    """The US school grade that reads these English texts: Flesch-Kincaid (Kincaid, Fishburne, Rogers and Chissom 1975).

    0.39 x words a sentence + 11.8 x syllables a word - 15.59. Every text ends its sentence. A syllable is a group of
    vowels, without a silent e at the end; a number is one syllable.
    """
    counts = _count(texts, _english_syllables)
    return 0.39 * counts.words / counts.sentences + 11.8 * counts.syllables / counts.words - 15.59


def spanish_ease(texts: Iterable[str]) -> float:
    """How easy these Spanish texts are: INFLESZ (Barrio-Cantalejo et al. 2008); 65 and more is "fairly easy".

    206.835 - 62.3 x syllables a word - words a sentence (Szigriszt-Pazos 1993). A syllable is a strong or accented
    vowel with the weak ones around it.
    """
    counts = _count(texts, _spanish_syllables)
    return 206.835 - 62.3 * counts.syllables / counts.words - counts.words / counts.sentences


def _count(texts: Iterable[str], syllables: Callable[[str], int]) -> _Counts:
    sentences, words = 0, []
    for text in texts:
        spoken = [_WORD.findall(sentence.casefold()) for sentence in _SENTENCE_END.split(text)]
        sentences += sum(bool(sentence) for sentence in spoken)
        words += [word for sentence in spoken for word in sentence]
    return _Counts(max(1, sentences), max(1, len(words)), sum(map(syllables, words)))


def _english_syllables(word: str) -> int:
    groups = len(_ENGLISH_VOWELS.findall(word))
    silent = word.endswith("e") and not word.endswith(("le", "ee", "ie", "oe", "ye")) and groups > 1
    return max(1, groups - silent)


def _spanish_syllables(word: str) -> int:
    groups = _SPANISH_VOWELS.findall(word)
    return max(1, sum(max(1, len(_SPANISH_NUCLEI.findall(group))) for group in groups))
