"""The client's words, and what is told with each assignment: what got in the way, when and where, how sure."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from services.reporter.known import Barrier, Entry, Question, Readiness, Reservation
from services.reporter.told import Line, Part, Said
from tests.reporter.views import GARDEN, NOON, answer, entry, garden, part

FIRST = Question("first", "First good thing")
ASIDES = (
    Question("introduction.when", "When and where"),
    Question("introduction.sure", "How sure", (0, 10)),
    Question("introduction.help", "What would help"),
    Question("barrier.what", "What got in the way", choices=(("forgot", "Forgot"),)),
    Question("barrier.words", "What else got in the way"),
    Question("readiness.answer", "Ready or not yet", choices=(("ready", "Ready"),)),
    Question("step-down.choose", "Fewer or the same", choices=(("keep", "Keep as it is"),)),
)


def barrier(kind: str, words: Entry | None = None, *, about: UUID | None = GARDEN, after: int = 0) -> Barrier:
    """What got in the way, so many minutes after noon."""
    return Barrier(UUID(int=200 + after), about, kind, words, NOON + timedelta(minutes=after))


def told(**known: Any) -> Part:
    """The part of a client who has the garden for homework."""
    return part(homework=(garden(FIRST),), asides=ASIDES, **known)


def words(told: Part) -> list[tuple[str, list[tuple[str, str, str]]]]:
    """The groups of words, with what stands in each."""
    return [(group.title, [(one.label, one.words, one.read_as) for one in group.said]) for group in told.words]


def test_words_stand_under_the_label_of_what_they_answer_the_newest_first() -> None:
    older, newer = UUID(int=11), UUID(int=12)
    entries = (
        answer("first", "rain", occurrence_id=older),
        answer("first", "sun", after=60, occurrence_id=newer),
        answer("unknown", "no label", after=61, occurrence_id=newer),
        entry("on my own", kind="note", recorded_at=NOON + timedelta(minutes=30)),
        entry("for the session?", kind="question", recorded_at=NOON + timedelta(minutes=20)),
    )
    assert words(told(entries=entries[::-1])) == [
        ("Garden", [("First good thing", "sun", ""), ("", "no label", "")]),
        ("Note", [("", "on my own", "")]),
        ("Question", [("", "for the session?", "")]),
        ("Garden", [("First good thing", "rain", "")]),
    ]


def test_words_in_an_aside_stand_under_its_label() -> None:
    kept = answer("step-down.choose", "2", "keep", "choice", occurrence_id=UUID(int=9))
    unknown = answer("later.on", "hm", after=1, occurrence_id=UUID(int=8))
    assert words(told(entries=(kept, unknown))) == [
        ("Garden", [("", "hm", "")]),
        ("Garden", [("Fewer or the same", "2", "Keep as it is")]),
    ]


def test_words_about_homework_nobody_told_of_are_shown_as_such() -> None:
    assert words(told(entries=(answer("first", "rain", assignment_id=UUID(int=99)),))) == [
        ("Homework", [("", "rain", "")])
    ]


def test_private_words_are_counted_and_a_skip_says_nothing() -> None:
    entries = entry(None, kind="private"), entry(None, kind="text"), answer("first", "SKIP", kind="skipped")
    digest = told(entries=entries)
    assert digest.private == "2 kept private"
    assert digest.words == ()
    assert digest.quiet == ""
    assert told().private == ""


def test_what_got_in_the_way_is_told_in_words_and_counted() -> None:
    kinds = ["no_time", "forgot", "too_hard", "no_point", "not_ready", "not_for_me", "other", "forgot", "brand_new"]
    line = told(barriers=tuple(barrier(kind, after=place) for place, kind in enumerate(kinds))).homework[0]
    once = "no time, too hard, did not see the point, not ready, not their thing"
    assert line.notes == (f"In the way: forgot (2), something else (2), {once}",)
    assert line.said == ()


def test_the_words_of_a_barrier_stand_with_it_and_are_not_told_twice() -> None:
    other = answer("barrier.words", "the kids were sick")
    skip = answer("first", "SKIP: too tired", kind="skipped", after=1)
    picked = answer("barrier.what", "1", "forgot", "choice", after=2)
    private = answer("barrier.words", None, kind="private", after=3)
    barriers = (
        barrier("other", other),
        barrier("other", skip, after=1),
        barrier("forgot", picked, after=2),
        barrier("other", private, after=3),
    )
    digest = told(entries=(other, skip, picked, private), barriers=barriers)
    assert digest.homework[0].said == (Said("", "the kids were sick"), Said("", "SKIP: too tired"))
    assert digest.words == ()
    assert digest.private == "1 kept private"


def test_a_choice_that_was_told_by_a_fact_of_its_own_is_not_told_twice() -> None:
    picked = answer("barrier.what", "1", "forgot", "choice")
    other = answer("barrier.what", "7", "other", "choice", after=1)
    ready = answer("readiness.answer", "1", "ready", "choice", after=2)
    unread = answer("barrier.what", "dunno", None, "words", after=3), answer("readiness.answer", "maybe", None, "words")
    alone = told(entries=(picked, other, ready, *unread))
    assert sorted(said.words for group in alone.words for said in group.said) == ["1", "1", "7", "dunno", "maybe"]
    digest = part(
        homework=(garden(FIRST, readiness=Readiness(True, NOON)),),
        asides=ASIDES,
        entries=(picked, other, ready, *unread),
        barriers=(barrier("forgot"), barrier("other", about=UUID(int=99))),
    )
    assert sorted(said.words for group in digest.words for said in group.said) == ["7", "dunno", "maybe"]


def test_what_got_in_the_way_of_nothing_in_particular_is_told_too() -> None:
    barriers = barrier("forgot", about=None), barrier("no_time", entry("work"), about=UUID(int=99), after=1)
    lines = told(barriers=barriers).homework
    assert lines[0].notes == ()
    assert lines[1] == Line("In general", "", ("In the way: forgot, no time",), (Said("", "work"),))


def test_when_where_and_how_sure_stand_with_the_assignment() -> None:
    entries = (
        answer("introduction.when", "en la cocina, después de cenar"),
        answer("introduction.sure", "un cuatro", 4, "scale", after=1),
        answer("introduction.help", "SKIP", kind="skipped", after=2),
    )
    digest = told(entries=entries)
    assert digest.homework[0].said == (
        Said("When and where", "en la cocina, después de cenar"),
        Said("How sure", "un cuatro", "4"),
    )
    assert digest.words == ()
    assert digest.numbers == ()
    assert digest.quiet == "No other words came in this time."


def test_an_introduction_of_homework_nobody_told_of_is_not_lost() -> None:
    digest = told(entries=(answer("introduction.when", "at seven", assignment_id=UUID(int=99)),))
    assert words(digest) == [("Homework", [("When and where", "at seven", "")])]


def test_a_pause_is_told_while_it_reaches_into_what_the_digest_tells() -> None:
    def texts(**known: Any) -> list[str]:
        return [line.text for line in part(**known).homework if line.name == "Texts"]

    assert texts(since=NOON, paused_until=NOON + timedelta(days=3)) == ["paused by the client until Thu Mar 5"]
    assert texts(paused_until=NOON) == ["paused by the client until Mon Mar 2"]
    assert texts(since=NOON, paused_until=NOON - timedelta(days=1)) == []
    stopped = texts(since=NOON, paused_until=NOON + timedelta(days=3), stopped_at=NOON)
    assert stopped == ["stopped by the client on Mon Mar 2; nothing is sent"]


def test_a_week_without_a_word_is_a_fine_place_to_begin() -> None:
    assert told().quiet.startswith("No words came in this time.")
    assert told(barriers=(barrier("forgot"),)).quiet == "No other words came in this time."
    hard = Reservation(UUID(int=3), GARDEN, "too_hard", None, NOON)
    assert told(reservations=(hard,)).quiet == "No other words came in this time."
    assert told(entries=(entry("hello"),)).quiet == ""
