"""Numbers as text: from before to after, and one by one."""

from typing import Any
from uuid import UUID

from services.reporter.asking import questions_of
from services.reporter.known import Entry, Question
from shared.activities.library import BUILT_IN
from tests.reporter.views import answer, entry, garden, part

BEFORE, AFTER = Question("before", "Before", (0, 10)), Question("after", "After", (0, 10))
FITS = Question("fits", "How much it fits", (0, 5))


def numbers(*entries: Entry, questions: tuple[Question, ...] = (BEFORE, AFTER)) -> list[tuple[str, str]]:
    """The lines of one assignment's numbers."""
    lines = part(homework=(garden(*questions),), entries=entries).numbers
    return [(line.name, line.text) for line in lines]


def rated(step: str, value: Any, conversation: int = 1, *, after: int = 0, kind: str = "scale") -> Entry:
    """A number that was told in one conversation, so many minutes after Monday noon."""
    return answer(step, str(value), value, kind, after=after, occurrence_id=UUID(int=conversation))


DAY = 24 * 60


def test_a_conversation_that_rates_twice_is_told_from_before_to_after() -> None:
    told = [
        rated("before", 8),
        rated("after", 4, after=5),
        rated("before", 7, 2, after=DAY),
        rated("after", 3, 2, after=DAY + 1),
    ]
    assert numbers(*told) == [("Garden: Before → After, 0–10", "Mon 8 → 4 · Tue 7 → 3")]


def test_a_conversation_that_ended_early_tells_what_there_is() -> None:
    assert numbers(rated("before", 8)) == [("Garden: Before → After, 0–10", "Mon 8")]
    assert numbers(rated("after", 4)) == [("Garden: Before → After, 0–10", "Mon not given → 4")]


def test_numbers_of_two_conversations_are_never_paired() -> None:
    assert numbers(rated("before", 8, 1), rated("after", 4, 2, after=1)) == [
        ("Garden: Before → After, 0–10", "Mon 8 · Mon not given → 4")
    ]


def test_what_lies_between_is_told_too() -> None:
    questions = (BEFORE, Question("peak", "Peak", (0, 10)), AFTER)
    told = rated("before", 5), rated("peak", 9, after=1), rated("after", 2, after=2)
    assert numbers(*told, questions=questions) == [("Garden: Before → Peak → After, 0–10", "Mon 5 → 9 → 2")]


def test_scales_of_another_range_are_no_before_and_after() -> None:
    told = rated("before", 8), rated("fits", 3)
    assert numbers(*told, questions=(BEFORE, FITS)) == [
        ("Garden: Before, 0–10", "Mon 8"),
        ("Garden: How much it fits, 0–5", "Mon 3"),
    ]


def test_a_question_asked_for_each_thing_is_told_one_by_one() -> None:
    each = Question("after", "After", (0, 10), is_asked_once=False)
    told = rated("before", 8), rated("after", 4, after=1), rated("after", 3, after=2)
    assert numbers(*told, questions=(BEFORE, each)) == [
        ("Garden: Before, 0–10", "Mon 8"),
        ("Garden: After, 0–10", "Mon 4 · Mon 3"),
    ]


def test_sleep_efficiency_is_a_number_and_not_words() -> None:
    worked_out = answer("efficiency", "87%", 87, "computed")
    told = part(homework=(garden(),), entries=(worked_out,))
    assert [(line.name, line.text) for line in told.numbers] == [("Garden: sleep efficiency, %", "Mon 87")]
    assert told.words == ()
    assert told.private == ""


def test_what_could_not_be_read_as_a_number_is_none() -> None:
    assert numbers(rated("before", None), rated("after", True), rated("after", "7"), entry("8", 8, "scale")) == []


def test_every_skill_of_the_library_that_rates_twice_has_a_before_and_an_after() -> None:
    for slug, first, last in (
        ("grounding", "before", "after"),
        ("slow-breathing", "before", "after"),
        ("thought-record", "strength", "after"),
        ("urge-surfing", "first", "third"),
        ("experiment", "before", "after"),
    ):
        questions = questions_of(BUILT_IN.latest(slug))
        ((_, text),) = numbers(rated(first, 8), rated(last, 2, after=30), questions=questions)
        assert text.startswith("Mon 8 → ")
        assert text.endswith(" 2")
