"""Words that may mean danger: one fixed answer, a fact for a person, the words as they came, and never "saved"."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from flask.testing import FlaskClient

from services.api.main import Api, create_app
from shared.clock import VirtualClock
from shared.events import ConcernRaised
from shared.sealing import in_fact
from shared.texts import say
from tests.api.conftest import PUBLIC_URL
from tests.api.homework import Clinic, entries, words
from tests.cast import MAYA
from tests.signing import Phone


def test_danger_is_answered_with_988_and_911_and_never_with_saved(
    phone: Phone, agreed: UUID, staff: FlaskClient, clinic: Clinic
) -> None:
    said = "I don’t want to be here anymore"
    [reply] = phone.text(said)
    assert "988" in reply and "911" in reply and "not read in real time" in reply and "aved" not in reply
    assert words(staff, agreed) == [said]
    [fact] = clinic.facts("ConcernRaised")
    concern_id = UUID(fact["concern_id"])
    assert (fact["client_id"], fact["why"]) == (str(agreed), "phrase")
    assert clinic.open_fact(agreed, in_fact(ConcernRaised, "words", concern_id), fact["words"]) == said


@pytest.mark.parametrize(
    "said", ["Me quiero morir", "ya no quiero vivir", "Pienso en el suicidio", "quiero hacerme daño", "mejor sin mí"]
)
def test_danger_in_spanish_is_seen_and_answered_in_the_clients_language(
    phone: Phone, agreed: UUID, staff: FlaskClient, clinic: Clinic, said: str
) -> None:
    assert staff.patch(f"/api/v1/clients/{agreed}", json={"language": "es"}).status_code == 204
    assert phone.text(said) == [say("concern", "es")]
    assert len(clinic.facts("ConcernRaised")) == 1


def test_the_fixed_answer_is_given_once_in_twelve_hours_but_every_concern_is_raised(
    phone: Phone, agreed: UUID, clinic: Clinic, clock: VirtualClock
) -> None:
    assert len(phone.text("i want to die")) == 1
    clock.advance(timedelta(hours=11, minutes=59))
    assert phone.text("I want to die.") == []
    clock.advance(timedelta(minutes=1))
    assert len(phone.text("i want to die")) == 1
    assert len(clinic.facts("ConcernRaised")) == 3


def test_a_concern_inside_a_conversation_is_also_its_answer(
    phone: Phone, agreed: UUID, clinic: Clinic, staff: FlaskClient
) -> None:
    occurrence_id = clinic.ask(agreed, clinic.assign(agreed, "three-good-things"))
    [reply] = phone.text("nothing. better off dead")
    assert "988" in reply
    assert [(entry["words"], entry["occurrence_id"]) for entry in entries(staff, agreed)] == [
        ("nothing. better off dead", str(occurrence_id))
    ]


def test_after_a_concern_no_text_answers_a_question_that_was_never_asked(
    phone: Phone, agreed: UUID, clinic: Clinic, staff: FlaskClient
) -> None:
    clinic.ask(agreed, clinic.assign(agreed, "three-good-things"))
    phone.text("nothing. better off dead")
    assert phone.text("my brother is coming over now") == ["Saved as a note for your session."]
    assert [entry["kind"] for entry in entries(staff, agreed)] == ["text", "note"]


def test_a_concern_before_consent_is_answered_and_raised(
    phone: Phone, maya: UUID, clinic: Clinic, staff: FlaskClient
) -> None:
    assert "988" in phone.text("I want to kill myself")[0]
    assert len(clinic.facts("ConcernRaised")) == 1
    assert words(staff, maya) == ["I want to kill myself"]


def test_a_concern_after_stop_is_raised_though_nobody_may_answer_and_the_next_one_is_answered(
    phone: Phone, agreed: UUID, clinic: Clinic
) -> None:
    phone.text("STOP")
    assert phone.text("i want to die") == []
    phone.text("START")
    assert "988" in phone.text("i want to die")[0]
    assert len(clinic.facts("ConcernRaised")) == 2


@pytest.mark.parametrize("trouble", [ValueError("no"), RecursionError(), TimeoutError()])
def test_a_screen_that_fails_raises_a_concern_and_the_ordinary_reply_stands(
    build_api: Callable[..., Api], agreed: UUID, clinic: Clinic, staff: FlaskClient, trouble: Exception
) -> None:
    class Failing:
        def is_concerning(self, text: str) -> bool:
            raise trouble

    phone = Phone(create_app(build_api(screen=Failing())).test_client(), MAYA.phone, PUBLIC_URL)
    assert phone.text("good morning") == ["Saved as a note for your session."]
    assert phone.text("i want to die") == ["Saved as a note for your session."]
    assert [fact["why"] for fact in clinic.facts("ConcernRaised")] == ["unscreened", "unscreened"]
    assert words(staff, agreed) == ["good morning", "i want to die"]
    working = Phone(create_app(build_api()).test_client(), MAYA.phone, PUBLIC_URL)
    assert "988" in working.text("i want to die")[0]
