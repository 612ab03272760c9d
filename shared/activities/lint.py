"""Says what is wrong with an activity that is well formed: its cost, its words, and the ways through it."""

import re
from collections.abc import Iterator

from shared.activities.definition import BASE_LANGUAGE, Activity, Choice, Scale, Step
from shared.activities.placeholders import PLACEHOLDER
from shared.activities.readability import school_grade, spanish_ease
from shared.activities.segments import fold, is_gsm7, measure
from shared.activities.speaking import LONGEST_ITEM, LONGEST_LIST, LONGEST_SAID, OPENING
from shared.activities.state import (
    LONGEST_CODE,
    LONGEST_CUE,
    LONGEST_HOW,
    LONGEST_LINK,
    LONGEST_WHY,
    MOST_MINUTES,
)
from shared.activities.ways import leads, lost_ways
from shared.texts.wording import (
    CARRIER_WORDS,
    SPANISH_CARRIER_WORDS,
    blaming_words,
    carrier_words,
    private_words,
)

LONGEST_KEYWORD = 12
_LONGEST = {
    **{"code": LONGEST_CODE, "link": LONGEST_LINK, "minutes": len(str(MOST_MINUTES)), "cue": LONGEST_CUE},
    **{"why": LONGEST_WHY, "how": LONGEST_HOW, "keyword": LONGEST_KEYWORD},
    **{"said": LONGEST_SAID, "item": LONGEST_ITEM, "list": LONGEST_LIST},
}
# Most Spanish accents are outside the GSM alphabet, so Spanish gets two segments and any letters.
_SEGMENTS = {"en": 1, "es": 2}
_HIGHEST_GRADE = 6
_LEAST_EASE = 65


def lint(activity: Activity) -> list[str]:
    """Everything to mend, each naming its place; empty when there is nothing."""
    checks = (_languages, _texts, _short_texts, _openings, _answers, _ease, _ways)
    return [trouble for check in checks for trouble in check(activity)]


def _languages(activity: Activity) -> Iterator[str]:
    """A language is spoken in every text or in none: a conversation never mixes two."""
    labels = [("title", activity.title), ("code_name", activity.code_name)]
    labels += [("keyword", activity.keywords)] if activity.keywords else []
    labels += [
        (f"step {step.key}: option {option.value}", option.label)
        for step in _steps(activity)
        if isinstance(step.answer, Choice)
        for option in step.answer.options
    ]
    places = [*((place, wording.variants) for place, wording in activity.wordings()), *labels]
    spoken = {language for _, said in places for language in said}
    for place, said in places:
        for language in sorted(spoken - set(said)):
            yield f"{place}: has nothing in {language}, and other texts do"


def _texts(activity: Activity) -> Iterator[str]:
    later = {key for step in _steps(activity) if step.wait for key in leads(step)}
    asked_later = {f"{name} {key}: ask" for name in ("step", "smaller step") for key in later}
    for place, wording in activity.wordings():
        for language, spoken in wording.variants.items():
            for text in spoken:
                # A text sent later is given the code name if it does not begin with it.
                alone = OPENING if place in asked_later and not text.startswith(OPENING) else ""
                for trouble in _text(language, alone + text):
                    yield f"{place} ({language}): {trouble}"
                if place.endswith("closing") and "{code}" not in text and activity.kind != "aside":
                    yield f"{place} ({language}): does not name {{code}}, so nobody knows where the words went"
    for language, name in activity.code_name.items():
        for word in private_words(name, language):
            yield f"code_name ({language}): says {word}, which is private on a lock screen"


def _text(language: str, text: str) -> Iterator[str]:
    cost = measure(PLACEHOLDER.sub(lambda found: "x" * _LONGEST[found[1]], text))
    if language == BASE_LANGUAGE and not is_gsm7(text):
        yield "has a character outside the GSM alphabet"
    if cost.segments > _SEGMENTS[language]:
        yield f"costs {cost.segments} segments, {cost.units} units long"
    for word in blaming_words(text, language):
        yield f"says {word}"
    for word in private_words(text, language):
        yield f"says {word}, which is private on a lock screen"
    for word in carrier_words(text):
        yield f"asks for {word}, which the carrier acts on"


