"""A question opens a conversation, answers move it on, and its window closes it; words are kept in any case."""

from datetime import timedelta
from uuid import UUID

import pytest
from flask.testing import FlaskClient

from shared.clock import VirtualClock
from shared.events import OccurrenceLetGo
from shared.schedule import from_json
from tests.api.homework import Clinic, entries, words
from tests.signing import Phone

NOTE = ["Saved as a note for your session."]


def test_an_evening_of_three_good_things_is_answered_question_by_question(
    phone: Phone, agreed: UUID, clinic: Clinic, staff: FlaskClient
) -> None:
    occurrence_id = clinic.ask(agreed, clinic.assign(agreed, "three-good-things"))

    assert "SKIP" in phone.text("The bus driver waited for me")[0]
    assert "second" in phone.text("She saw me running")[0]
    assert phone.text("Done")[0].startswith("Saved to garden.")
    assert phone.text("good night") == NOTE

    told = entries(staff, agreed)
    assert [(entry["step"], entry["kind"], entry["words"]) for entry in told] == [
        ("first", "text", "The bus driver waited for me"),
        ("first_more", "text", "She saw me running"),
        ("second", "skipped", "Done"),
        (None, "note", "good night"),
    ]
    assert {entry["occurrence_id"] for entry in told[:3]} == {str(occurrence_id)}
    assert [fact["complete"] for fact in clinic.facts("OccurrenceAnswered")] == [False, False, True]


@pytest.mark.parametrize(
    "text", ["think", "Think.", "THINK!", " think ", "“Think”", '"THINK"', "Think please", "think?"]
)
def test_a_keyword_opens_its_conversation_at_any_time(
    phone: Phone, agreed: UUID, clinic: Clinic, staff: FlaskClient, text: str
) -> None:
    clinic.assign(agreed, "thought-log")
    assert phone.text(text) != NOTE
    phone.text("My boss walked past without a word")
    [told] = entries(staff, agreed)
    assert told["occurrence_id"] is not None


@pytest.mark.parametrize(
    "text", ["I think so", "think about it", "thinking", "Think, then act", "rethink", "t h i n k"]
)
def test_a_keyword_inside_a_sentence_is_only_words(
    phone: Phone, agreed: UUID, clinic: Clinic, staff: FlaskClient, text: str
) -> None:
    clinic.assign(agreed, "thought-log")
    assert phone.text(text) == NOTE
    assert words(staff, agreed) == [text]


def test_a_keyword_of_somebody_else_is_only_words(phone: Phone, agreed: UUID, staff: FlaskClient) -> None:
    assert phone.text("think") == NOTE
    assert words(staff, agreed) == ["think"]


def test_a_keyword_works_no_longer_once_its_assignment_has_ended(
    phone: Phone, agreed: UUID, clinic: Clinic, staff: FlaskClient
) -> None:
    assigned = clinic.assign(agreed, "grounding")
    for _ in range(2):
        assert staff.patch(f"/api/v1/assignments/{assigned}", json={"state": "ended"}).status_code == 204
    assert phone.text("ground") == NOTE
    assert len(clinic.facts("AssignmentEnded")) == 1


def test_a_number_is_read_the_way_people_write_it(
    phone: Phone, agreed: UUID, clinic: Clinic, staff: FlaskClient
) -> None:
    clinic.assign(agreed, "grounding")
    assert "from 0" in phone.text("ground")[0]
    assert "5 things" in phone.text("about 8")[0]
    assert [(entry["value"], entry["words"]) for entry in entries(staff, agreed)] == [(8, "about 8")]


def test_a_question_nobody_took_up_closes_with_its_window(
    phone: Phone, agreed: UUID, clinic: Clinic, clock: VirtualClock, staff: FlaskClient
) -> None:
    evening = from_json({"kind": "daily", "times": ["20:00"], "window_minutes": 120})
    clinic.ask(agreed, clinic.assign(agreed, "three-good-things", schedule=evening))
    clock.advance(timedelta(minutes=120))
    assert phone.text("a little later") == NOTE


def test_who_has_begun_has_four_hours_for_the_next_answer(
    phone: Phone, agreed: UUID, clinic: Clinic, clock: VirtualClock, staff: FlaskClient
) -> None:
    evening = from_json({"kind": "daily", "times": ["20:00"], "window_minutes": 120})
    clinic.ask(agreed, clinic.assign(agreed, "three-good-things", schedule=evening))
    clock.advance(timedelta(minutes=119))
    phone.text("just in time")
    clock.advance(timedelta(minutes=239))
    phone.text("she waved")
    clock.advance(timedelta(minutes=240))
    assert phone.text("too much later") == NOTE
    assert [(entry["step"], entry["words"]) for entry in entries(staff, agreed)] == [
        ("first", "just in time"),
        ("first_more", "she waved"),
        (None, "too much later"),
    ]


def test_words_after_an_occurrence_was_let_go_are_a_note(
    phone: Phone, agreed: UUID, clinic: Clinic, staff: FlaskClient
) -> None:
    assignment_id = clinic.assign(agreed, "three-good-things")
    occurrence_id = clinic.ask(agreed, assignment_id)
    clinic.notifier_says(OccurrenceLetGo(client_id=agreed, assignment_id=assignment_id, occurrence_id=occurrence_id))
    assert phone.text("here I am") == NOTE
    assert clinic.facts("OccurrenceAnswered") == []


def test_a_second_question_takes_the_place_of_the_open_one(
    phone: Phone, agreed: UUID, clinic: Clinic, staff: FlaskClient
) -> None:
    first = clinic.ask(agreed, clinic.assign(agreed, "three-good-things"))
    phone.text("the sun came out")
    second = clinic.ask(agreed, clinic.assign(agreed, "reading", link="clinic.example/sleep", minutes=10))
    phone.text("done")
    assert [entry["occurrence_id"] for entry in entries(staff, agreed)] == [str(first), str(second)]


def test_the_fact_that_a_question_was_sent_may_come_twice(
    phone: Phone, agreed: UUID, clinic: Clinic, staff: FlaskClient
) -> None:
    assignment_id = clinic.assign(agreed, "three-good-things")
    occurrence_id = clinic.ask(agreed, assignment_id)
    phone.text("the sun came out")
    clinic.ask(agreed, assignment_id, occurrence=occurrence_id)
    clinic.ask(agreed, assignment_id, kind="nudge", occurrence=occurrence_id)
    phone.text("I went out too")
    assert [entry["step"] for entry in entries(staff, agreed)] == ["first", "first_more"]


def test_words_with_no_question_open_are_a_note(phone: Phone, agreed: UUID, staff: FlaskClient) -> None:
    for text in ("7", "done", "none", "I'll skip lunch", "see you later"):
        assert phone.text(text) == NOTE
    assert [entry["kind"] for entry in entries(staff, agreed)] == ["note"] * 5


def test_a_picture_without_words_is_not_called_saved_and_answers_nothing(
    phone: Phone, agreed: UUID, clinic: Clinic, staff: FlaskClient
) -> None:
    occurrence_id = clinic.ask(agreed, clinic.assign(agreed, "three-good-things"))
    response = phone.post(phone.form("") | {"NumMedia": b"1"})
    assert "Pictures cannot be kept yet" in response.text
    phone.text("the sun came out")
    told = [(entry["kind"], entry["words"], entry["occurrence_id"]) for entry in entries(staff, agreed)]
    assert told == [("note", "", None), ("text", "the sun came out", str(occurrence_id))]
