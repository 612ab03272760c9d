"""Says what is wrong with an activity that is well formed: its cost, its words, and the ways through it."""

from collections.abc import Iterator

from shared.activities.definition import END, Activity, Choice, Step, Wording
from shared.activities.segments import is_gsm7, measure
from shared.activities.state import LONGEST_CODE, LONGEST_LINK, MOST_MINUTES
from shared.texts.wording import CARRIER_WORDS, blaming_words, carrier_words, private_words

_LONGEST = {"{code}": "x" * LONGEST_CODE, "{link}": "x" * LONGEST_LINK, "{minutes}": str(MOST_MINUTES)}
# Most Spanish accents are outside the GSM alphabet, so Spanish gets two segments and any letters.
_SEGMENTS = {"en": 1, "es": 2}


def lint(activity: Activity) -> list[str]:
    """Everything to mend, each naming its place; empty when there is nothing."""
    return [*_texts(activity), *_openings(activity), *_choices(activity), *_ways(activity)]


def _texts(activity: Activity) -> Iterator[str]:
    for place, wording in activity.wordings():
        for language, spoken in wording.variants.items():
            for text in spoken:
                for trouble in _text(language, text):
                    yield f"{place} ({language}): {trouble}"
        if place.endswith("closing") and not _everywhere(wording, "{code}"):
            yield f"{place}: does not name {{code}}, so nobody knows where the words went"


def _text(language: str, text: str) -> Iterator[str]:
    longest = text
    for placeholder, value in _LONGEST.items():
        longest = longest.replace(placeholder, value)
    cost = measure(longest)
    if language == "en" and not is_gsm7(text):
        yield "has a character outside the GSM alphabet"
    if cost.segments > _SEGMENTS[language]:
        yield f"costs {cost.segments} segments, {cost.units} units long"
    for word in blaming_words(text):
        yield f"says {word}"
    for word in private_words(text):
        yield f"says {word}, which is private on a lock screen"
    for word in carrier_words(text):
        yield f"asks for {word}, which the carrier acts on"


def _openings(activity: Activity) -> Iterator[str]:
    for key in dict.fromkeys([activity.first_step, activity.keyword_step]):
        if not all(
            text.startswith("{code}: ") for spoken in activity.step(key).ask.variants.values() for text in spoken
        ):
            yield f"step {key}: ask: opens a conversation and does not begin with {{code}}: "


def _choices(activity: Activity) -> Iterator[str]:
    for step in activity.steps:
        for option in step.answer.options if isinstance(step.answer, Choice) else ():
            for label in option.label.values():
                if label.upper() in CARRIER_WORDS:
                    yield f"step {step.key}: option {label}: the carrier acts on this word"


def _ways(activity: Activity) -> Iterator[str]:
    """Whether every branch can be taken, every question be asked, and every way end."""
    leads = {step.key: _leads(step) for step in activity.steps}
    for step in activity.steps:
        for number, branch in enumerate(step.branches):
            if branch.when is None and number < len(step.branches) - 1:
                yield f"step {step.key}: next: nothing after the branch for every answer is ever taken"
        if END not in _reached(step.key, leads):
            yield f"step {step.key}: never comes to an end"
        if step.key in _beyond(step.key, leads):
            yield f"step {step.key}: can come round again"
        if step.wait_minutes is not None and leads[step.key] == {END}:
            yield f"step {step.key}: wait_minutes: there is nothing to wait for"
    asked = _reached(activity.first_step, leads) | _reached(activity.keyword_step, leads)
    for step in activity.steps:
        if step.key not in asked:
            yield f"step {step.key}: is never asked"


def _leads(step: Step) -> set[str]:
    leads = {branch.goto for branch in step.branches}
    return leads if any(branch.when is None for branch in step.branches) else leads | {step.following}


def _reached(start: str, leads: dict[str, set[str]]) -> set[str]:
    return {start} | _beyond(start, leads)


def _beyond(start: str, leads: dict[str, set[str]]) -> set[str]:
    found: set[str] = set()
    ahead = set(leads[start])
    while ahead:
        key = ahead.pop()
        if key not in found:
            found.add(key)
            ahead |= leads.get(key, set())
    return found


def _everywhere(wording: Wording, words: str) -> bool:
    return all(words in text for spoken in wording.variants.values() for text in spoken)
