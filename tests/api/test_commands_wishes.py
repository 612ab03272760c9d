"""HARD, LESS, MORE, READY, NOT YET, PAUSE, BACK and NAME: homework as the client would like it."""

from datetime import timedelta
from uuid import UUID

import pytest
from flask.testing import FlaskClient

from shared.clock import VirtualClock
from shared.schedule import from_json
from shared.texts import say
from tests.api.homework import Clinic, words
from tests.signing import Phone

DAILY = from_json({"kind": "daily", "times": ["19:00"]})


def test_hard_offers_the_smaller_version_and_begins_it_at_once(phone: Phone, agreed: UUID, clinic: Clinic) -> None:
    assigned = clinic.assign(agreed, "thought-record")
    phone.text("RECORD")
    [offer] = phone.text("HARD")
    assert "1" in offer and "2" in offer
    replies = phone.text("1")
    [raised] = clinic.facts("ReservationRaised")
    assert (raised["kind"], raised["assignment_id"]) == ("too_hard", str(assigned))
    assert "What happened" in replies[-1] or "happened" in replies[-1].lower()
    assert clinic.facts("AssignmentRested") == []


def test_hard_and_rest_asks_nothing_more_until_the_session(phone: Phone, agreed: UUID, clinic: Clinic) -> None:
    assigned = clinic.assign(agreed, "thought-record")
    phone.text("RECORD")
    phone.text("Too hard")
    phone.text("2")
    [rested] = clinic.facts("AssignmentRested")
    assert rested["assignment_id"] == str(assigned)
    assert {raised["kind"] for raised in clinic.facts("ReservationRaised")} == {"too_hard", "rest"}
    assert phone.text("the bus was full") == [say("note_saved")]


def test_hard_again_in_the_smaller_version_rests(phone: Phone, agreed: UUID, clinic: Clinic) -> None:
    rested = clinic.assign(agreed, "three-good-things")
    clinic.ask(agreed, rested)
    phone.text("HARD")
    phone.text("1")
    assert phone.text("HARD") == [say("hard_rest", code="garden")]
    assert [fact["assignment_id"] for fact in clinic.facts("AssignmentRested")] == [str(rested)]
    assert phone.text("the bus was full") == [say("note_saved")]


def test_hard_with_no_question_open_makes_every_question_from_now_on_the_smaller_one(
    phone: Phone, agreed: UUID, clinic: Clinic
) -> None:
    assigned = clinic.assign(agreed, "thought-record")
    phone.text("HARD")
    phone.text("1")
    assert [fact["assignment_id"] for fact in clinic.facts("AssignmentChanged")] == [str(assigned)]
    clinic.ask(agreed, assigned)
    assert phone.text("HARD") == [say("hard_rest", code="lantern")]


def test_less_steps_down_and_more_comes_back_but_never_beyond_what_was_agreed(
    phone: Phone, agreed: UUID, clinic: Clinic
) -> None:
    clinic.assign(agreed, "three-good-things", schedule=DAILY)
    assert "Mon, Wed, Fri" in phone.text("LESS")[0]
    assert "Wed" in phone.text("less please")[0]
    assert phone.text("LESS") == [say("less_least", code="garden")]
    assert "Mon, Wed, Fri" in phone.text("MORE")[0]
    assert "every day" in phone.text("more")[0].lower()
    assert phone.text("MORE") == [say("more_agreed", code="garden")]
    changed = [fact["schedule"]["kind"] for fact in clinic.facts("AssignmentChanged")]
    assert changed == ["weekdays", "weekdays", "weekdays", "daily"]
    assert [fact["kind"] for fact in clinic.facts("ReservationRaised")] == ["less", "less", "less", "more"]


def test_with_two_pieces_of_homework_the_client_is_asked_which_one(phone: Phone, agreed: UUID, clinic: Clinic) -> None:
    clinic.assign(agreed, "three-good-things", schedule=DAILY)
    mood = clinic.assign(agreed, "mood-check", schedule=DAILY)
    [which] = phone.text("LESS")
    assert "1 garden" in which
    phone.text("2")
    [changed] = clinic.facts("AssignmentChanged")
    assert changed["assignment_id"] == str(mood)


def test_only_the_very_next_text_can_say_which_one_was_meant(phone: Phone, agreed: UUID, clinic: Clinic) -> None:
    clinic.assign(agreed, "three-good-things", schedule=DAILY)
    clinic.assign(agreed, "mood-check", schedule=DAILY)
    phone.text("LESS")
    assert phone.text("never mind") == [say("note_saved")]
    assert phone.text("2") == [say("note_saved")]
    assert clinic.facts("AssignmentChanged") == []


