"""What a text is to a question, and what the conversation remembers of it."""

from datetime import datetime, timedelta
from typing import NamedTuple

from shared.activities.answers import Answer, AnswerKind
from shared.activities.definition import (
    Branch,
    Choice,
    Clock,
    Count,
    Items,
    Moment,
    Ok,
    Photo,
    Picks,
    Scale,
    Several,
    Span,
    Step,
    When,
    Words,
    YesNo,
)
from shared.activities.parts import in_minutes, read_parts
from shared.activities.state import State, Value
from shared.reading.answers import is_blank, is_word, read_choice, read_list, read_ok, read_picks, read_yes_no
from shared.reading.command_words import SPELLINGS, WHOLE_ONLY, Word
from shared.reading.durations import read_duration
from shared.reading.numbers import read_number
from shared.reading.times import read_moment, read_time
from shared.schedule import zone

_SKIP = SPELLINGS[Word.SKIP] + WHOLE_ONLY[Word.SKIP]
_NONE = ("none", "nothing", "no", "nope", "zero", "0", "nada", "ninguno", "ninguna", "cero")
_SAME = {
    "DONE": ("that's all", "thats all", "that was all", "that's it", "all done", "i'm done", "im done", "no more"),
    "ES TODO": ("eso fue todo", "es todo por hoy", "ya", "nada mas", "nada más"),
    "NO": ("nah", "nope", "no thanks", "not really", "not today", "no gracias", "hoy no"),
    "NONE": ("nothing today", "none today"),
    "NADA": ("nada hoy", "hoy nada"),
}
"""What people say instead of the word that a question names."""

_MINUTE = timedelta(minutes=1)
# A rating may stand before a long reason; a time or a length is told in a line or two, and a story with times in it is
# words. Looking for one in ten texts' length would cost as much as all else.
_LONGEST_READ = 2000
_LONGEST_LINE = 320
_IN_A_LINE = (Clock, Moment, Span, Picks, Several)
_NAMED = (Choice, YesNo, Ok)


class _Read(NamedTuple):
    kind: AnswerKind
    value: Value | None
    approximate: bool = False


def hear(step: Step, state: State, text: str, now: datetime, *, has_picture: bool = False) -> Answer:
    """What a text answers. Kind `words` when it cannot be read as what was asked; `raw` is the text, whatever it is."""
    if has_picture and isinstance(step.answer, Photo):
        return Answer(step.key, text, "photo", None, step.label)
    if not step.required and is_word(text, *_SKIP):
        return Answer(step.key, text, "skipped", None, step.label)
    found = _read(step, state, text, now) or _Read("words", None)
    return Answer(step.key, text, found.kind, found.value, step.label, found.approximate)


def branch_for(step: Step, answer: Answer, state: State) -> Branch | None:
    """The first branch that is for an answer. One for everything is not for words that could not be read."""
    return next((branch for branch in step.branches if _is_for(branch.when, answer, state)), None)


def is_awaited(step: Step, answer: Answer, state: State) -> bool:
    """Whether a branch is for these very words, and not only for there being nothing elsewhere."""
    return any(
        _is_for(branch.when, answer, state)
        for branch in step.branches
        if branch.when is None or branch.when.nothing is None
    )


def _read(step: Step, state: State, text: str, now: datetime) -> _Read | None:
    if not isinstance(step.answer, _NAMED) and (word := _listed(step, text)) is not None:
        return _Read("text", word)
    match step.answer:
        case Words() | Photo():
            return None if is_blank(text) else _Read("text", None)
        case Items(count):
            if is_word(text, *_NONE):
                return _Read("list", [])
            items = read_list(text)
            return _Read("list", list(items[:count])) if items else None
    longest = _LONGEST_LINE if isinstance(step.answer, _IN_A_LINE) else _LONGEST_READ
    return None if len(text) > longest else _read_short(step, state, text, now)


def _read_short(step: Step, state: State, text: str, now: datetime) -> _Read | None:
    language = state.params.language
    match step.answer:
        case Scale(low, high) | Count(low, high):
            if number := read_number(text, low, high, language):
                return _Read(step.answer.kind, number.value, number.approximate)
        case Choice(options):
            index = read_choice(text, [option.names for option in options], language)
            if index is not None:
                return _Read("choice", options[index].value)
        case YesNo():
            if said := read_yes_no(text, language):
                return _Read("yes_no", said)
        case Clock(around):
            if clock := read_time(text, language, around=around):
                return _Read("time", f"{clock.at:%H:%M}", clock.approximate)
        case Moment():
            if moment := read_moment(text, now, zone(state.zone), language):
                return _Read("moment", moment.isoformat())
        case Span(most):
            span = read_duration(text, language, unit=_MINUTE)
            if span is not None and span <= most * _MINUTE:
                return _Read("duration", in_minutes(span))
        case Picks(of):
            items = state.items(of)
            picked = read_picks(text, len(items), language)
            if picked is not None:
                return _Read("picks", [items[index] for index in picked])
        case Several(parts):
            if told := read_parts(text, parts, language):
                return _Read("several", told.values, told.approximate)
        case Ok():
            if read_ok(text):
                return _Read("ok", "ok")
    return None


def _listed(step: Step, text: str) -> str | None:
    """The word of a branch that a text consists of, or says in other words: the NONE of "None, thanks"."""
    listed = [str(value) for branch in step.branches if branch.when for value in branch.when.values]
    return next((word for word in listed if not word.isdecimal() and is_word(text, word, *_SAME.get(word, ()))), None)


def _is_for(when: When | None, answer: Answer, state: State) -> bool:
    if when is None:
        return answer.kind != "words"
    if when.nothing is not None:
        return not state.said.get(when.nothing)
    if answer.kind == "skipped":
        return when.skipped
    if when.within is not None:
        return isinstance(answer.value, int | float) and when.within[0] <= answer.value <= when.within[1]
    if when.choice is not None:
        return answer.value == when.choice
    if answer.kind in ("ok", "words"):
        return any(is_word(answer.raw, str(value)) for value in when.values)
    return answer.value is not None and answer.value in when.values
