"""LATER asks again when the client says so; SKIP passes over the whole, or one question of it."""

from datetime import timedelta
from uuid import UUID

import pytest
from flask.testing import FlaskClient

from shared.clock import VirtualClock
from shared.texts import say
from tests.api.homework import Clinic, entries, words
from tests.signing import Phone


@pytest.fixture
def garden(agreed: UUID, clinic: Clinic) -> UUID:
    """Maya's evening question, which has just gone out at noon. The occurrence."""
    return clinic.ask(agreed, clinic.assign(agreed, "three-good-things"))


@pytest.mark.parametrize(
    ("text", "when", "hours"),
    [
        ("LATER", "today at 1 pm", 1),
        ("later please", "today at 1 pm", 1),
        ("Later 7pm", "today at 7 pm", 7),
        ("LATER in 30 min", "today at 12:30 pm", 0.5),
        ("LATER tomorrow 7", "tomorrow at 7 pm", 31),
        ("later tomorrow 9", "tomorrow at 9 am", 21),
        ("LATER friday 6pm", "Fri Mar 6 at 6 pm", 4 * 24 + 6),
    ],
)
def test_later_asks_again_when_the_client_says(
    phone: Phone, garden: UUID, clinic: Clinic, clock: VirtualClock, text: str, when: str, hours: float
) -> None:
    asked_at = clock()
    assert phone.text(text) == [say("later_set", code="garden", when=when)]
    [snooze] = clinic.facts("SnoozeAsked")
    assert snooze["occurrence_id"] == str(garden)
    assert snooze["step"] == "first"
    assert snooze["until"] == (asked_at + timedelta(hours=hours)).isoformat()


def test_later_at_night_waits_for_the_morning_and_says_so(
    phone: Phone, garden: UUID, clinic: Clinic, clock: VirtualClock
) -> None:
    asked_at = clock()
    assert phone.text("LATER 11pm") == [say("later_adjusted", code="garden", when="tomorrow at 8 am")]
    [snooze] = clinic.facts("SnoozeAsked")
    assert snooze["until"] == (asked_at + timedelta(hours=20)).isoformat()


def test_what_was_put_off_is_taken_up_where_it_was_left(
    phone: Phone, agreed: UUID, garden: UUID, clinic: Clinic, clock: VirtualClock, staff: FlaskClient
) -> None:
    phone.text("The bus driver waited")
    phone.text("LATER 7pm")
    assert phone.text("Rainy here") == [say("note_saved")]

    clock.advance(timedelta(hours=7))
    assigned = UUID(clinic.facts("OccurrenceAnswered")[0]["assignment_id"])
    clinic.ask(agreed, assigned, kind="snooze", occurrence=garden)
    phone.text("She saw me running")

    assert [(told["step"], told["words"]) for told in entries(staff, agreed)] == [
        ("first", "The bus driver waited"),
        (None, "Rainy here"),
        ("first_more", "She saw me running"),
    ]


def test_later_without_a_question_changes_nothing(phone: Phone, agreed: UUID, clinic: Clinic) -> None:
    assert phone.text("LATER") == [say("nothing_waiting")]
    assert clinic.facts("SnoozeAsked") == []


def test_skip_at_the_first_question_passes_over_the_whole(
    phone: Phone, agreed: UUID, garden: UUID, clinic: Clinic, staff: FlaskClient
) -> None:
    [reply] = phone.text("SKIP")
    assert "garden" in reply
    [skipped] = clinic.facts("OccurrenceSkipped")
    assert skipped["occurrence_id"] == str(garden)
    assert clinic.facts("OccurrenceAnswered") == []
    assert phone.text("Sunny") == [say("note_saved")]


def test_skip_with_a_reason_tells_what_got_in_the_way_and_keeps_the_words(
    phone: Phone, agreed: UUID, garden: UUID, clinic: Clinic, staff: FlaskClient
) -> None:
    assert phone.text("Skip: too tired tonight") == [say("skipped_why", code="garden")]
    [barrier] = clinic.facts("BarrierReported")
    [told] = entries(staff, agreed)
    assert told["words"] == "too tired tonight"
    assert (barrier["kind"], barrier["entry_id"]) == ("other", told["id"])
    assert len(clinic.facts("OccurrenceSkipped")) == 1


def test_skip_in_the_middle_passes_over_one_question(
    phone: Phone, agreed: UUID, garden: UUID, clinic: Clinic, staff: FlaskClient
) -> None:
    phone.text("The bus driver waited")
    [reply] = phone.text("skip")
    assert "second" in reply
    assert clinic.facts("OccurrenceSkipped") == []
    assert [told["kind"] for told in entries(staff, agreed)] == ["text", "skipped"]


@pytest.mark.parametrize(
    "text", ["I'll skip lunch", "Later I went out", "skip the dishes, I told him", "See you later"]
)
def test_a_sentence_with_the_word_in_it_is_an_answer(
    phone: Phone, agreed: UUID, garden: UUID, clinic: Clinic, staff: FlaskClient, text: str
) -> None:
    phone.text(text)
    assert words(staff, agreed) == [text]
    assert entries(staff, agreed)[0]["step"] == "first"
    assert clinic.facts("SnoozeAsked") == clinic.facts("OccurrenceSkipped") == []


def test_a_sentence_that_begins_like_a_command_is_kept_and_the_command_is_offered(
    phone: Phone, agreed: UUID, garden: UUID, staff: FlaskClient
) -> None:
    replies = phone.text("Later I went out with my sister")
    assert say("offer_later") in replies
    assert words(staff, agreed) == ["Later I went out with my sister"]