def test_less_is_about_the_homework_whose_question_is_open(phone: Phone, agreed: UUID, clinic: Clinic) -> None:
    clinic.assign(agreed, "three-good-things", schedule=DAILY)
    mood = clinic.assign(agreed, "mood-check", schedule=DAILY)
    clinic.ask(agreed, mood)
    phone.text("LESS")
    assert [fact["assignment_id"] for fact in clinic.facts("AssignmentChanged")] == [str(mood)]


def test_ready_waits_for_the_clinician_and_then_begins(
    phone: Phone, agreed: UUID, clinic: Clinic, staff: FlaskClient
) -> None:
    facing = clinic.assign(agreed, "facing-step")
    [waits] = phone.text("READY")
    assert waits == say("ready_waits", code=_code(staff))
    assert staff.patch(f"/api/v1/assignments/{facing}", json={"unlocked": True}).status_code == 204
    assert phone.text("I'm ready") == [say("ready_set", code=_code(staff))]
    assert [fact["is_ready"] for fact in clinic.facts("ReadinessChanged")] == [True, True]
    assert len(clinic.facts("AssignmentUnlocked")) == 1


def test_not_yet_is_taken_as_it_is_and_told(phone: Phone, agreed: UUID, clinic: Clinic, staff: FlaskClient) -> None:
    clinic.assign(agreed, "facing-step")
    assert phone.text("not yet") == [say("not_yet", code=_code(staff))]
    assert [fact["is_ready"] for fact in clinic.facts("ReadinessChanged")] == [False]
    assert [fact["kind"] for fact in clinic.facts("ReservationRaised")] == ["not_yet"]


def test_ready_is_an_ordinary_word_to_whom_nothing_waits_for_it(
    phone: Phone, agreed: UUID, clinic: Clinic, staff: FlaskClient
) -> None:
    clinic.ask(agreed, clinic.assign(agreed, "three-good-things"))
    phone.text("Ready")
    assert words(staff, agreed) == ["Ready"]


def test_a_pause_counts_days_and_back_ends_it(phone: Phone, agreed: UUID, clinic: Clinic) -> None:
    assert phone.text("PAUSE 3 days") == [say("paused", date="Thu Mar 5")]
    assert phone.text("BACK") == [say("back")]
    assert phone.text("back") == [say("back_already")]
    # Midnight in Denver is 7:00 UTC.
    assert [fact["until"] for fact in clinic.facts("PausedUntil")] == ["2026-03-05T07:00:00+00:00", None]


def test_a_pause_is_a_week_unless_said_and_fourteen_days_at_most(phone: Phone, agreed: UUID, clinic: Clinic) -> None:
    assert phone.text("Pause") == [say("paused", date="Mon Mar 9")]
    assert phone.text("pause 30 days") == [say("paused_capped", date="Mon Mar 16")]


def test_back_also_ends_a_rest(phone: Phone, agreed: UUID, clinic: Clinic) -> None:
    rested = clinic.assign(agreed, "three-good-things")
    clinic.ask(agreed, rested)
    phone.text("HARD")
    phone.text("2")
    assert phone.text("BACK") == [say("back")]
    assert [fact["assignment_id"] for fact in clinic.facts("AssignmentResumed")] == [str(rested)]


def test_a_client_gives_their_homework_a_name_of_their_own(
    phone: Phone, agreed: UUID, clinic: Clinic, staff: FlaskClient
) -> None:
    clinic.assign(agreed, "three-good-things")
    assert phone.text("NAME: rose") == [say("name_set", old="garden", code="rose")]
    assert _code(staff) == "rose"
    assert len(clinic.facts("AssignmentChanged")) == 1


@pytest.mark.parametrize("name", ["therapy", "stop", "STOP", "list"])
def test_a_name_that_tells_something_or_means_something_else_is_refused(
    phone: Phone, agreed: UUID, clinic: Clinic, staff: FlaskClient, name: str
) -> None:
    clinic.assign(agreed, "three-good-things")
    assert phone.text(f"NAME: {name}") == [say("name_refused")]
    assert _code(staff) == "garden"


def test_whoever_texts_is_heard_of_once_a_day(phone: Phone, agreed: UUID, clinic: Clinic, clock: VirtualClock) -> None:
    for _ in range(3):
        phone.text("hello")
    clock.advance(timedelta(hours=21))
    phone.text("hello again")
    assert len(clinic.facts("ClientHeard")) == 2


def _code(staff: FlaskClient) -> str:
    code: str = staff.get("/api/v1/assignments").json["items"][0]["code_name"]
    return code
