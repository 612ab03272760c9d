"""The dialogue engine: one activity, one state and one text in; the replies, the answers and the next state out."""

import re
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from shared.activities import reading
from shared.activities.definition import BASE_LANGUAGE, END, Activity, Branch, Choice, Ok, Scale, Step, When, Wording
from shared.activities.state import Params, State
from shared.texts import say

_PLACEHOLDER = re.compile(r"\{(code|link|minutes)\}")

AnswerKind = Literal["text", "scale", "choice", "ok", "words", "skipped"]
"""What an answer turned out to be. `words`: kept though something else was asked. `skipped`: only a way on."""


class WrongActivity(ValueError):
    """The state belongs to another activity or version."""


@dataclass(frozen=True)
class Answer:
    """What a client said to one question. `raw` is their text untouched, whatever we read in it."""

    step_key: str
    raw: str
    kind: AnswerKind
    value: int | float | str | None
    label: str
    approximate: bool = False


@dataclass(frozen=True)
class FollowUp:
    """The next question is not asked now but at this instant, through `resume`."""

    at: datetime
    step_key: str


@dataclass(frozen=True)
class Advance:
    """What one text, or the end of a wait, changed."""

    state: State
    replies: list[str] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    follow_up: FollowUp | None = None
    done: bool = False


def seed_of(occurrence_id: UUID | None) -> int:
    """Whose turn it is among variants: settled by the occurrence, so that whoever speaks its texts says the same."""
    return 0 if occurrence_id is None else occurrence_id.int % 2**31


def begin(activity: Activity, params: Params, now: datetime, seed: int) -> tuple[State, list[str]]:
    """Open a conversation and say its first text. The seed decides whose turn it is among variants.

    Raises InvalidParams when the activity names a link or minutes that were not given.
    """
    params.check_against(activity)
    language = params.language if params.language in activity.languages else BASE_LANGUAGE
    first = activity.keyword_step if params.by_keyword else activity.first_step
    state = State(activity.slug, activity.version, replace(params, language=language), seed, now, step=first)
    return state, [_ask(activity, state, activity.step(first))]


def advance(activity: Activity, state: State, text: str, now: datetime) -> Advance:
    """Take one text of the client.

    1. Over already: nothing happens; the words are not this conversation's.
    2. Between two timed questions: the words are kept, and the wait goes on.
    3. Unreadable as what was asked: kept, and asked once more. The second time, kept and on to the next question.
    4. Otherwise it is the answer, and the next question follows, now or after a wait.
    """
    _check(activity, state)
    if state.step is None:
        return Advance(state, done=True)
    step = activity.step(state.step)
    if state.resumes_at is not None:
        return _keep_while_waiting(activity, state, step, text, now)
    answer, branch = _hear(step, text)
    if answer.kind == "words" and state.asked == 1 and not (isinstance(step.answer, Ok) or branch):
        return Advance(replace(state, asked=2), [_ask_again(step, state)], [answer])
    return _go_on(activity, state, step, answer, branch, now)


def resume(activity: Activity, state: State, now: datetime) -> Advance:
    """Ask the question a wait held back. Too early, it asks to be called again; with no wait open, nothing happens."""
    _check(activity, state)
    if state.step is None or state.resumes_at is None:
        return Advance(state, done=state.step is None)
    if now < state.resumes_at:
        return Advance(state, follow_up=FollowUp(state.resumes_at, state.step))
    awake = replace(state, resumes_at=None)
    return Advance(awake, [_ask(activity, awake, activity.step(state.step))])


def _check(activity: Activity, state: State) -> None:
    if (state.slug, state.version) != (activity.slug, activity.version):
        raise WrongActivity(f"{state.slug} {state.version} is not {activity.slug} {activity.version}")


def _hear(step: Step, text: str) -> tuple[Answer, Branch | None]:
    """What a text is to a question, and the branch that is for it."""
    answer = _read(step, text)
    branch = next((branch for branch in step.branches if _is_for(branch.when, answer)), None)
    if branch and branch.passes and answer.kind != "skipped":
        answer = replace(answer, kind="skipped", value=None)
    return answer, branch


