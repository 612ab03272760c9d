"""What the reporter makes of what it hears: in whatever order, however often."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

import pytest

from shared import events
from shared.events import Fact
from tests.cast import MAYA, MONDAY_NOON
from tests.reporter.office import DAILY, KEYWORD, Office
from tests.reporter.postbox import text_of

SESSION_AT = MONDAY_NOON + timedelta(days=5)
ASIDES = ("introduction", "readiness", "barrier", "step-down", "restart", "smaller")


def a_week_of_facts(office: Office) -> list[tuple[datetime, Fact]]:
    """One client, and something of every kind that may happen to them, each with its time."""
    maya, session_id = office.new_id(), office.new_id()
    garden, record, ladder, gone = (office.new_id() for _ in range(4))
    office.give_keys(maya)

    def of(assignment_id: UUID) -> dict[str, Any]:
        return {"client_id": maya, "assignment_id": assignment_id, "occurrence_id": office.new_id()}

    answered, undone, skipped, let_go, paused, aside = (of(garden) for _ in range(6))
    rain = office.recorded(words="rain", step="first", kind="text", **answered)
    oops = office.recorded(words="oops", step="first", kind="text", **undone)
    skip = office.recorded(words="SKIP: so tired", step="first", kind="skipped", **skipped)
    question = office.recorded(maya, "is this normal?", kind="question")
    when = office.recorded(words="at seven", step="introduction.when", kind="text", **aside)
    private = office.recorded(maya, "", kind="private")
    told = [
        office.joins(),
        *office.enrolled(maya, MAYA),
        office.booked(session_id, [maya], SESSION_AT),
        office.assigned(garden, maya, "three-good-things", DAILY),
        office.assigned(record, maya, "thought-record", DAILY),
        office.assigned(ladder, maya, "facing-step", DAILY, needs_readiness=True),
        office.assigned(gone, maya, "reading", DAILY),
        office.sent(**aside, kind="introduction"),
        when,
        office.sent(**answered),
        rain,
        events.OccurrenceAnswered(complete=False, **answered),
        events.OccurrenceAnswered(complete=True, **answered),
        events.OccurrenceLetGo(**answered),
        office.sent(**undone),
        oops,
        events.OccurrenceAnswered(complete=False, **undone),
        events.EntryWithdrawn(client_id=maya, entry_id=oops.entry_id),
        office.sent(**skipped),
        office.sent(**skipped, kind="nudge"),
        skip,
        events.OccurrenceSkipped(**skipped),
        _barrier(office, maya, garden, "other", skip.entry_id),
        office.sent(**let_go),
        events.OccurrenceLetGo(**let_go),
        events.OccurrenceSuppressed(why="paused", **paused),
        events.ReminderUndeliverable(reminder_id=office.new_id(), why="unknown", **paused),
        events.PausedUntil(client_id=maya, until=MONDAY_NOON + timedelta(days=9)),
        events.PausedUntil(client_id=maya, until=MONDAY_NOON + timedelta(days=4)),
        events.ReadinessChanged(client_id=maya, assignment_id=ladder, is_ready=False),
        events.ReadinessChanged(client_id=maya, assignment_id=ladder, is_ready=True),
        events.AssignmentUnlocked(client_id=maya, assignment_id=ladder),
        events.AssignmentRested(client_id=maya, assignment_id=garden),
        events.AssignmentResumed(client_id=maya, assignment_id=garden),
        events.AssignmentRested(client_id=maya, assignment_id=record),
        question,
        _reservation(office, maya, None, "question", question.entry_id),
        _reservation(office, maya, record, "too_hard", None),
        private,
        office.moves(maya, "America/New_York"),
        events.AssignmentChanged(client_id=maya, assignment_id=gone, params=events.Sealed("x"), schedule=KEYWORD),
        events.AssignmentEnded(client_id=maya, assignment_id=gone),
    ]
    return [(MONDAY_NOON + timedelta(minutes=place), fact) for place, fact in enumerate(told)]


def _reservation(office: Office, maya: UUID, about: UUID | None, kind: str, entry_id: UUID | None) -> Fact:
    ids = {"client_id": maya, "assignment_id": about, "entry_id": entry_id}
    return events.ReservationRaised(reservation_id=office.new_id(), kind=kind, **ids)


def _barrier(office: Office, maya: UUID, about: UUID | None, kind: str, entry_id: UUID | None) -> Fact:
    ids = {"client_id": maya, "assignment_id": about, "entry_id": entry_id}
    return events.BarrierReported(barrier_id=office.new_id(), kind=kind, **ids)


def hear(office: Office, facts: Iterable[tuple[datetime, Fact]]) -> None:
    """Every fact is heard before the next one is told."""
    for at, fact in facts:
        office.say(fact, at=at)
        office.reporter.reader.drain({fact.subject})


def test_facts_in_any_order_and_heard_twice_make_the_same_digest(office: Office) -> None:
    in_order, backwards = a_week_of_facts(office), a_week_of_facts(office)[::-1]
    shuffled = [a_week_of_facts(office) for _ in range(4)]
    for seed, facts in enumerate(shuffled):
        Random(seed).shuffle(facts)
    for facts in (in_order, backwards, *shuffled):
        hear(office, facts)
    office.hear_all_again()
    assert office.unheard() == 0
    office.clock.advance_to(SESSION_AT - timedelta(minutes=30))
    office.send_due()
    texts = [text_of(mail) for mail in office.postbox.mails]
    assert len(texts) == 6
    assert set(texts) == {texts[0]}
    for line in (
        "Since enrolment, Mon Mar 2, 2:01 PM · New York time",
        "! A question (Mon Mar 2, 2:37 PM)\n  | is this normal?\n",
        "! Too hard: Thought record (Mon Mar 2, 2:38 PM)\n",
        "! Ready: Facing step (Mon Mar 2, 2:31 PM). You have unlocked it.\n",
        "- Facing step: nothing was asked this time\n",
        "- Reading: not used this time · ended\n",
        "- Thought record: resting since Mon Mar 2, until you meet\n",
        "- Three good things: answered 1 of 3 · 1 skipped · 1 let go · 2 not counted (taken back, undelivered)\n",
        "  In the way: something else\n  | SKIP: so tired\n  | When and where: at seven\n",
        "- Texts: paused by the client until Fri Mar 6\n",
        "1 kept private\n",
    ):
        assert line in texts[0]
    assert "oops" not in texts[0]


def test_words_that_were_taken_back_are_gone_and_stay_gone(office: Office) -> None:
    """Whichever of the two is heard first, and heard again: nothing of them lies in our tables."""
    office.tell(office.joins())
    maya = office.enrol(MAYA)
    office.book(maya)
    first, then = office.recorded(maya, "heard, taken back"), office.recorded(maya, "taken back, heard")
    office.tell(first)
    office.take_back(maya, first.entry_id, then.entry_id)
    office.tell(then)
    office.hear_all_again()
    rows = office.look("select words, value, withdrawn_at, recorded_at from reporter.entry")
    assert [(row.words, row.value) for row in rows] == [(None, None), (None, None)]
    assert all(row.withdrawn_at and row.recorded_at for row in rows)
    office.later(hours=2)
    assert "No words came in this time." in text_of(office.postbox.mails[0])


def test_what_was_told_and_then_taken_back_is_not_told_again(office: Office) -> None:
    office.tell(office.joins())
    maya = office.enrol(MAYA)
    office.book(maya)
    office.book(maya, in_=timedelta(days=7))
    note = office.note(maya, "told once")
    office.later(hours=2)
    office.take_back(maya, note)
    office.hear_all_again()
    office.later(days=7)
    first, second = (text_of(mail) for mail in office.postbox.mails)
    assert "told once" in first
    assert "told once" not in second


def test_an_occurrence_is_answered_as_long_as_some_of_its_words_stand(office: Office) -> None:
    maya, garden, line = _one_assignment(office, "sleep-diary")
    for withdrawn, told in (((), "answered 1 of 1"), ((0,), "answered 1 of 1"), ((0, 1), "1 not counted (taken back)")):
        ids = {"client_id": maya, "assignment_id": garden, "occurrence_id": office.ask(maya, garden)}
        entries = [office.recorded(words=words, step="tried", kind="text", **ids) for words in ("eleven", "no, ten")]
        worked_out = office.recorded(words="87%", value=87, step="efficiency", kind="computed", **ids)
        office.tell(*entries, worked_out, events.OccurrenceAnswered(complete=True, **ids))
        office.take_back(maya, *(entries[place].entry_id for place in withdrawn))
        assert line() == told


def test_an_aside_is_never_an_occurrence(office: Office) -> None:
    """Whatever is told of it, and whenever we hear what it was."""
    maya, garden, line = _one_assignment(office, "three-good-things")
    for kind in ASIDES:
        for sent_first in (True, False):
            ids = {"client_id": maya, "assignment_id": garden, "occurrence_id": office.new_id()}
            told: list[Fact] = [
                events.OccurrenceLetGo(**ids),
                events.OccurrenceSuppressed(why="paused", **ids),
                events.ReminderUndeliverable(reminder_id=office.new_id(), why="unknown", **ids),
            ]
            sent = office.sent(**ids, kind=kind)
            office.tell(*([sent, *told] if sent_first else [*told, sent]))
    assert line() == "nothing was asked this time"


@pytest.mark.parametrize("heard", ["in order", "asked first"])
def test_what_was_held_and_then_asked_was_not_passed_over(office: Office, heard: str) -> None:
    maya, ladder, line = _one_assignment(office, "facing-step")
    ids = {"client_id": maya, "assignment_id": ladder, "occurrence_id": office.new_id()}
    held, asked = (office.clock() + timedelta(minutes=minutes) for minutes in (1, 2))
    office.clock.advance(timedelta(minutes=2))
    told = [(held, events.OccurrenceSuppressed(why="not_ready", **ids)), (asked, office.sent(**ids))]
    hear(office, told if heard == "in order" else told[::-1])
    assert line() == "1 still open"
    office.tell(events.OccurrenceLetGo(**ids))
    assert line() == "1 let go"


def test_what_was_told_as_held_is_told_again_once_it_was_asked(office: Office) -> None:
    maya, ladder, line = _one_assignment(office, "facing-step")
    occurrence_id = office.suppressed(maya, ladder, "not_ready")
    assert line() == "1 not counted (not ready yet)"
    office.clock.advance(timedelta(minutes=1))
    office.tell(office.sent(maya, ladder, occurrence_id))
    office.tell(events.OccurrenceLetGo(client_id=maya, assignment_id=ladder, occurrence_id=occurrence_id))
    assert line() == "1 let go"
    office.hear_all_again()
    assert line() == "nothing was asked this time"


def test_what_never_arrived_is_not_counted_however_late_we_hear_that_it_went(office: Office) -> None:
    maya, garden, line = _one_assignment(office, "three-good-things")
    ids = {"client_id": maya, "assignment_id": garden, "occurrence_id": office.new_id()}
    office.tell(events.OccurrenceSuppressed(why="paused", **ids))
    office.clock.advance(timedelta(minutes=1))
    office.tell(events.ReminderUndeliverable(reminder_id=office.new_id(), why="unknown", **ids))
    office.clock.advance(timedelta(minutes=1))
    office.tell(office.sent(**ids), events.OccurrenceLetGo(**ids))
    assert line() == "1 not counted (undelivered)"


@pytest.mark.parametrize("kind", ["nudge", "follow_up", "snooze", "opt_in"])
def test_a_reminder_that_goes_on_with_something_begins_nothing(office: Office, kind: str) -> None:
    maya, garden, line = _one_assignment(office, "three-good-things")
    office.tell(office.sent(maya, garden, office.new_id(), kind))
    assert line() == "nothing was asked this time"
    occurrence_id = office.ask(maya, garden)
    office.tell(office.sent(maya, garden, occurrence_id, kind))
    assert line() == "1 still open"


def test_private_words_are_not_kept_even_when_somebody_tells_them(office: Office) -> None:
    maya, _, _ = _one_assignment(office, "three-good-things")
    note = office.recorded(maya, "only for me", value=7)
    told = {name: getattr(note, name) for name in ("client_id", "entry_id", "words", "value")}
    nowhere = {"assignment_id": None, "occurrence_id": None, "step": None}
    office.tell(events.EntryRecorded(kind="private", **told, **nowhere))
    assert [tuple(row) for row in office.look("select words, value from reporter.entry")] == [(None, None)]


def test_readiness_is_told_once_and_again_when_it_was_said_again(office: Office) -> None:
    office.tell(office.joins())
    maya = office.enrol(MAYA)
    ladder = office.assign(maya, "facing-step", needs_readiness=True)
    for week in range(4):
        office.book(maya, in_=timedelta(days=7 * week, hours=3))
    office.tell(events.AssignmentUnlocked(client_id=maya, assignment_id=ladder))
    office.readies(maya, ladder, is_ready=True)
    office.later(hours=2)
    office.hear_all_again()
    office.later(days=7)
    office.readies(maya, ladder, is_ready=False)
    office.readies(maya, ladder, is_ready=True)
    office.later(days=7)
    office.readies(maya, ladder, is_ready=False)
    office.later(days=7)
    said = ["Ready: Facing step" in text_of(mail) for mail in office.postbox.mails]
    assert said == [True, False, True, False]
    assert "unlocked, waits for READY" in text_of(office.postbox.mails[-1])


def test_reservations_and_barriers_are_told_once(office: Office) -> None:
    office.tell(office.joins())
    maya = office.enrol(MAYA)
    garden = office.assign(maya, "three-good-things")
    office.book(maya)
    office.book(maya, in_=timedelta(days=7))
    office.reserves(maya, garden, "too_hard")
    office.hinders(maya, garden, "forgot")
    office.later(hours=2)
    office.hear_all_again()
    office.later(days=7)
    first, second = (text_of(mail) for mail in office.postbox.mails)
    assert "Too hard: Three good things" in first and "In the way: forgot" in first
    assert "Too hard" not in second and "In the way" not in second


def test_what_a_digest_that_was_called_off_had_taken_belongs_to_the_next(office: Office) -> None:
    office.tell(office.joins())
    maya = office.enrol(MAYA)
    ladder = office.assign(maya, "facing-step", needs_readiness=True)
    office.tell(events.AssignmentUnlocked(client_id=maya, assignment_id=ladder))
    session_id = office.book(maya)
    office.book(maya, in_=timedelta(days=7))
    office.reserves(maya, ladder, "more")
    office.hinders(maya, ladder, "forgot")
    office.readies(maya, ladder, is_ready=True)
    office.postbox.before = [OSError()]
    office.later(hours=2)
    office.tell(events.SessionCancelled(session_id=session_id))
    office.later(days=7)
    (mail,) = office.postbox.mails
    for told in ("Would like more: Facing step", "In the way: forgot", "Ready: Facing step"):
        assert told in text_of(mail)


def test_words_told_last_week_stand_with_what_is_said_of_them_now(office: Office) -> None:
    office.tell(office.joins())
    maya = office.enrol(MAYA)
    office.book(maya)
    office.book(maya, in_=timedelta(days=7))
    note = office.note(maya, "I dread the evenings")
    office.later(hours=2)
    office.reserves(maya, None, "question", note)
    office.later(days=7)
    assert "! A question (Mon Mar 2, 2:00 PM)\n  | I dread the evenings\n" in text_of(office.postbox.mails[1])


@pytest.mark.parametrize("heard_first", ["words", "withdrawal"])
def test_a_reservation_is_taken_back_with_its_words(office: Office, heard_first: str) -> None:
    office.tell(office.joins())
    maya = office.enrol(MAYA)
    office.book(maya)
    question = office.recorded(maya, "never mind?", kind="question")
    if heard_first == "withdrawal":
        office.take_back(maya, question.entry_id)
    office.reserves(maya, None, "question", question.entry_id)
    office.hinders(maya, None, "other", question.entry_id)
    office.tell(question)
    office.take_back(maya, question.entry_id)
    office.later(hours=2)
    text = text_of(office.postbox.mails[0])
    assert "TALK ABOUT FIRST" not in text
    assert "In the way" not in text


def test_a_reservation_whose_words_are_on_their_way_does_not_wait_for_them(office: Office) -> None:
    office.tell(office.joins())
    maya = office.enrol(MAYA)
    office.book(maya)
    office.reserves(maya, None, "question", office.new_id())
    office.later(hours=2)
    assert "! A question (" in text_of(office.postbox.mails[0])


def test_a_rest_is_over_when_a_session_has_begun_or_the_client_is_back(office: Office) -> None:
    office.tell(office.joins())
    maya = office.enrol(MAYA)
    garden, log = office.assign(maya, "three-good-things"), office.assign(maya, "thought-log")
    office.book(maya, in_=-timedelta(days=1))
    cancelled = office.book(maya, in_=timedelta(days=1))
    office.tell(events.SessionCancelled(session_id=cancelled))
    for days in (2, 9):
        office.book(maya, in_=timedelta(days=days))
    office.rests(maya, garden)
    office.rests(maya, log)
    office.tell(events.AssignmentResumed(client_id=maya, assignment_id=log))
    office.later(days=2)
    office.later(days=7)
    first, second = (text_of(mail) for mail in office.postbox.mails)
    assert "Three good things: resting since Mon Mar 2, until you meet" in first
    assert "Thought log: nothing was asked this time" in first
    assert "Three good things: nothing was asked this time" in second


def test_a_client_who_is_back_is_paused_no_more(office: Office) -> None:
    maya, _, _ = _one_assignment(office, "three-good-things")
    office.book(maya)
    office.pauses(maya, timedelta(days=3))
    office.clock.advance(timedelta(minutes=1))
    office.pauses(maya, None)
    office.later(hours=2)
    assert "paused" not in text_of(office.postbox.mails[0])


def _one_assignment(office: Office, slug: str) -> tuple[UUID, UUID, Any]:
    """A client, their one assignment, and what is told of it in a digest that is due now."""
    office.tell(office.joins(lead=60))
    maya = office.enrol(MAYA)
    assignment_id = office.assign(maya, slug)

    def line() -> str:
        session_id = office.book(maya, in_=timedelta(minutes=30))
        office.send_due()
        assert office.digest(session_id).state == "sent"
        told = text_of(office.postbox.mails[-1]).partition("HOMEWORK\n")[2]
        return told.partition("\n")[0].partition(": ")[2]

    return maya, assignment_id, line
