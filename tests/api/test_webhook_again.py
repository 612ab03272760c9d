"""The carrier repeats itself, and a captured request can be sent again: nothing is done twice."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID

from flask.testing import FlaskClient

from services.api.main import Api, create_app
from shared.clock import VirtualClock
from tests.api.conftest import PUBLIC_URL
from tests.api.homework import Clinic, entries, rows, stored, words
from tests.cast import JONAS, MAYA
from tests.conftest import Cluster
from tests.signing import Phone, new_sid


def test_the_same_message_again_gets_the_same_reply_and_is_kept_once(
    phone: Phone, agreed: UUID, staff: FlaskClient
) -> None:
    sid = new_sid()
    first = phone.text("a thought", sid)
    again = phone.text("a thought", sid)
    assert first == again == ["Saved as a note for your session."]
    assert words(staff, agreed) == ["a thought"]


def test_a_captured_request_sent_again_the_next_day_changes_nothing(
    phone: Phone, agreed: UUID, empty: Cluster, clock: VirtualClock
) -> None:
    captured = phone.form("STOP")
    first = phone.post(captured)
    phone.text("START")
    before = stored(empty)
    clock.advance(timedelta(days=1))
    again = phone.post(captured)
    assert (again.status_code, again.data) == (200, first.data)
    assert stored(empty) == before
    assert phone.text("still here") == ["Saved as a note for your session."]


def test_of_two_bodies_under_one_sid_the_first_stands(phone: Phone, agreed: UUID, staff: FlaskClient) -> None:
    sid = new_sid()
    assert phone.text("the first words", sid) == phone.text("STOP", sid)
    assert words(staff, agreed) == ["the first words"]
    assert staff.get(f"/api/v1/clients/{agreed}").json["consent"] == "given"


def test_a_sid_that_comes_back_from_another_number_is_the_first_message(
    phone: Phone, agreed: UUID, web: FlaskClient, empty: Cluster
) -> None:
    sid = new_sid()
    first = phone.text("the first words", sid)
    before = stored(empty)
    assert Phone(web, JONAS.phone, PUBLIC_URL).text("the first words", sid) == first
    assert stored(empty) == before


def test_an_answer_that_comes_twice_moves_the_conversation_once(
    phone: Phone, agreed: UUID, clinic: Clinic, staff: FlaskClient
) -> None:
    clinic.ask(agreed, clinic.assign(agreed, "three-good-things"))
    sid = new_sid()
    assert phone.text("The bus driver waited", sid) == phone.text("The bus driver waited", sid)
    assert [entry["step"] for entry in entries(staff, agreed)] == ["first"]
    assert len(clinic.facts("OccurrenceAnswered")) == 1


def test_the_same_words_sent_twice_on_purpose_are_two_entries(phone: Phone, agreed: UUID, staff: FlaskClient) -> None:
    phone.text("tired")
    phone.text("tired")
    assert words(staff, agreed) == ["tired", "tired"]


def test_one_message_from_many_threads_at_once_is_one_message(
    api: Api, agreed: UUID, empty: Cluster, staff: FlaskClient
) -> None:
    app = create_app(api)
    sid = new_sid()

    def send(_: int) -> list[str]:
        return Phone(app.test_client(), MAYA.phone, PUBLIC_URL).text("only once", sid)

    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(send, range(24)))
    assert answers == [["Saved as a note for your session."]] * 24
    assert words(staff, agreed) == ["only once"]
    assert rows(empty, f"select count(*) from api.message where message_sid = '{sid}'") == [(1,)]


def test_many_texts_of_one_client_at_once_are_all_kept(api: Api, agreed: UUID, staff: FlaskClient) -> None:
    app = create_app(api)

    def send(number: int) -> None:
        Phone(app.test_client(), MAYA.phone, PUBLIC_URL).text(f"words {number}")

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(send, range(24)))
    assert sorted(words(staff, agreed)) == sorted(f"words {number}" for number in range(24))


def test_one_stranger_writing_many_times_at_once_gets_one_reply(api: Api, empty: Cluster) -> None:
    app = create_app(api)

    def send(number: int) -> list[str]:
        return Phone(app.test_client(), JONAS.phone, PUBLIC_URL).text(f"words {number}")

    with ThreadPoolExecutor(8) as threads:
        replies = list(threads.map(send, range(16)))
    assert sum(len(given) for given in replies) == 1
    assert stored(empty)["api.message"] == 16


def test_one_message_of_a_stranger_from_many_threads_at_once_gets_one_and_the_same_reply(
    api: Api, empty: Cluster
) -> None:
    app = create_app(api)
    sid = new_sid()

    def send(_: int) -> list[str]:
        return Phone(app.test_client(), JONAS.phone, PUBLIC_URL).text("only once", sid)

    with ThreadPoolExecutor(8) as threads:
        answers = {tuple(given) for given in threads.map(send, range(16))}
    assert len(answers) == 1 and len(answers.pop()) == 1
    assert stored(empty)["api.message"] == 1
