"""Speaks the texts of a conversation: what each placeholder stands for, and how a client's words are quoted."""

import re
from collections.abc import Sequence
from dataclasses import replace

from shared.activities.definition import BASE_LANGUAGE, Activity, Step, Wording
from shared.activities.placeholders import PLACEHOLDER
from shared.activities.segments import fold, is_gsm7, measure
from shared.activities.state import Params, State

OPENING = "{code}: "
"""How every text begins that we start."""

LONGEST_SAID = 30
LONGEST_ITEM = 30
LONGEST_LIST = 60
_ELLIPSIS = "..."
# Longer words are never quoted whole, and nobody should wait for a novel to be folded.
_LONGEST_LOOKED_AT = 1000
_LAST_OF_ONE_UNIT = 0xFFFF
_GAPS = re.compile(r" {2,}")


def ask(activity: Activity, state: State, step: Step) -> str:
    """The question of a step. Variants take turns: by the seed, from step to step, and from thing to thing."""
    return _fill(activity, state, _question(activity, state, step))


def ask_alone(activity: Activity, state: State, step: Step) -> str:
    """The question of a step as a text of its own, which begins with the code name."""
    question = _question(activity, state, step)
    return _fill(activity, state, question if question.startswith(OPENING) else OPENING + question)


def speak(activity: Activity, state: State, wording: Wording) -> str:
    """A text that is no question, filled in."""
    return _fill(activity, state, wording.speak(state.params.language))


def _question(activity: Activity, state: State, step: Step) -> str:
    rotating = [other.key for other in activity.walk(smaller=state.is_smaller) if other.ask.takes_turns]
    turn = state.seed + state.item + (rotating.index(step.key) if step.key in rotating else 0)
    return step.ask.speak(state.params.language, turn)


def _fill(activity: Activity, state: State, template: str) -> str:
    """A text, filled in. In one pass: a brace in anybody's words is never read as another placeholder.

    Where the text itself is in the GSM alphabet, what is filled in is folded into it: one accent in a code name would
    more than double the price.
    """
    in_gsm7 = is_gsm7(PLACEHOLDER.sub("", template))

    def value(name: str, key: str | None) -> str:
        if name == "said":
            return quote(_told(state, key or ""), LONGEST_SAID, in_gsm7=in_gsm7)
        if name == "list":
            return quote_list(state.items(key or ""), LONGEST_LIST, in_gsm7=in_gsm7)
        if name == "item":
            return quote(_item(activity, state), LONGEST_ITEM, in_gsm7=in_gsm7)
        given = _given(activity, state.params, name)
        return fold(given) if in_gsm7 else given

    # A text may have room for a `how` that this activity does not have.
    return _GAPS.sub(" ", PLACEHOLDER.sub(lambda found: value(found[1], found[2]), template)).strip()


def about(activity: Activity, params: Params) -> Params:
    """What an aside needs to speak of this homework: its reason, way, cue and length, in the language it speaks."""
    params = replace(params, language=language_of(activity, params))
    why, how, cue = (_given(activity, params, name) or None for name in ("why", "how", "cue"))
    return replace(params, why=why, how=how, cue=cue, minutes=params.minutes or activity.minutes)


def language_of(activity: Activity, params: Params) -> str:
    """The language of a conversation: the client's where the activity has all its texts in it, else English."""
    return params.language if params.language in activity.languages else BASE_LANGUAGE


def quote(words: str, longest: int, *, in_gsm7: bool = True) -> str:
    """Words on one line, shortened at a space with "..." to at most `longest` units of the carrier.

    Letters lose their accents where `in_gsm7`. What has no plain form, like an emoji, is left out: it would make one
    text as dear as three. Words of which nothing is left are quoted as "...".
    """
    line = _one_line(words, in_gsm7)
    if _units(line) <= longest:
        return line or _ELLIPSIS
    cut = _fitting(line, longest - len(_ELLIPSIS))
    if " " in cut and line[len(cut)] != " ":
        cut = cut.rsplit(" ", 1)[0]
    return cut.rstrip(" ,.;:!?-") + _ELLIPSIS


def quote_list(items: Sequence[str], longest: int, *, in_gsm7: bool = True) -> str:
    """Several things with their numbers, "1 exam 2 rent", the longest ones shortened until all have room."""
    quoted = [quote(item, longest, in_gsm7=in_gsm7) for item in items]
    units = [_units(item) for item in quoted]
    room = longest - sum(len(f"{number} ") for number in range(1, len(items) + 1)) - len(items) + 1
    each = next((most for most in range(longest, 0, -1) if sum(min(most, one) for one in units) <= room), 0)
    return (
        " ".join(f"{number} {quote(item, each, in_gsm7=in_gsm7)}" for number, item in enumerate(quoted, 1)) or _ELLIPSIS
    )


def one_line(words: str, longest: int) -> str:
    """The first characters of somebody's words on one line, with nothing a phone could not show; may be empty."""
    shown = "".join(char for char in words[:_LONGEST_LOOKED_AT] if char.isprintable() or char.isspace())
    return " ".join(shown.split())[:longest]


def _one_line(words: str, in_gsm7: bool) -> str:
    line = one_line(words, _LONGEST_LOOKED_AT)
    if in_gsm7:
        return " ".join("".join(char for char in fold(line) if is_gsm7(char)).split())
    return " ".join("".join(char for char in line if ord(char) <= _LAST_OF_ONE_UNIT).split())


def _fitting(line: str, room: int) -> str:
    """The longest beginning of a line that fits."""
    used = 0
    for place, char in enumerate(line):
        used += _units(char)
        if used > room:
            return line[:place]
    return line


def _units(text: str) -> int:
    return measure(text).units


def _told(state: State, key: str) -> str:
    told = state.said.get(key, "")
    return told if isinstance(told, str) else ", ".join(told)


def _item(activity: Activity, state: State) -> str:
    step = activity.step(state.step or "", smaller=state.is_smaller)
    items = state.items(step.each or "")
    return items[state.item] if state.item < len(items) else ""


def _given(activity: Activity, params: Params, name: str) -> str:
    """What the assignment fills in, or the activity by itself."""
    if name == "link":
        return params.link or params.title or ""
    if name == "keyword":
        return activity.keyword(params.language) or ""
    given = {"code": params.code, "minutes": params.minutes, "cue": params.cue, "why": params.why, "how": params.how}[
        name
    ]
    if given is not None:
        return str(given)
    own = {"cue": activity.cue, "why": activity.why, "how": activity.how}.get(name)
    return _filled(activity, params, own) if own else ""


def _filled(activity: Activity, params: Params, wording: Wording) -> str:
    return PLACEHOLDER.sub(lambda found: _given(activity, params, found[1]), wording.speak(params.language))
