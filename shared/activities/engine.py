"""The dialogue engine: one activity, one state and one text in; the replies, the answers and the next state out."""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from shared.activities.answers import Advance, Answer, FollowUp
from shared.activities.asking_again import ask_again
from shared.activities.computing import sleep_efficiency
from shared.activities.definition import END, Activity, Branch, Ok, Step
from shared.activities.hearing import branch_for, hear, is_awaited
from shared.activities.placeholders import quotes
from shared.activities.remembering import carry_in, remember
from shared.activities.speaking import ask, ask_alone, language_of, speak
from shared.activities.state import Params, State
from shared.activities.waiting import next_asking
from shared.activities.walking import end, go
from shared.schedule import zone as find_zone
from shared.texts import say

__all__ = [
    "Advance",
    "Answer",
    "FollowUp",
    "NoSmallerVersion",
    "WrongActivity",
    "WrongStep",
    "advance",
    "ask_at",
    "begin",
    "hand_back",
    "resume",
    "seed_of",
]

_SOON = timedelta(hours=1)


class WrongActivity(ValueError):
    """The state belongs to another activity or version."""


class WrongStep(ValueError):
    """There is no such step, or its text says again what the client told, which only the conversation knows."""


class NoSmallerVersion(ValueError):
    """This activity has no smaller version."""


def seed_of(occurrence_id: UUID | None) -> int:
    """Whose turn it is among variants: settled by the occurrence, so that whoever speaks its texts says the same."""
    return 0 if occurrence_id is None else occurrence_id.int % 2**31


def begin(
    activity: Activity,
    params: Params,
    now: datetime,
    seed: int,
    *,
    zone: str = "UTC",
    smaller: bool = False,
    carried: tuple[str, ...] = (),
) -> tuple[State, list[str]]:
    """Open a conversation and say its first text. The seed decides whose turn it is among variants.

    `zone` is where the client lives; `carried` what earlier conversations gathered for this one, oldest first. Raises
    InvalidParams when the activity names a link, minutes or a cue that were not given, NoSmallerVersion, UnknownZone.
    """
    params.check_against(activity)
    find_zone(zone)
    if smaller and not activity.smaller:
        raise NoSmallerVersion(activity.slug)
    by_keyword = params.by_keyword and not smaller
    first = activity.keyword_step if by_keyword else activity.walk(smaller=smaller)[0].key
    params = replace(params, language=language_of(activity, params))
    state = State(activity.slug, activity.version, params, seed, now, first, zone=zone, is_smaller=smaller)
    state = carry_in(activity, state, carried)
    return state, [ask(activity, state, _step(activity, state))]


def advance(activity: Activity, state: State, text: str, now: datetime, *, has_picture: bool = False) -> Advance:
    """Take one text of the client, whatever it is.

    1. Over already: nothing happens; the words are not this conversation's.
    2. Between two timed questions: the words are kept, and the wait goes on.
    3. Unreadable as what was asked: kept, and asked once more. The second time, kept and on to the next question.
    4. Otherwise it is the answer, and the next question follows, now or after a wait.
    """
    _check(activity, state)
    if state.step is None:
        return Advance(state, done=True)
    step = _step(activity, state)
    if state.resumes_at is not None:
        return _keep_while_waiting(activity, state, step, text, now)
    answer = hear(step, state, text, now, has_picture=has_picture)
    is_enough = isinstance(step.answer, Ok) or is_awaited(step, answer, state)
    if answer.kind == "words" and state.asked == 1 and not is_enough:
        heard = replace(remember(activity, state, step, answer, now), asked=2)
        return Advance(heard, [ask_again(step, state)], [answer])
    return _go_on(activity, state, step, answer, now)


def resume(activity: Activity, state: State, now: datetime) -> Advance:
    """Ask the question a wait held back. Too early, it asks to be called again; with no wait open, nothing happens."""
    _check(activity, state)
    if state.step is None or state.resumes_at is None:
        return Advance(state, done=state.step is None)
    if now < state.resumes_at:
        return Advance(state, follow_up=FollowUp(state.resumes_at, state.step, state.is_agreed))
    awake = replace(state, resumes_at=None, is_agreed=False)
    return Advance(awake, [ask_alone(activity, awake, _step(activity, awake))])


