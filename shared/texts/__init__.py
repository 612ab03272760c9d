"""Every fixed sentence Between sends, by name, with the values each one needs and how long they may be."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from shared.activities.segments import fold, is_gsm7

LANGUAGES = ("en", "es")
BASE_LANGUAGE = "en"


class UnknownText(KeyError):
    """There is no fixed text of this name."""


class BadTextValues(ValueError):
    """A fixed text was given other values than it declares."""


@dataclass(frozen=True)
class Text:
    """One fixed sentence: when it is said, its wording, and the longest value of each placeholder."""

    name: str
    when: str
    wording: str
    longest: Mapping[str, int]
    segments: int
    version: str | None


def say(name: str, language: str = BASE_LANGUAGE, **values: object) -> str:
    """The sentence, filled in; in English where the language is not there yet.

    A sentence of the GSM alphabet stays in it: what is filled in is folded into it, as in the texts of an activity.
    Raises UnknownText, and BadTextValues unless exactly the declared placeholders are given.
    """
    text = find(name, language)
    if set(values) != set(text.longest):
        raise BadTextValues(f"{name} needs {sorted(text.longest)}, got {sorted(values)}")
    if is_gsm7(text.wording):
        values = {name: fold(str(value)) for name, value in values.items()}
    return text.wording.format(**values)


def find(name: str, language: str = BASE_LANGUAGE) -> Text:
    """The template itself, for lists and checks. Raises UnknownText."""
    texts = all_texts(language if language in LANGUAGES else BASE_LANGUAGE)
    if name not in texts:
        raise UnknownText(name)
    return texts[name]


def opt_in_version(language: str = BASE_LANGUAGE) -> str:
    """Which wording of the opt-in this is: kept with every YES, and new whenever the wording changes."""
    version = find("opt_in", language).version
    assert version is not None
    return version


@cache
def all_texts(language: str) -> Mapping[str, Text]:
    """Every fixed text of one language, read once. What a text is for and needs is written in English only."""
    written = yaml.safe_load((Path(__file__).parent / f"{language}.yaml").read_text(encoding="utf-8"))
    if language == BASE_LANGUAGE:
        return {name: _text(name, **entry) for name, entry in written.items()}
    base = all_texts(BASE_LANGUAGE)
    return {name: _text(name, base[name].when, longest=base[name].longest, **entry) for name, entry in written.items()}


def _text(
    name: str,
    when: str,
    text: str,
    longest: Mapping[str, int] | None = None,
    segments: int = 1,
    version: str | None = None,
) -> Text:
    return Text(name, when, text, longest or {}, segments, version)
