"""An activity in the form the engine walks: frozen, checked, and knowing nothing of files."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from shared.schedule import Schedule

Kind = Literal["monitoring", "journal", "skill", "action", "reading", "measure"]
END = "end"
"""Where a branch goes to end the conversation; no step has this key."""

BASE_LANGUAGE = "en"


@dataclass(frozen=True)
class Wording:
    """What is said, per language; several variants take turns."""

    variants: Mapping[str, tuple[str, ...]]

    def speak(self, language: str, turn: int = 0) -> str:
        """The variant whose turn it is."""
        spoken = self.variants[language]
        return spoken[turn % len(spoken)]

    @property
    def takes_turns(self) -> bool:
        """Whether there is more than one variant."""
        return any(len(spoken) > 1 for spoken in self.variants.values())


@dataclass(frozen=True)
class Words:
    """Any words answer this."""

    kind: Literal["text"] = "text"


@dataclass(frozen=True)
class Scale:
    """A number from low to high answers this. Anchors say in words what the ends mean."""

    low: int
    high: int
    anchors: Mapping[Literal["low", "high"], Mapping[str, str]]
    kind: Literal["scale"] = "scale"


@dataclass(frozen=True)
class Option:
    """One thing to choose: the value we keep, the label people read, a letter if it has one."""

    value: str
    label: Mapping[str, str]
    letter: str | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """Every word that picks this option, besides its number."""
        return (self.value, *self.label.values(), *([self.letter] if self.letter else []))


@dataclass(frozen=True)
class Choice:
    """One of the options answers this, by number, letter or word."""

    options: tuple[Option, ...]
    kind: Literal["choice"] = "choice"


@dataclass(frozen=True)
class Ok:
    """A sign that it is done answers this; other words are kept."""

    kind: Literal["ok"] = "ok"


Asked = Words | Scale | Choice | Ok


@dataclass(frozen=True)
class When:
    """The answers a branch is for: words or numbers, a range (both ends count), a choice, or a skip."""

    values: tuple[str | int, ...] = ()
    within: tuple[int, int] | None = None
    choice: str | None = None
    skipped: bool = False


@dataclass(frozen=True)
class Branch:
    """Where to go after an answer. No `when` is for every answer. `passes` words are no answer, only the way on."""

    goto: str
    when: When | None = None
    passes: bool = False
    closing: Wording | None = None


@dataclass(frozen=True)
class Step:
    """One question: what is asked, what answers it, and where the answer leads.

    With `wait_minutes` the next question is a text of its own, that long after the answer (0: at once), not a reply.
    """

    key: str
    label: str
    ask: Wording
    answer: Asked
    required: bool
    branches: tuple[Branch, ...]
    following: str
    wait_minutes: int | None = None


@dataclass(frozen=True)
class Activity:
    """One piece of homework in the library, at one version."""

    slug: str
    version: int
    title: str
    kind: Kind
    why: str
    intensity: int
    populations: tuple[str, ...]
    code_name: str
    minutes: int
    schedule: Schedule | None
    keyword: str | None
    keyword_step: str
    window_hours: int
    nudge: bool
    steps: tuple[Step, ...]
    closing: Wording
    source: str

    def step(self, key: str) -> Step:
        """The step of this key. Raises KeyError."""
        for step in self.steps:
            if step.key == key:
                return step
        raise KeyError(key)

    @property
    def first_step(self) -> str:
        """Where a conversation begins that we start."""
        return self.steps[0].key

    @property
    def languages(self) -> frozenset[str]:
        """Languages in which every text is there: a conversation never mixes two."""
        spoken = [frozenset(wording.variants) for _, wording in self.wordings()]
        return frozenset.intersection(*spoken)

    def wordings(self) -> Iterator[tuple[str, Wording]]:
        """Every text with the place it stands at, in order."""
        for step in self.steps:
            yield f"step {step.key}: ask", step.ask
            for branch in step.branches:
                if branch.closing:
                    yield f"step {step.key}: closing", branch.closing
        yield "closing", self.closing
