"""What a text of ours says and costs: kind, short, and in the client's language."""

import re
from collections.abc import Iterator

from services.cli.demo.promises.lived import Lived, Text
from services.cli.demo.questions import fixed_text
from shared.activities.segments import is_gsm7, measure
from shared.texts import find
from shared.texts.wording import blaming_words

_MOST = {"en": 1, "es": 2}
_MOST_IN_A_LIST = 4
_OF_OTHERS = {
    "en": re.compile(r"[¿¡]|\b(guardado|gracias|escribe|bien|cuando|para)\b", re.IGNORECASE),
    # "HELP", "STOP" and "START" are words to text, whatever the language.
    "es": re.compile(r"\b(the|you|your|and|what|how|with|text|saved|thank|okay|mon|tue|wed|thu|fri)\b", re.IGNORECASE),
}


def kind(lived: Lived) -> Iterator[str]:
    """No text of ours blames."""
    for text in lived:
        if text.from_us and blaming_words(text.body, text.persona.language):
            yield f"a text blames: {text.body}"


def short(lived: Lived) -> Iterator[str]:
    """A text costs one segment in English and at most two in Spanish; a few fixed ones may cost more, and say so."""
    for text in lived:
        if text.from_us and measure(text.body).segments > _most(text):
            yield f"a text costs too much: {text.body}"
        elif text.from_us and text.persona.language == "en" and not is_gsm7(text.body):
            yield f"a text is not in plain letters: {text.body}"


def own_language(lived: Lived) -> Iterator[str]:
    """Nobody gets a text in another language than theirs."""
    for text in lived:
        language = text.persona.language
        others = [other for other in _MOST if other != language]
        is_theirs = fixed_text(text.body, language) is not None
        in_another = not is_theirs and any(fixed_text(text.body, other) for other in others)
        if text.from_us and (in_another or _OF_OTHERS[language].search(text.body)):
            yield f"a text is in another language than {text.persona.initials}'s: {text.body}"


def _most(text: Text) -> int:
    if "\n" in text.body:
        return _MOST_IN_A_LIST
    language = text.persona.language
    name = fixed_text(text.body, language)
    return max(_MOST[language], find(name, language).segments if name else 0)
