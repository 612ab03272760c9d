"""The one time a question is asked again: what would help, and that any words are fine."""

from shared.activities.definition import (
    Asked,
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
    Words,
    YesNo,
)
from shared.activities.state import State
from shared.texts import say

_BY_KIND: dict[type[Asked], str] = {
    YesNo: "ask_yes_no_again",
    Clock: "ask_time_again",
    Moment: "ask_moment_again",
    Span: "ask_duration_again",
    Items: "ask_words_again",
    Picks: "ask_picks_again",
    Photo: "ask_photo_again",
    Ok: "ask_words_again",
    Words: "ask_words_again",
}
_EXAMPLES: dict[type[Asked], str] = {Count: "2", Clock: "6:30", Span: "30"}


def ask_again(step: Step, state: State) -> str:
    """The text that follows words which could not be read."""
    language, answer = state.params.language, step.answer
    if isinstance(answer, Scale | Count):
        return say("ask_number_again", language, low=answer.low, high=answer.high)
    if isinstance(answer, Choice):
        return say("ask_choice_again", language, count=len(answer.options))
    if isinstance(answer, Several):
        example = " ".join(_EXAMPLES[type(part.answer)] for part in answer.parts)
        return say("ask_several_again", language, count=len(answer.parts), example=example)
    return say(_BY_KIND[type(answer)], language)
