"""Made-up activities, and a way to talk them through."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from shared.activities.answers import Advance, Answer, FollowUp
from shared.activities.definition import Activity
from shared.activities.engine import advance, begin, resume
from shared.activities.schema import load_activity
from shared.activities.state import Params, State

MONDAY = datetime(2026, 5, 4, 20, tzinfo=UTC)
"""A Monday, 2 pm in Denver."""

DENVER = "America/Denver"
PARAMS = Params("garden", link="https://clinic.example/r/7", minutes=10, cue="after lunch", why="It helps.")

SCALE = {"kind": "scale", "low": 0, "high": 10}
TEXT = {"kind": "text"}
OK = {"kind": "ok"}
LIST = {"kind": "list", "count": 3}


def both(words: str) -> dict[str, str]:
    """The same words in both languages."""
    return {"en": words, "es": words}


def step(key: str, answer: dict[str, Any] = TEXT, ask: str = "", **more: Any) -> dict[str, Any]:
    """A question as it is written."""
    return {"key": key, "label": key, "ask": both(ask or f"{{code}}: {key}?"), "answer": answer, **more}


def written(*steps: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A definition as it is written."""
    return {
        **{"slug": "try", "version": 1, "title": both("Try"), "kind": "skill", "why": both("To see."), "intensity": 1},
        **{"populations": ["adult"], "code_name": both("wave"), "minutes": 5, "window_hours": 5, "nudge": False},
        **{"steps": list(steps), "closing": both("Saved to {code}."), "source": "Our own."},
        **more,
    }


def activity(*steps: dict[str, Any], **more: Any) -> Activity:
    """The activity of these questions."""
    return load_activity(written(*steps, **more), "try.yaml")


@dataclass
class Talk:
    """One conversation; its state goes through JSON before each text."""

    activity: Activity
    params: Params = PARAMS
    seed: int = 0
    zone: str = "UTC"
    smaller: bool = False
    carried: tuple[str, ...] = ()
    now: datetime = MONDAY
    said: list[str] = field(default_factory=list)
    kept: list[Answer] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Begin it."""
        self.state, said = begin(
            *(self.activity, self.params, self.now, self.seed),
            zone=self.zone,
            smaller=self.smaller,
            carried=self.carried,
        )
        self.said += said
        self.follow_up: FollowUp | None = None

    def hear(self, *texts: str, has_picture: bool = False) -> "Talk":
        """Take some texts of the client."""
        for text in texts:
            self._take(advance(self.activity, self._stored(), text, self.now, has_picture=has_picture))
        return self

    def wait(self) -> "Talk":
        """Let the wait pass."""
        assert self.follow_up is not None
        self.now = self.follow_up.at
        self._take(resume(self.activity, self._stored(), self.now))
        return self

    @property
    def values(self) -> list[tuple[str, str, Any]]:
        """What was read, in short."""
        return [(answer.step_key, answer.kind, answer.value) for answer in self.kept]

    def _stored(self) -> State:
        return State.from_json(json.loads(json.dumps(self.state.to_json())))

    def _take(self, advanced: Advance) -> None:
        self.state, self.follow_up = advanced.state, advanced.follow_up
        self.said += advanced.replies
        self.kept += advanced.answers
        assert advanced.done == (self.state.step is None)


def questions(activity: Activity) -> Iterator[str]:
    """Every wording of every question, unfilled."""
    for one in (*activity.steps, *activity.smaller):
        for spoken in one.ask.variants.values():
            yield from spoken
