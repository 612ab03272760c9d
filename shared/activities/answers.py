"""What comes out of a conversation: answers, questions put off, and where it stands."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from shared.activities.state import State, Value

# fmt: off
AnswerKind = Literal[
    "text", "scale", "choice", "yes_no", "number", "time", "moment", "duration", "list", "picks", "several",
    "ok", "photo", "words", "skipped", "computed",
]
# fmt: on
"""What an answer turned out to be. `words`: kept though something else was asked. `skipped`: only a way on.
`computed`: worked out of the others at the end; nobody texted it."""


@dataclass(frozen=True)
class Answer:
    """What a client said to one question. `raw` is their text untouched, whatever we read in it."""

    step_key: str
    raw: str
    kind: AnswerKind
    value: Value | None
    label: str
    approximate: bool = False


@dataclass(frozen=True)
class FollowUp:
    """The next question is not asked now but at this instant, through `resume`. `is_agreed`: the client named it."""

    at: datetime
    step_key: str
    is_agreed: bool = False


@dataclass(frozen=True)
class Advance:
    """What one text, or the end of a wait, changed."""

    state: State
    replies: list[str] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    follow_up: FollowUp | None = None
    done: bool = False
