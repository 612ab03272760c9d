"""Nothing is asked before YES and nothing is answered after STOP; the words are kept all the same."""

from uuid import UUID

import pytest
from flask.testing import FlaskClient

from services.api.main import Api
from shared.bus import tell
from shared.events import ReminderUndeliverable
from shared.ids import new_id
from tests.api.homework import Clinic, entries, rows, words
from tests.conftest import Cluster
from tests.signing import Phone


def test_yes_is_the_only_way_to_get_homework_texts(phone: Phone, maya: UUID, staff: FlaskClient) -> None:
    assert "reply YES" in phone.text("hello, who is this?")[0]
    assert "Thank you" in phone.text("Yes!")[0]
    assert staff.get(f"/api/v1/clients/{maya}").json["consent"] == "given"
    assert words(staff, maya) == ["hello, who is this?"]


def test_before_yes_words_are_kept_and_nothing_else_happens(
    phone: Phone, maya: UUID, clinic: Clinic, staff: FlaskClient
) -> None:
    assignment_id = clinic.assign(maya, "thought-log")
    clinic.ask(maya, assignment_id)
    for text in ("think", "7", "done", "yes I think so"):
        assert "reply YES" in phone.text(text)[0]
    assert [(entry["kind"], entry["occurrence_id"]) for entry in entries(staff, maya)] == [("note", None)] * 4
    assert clinic.facts("OccurrenceAnswered") == clinic.facts("ConsentGiven") == []


def test_no_is_taken_kindly_and_yes_stays_possible(phone: Phone, maya: UUID, staff: FlaskClient) -> None:
    assert phone.text("No thanks")[0].startswith("Okay, no homework texts.")
    assert "Thank you" in phone.text("yes")[0]
    assert words(staff, maya) == ["No thanks"]


def test_consent_keeps_its_wording_version_time_and_channel(phone: Phone, maya: UUID, empty: Cluster) -> None:
    phone.text("YES")
    phone.text("STOP")
    phone.text("START")
    kept = rows(
        empty, "select change, channel, wording_version, wording, message_sid from api.consent_record order by id"
    )
    assert [row.change for row in kept] == ["given", "stopped", "given"]
    assert all(row.channel == "sms" and row.wording_version and "Reply YES" in row.wording for row in kept)
    assert all(row.message_sid.startswith("SM") for row in kept)


@pytest.mark.parametrize("stop", ["STOP", "Stop.", "stop!", "“Stop”", "unsubscribe"])
def test_stop_is_honoured_at_once_and_start_brings_texts_back(
    phone: Phone, agreed: UUID, staff: FlaskClient, clinic: Clinic, stop: str
) -> None:
    assert "no more texts" in phone.text(stop)[0]
    assert phone.text("are you there") == []
    assert phone.text("STOP") == []
    assert "Welcome back" in phone.text("start")[0]
    assert words(staff, agreed) == ["are you there"]
    assert len(clinic.facts("OptedOut")) == 1
    assert len(clinic.facts("ConsentGiven")) == 2


def test_stop_inside_a_sentence_is_an_answer(phone: Phone, agreed: UUID, clinic: Clinic, staff: FlaskClient) -> None:
    clinic.ask(agreed, clinic.assign(agreed, "three-good-things"))
    phone.text("stop it please")
    assert [(entry["step"], entry["words"]) for entry in entries(staff, agreed)] == [("first", "stop it please")]
    assert staff.get(f"/api/v1/clients/{agreed}").json["consent"] == "given"


def test_stop_is_honoured_in_the_middle_of_a_conversation(
    phone: Phone, agreed: UUID, clinic: Clinic, staff: FlaskClient
) -> None:
    clinic.ask(agreed, clinic.assign(agreed, "three-good-things"))
    phone.text("STOP")
    assert phone.text("the sun came out") == []
    assert [(entry["kind"], entry["occurrence_id"]) for entry in entries(staff, agreed)] == [("note", None)]
    assert clinic.facts("OccurrenceAnswered") == []


def test_yes_after_stop_is_a_start(phone: Phone, agreed: UUID, staff: FlaskClient) -> None:
    phone.text("STOP")
    assert "Welcome back" in phone.text("Yes")[0]
    assert staff.get(f"/api/v1/clients/{agreed}").json["consent"] == "given"


def test_yes_and_start_from_somebody_who_agreed_long_ago_need_nothing(phone: Phone, agreed: UUID) -> None:
    assert "already set" in phone.text("YES")[0]
    assert "already set" in phone.text("Start")[0]


def test_yes_to_an_open_question_is_an_answer(phone: Phone, agreed: UUID, clinic: Clinic, staff: FlaskClient) -> None:
    clinic.ask(agreed, clinic.assign(agreed, "thought-log"))
    phone.text("Yes!")
    [told] = entries(staff, agreed)
    assert (told["words"], told["kind"], told["value"]) == ("Yes!", "choice", "yes")


def test_start_to_an_open_question_is_an_answer_too(
    phone: Phone, agreed: UUID, clinic: Clinic, staff: FlaskClient
) -> None:
    clinic.ask(agreed, clinic.assign(agreed, "three-good-things"))
    phone.text("Start")
    assert [entry["words"] for entry in entries(staff, agreed)] == ["Start"]


def test_help_is_answered_at_any_time_and_leaves_the_question_open(
    phone: Phone, agreed: UUID, clinic: Clinic, staff: FlaskClient
) -> None:
    clinic.ask(agreed, clinic.assign(agreed, "three-good-things"))
    assert "988" in phone.text("HELP")[0]
    phone.text("a warm bath")
    assert [(entry["step"], entry["words"]) for entry in entries(staff, agreed)] == [("first", "a warm bath")]


def test_start_works_after_a_stop_that_only_the_carrier_heard(
    phone: Phone, agreed: UUID, staff: FlaskClient, empty: Cluster, api: Api
) -> None:
    notifier = empty.database("notifier")
    fact = ReminderUndeliverable(
        client_id=agreed, reminder_id=new_id(), assignment_id=None, occurrence_id=None, why="opted_out"
    )
    with notifier.begin() as db:
        tell(db, api.bell, api.now(), fact)
    notifier.close()
    api.reader.drain({agreed})
    assert staff.get(f"/api/v1/clients/{agreed}").json["consent"] == "stopped"
    assert "Welcome back" in phone.text("START")[0]
    assert staff.get(f"/api/v1/clients/{agreed}").json["consent"] == "given"