def _read(step: Step, text: str) -> Answer:
    if not step.required and reading.is_word(text, "skip", "skip it", "skip this"):
        return Answer(step.key, text, "skipped", None, step.label)
    asked = step.answer
    if isinstance(asked, Scale):
        number = reading.read_number(text, asked.low, asked.high)
        if number is not None:
            return Answer(step.key, text, "scale", number.value, step.label, number.approximate)
    elif isinstance(asked, Choice):
        index = reading.read_choice(text, [option.names for option in asked.options])
        if index is not None:
            return Answer(step.key, text, "choice", asked.options[index].value, step.label)
    elif isinstance(asked, Ok):
        if reading.read_ok(text):
            return Answer(step.key, text, "ok", "ok", step.label)
    elif not reading.is_blank(text):
        return Answer(step.key, text, "text", _listed(step, text), step.label)
    return Answer(step.key, text, "words", None, step.label)


def _listed(step: Step, text: str) -> str | None:
    """The word of a branch that a text consists of: the NONE of "None, thanks"."""
    listed = [value for branch in step.branches if branch.when for value in branch.when.values]
    return next((str(value) for value in listed if reading.is_word(text, str(value))), None)


def _is_for(when: When | None, answer: Answer) -> bool:
    if when is None:
        return answer.kind != "words"
    if answer.kind == "skipped":
        return when.skipped
    if when.within is not None:
        return isinstance(answer.value, int | float) and when.within[0] <= answer.value <= when.within[1]
    if when.choice is not None:
        return answer.value == when.choice
    if answer.kind in ("ok", "words"):
        return any(reading.is_word(answer.raw, str(value)) for value in when.values)
    return answer.value is not None and answer.value in when.values


def _go_on(
    activity: Activity, state: State, step: Step, answer: Answer, branch: Branch | None, now: datetime
) -> Advance:
    # A branch for every answer is also for words that could not be read: they never lose their way.
    branch = branch or next((branch for branch in step.branches if branch.when is None), None)
    goto = branch.goto if branch else step.following
    if goto == END:
        closing = branch.closing if branch and branch.closing else activity.closing
        over = replace(state, step=None, asked=1)
        return Advance(over, [_speak(closing, state)], [answer], done=True)
    moved = replace(state, step=goto, asked=1)
    if step.wait_minutes is not None and answer.kind != "skipped":
        at = now + timedelta(minutes=step.wait_minutes)
        return Advance(replace(moved, resumes_at=at), [], [answer], FollowUp(at, goto))
    return Advance(moved, [_ask(activity, moved, activity.step(goto))], [answer])


def _keep_while_waiting(activity: Activity, state: State, step: Step, text: str, now: datetime) -> Advance:
    """Keep words under the question to come. When its time has passed unnoticed, ask it at once."""
    kept = Answer(step.key, text, "words", None, step.label)
    due = resume(activity, state, now)
    if due.follow_up is None:
        return replace(due, answers=[kept])
    reply = say("kept_while_waiting", state.params.language, code=state.params.code)
    return replace(due, replies=[reply], answers=[kept])


def _ask(activity: Activity, state: State, step: Step) -> str:
    rotating = [other.key for other in activity.steps if other.ask.takes_turns]
    turn = state.seed + (rotating.index(step.key) if step.key in rotating else 0)
    return _speak(step.ask, state, turn)


def _ask_again(step: Step, state: State) -> str:
    language = state.params.language
    if isinstance(step.answer, Scale):
        return say("ask_number_again", language, low=step.answer.low, high=step.answer.high)
    if isinstance(step.answer, Choice):
        return say("ask_choice_again", language, count=len(step.answer.options))
    return say("ask_words_again", language)


def _speak(wording: Wording, state: State, turn: int = 0) -> str:
    """Fill in placeholders in one pass: a brace in a title is never read as another placeholder."""
    params = state.params
    values = {"code": params.code, "link": params.link or params.title or "", "minutes": str(params.minutes or "")}
    return _PLACEHOLDER.sub(lambda found: values[found.group(1)], wording.speak(params.language, turn))
