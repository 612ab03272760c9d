"""What a conversation remembers of what it was told: enough to quote it, count it and wait for it."""

from dataclasses import replace
from datetime import datetime, time

from shared.activities.answers import Answer
from shared.activities.definition import BASE_LANGUAGE, Activity, Choice, Items, Picks, Step
from shared.activities.speaking import one_line
from shared.activities.state import MOST_ITEMS, State
from shared.activities.waiting import next_coming

_LONGEST_SAID = 200
_LONGEST_ITEM = 80
_KEPT_VALUES = frozenset({"scale", "number", "time", "duration", "several"})


def remember(activity: Activity, state: State, step: Step, answer: Answer, now: datetime) -> State:
    """The state with what later questions quote, count or wait for; shortened, as the answer itself is never."""
    if answer.kind == "skipped":
        return state
    said, values, moments = dict(state.said), dict(state.values), dict(state.moments)
    told = _told(step, answer, state.params.language)
    carried = state.said.get(step.key, ()) if step.key == activity.carries else ()
    if carried and isinstance(carried, tuple) and isinstance(told, str) and answer.kind != "words":
        told = (*carried, one_line(told, _LONGEST_ITEM))[-MOST_ITEMS:]
    if told is not None:
        said[step.key] = told
    if answer.value is not None and answer.kind in _KEPT_VALUES:
        values[step.key] = answer.value
    if answer.kind == "moment":
        moments[step.key] = datetime.fromisoformat(str(answer.value))
    if answer.kind == "time":
        moments[step.key] = next_coming(time.fromisoformat(str(answer.value)), state, now)
    return replace(state, said=said, values=values, moments=moments)


def carry_in(activity: Activity, state: State, items: tuple[str, ...]) -> State:
    """The state with what earlier conversations gathered, oldest first; the newest five count."""
    if activity.carries is None:
        return state
    lines = [line for line in (one_line(item, _LONGEST_ITEM) for item in items) if line]
    return replace(state, said={**state.said, activity.carries: tuple(lines[-MOST_ITEMS:])})


def _told(step: Step, answer: Answer, language: str) -> str | tuple[str, ...] | None:
    """An answer as it is quoted later; None when there is nothing to quote."""
    if isinstance(answer.value, list):
        return tuple(one_line(item, _LONGEST_ITEM) for item in answer.value[:MOST_ITEMS])
    # Words instead of a list name no things: nothing is asked for each of them.
    if isinstance(step.answer, Items | Picks) and answer.kind == "words":
        return None
    if isinstance(step.answer, Choice) and answer.kind == "choice":
        label = next(option.label for option in step.answer.options if option.value == answer.value)
        return label.get(language) or label[BASE_LANGUAGE]
    if answer.kind in ("scale", "number") and isinstance(answer.value, int | float):
        return f"{answer.value:g}"
    return one_line(answer.raw, _LONGEST_SAID) or None
