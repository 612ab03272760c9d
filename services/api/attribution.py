"""Which of several questions a text answers, when none of them is first in line: told by its shape alone."""

from collections.abc import Sequence
from datetime import datetime

from services.api.received import Conversation
from shared.activities.hearing import hear

_CLOSED = frozenset({"scale", "number", "choice", "yes_no", "time", "duration", "several", "picks"})
"""Questions that only a certain answer fits: a number in range, a listed choice, a time."""


def fitting(answerable: Sequence[Conversation], text: str, now: datetime) -> list[Conversation]:
    """The conversations whose open question asks for just such an answer.

    A question that any words would answer claims nothing: words nobody asked for just now are a note.
    """
    return [conversation for conversation in answerable if _fits(conversation, text, now)]


def _fits(conversation: Conversation, text: str, now: datetime) -> bool:
    state = conversation.state
    assert state.step is not None
    step = conversation.activity.step(state.step, smaller=state.is_smaller)
    return step.answer.kind in _CLOSED and hear(step, state, text, now).kind == step.answer.kind
