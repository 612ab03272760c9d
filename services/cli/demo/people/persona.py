"""Who a fictional client is: what was agreed with them, what they answer, how soon, and what they text unasked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

YEAR, MONTH = 2026, 3

Telling = Mapping[str, str]
"""What is told in one conversation, by step."""


class GoodThing(NamedTuple):
    """Something good, and what this person would say about it: why it happened, why it mattered, how to have more."""

    what: str
    why: str
    mattered: str
    more: str


class Worry(NamedTuple):
    """A worry to park, and the first step if there is one."""

    what: str
    step: str | None = None


class OwnWords(NamedTuple):
    """Texts sent unasked: `at` is the day of March and the local time, "10 17:00". Several follow one another."""

    at: str
    texts: tuple[str, ...]


class Instead(NamedTuple):
    """What is texted instead of an answer, the nth time a question comes. What follows the first comes by itself."""

    place: str
    nth: int
    texts: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Homework:
    """One piece of homework, given at `given` (day of March and local time).

    `when`, `sure` and `easier` are what the person answers to its introduction. No `when`: it begins without one.
    """

    slug: str
    given: str = "2 00:00"
    schedule: Mapping[str, Any] | None = None
    code: str | None = None
    link: str | None = None
    when: str | None = None
    sure: str = "8"
    easier: str = "skip"


@dataclass(frozen=True, eq=False)
class Persona:
    """One client. `answers_of_ten`: how many questions of ten get an answer at all, in each of the four weeks."""

    display_name: str
    initials: str
    phone: str
    zone: str
    clinician: str
    answers_of_ten: tuple[int, int, int, int]
    quickest: timedelta
    slowest: timedelta
    homework: Sequence[Homework]
    tellings: Mapping[str, Sequence[Telling]] = field(default_factory=dict)
    good_things: Sequence[GoodThing] = ()
    worries: Sequence[Worry] = ()
    own_words: Sequence[OwnWords] = ()
    instead: Sequence[Instead] = ()
    language: str = "en"
    earliest: str = "09:00"
    latest: str = "20:00"
    yes: str = "yes"
    done: Sequence[str] = ("done", "Done", "that's all")
    skip: str = "skip"

    def instant(self, at: str) -> datetime:
        """A day of March and a time on this person's wall."""
        return local_instant(at, self.zone)


def local_instant(at: str, zone: str) -> datetime:
    """The instant of a day of March and a local time, "10 17:00"."""
    day, clock = at.split()
    hour, minute = clock.split(":")
    return datetime(YEAR, MONTH, int(day), int(hour), int(minute), tzinfo=ZoneInfo(zone))
