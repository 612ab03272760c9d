"""Reads which of the offered options a reply picks, and the sign that something is done."""

import re
from collections.abc import Sequence

from shared.reading.cursor import phrase_set
from shared.reading.legible import plain
from shared.reading.numbers import read_number
from shared.reading.words import plain_words
from shared.reading.yes_no import read_yes_no

_ORDINALS = [
    "first 1st primero primera primer",
    "second 2nd segundo segunda",
    "third 3rd tercero tercera tercer",
    "fourth 4th cuarto cuarta",
    "fifth 5th quinto quinta",
    "sixth 6th sexto sexta",
    "seventh 7th septimo septima",
    "eighth 8th octavo octava",
    "ninth 9th noveno novena",
]
_ORDINAL = {word: index for index, words in enumerate(_ORDINALS) for word in words.split()}
_LAST = frozenset(["last", "ultimo", "ultima"])
_AROUND_ORDINAL = re.compile(
    r"^(?:the|el|la|i pick|i choose|prefiero)\s+|\s+(?:one|option|opcion|choice|thing|de todas)$"
)
_LEAD = re.compile(
    r"^\W*(?:(?:the|la|el|i\s+pick|i\s+choose|prefiero|elijo|escojo)\s+)?"
    r"(?:(?:option|opcion|number|numero|num|no\.?|choice|answer|respuesta)\s*)?#?\s*(?=\w)"
)
_NUMBERED = re.compile(r"^\W*(\d{1,2})(?!\d)[\s.,:;)=-]*(?=[^\W\d])")
_ENDS = re.compile(r"\s?[^\w\s'/&+#%-]|\n|\s?-\s")
_LONGEST_LEAD = 60

_OK_WORDS = phrase_set(
    "alright | done | all done | fine | finished | good | k | kk | oki | ok | okay | okey | ready | sure | y | ya"
    "| yeah | yep | yes | yup | did it | done it | got it | i did | i did it | i read it | i'm done | im done | read it"
    "| ok done | okay done | yes done | it's done | its done | finished it | ok ready | i'm ready | im ready"
    "| listo | lista | ya listo | ya lista | estoy listo | estoy lista | hecho | ya esta | ya estuvo | ya lo hice"
    "| lo hice | si lo hice | termine | ya termine | terminado | vale | va | dale | sale | orale | si | claro"
    "| de acuerdo | entendido | leido | lo lei | ya lo lei | ok listo | ok lista | ok hecho | bien | bueno | esta bien"
)
_OK_SIGNS = frozenset("👍👌✅✔☑🆗💯🙏")


def read_choice(text: str, options: Sequence[tuple[str, ...]], language: str = "en") -> int | None:
    """The index of the option a reply picks, or None.

    Each option is given as its names: value, labels of any language, letter.

    1. A name as the whole reply, in any case, with or without accents.
    2. A number from 1 ("2", "two", "option 2", "2)", "2 please"), unless the words after it name another option.
    3. Its place: "the first one", "el último".
    4. A name as the opening, with punctuation after it: "yes, twice".
    5. Where one option is a yes or a no: any other way to say it.
    """
    names = [[plain_words(name) for name in option] for option in options]
    said = plain_words(text)
    if said and (named := _only([index for index, known in enumerate(names) if said in known])) is not None:
        return named
    for read in (_by_number, _by_place, _by_opening, _by_meaning):
        index = read(text, names, language)
        if index is not None:
            return index
    return None


def read_ok(text: str) -> bool:
    """Whether a reply only says, in either language: done, go on."""
    signs = plain(text[:100]).strip()
    return (bool(signs) and len(text) <= 100 and all(sign in _OK_SIGNS for sign in signs)) or (
        plain_words(text) in _OK_WORDS
    )


def _by_number(text: str, names: list[list[str]], language: str) -> int | None:
    clear = plain(text).lstrip()
    lead = _LEAD.match(clear[:_LONGEST_LEAD])
    opening = clear[lead.end() :] if lead else clear
    if numbered := _NUMBERED.match(opening):
        index = int(numbered[1]) - 1
        named = _named(opening[numbered.end() :], names)
        # "2 no time" copies the line of the menu; "2 forgot" says two things at once.
        if named is not None:
            return index if named == index else None
    number = read_number(opening, 1, len(names), language) if names else None
    if number is None or not isinstance(number.value, int) or number.approximate:
        return None
    return number.value - 1


def _by_place(text: str, names: list[list[str]], language: str) -> int | None:
    said = _AROUND_ORDINAL.sub("", _AROUND_ORDINAL.sub("", plain_words(text)))
    if said in _LAST and names:
        return len(names) - 1
    index = _ORDINAL.get(said)
    return index if index is not None and index < len(names) else None


def _by_opening(text: str, names: list[list[str]], language: str) -> int | None:
    return _named(plain(text), names, whole=False)


def _by_meaning(text: str, names: list[list[str]], language: str) -> int | None:
    said = read_yes_no(text, language)
    if said is None:
        return None
    return _only([i for i, known in enumerate(names) if any(read_yes_no(name, language) == said for name in known)])


def _named(text: str, names: list[list[str]], *, whole: bool = True) -> int | None:
    """The option whose name this is (`whole`) or opens with and punctuation after it: not "no idea" for no."""
    said = plain_words(text)
    if whole and said and (index := _only([i for i, known in enumerate(names) if said in known])) is not None:
        return index
    opening = text[:240].lstrip(" \t\n\"'(*¡¿")
    return _only([i for i, known in enumerate(names) if any(_opens_with(opening, name) for name in known)])


def _opens_with(text: str, name: str) -> bool:
    return bool(name) and text.startswith(name) and _ENDS.match(text, len(name)) is not None


def _only(found: list[int]) -> int | None:
    return found[0] if len(found) == 1 else None
