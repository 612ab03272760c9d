"""Knows our texts again: which step of which activity a text asks, whatever it is filled in with, in any language.

Built from the library by speaking every wording, so that whoever answers never has to guess from the words.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache

from shared.activities.definition import Activity, Step
from shared.activities.library import asides, built_in
from shared.activities.placeholders import PLACEHOLDER
from shared.texts import LANGUAGES, all_texts

ASKING = (
    *("opt_in", "opt_in_reminder", "consent_first", "nudge"),
    *("ask_number_again", "ask_choice_again", "ask_words_again"),
    *("which_one", "move_which", "name_which"),
)
"""The fixed texts that want an answer."""

_CODE = "[^:]{1,12}"
_FIXED_PLACE = re.compile(r"\{(\w+)()\}")


@dataclass(frozen=True)
class Question:
    """One of our texts, known again. `slug` is the activity's, an aside's name, or empty for a fixed text.

    `turn` tells which of the variants was spoken. `opens`: a conversation begins with it. `filled`: what stands in the
    places of the wording, by their names: code, why, item, list and so on.
    """

    slug: str
    name: str
    step: Step | None = None
    turn: int = 0
    opens: bool = False
    filled: Mapping[str, str] = field(default_factory=dict)

    @property
    def place(self) -> str:
        """Where it stands: "mood-check.mood", "introduction.when", or the name of a fixed text."""
        return f"{self.slug}.{self.name}" if self.slug else self.name

    @property
    def code(self) -> str | None:
        """The code name it began with."""
        return self.filled.get("code") or self.filled.get("before")


@dataclass(frozen=True)
class _Wording:
    """A wording as a pattern, and the question it asks."""

    pattern: re.Pattern[str]
    slug: str
    name: str
    step: Step | None = None
    turn: int = 0
    opens: bool = False

    def read(self, text: str) -> Question | None:
        found = self.pattern.fullmatch(text)
        if found is None:
            return None
        filled = {place: words for place, words in found.groupdict().items() if words is not None}
        return Question(self.slug, self.name, self.step, self.turn, self.opens, filled)


def recognise(text: str, likely: Collection[str] = ()) -> Question | None:
    """The question a text asks, or None when it asks nothing.

    Where several activities ask in the same words, one of the `likely` ones is meant, the first of them first.
    """
    found = [question for wording in _wordings() if (question := wording.read(text))]
    order = {slug: place for place, slug in enumerate(likely)}
    return min(found, key=lambda question: order.get(question.slug, len(likely)), default=None)


def fixed_text(text: str, language: str) -> str | None:
    """The name of the fixed text this is, in one language; None when it is none of them.

    One line of LIST looks like any text that begins with a code name, and is not looked for.
    """
    return next((name for name, pattern in _fixed(language) if pattern.fullmatch(text)), None)


@cache
def _fixed(language: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    texts = all_texts(language).items()
    return tuple((name, _pattern(text.wording, _FIXED_PLACE)) for name, text in texts if name != "list_line")


@cache
def _wordings() -> tuple[_Wording, ...]:
    activities = (*built_in().values(), *asides().values())
    return (*(wording for activity in activities for wording in _of_activity(activity)), *_of_fixed_texts())


def _of_activity(activity: Activity) -> Iterator[_Wording]:
    opening = {activity.steps[0].key, activity.keyword_step, *(step.key for step in activity.smaller[:1])}
    for steps in (activity.steps, activity.smaller):
        for step in steps:
            for spoken in step.ask.variants.values():
                for turn, wording in enumerate(spoken):
                    pattern = _pattern(wording, PLACEHOLDER)
                    yield _Wording(pattern, activity.slug, step.key, step, turn, step.key in opening)


def _of_fixed_texts() -> Iterator[_Wording]:
    for language in LANGUAGES:
        for name in ASKING:
            yield _Wording(_pattern(all_texts(language)[name].wording, _FIXED_PLACE), "", name)


def _pattern(wording: str, place: re.Pattern[str]) -> re.Pattern[str]:
    """A wording as a pattern: every place that is filled in becomes a group of its name.

    Sent as a text of its own, a question begins with the code name though its wording does not.
    """
    written = f"(?:(?P<before>{_CODE}): )?"
    at, named = 0, set[str]()
    for found in place.finditer(wording):
        name, words = found[1], _CODE if found[1] == "code" else ".+?"
        written += re.escape(wording[at : found.start()]) + (words if name in named else f"(?P<{name}>{words})")
        named.add(name)
        at = found.end()
    return re.compile(written + re.escape(wording[at:]), re.DOTALL)
