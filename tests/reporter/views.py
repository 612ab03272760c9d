"""Views of one client by hand, and the part of the digest that is compiled from them."""

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID

from services.reporter.compiling import compile_digest
from services.reporter.known import ClientView, Entry, Homework, Occurrence, Question, SessionView
from services.reporter.told import Part

NOON = datetime(2026, 3, 2, 19, 0, tzinfo=UTC)
"""Monday 2 March 2026, noon in Denver."""

GARDEN = UUID(int=1)

_ids = (UUID(int=number) for number in count(1000))


def occurrence(assignment_id: UUID = GARDEN, **facts: Any) -> Occurrence:
    """One time homework asked."""
    return Occurrence(next(_ids), assignment_id, **facts)


def entry(words: str | None = "", value: Any = None, kind: str = "text", **facts: Any) -> Entry:
    """What a client said, at noon."""
    known = {"assignment_id": None, "occurrence_id": None, "step": None, "recorded_at": NOON}
    return Entry(next(_ids), kind=kind, words=words, value=value, **(known | facts))


def answer(step: str, words: str | None, value: Any = None, kind: str = "text", *, after: int = 0, **of: Any) -> Entry:
    """What a client said to one question of the garden, so many minutes after noon."""
    at = NOON + timedelta(minutes=after)
    return entry(words, value, kind, **({"assignment_id": GARDEN, "step": step, "recorded_at": at} | of))


def garden(*questions: Question, **facts: Any) -> Homework:
    """Homework that is called Garden."""
    return Homework(**({"id": GARDEN, "title": "Garden", "questions": questions} | facts))


def part(zone: str = "America/Denver", **known: Any) -> Part:
    """The part of a client of whom only this is known."""
    client = ClientView(UUID(int=2), "M.R.", zone, **known)
    return compile_digest(SessionView(NOON + timedelta(days=3), zone, (client,))).parts[0]
