"""Every state an open conversation of the library can be in: found by talking each activity through."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from shared.activities.definition import Activity, Choice, Count, Scale, Several, Step
from shared.activities.engine import advance, begin, resume
from shared.activities.library import BUILT_IN
from shared.activities.state import Params, State

_NOW = datetime(2026, 3, 2, 19, 0, tzinfo=UTC)
_PARAMS = Params("garden", link="clinic.example/rest", minutes=10, cue="after lunch")
_ANSWERS = {
    **{"text": "the bus waited", "yes_no": "yes", "time": "11pm", "moment": "tomorrow 6pm, park", "duration": "20 min"},
    **{"list": "tea, the bus", "picks": "1 2", "ok": "ok", "photo": "a picture"},
}


@dataclass(frozen=True)
class Opened:
    """An activity, and where its conversation stands."""

    activity: Activity
    state: State


def open_states() -> list[Opened]:
    """Each step of each activity, in both languages and versions, by each way its answers lead: asked, asked again,
    and held back by a wait."""
    found: dict[str, Opened] = {}
    for activity in BUILT_IN.all():
        for language in sorted(activity.languages):
            for smaller, by_keyword in (
                (False, False),
                (False, bool(activity.keywords)),
                (bool(activity.smaller), False),
            ):
                params = replace(_PARAMS, language=language, by_keyword=by_keyword)
                carried = () if by_keyword else ("exam", "rent")
                state, _ = begin(activity, params, _NOW, 1, zone="America/Denver", smaller=smaller, carried=carried)
                _walk(activity, state, found)
    return list(found.values())


def _walk(activity: Activity, state: State, found: dict[str, Opened]) -> None:
    way = f"{state.params.language} {state.params.by_keyword} {state.is_smaller}"
    key = f"{activity.slug} {way} {state.step} {state.item}"
    if state.step is None or key in found:
        return
    found[key] = Opened(activity, state)
    if state.asked == 1 and state.resumes_at is None:
        found[f"{key} again"] = Opened(activity, replace(state, asked=2))
    step = activity.step(state.step, smaller=state.is_smaller)
    for text in _answers(step):
        moved = advance(activity, state, text, _NOW)
        if moved.follow_up:
            found[f"{key} {text} waits"] = Opened(activity, moved.state)
            moved = resume(activity, moved.state, moved.follow_up.at + timedelta(seconds=1))
        _walk(activity, moved.state, found)


def _answers(step: Step) -> list[str]:
    """Answers that lead each way a step can lead."""
    asked = step.answer
    if isinstance(asked, Scale | Count):
        return [str(asked.low), str(asked.high)]
    if isinstance(asked, Choice):
        return [str(number) for number in range(1, len(asked.options) + 1)]
    if isinstance(asked, Several):
        return [" ".join("6:30" if part.answer.kind == "time" else "2" for part in asked.parts)]
    told = [str(value) for branch in step.branches if branch.when for value in branch.when.values]
    return [
        _ANSWERS[asked.kind],
        *told,
        *([] if step.required else ["skip"]),
        *(["no"] if asked.kind == "yes_no" else []),
    ]