def hand_back(activity: Activity, state: State, now: datetime) -> Advance:
    """Return to the conversation after something else: with the open question once more, never a third time.

    While a question waits for its time, there is nothing to say.
    """
    _check(activity, state)
    if state.step is None:
        return Advance(state, done=True)
    if state.resumes_at is not None:
        return resume(activity, state, now) if now >= state.resumes_at else Advance(state)
    if state.asked == 1:
        return Advance(replace(state, asked=2), [ask(activity, state, _step(activity, state))])
    return Advance(state, [say("back_to", state.params.language, code=state.params.code)])


def ask_at(
    activity: Activity,
    params: Params,
    step: str,
    now: datetime,
    seed: int,
    *,
    zone: str = "UTC",
    smaller: bool = False,
) -> str:
    """A question in the middle, as a text of its own for whoever knows no words; the same `resume` asks.

    Raises WrongStep, and what `begin` raises.
    """
    state, _ = begin(activity, params, now, seed, zone=zone, smaller=smaller)
    try:
        asked = activity.step(step, smaller=smaller)
    except KeyError:
        raise WrongStep(f"{activity.slug} has no step {step}") from None
    if quotes(asked.ask):
        raise WrongStep(f"{activity.slug} {step} quotes the client")
    return ask_alone(activity, replace(state, step=step), asked)


def _check(activity: Activity, state: State) -> None:
    if (state.slug, state.version) != (activity.slug, activity.version):
        raise WrongActivity(f"{state.slug} {state.version} is not {activity.slug} {activity.version}")


def _step(activity: Activity, state: State) -> Step:
    assert state.step is not None
    return activity.step(state.step, smaller=state.is_smaller)


def _go_on(activity: Activity, state: State, step: Step, answer: Answer, now: datetime) -> Advance:
    kept = remember(activity, state, step, answer, now)
    # A branch for every answer is also for words that could not be read: they never lose their way.
    branch = branch_for(step, answer, kept) or next((one for one in step.branches if one.when is None), None)
    if branch and branch.passes and answer.kind != "skipped":
        answer, kept = replace(answer, kind="skipped", value=None), state
    # Words that end it end it at once, even in the middle of a block.
    is_last_word = branch is not None and branch.goto == END and branch.when is not None
    moved = end(kept) if is_last_word else go(activity, kept, step, branch.goto if branch else step.following)
    if moved.step is None:
        return _close(activity, kept, moved, answer, branch)
    if step.wait and not (answer.kind == "skipped" and step.wait.minutes is not None):
        at, is_agreed = next_asking(step.wait, kept, now)
        waiting = replace(moved, resumes_at=at, is_agreed=is_agreed)
        return Advance(waiting, [], [answer], FollowUp(at, moved.step, is_agreed))
    return Advance(moved, [ask(activity, moved, _step(activity, moved))], [answer])


def _close(activity: Activity, state: State, over: State, answer: Answer, branch: Branch | None) -> Advance:
    closing = branch.closing if branch and branch.closing else activity.closing
    answers = [answer]
    if activity.computes == "sleep_efficiency" and (share := sleep_efficiency(state.values)) is not None:
        answers.append(Answer("efficiency", f"{share}%", "computed", share, "Sleep efficiency"))
    return Advance(over, [speak(activity, state, closing)], answers, done=True)


def _keep_while_waiting(activity: Activity, state: State, step: Step, text: str, now: datetime) -> Advance:
    """Keep words under the question to come. When its time has passed unnoticed, ask it at once."""
    kept = Answer(step.key, text, "words", None, step.label)
    due = resume(activity, state, now)
    if due.follow_up is None:
        return replace(due, answers=[kept])
    is_soon = due.follow_up.at - now <= _SOON
    name = "kept_while_waiting" if is_soon else "kept_until_later"
    return replace(due, replies=[say(name, state.params.language, code=state.params.code)], answers=[kept])
