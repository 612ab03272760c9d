"""Homework that keeps to sessions moves with them, and asks about each once."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from uuid_utils.compat import uuid7

from shared.events import (
    AssignmentRested,
    AssignmentResumed,
    ConsentGiven,
    SessionBooked,
    SessionCancelled,
    SessionMoved,
)
from tests.cast import JONAS, MAYA
from tests.notifier.house import DAILY_AT_SIX, House, Reached

NOON = datetime(2026, 3, 2, 19, 0, tzinfo=UTC)
FRIDAY = datetime(2026, 3, 6, 21, 0, tzinfo=UTC)
"""Friday, two in the afternoon in Denver."""

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
DAY_BEFORE = {"kind": "session", "which": "next", "hours": -24, "window_minutes": 20 * 60}


@pytest.fixture
def maya(house: House) -> Reached:
    return house.welcome(MAYA)


def test_a_session_is_asked_about_whether_it_is_booked_before_or_after(house: House, maya: Reached) -> None:
    early = house.assign(maya, DAY_BEFORE)
    assert house.occurrences(early) == []
    house.book(FRIDAY, maya)
    assert house.occurrences(early) == [(FRIDAY - DAY, "planned")]
    late = house.assign(maya, DAY_BEFORE, code="bridge")
    assert house.occurrences(late) == [(FRIDAY - DAY, "planned")]


def test_sessions_come_one_after_the_other(house: House, maya: Reached) -> None:
    bridge = house.assign(maya, DAY_BEFORE)
    house.book(FRIDAY + 7 * DAY, maya)
    house.book(FRIDAY, maya)
    assert house.occurrences(bridge)[-1] == (FRIDAY + 6 * DAY, "cancelled")
    house.tick_until(FRIDAY, step=HOUR)
    asked = [(due_at, state) for due_at, state in house.occurrences(bridge) if state != "cancelled"]
    assert asked == [(FRIDAY - DAY, "let_go"), (FRIDAY + 6 * DAY, "planned")]


def test_each_of_a_couple_is_asked_for_themselves(house: House, maya: Reached) -> None:
    jonas = house.welcome(JONAS)
    hers, his = house.assign(maya, DAY_BEFORE), house.assign(jonas, DAY_BEFORE)
    house.book(FRIDAY, maya, jonas)
    house.tick_until(FRIDAY - DAY, step=HOUR)
    assert [house.occurrences(one)[0][1] for one in (hers, his)] == ["sent", "sent"]


def test_a_session_moved_before_it_was_asked_about_moves_the_question(house: House, maya: Reached) -> None:
    bridge = house.assign(maya, DAY_BEFORE)
    session_id = house.book(FRIDAY, maya)
    house.move(session_id, FRIDAY + 3 * DAY)
    assert [due_at for due_at, state in house.occurrences(bridge) if state == "planned"] == [FRIDAY + 2 * DAY]
    house.tick_until(FRIDAY + 2 * DAY, step=HOUR)
    assert len(house.carrier.texts) == 1


def test_a_session_moved_after_it_was_asked_about_is_not_asked_about_again(house: House, maya: Reached) -> None:
    bridge = house.assign(maya, DAY_BEFORE)
    session_id = house.book(FRIDAY, maya)
    house.tick_until(FRIDAY - 23 * HOUR, step=HOUR)
    house.answer(bridge)
    house.move(session_id, FRIDAY + 3 * DAY)
    house.move(session_id, FRIDAY + 2 * HOUR)
    house.tick_until(FRIDAY + 4 * DAY, step=HOUR)
    assert len(house.carrier.texts) == 1
    next_one = house.book(FRIDAY + 7 * DAY, maya)
    assert house.occurrences(bridge)[-1] == (FRIDAY + 6 * DAY, "planned")
    assert house.one("select session_id from notifier.occurrence where state = 'planned'")["session_id"] == next_one


def test_a_session_that_was_asked_about_does_not_stand_in_the_way_of_the_next(house: House, maya: Reached) -> None:
    bridge = house.assign(maya, DAY_BEFORE)
    session_id = house.book(FRIDAY, maya)
    house.book(FRIDAY + 7 * DAY, maya)
    house.tick_until(FRIDAY - 23 * HOUR, step=HOUR)
    house.answer(bridge)
    house.move(session_id, FRIDAY + 3 * DAY)
    assert house.occurrences(bridge)[-1] == (FRIDAY + 6 * DAY, "planned")


def test_nothing_is_asked_about_a_session_long_over(house: House, maya: Reached) -> None:
    house.book(NOON - 3 * HOUR, maya)
    after = {"kind": "session", "which": "previous", "hours": 1, "window_minutes": 600}
    assert house.occurrences(house.assign(maya, after)) == []
    later = house.assign(maya, after | {"hours": 5})
    assert house.occurrences(later) == [(NOON + 2 * HOUR, "planned")]


def test_a_session_moved_while_its_question_waits_for_morning_is_asked_about_at_its_new_time(
    house: House, maya: Reached
) -> None:
    early = datetime(2026, 3, 6, 12, 0, tzinfo=UTC)
    bridge = house.assign(maya, DAY_BEFORE)
    session_id = house.book(early, maya)
    house.tick_until(early - DAY + HOUR, step=HOUR)
    house.move(session_id, FRIDAY + 3 * DAY)
    house.tick_until(FRIDAY + DAY, step=HOUR)
    assert house.carrier.texts == []
    assert house.occurrences(bridge)[-1] == (FRIDAY + 2 * DAY, "planned")


def test_a_session_at_short_notice_is_asked_about_while_there_is_time(house: House, maya: Reached) -> None:
    bridge = house.assign(maya, DAY_BEFORE)
    house.book(NOON + 6 * HOUR, maya)
    house.tick()
    assert house.occurrences(bridge) == [(NOON - 18 * HOUR, "sent")]
    other = house.assign(maya, DAY_BEFORE | {"window_minutes": 60}, code="other")
    assert house.occurrences(other) == []


def test_what_was_let_pass_about_a_session_is_not_made_up_for(house: House, maya: Reached) -> None:
    bridge = house.assign(maya, DAY_BEFORE)
    session_id = house.book(FRIDAY, maya)
    house.pause(maya, FRIDAY - 20 * HOUR)
    house.tick_until(FRIDAY - 19 * HOUR, step=HOUR)
    house.move(session_id, FRIDAY - HOUR)
    house.tick()
    assert house.suppressed() == ["paused"]
    assert house.carrier.texts == []
    assert [state for _, state in house.occurrences(bridge)] == ["suppressed"]


def test_a_cancelled_session_is_not_asked_about(house: House, maya: Reached) -> None:
    bridge = house.assign(maya, DAY_BEFORE)
    session_id = house.book(FRIDAY, maya)
    house.tell(SessionCancelled(session_id=session_id))
    assert house.occurrences(bridge) == [(FRIDAY - DAY, "cancelled")]
    house.tick_until(FRIDAY, step=HOUR)
    assert house.carrier.texts == []


def test_homework_that_stops_at_the_session_stops_when_it_is_booked_and_goes_on_when_it_moves(
    house: House, maya: Reached
) -> None:
    garden = house.assign(maya, DAILY_AT_SIX | {"stops_at_session": True})
    six_today = NOON + 6 * HOUR
    session_id = house.book(NOON + 3 * HOUR, maya)
    assert house.occurrences(garden) == [(six_today, "cancelled")]
    house.move(session_id, NOON + 31 * HOUR)
    assert [due_at for due_at, state in house.occurrences(garden) if state == "planned"] == [six_today]
    house.tick_until(NOON + 3 * DAY, step=HOUR)
    assert "planned" not in [state for _, state in house.occurrences(garden)]
    assert house.sent_kinds().count("prompt") == 2


def test_homework_on_its_own_days_is_left_alone_by_sessions(house: House, maya: Reached) -> None:
    garden = house.assign(maya, DAILY_AT_SIX)
    session_id = house.book(FRIDAY, maya)
    house.move(session_id, FRIDAY + DAY)
    assert len(house.occurrences(garden)) == 1


def test_sessions_heard_before_their_clients_and_again_later_change_nothing(house: House) -> None:
    client_id, session_id = uuid7(), uuid7()
    booked = SessionBooked(session_id=session_id, clinician_id=uuid7(), client_ids=[client_id], starts_at=FRIDAY)
    moved = SessionMoved(session_id=session_id, starts_at=FRIDAY + DAY)
    house.tell(booked)
    house.clock.advance(HOUR)
    house.tell(moved)
    house.replay()
    assert house.one("select starts_at from notifier.session")["starts_at"] == FRIDAY + DAY


def test_a_replay_plans_nothing_twice(house: House, maya: Reached) -> None:
    bridge = house.assign(maya, DAY_BEFORE)
    session_id = house.book(FRIDAY, maya)
    for days in (1, 2):
        house.clock.advance(HOUR)
        house.move(session_id, FRIDAY + days * DAY)
    before = house.occurrences(bridge)
    house.replay()
    assert house.occurrences(bridge) == before


@pytest.mark.parametrize("first", ["enrolment", "booking"])
def test_enrolment_and_booking_at_the_same_moment_find_each_other(house: House, first: str) -> None:
    other = house.another()
    maya, facts = house.enrolment(MAYA)
    assigned = house.assignment(maya, DAY_BEFORE)
    booked = SessionBooked(session_id=uuid7(), clinician_id=uuid7(), client_ids=[maya.client_id], starts_at=FRIDAY)
    yes = ConsentGiven(client_id=maya.client_id, contact_id=maya.contact_id, wording="en-1")
    house.say(*facts)
    house.clock.advance(HOUR)
    house.say(yes, assigned, booked)
    subjects = [maya.client_id, booked.session_id]
    if first == "booking":
        subjects.reverse()
    with ThreadPoolExecutor(1) as thread:
        with house.notifier.database.begin() as db:
            house.notifier.reader.drain_within(db, subjects[0])
            drained = thread.submit(other.reader.drain, {subjects[1]})
            time.sleep(0.3)
        drained.result()
    other.close()
    assert house.occurrences(assigned.assignment_id) == [(FRIDAY - DAY, "planned")]


def test_an_erased_client_has_no_sessions_and_gets_none(house: House, maya: Reached) -> None:
    house.book(FRIDAY, maya)
    house.erase(maya)
    house.book(FRIDAY + DAY, maya)
    assert house.rows("select 1 from notifier.session") == []


def test_a_rest_lasts_until_a_session_has_begun(house: House, maya: Reached) -> None:
    garden = house.assign(maya, DAILY_AT_SIX)
    house.book(NOON - 3 * DAY, maya)
    house.tell(AssignmentRested(client_id=maya.client_id, assignment_id=garden))
    session_id = house.book(NOON + DAY, maya)
    house.tick_until(NOON + 10 * HOUR, step=HOUR)
    assert house.suppressed() == ["resting"]
    house.tell(SessionCancelled(session_id=session_id))
    house.tick_until(NOON + 34 * HOUR, step=HOUR)
    assert house.suppressed() == ["resting", "resting"]
    house.book(NOON + 2 * DAY, maya)
    house.tick_until(NOON + 58 * HOUR, step=HOUR)
    assert house.sent_kinds() == ["prompt"]


def test_a_rest_without_a_session_lasts_until_the_client_is_back(house: House, maya: Reached) -> None:
    garden = house.assign(maya, DAILY_AT_SIX)
    rested = AssignmentRested(client_id=maya.client_id, assignment_id=garden)
    house.tell(rested)
    house.tick_until(NOON + 9 * DAY, step=6 * HOUR)
    assert house.carrier.texts == []
    house.tell(AssignmentResumed(client_id=maya.client_id, assignment_id=garden))
    house.replay()
    house.tick_until(NOON + 10 * DAY, step=HOUR)
    assert house.sent_kinds()[0] == "prompt"