def _short_texts(activity: Activity) -> Iterator[str]:
    """What is said inside other texts has its own room."""
    short = (("why", activity.why, LONGEST_WHY), ("how", activity.how, LONGEST_HOW), ("cue", activity.cue, LONGEST_CUE))
    for place, wording, longest in short:
        for language, spoken in wording.variants.items() if wording else ():
            for text in spoken:
                room = measure(fold(PLACEHOLDER.sub(lambda found: "x" * _LONGEST[found[1]], text))).units
                if room > longest:
                    yield f"{place} ({language}): {room} characters, at most {longest}"


def _openings(activity: Activity) -> Iterator[str]:
    if activity.kind == "aside":
        return
    begin = [
        (f"step {key}", activity.step(key)) for key in dict.fromkeys([activity.steps[0].key, activity.keyword_step])
    ]
    begin += [(f"smaller step {step.key}", step) for step in activity.smaller[:1]]
    for place, step in begin:
        if not all(text.startswith(OPENING) for spoken in step.ask.variants.values() for text in spoken):
            yield f"{place}: ask: opens a conversation and does not begin with {OPENING}"


def _answers(activity: Activity) -> Iterator[str]:
    """Whatever can be chosen stands in the question, with its number."""
    for step in _steps(activity):
        for language, spoken in step.ask.variants.items():
            for text in spoken:
                for needed in _named(step, language):
                    if not re.search(rf"(?<!\w){re.escape(needed)}(?!\w)", text, re.IGNORECASE):
                        yield f"step {step.key}: ask ({language}): does not name {needed}"
        for option in step.answer.options if isinstance(step.answer, Choice) else ():
            for name in (*option.label.values(), option.value, option.letter or ""):
                # An answer may be "yes": the carrier takes it only from somebody who stopped the texts.
                if name.upper() in CARRIER_WORDS | SPANISH_CARRIER_WORDS and name != "yes":
                    yield f"step {step.key}: option {name}: the carrier acts on this word"


def _named(step: Step, language: str) -> list[str]:
    if isinstance(step.answer, Choice):
        labels = [option.label.get(language, "") for option in step.answer.options]
        return [f"{number} {label}".strip() for number, label in enumerate(labels, start=1)]
    if isinstance(step.answer, Scale):
        return [str(step.answer.low), str(step.answer.high)]
    return []


def _ease(activity: Activity) -> Iterator[str]:
    texts = {language: [_plain(text) for text in _all_texts(activity, language)] for language in ("en", "es")}
    if (grade := school_grade(texts["en"])) > _HIGHEST_GRADE:
        yield f"English reads like grade {grade:.1f}; at most {_HIGHEST_GRADE}: use shorter sentences and words"
    if texts["es"] and (ease := spanish_ease(texts["es"])) < _LEAST_EASE:
        yield f"Spanish reads at {ease:.0f} (INFLESZ); at least {_LEAST_EASE}: use shorter sentences and words"


def _all_texts(activity: Activity, language: str) -> list[str]:
    return [text for _, wording in activity.wordings() for text in wording.variants.get(language, ())]


def _plain(text: str) -> str:
    """A text as it reads when it is filled in with the shortest words."""
    return PLACEHOLDER.sub("it", text.removeprefix(OPENING))


def _ways(activity: Activity) -> Iterator[str]:
    """Whether every branch can be taken, every question be asked, and every way end."""
    yield from lost_ways("step", activity.steps, {activity.steps[0].key, activity.keyword_step})
    if activity.smaller:
        yield from lost_ways("smaller step", activity.smaller, {activity.smaller[0].key})


def _steps(activity: Activity) -> list[Step]:
    """Every step once, though the smaller version asks some of them too."""
    keys = {step.key for step in activity.steps}
    return [*activity.steps, *(step for step in activity.smaller if step.key not in keys)]
