"""What stands at the top of a digest, and in which order."""

from datetime import timedelta
from uuid import UUID

from services.reporter.known import Barrier, Concern, Entry, Readiness, Reservation
from services.reporter.told import Group, Said
from tests.reporter.views import GARDEN, NOON, answer, entry, garden, part

BRIDGE = garden(id=UUID(int=7), title="Session bridge", slug="session-bridge")


def reservation(kind: str, words: Entry | None = None, *, about: UUID | None = GARDEN, after: int = 0) -> Reservation:
    """Something the client would like the therapist to hear, so many minutes after noon."""
    return Reservation(UUID(int=100 + after), about, kind, words, NOON + timedelta(minutes=after))


def titles(groups: tuple[Group, ...]) -> list[str]:
    """What each group at the top is about."""
    return [group.title for group in groups]


def test_danger_stands_above_the_first_topic_reservations_and_readiness() -> None:
    concern = Concern(UUID(int=5), "phrase", "I can't go on", NOON + timedelta(hours=1))
    first = part(
        homework=(garden(readiness=Readiness(True, NOON)), BRIDGE),
        entries=(answer("topic", "my mother", assignment_id=BRIDGE.id),),
        reservations=(reservation("too_hard"),),
        concerns=(concern,),
    ).first
    assert titles(first) == ["These words may mean danger", "To look at first", "Too hard: Garden", "Ready: Garden"]


def test_the_clients_own_topic_is_what_they_said_when_asked_for_it() -> None:
    said = {"assignment_id": BRIDGE.id}
    told = part(
        homework=(BRIDGE, garden()),
        entries=(
            answer("change", "fewer questions", after=1, **said),
            answer("topic", "my mother", **said),
            answer("topic", "SKIP", kind="skipped", **said),
            answer("topic", None, kind="private", **said),
            answer("topic", "the garden's own topic"),
        ),
    )
    assert [(group.title, group.said) for group in told.first] == [
        ("To look at first", (Said("", "my mother"),)),
        ("To change about the homework", (Said("", "fewer questions"),)),
    ]
    assert [said.words for group in told.words for said in group.said] == ["the garden's own topic"]


def test_every_reservation_is_told_in_words() -> None:
    kinds = ["too_hard", "not_yet", "question", "rest", "less", "more", "something_new"]
    reservations = tuple(reservation(kind, after=place) for place, kind in enumerate(kinds))
    assert titles(part(homework=(garden(),), reservations=reservations).first) == [
        "Too hard: Garden",
        "Not yet: Garden",
        "A question: Garden",
        "Would like a rest: Garden",
        "Would like fewer: Garden",
        "Would like more: Garden",
        "A word for you: Garden",
    ]


def test_a_reservation_stands_with_its_words_which_are_not_told_twice() -> None:
    question = entry("do I show it to him?", kind="question")
    told = part(entries=(question,), reservations=(reservation("question", question, about=None),))
    assert [(group.title, group.said) for group in told.first] == [
        ("A question", (Said("", "do I show it to him?"),)),
    ]
    assert told.words == ()
    assert told.quiet == "No other words came in this time."


def test_words_that_were_told_before_stand_with_the_reservation_all_the_same() -> None:
    told = part(reservations=(reservation("question", entry("said last week")),))
    assert told.first[0].said == (Said("", "said last week"),)


def test_what_is_said_again_without_other_words_is_one_line() -> None:
    spoken = entry("it is too much"), entry("really")
    told = part(
        homework=(garden(),),
        reservations=(
            reservation("too_hard"),
            reservation("less", after=1),
            reservation("too_hard", spoken[0], after=2),
            reservation("too_hard", after=3),
            reservation("too_hard", spoken[1], after=4),
            reservation("too_hard", about=None, after=5),
        ),
    ).first
    assert [(group.title, group.at, len(group.said)) for group in told] == [
        ("Too hard: Garden (twice)", "Mon Mar 2, 12:03 PM", 0),
        ("Would like fewer: Garden", "Mon Mar 2, 12:01 PM", 0),
        ("Too hard: Garden", "Mon Mar 2, 12:02 PM", 1),
        ("Too hard: Garden", "Mon Mar 2, 12:04 PM", 1),
        ("Too hard", "Mon Mar 2, 12:05 PM", 0),
    ]


def test_the_number_of_a_choice_says_nothing_that_its_title_does_not() -> None:
    picked, private = entry("1", "fewer", "choice"), entry(None, kind="private")
    told = part(reservations=(reservation("less", picked), reservation("question", private, after=1)))
    assert [group.said for group in told.first] == [(), ()]


def test_a_choice_that_could_not_be_read_keeps_its_words() -> None:
    unread = entry("neither", None, "words")
    assert part(reservations=(reservation("less", unread),)).first[0].said == (Said("", "neither"),)


def test_readiness_is_told_while_it_waits_for_the_clinician_and_once_more_when_it_is_new() -> None:
    news, told = Readiness(True, NOON), Readiness(True, NOON, is_news=False)

    def first(**homework: object) -> list[tuple[str, str]]:
        return [(group.title, group.note) for group in part(homework=(garden(**homework),)).first]

    locked, unlocked = {"needs_readiness": True}, {"needs_readiness": True, "unlocked_at": NOON}
    assert first(**locked, readiness=news) == [("Ready: Garden", "It begins once you unlock it.")]
    assert first(**locked, readiness=told) == [("Ready: Garden", "It begins once you unlock it.")]
    assert first(**unlocked, readiness=news) == [("Ready: Garden", "You have unlocked it.")]
    assert first(**unlocked, readiness=told) == []
    assert first(readiness=news) == [("Ready: Garden", "")]
    assert first(readiness=told) == []
    assert first(**locked, readiness=Readiness(False, NOON)) == []
    assert first(**locked, readiness=news, ended_at=NOON) == []
    assert first(**locked) == []


def test_the_plan_begins_with_what_stands_at_the_top() -> None:
    at_top = part(homework=(garden(),), reservations=(reservation("too_hard"),))
    assert at_top.plan_next.startswith("Begin with what stands at the top")
    danger = part(homework=(garden(),), concerns=(Concern(UUID(int=5), "phrase", "x", NOON),))
    assert danger.plan_next == "Begin with the words at the top. Homework can wait, or become smaller."


def test_a_barrier_is_no_reservation() -> None:
    told = part(homework=(garden(),), barriers=(Barrier(UUID(int=3), GARDEN, "forgot", None, NOON),))
    assert told.first == ()
