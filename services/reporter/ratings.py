"""Numbers as text: from before to after, one line for each other scale, and what was worked out of answers. Pure."""

from collections.abc import Iterable
from datetime import tzinfo
from uuid import UUID

from services.reporter.known import COMPUTED, Entry, Homework, Question
from services.reporter.moments import weekday
from services.reporter.told import Line

_COMPUTED = {"efficiency": "sleep efficiency, %"}
_NOT_GIVEN = "not given"


def ratings(homework: Homework, entries: Iterable[Entry], zone: tzinfo) -> list[Line]:
    """The numbers of one assignment.

    1. Where an activity rates the same range more than once: each conversation's numbers, from the first to the last.
    2. Every other scale, in time.
    3. What was worked out at the end, in time.
    """
    rated = [one for one in entries if one.assignment_id == homework.id and one.number is not None]
    chains = [alike for alike in _by_range(homework.questions) if len(alike) > 1]
    chained = {question.key for alike in chains for question in alike}
    lines = [_chain(homework, alike, rated, zone) for alike in chains]
    for question in homework.questions:
        if question.scale and question.key not in chained:
            points = [one for one in rated if one.step == question.key]
            lines.append(_line(f"{homework.title}: {question.label}, {_range(question)}", points, zone))
    worked_out = [one for one in rated if one.kind == COMPUTED]
    for step in sorted({one.step or "" for one in worked_out}):
        points = [one for one in worked_out if (one.step or "") == step]
        lines.append(_line(f"{homework.title}: {_COMPUTED.get(step, 'worked out')}", points, zone))
    return [line for line in lines if line.text]


def _by_range(questions: Iterable[Question]) -> list[list[Question]]:
    by_range: dict[tuple[int, int], list[Question]] = {}
    for question in questions:
        if question.scale and question.is_asked_once:
            by_range.setdefault(question.scale, []).append(question)
    return list(by_range.values())


def _chain(homework: Homework, alike: list[Question], rated: list[Entry], zone: tzinfo) -> Line:
    """How strong before → How strong after, 0–10: Wed 8 → 4 · Fri 7 → 3."""
    keys = [question.key for question in alike]
    conversations: dict[UUID | None, dict[str, Entry]] = {}
    for entry in rated:
        if entry.step in keys:
            conversations.setdefault(entry.occurrence_id, {})[entry.step] = entry
    points = [_point(keys, given, zone) for given in conversations.values()]
    labels = " → ".join(question.label for question in alike)
    return Line(f"{homework.title}: {labels}, {_range(alike[0])}", " · ".join(points))


def _point(keys: list[str], given: dict[str, Entry], zone: tzinfo) -> str:
    """One conversation's numbers. It may have ended early: only what lies between two numbers is told as not given."""
    last = max(place for place, key in enumerate(keys) if key in given)
    numbers = [f"{given[key].number:g}" if key in given else _NOT_GIVEN for key in keys[: last + 1]]
    return f"{weekday(next(iter(given.values())).recorded_at, zone)} {' → '.join(numbers)}"


def _line(name: str, points: list[Entry], zone: tzinfo) -> Line:
    return Line(name, " · ".join(f"{weekday(one.recorded_at, zone)} {one.number:g}" for one in points))


def _range(question: Question) -> str:
    assert question.scale is not None
    low, high = question.scale
    return f"{low}–{high}"
