"""An activity in the form the engine walks: frozen, checked, and knowing nothing of files."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import time
from typing import Any, Literal

from shared.schedule import Schedule, from_json

Kind = Literal["monitoring", "journal", "skill", "action", "reading", "measure", "aside"]
"""What an activity is. An `aside` is no homework: a short conversation about it, which the house itself begins."""

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
    """One of the options answers this, by number, letter or word. The value kept is the option's."""

    options: tuple[Option, ...]
    kind: Literal["choice"] = "choice"


@dataclass(frozen=True)
class YesNo:
    """Yes, no or unsure answers this; these three words are its values."""

    kind: Literal["yes_no"] = "yes_no"


@dataclass(frozen=True)
class Count:
    """A number from low to high that is no rating: how often, how many. Fractions count."""

    low: int
    high: int
    kind: Literal["number"] = "number"


@dataclass(frozen=True)
class Clock:
    """A time of day answers this. The value kept is the local time as HH:MM.

    `around` settles whether "11" is before or after noon: the nearer one to it.
    """

    around: time | None = None
    kind: Literal["time"] = "time"


@dataclass(frozen=True)
class Moment:
    """A day and time to come, in words that may say more ("Tue 6pm, park"). The value kept is the instant, ISO, UTC."""

    kind: Literal["moment"] = "moment"


@dataclass(frozen=True)
class Span:
    """How long something took or takes. The value kept is in minutes."""

    most: int
    kind: Literal["duration"] = "duration"


@dataclass(frozen=True)
class Items:
    """Several short things in one text. The value kept is the list of them, at most `count`."""

    count: int
    kind: Literal["list"] = "list"


@dataclass(frozen=True)
class Picks:
    """Some of the things told earlier at step `of` (or carried in from there), by their numbers; "0" and "none" too.

    The value kept is the list of their words.
    """

    of: str
    kind: Literal["picks"] = "picks"


@dataclass(frozen=True)
class Part:
    """One of several short answers in one text."""

    key: str
    label: str
    answer: Count | Clock | Span


@dataclass(frozen=True)
class Several:
    """Several short answers in one text, in order: "2 30", "6:30 7:00". The value kept is an object of them by key."""

    parts: tuple[Part, ...]
    kind: Literal["several"] = "several"


@dataclass(frozen=True)
class Ok:
    """A sign that it is done answers this; other words are kept."""

    kind: Literal["ok"] = "ok"


@dataclass(frozen=True)
class Photo:
    """A picture answers this, or words instead of one."""

    kind: Literal["photo"] = "photo"


Asked = Words | Scale | Choice | YesNo | Count | Clock | Moment | Span | Items | Picks | Several | Ok | Photo


@dataclass(frozen=True)
class When:
    """The answers a branch is for: words or numbers, a range (both ends count), a choice, a skip, an empty list.

    `nothing` names a step whose list is empty: nothing was told or carried there.
    """

    values: tuple[str | int, ...] = ()
    within: tuple[int, int] | None = None
    choice: str | None = None
    skipped: bool = False
    nothing: str | None = None


@dataclass(frozen=True)
class Branch:
    """Where to go after an answer. No `when` is for every answer. `passes` words are no answer, only the way on."""

    goto: str
    when: When | None = None
    passes: bool = False
    closing: Wording | None = None


@dataclass(frozen=True)
class Wait:
    """The next question is a text of its own, sent later: one of three ways to say when.

    `minutes` after the answer (0: at once) · `until` the moment or time answered at that step, and `plus_minutes`; if
    none could be read there, `else_minutes` after the answer · the next `day` of the week (0 is Monday) at `at`, local.
    """

    minutes: int | None = None
    until: str | None = None
    plus_minutes: int = 0
    else_minutes: int = 24 * 60
    day: int | None = None
    at: time | None = None


@dataclass(frozen=True)
class Step:
    """One question: what is asked, what answers it, and where the answer leads.

    `each` names a step that told or picked a list: this question is asked once for each of its things, `{item}`.
    Neighbouring steps with the same `each` are asked together for one thing, then for the next; at most five things.
    """

    key: str
    label: str
    ask: Wording
    answer: Asked
    required: bool
    branches: tuple[Branch, ...]
    following: str
    wait: Wait | None = None
    each: str | None = None


@dataclass(frozen=True)
class Activity:
    """One piece of homework in the library, at one version.

    `why` is the reason as the client reads it in the first text, `how` one sentence on how to go about it ("Text THINK
    any time."). `smaller` is the shorter list of steps for a day when the whole is too much; empty: there is none.
    `carries` names a step whose answers are gathered, conversation by conversation, and given back in the next one we
    begin. `own_cue`: what the client says about when and where becomes `{cue}`, the words we begin with. `computes`
    names what is worked out of the answers at the end.
    """

    slug: str
    version: int
    title: Mapping[str, str]
    kind: Kind
    why: Wording
    how: Wording | None
    intensity: int
    populations: tuple[str, ...]
    code_name: Mapping[str, str]
    minutes: int
    schedule: Schedule | None
    keywords: Mapping[str, str]
    keyword_step: str
    window_hours: int
    nudge: bool
    cue: Wording | None
    own_cue: bool
    carries: str | None
    computes: Literal["sleep_efficiency"] | None
    steps: tuple[Step, ...]
    smaller: tuple[Step, ...]
    closing: Wording
    source: str

    def step(self, key: str, *, smaller: bool = False) -> Step:
        """The step of this key, in the whole version or the smaller one. Raises KeyError."""
        for step in self.walk(smaller=smaller):
            if step.key == key:
                return step
        raise KeyError(key)

    def walk(self, *, smaller: bool = False) -> tuple[Step, ...]:
        """The steps of the whole version or of the smaller one."""
        return self.smaller if smaller else self.steps

    def label(self, key: str) -> str | None:
        """What a step asks for, in two or three words for the clinician; None for a step there is not."""
        found = (step.label for step in (*self.steps, *self.smaller) if step.key == key)
        return next(found, None)

    def agree_on(self, given: Mapping[str, Any]) -> Schedule:
        """The schedule in a JSON object; how long an answer counts, and the nudge, are the activity's where not given.

        A nudge of null is none. Raises InvalidSchedule.
        """
        window = given.get("window_minutes", 60 * self.window_hours)
        agreed: dict[str, Any] = {"window_minutes": window}
        if self.nudge and isinstance(window, int):
            agreed["nudge_after_minutes"] = max(window // 2, 1)
        agreed |= given
        return from_json({name: value for name, value in agreed.items() if value is not None})

    def keyword(self, language: str) -> str | None:
        """The word the client texts to begin, in their language."""
        return self.keywords.get(language) or self.keywords.get(BASE_LANGUAGE)

    @property
    def needs_readiness(self) -> bool:
        """Intense homework begins only when the client says so and the clinician has unlocked it."""
        return self.intensity >= 3

    @property
    def languages(self) -> frozenset[str]:
        """Languages in which every text is there: a conversation never mixes two."""
        spoken = [frozenset(wording.variants) for _, wording in self.wordings()]
        return frozenset.intersection(*spoken)

    def wordings(self) -> Iterator[tuple[str, Wording]]:
        """Every text with the place it stands at, in order."""
        yield "why", self.why
        if self.how:
            yield "how", self.how
        if self.cue:
            yield "cue", self.cue
        for name, steps in (("step", self.steps), ("smaller step", self.smaller)):
            for step in steps:
                yield f"{name} {step.key}: ask", step.ask
                for branch in step.branches:
                    if branch.closing:
                        yield f"{name} {step.key}: closing", branch.closing
        yield "closing", self.closing
