"""The questions of activities and of asides as the clinician reads them, out of the library."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from services.reporter.known import Piece, Question
from shared.activities.definition import BASE_LANGUAGE, Activity, Choice, Scale, Several, Step
from shared.activities.library import Library, UnknownActivity
from shared.activities.schema import InvalidActivity


def find_activity(library: Library, slug: str | None, version: int | None) -> Activity | None:
    """None when the library does not know it, or cannot read it: a digest still goes out, under plainer names."""
    if slug is None or version is None:
        return None
    try:
        return library.get(slug, version)
    except (UnknownActivity, InvalidActivity):
        return None


def title_of(activity: Activity | None, slug: str | None) -> str:
    """What the clinician calls it; of what nobody knows, its slug made readable."""
    return activity.title[BASE_LANGUAGE] if activity else plain_title(slug or "")


def plain_title(slug: str) -> str:
    """A readable name for what the library does not know: "three-good-things" is "Three good things"."""
    return slug.replace("-", " ").replace("_", " ").strip().capitalize() or "Homework"


def questions_of(activity: Activity) -> tuple[Question, ...]:
    """Every question once, those of the smaller version that the whole one does not have at the end."""
    whole = [_question(step, is_asked_once=step.each is None) for step in activity.steps]
    known = {question.key for question in whole}
    smaller = [_question(step, is_asked_once=False) for step in activity.smaller if step.key not in known]
    return (*whole, *smaller)


def questions_of_asides(library: Library, names: Iterable[str]) -> tuple[Question, ...]:
    """The questions of these asides, under the keys that entries have. An aside nobody knows has none."""
    return tuple(question for name in sorted(set(names)) for question in _of_aside(library, name))


def _of_aside(library: Library, name: str) -> Iterable[Question]:
    try:
        aside = library.aside(name)
    except (UnknownActivity, InvalidActivity):
        return ()
    return [replace(question, key=f"{name}.{question.key}") for question in questions_of(aside)]


def _question(step: Step, *, is_asked_once: bool) -> Question:
    asked, question = step.answer, Question(step.key, step.label, is_asked_once=is_asked_once)
    if isinstance(asked, Scale):
        return replace(question, scale=(asked.low, asked.high))
    if isinstance(asked, Choice):
        return replace(question, choices=tuple((one.value, _in_english(one.label)) for one in asked.options))
    if isinstance(asked, Several):
        return replace(question, pieces=tuple(Piece(one.key, one.label, one.answer.kind) for one in asked.parts))
    return question


def _in_english(label: Mapping[str, str]) -> str:
    return label.get(BASE_LANGUAGE) or next(iter(label.values()))
