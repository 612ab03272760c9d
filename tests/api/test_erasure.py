"""Erasing a client erases their rows and their keys; what others share with them stays."""

from collections.abc import Callable
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from uuid_utils.compat import uuid7

from services.api.main import Api
from shared.events import FACTS, ReminderUndeliverable, Sealed, field_types
from shared.rings import CONTACT, JOURNAL
from shared.sealing import NOBODY, KeyErased, in_fact
from tests.api import forms
from tests.api.conftest import enrol
from tests.api.homework import Clinic, kept_texts, rows
from tests.cast import JONAS
from tests.conftest import Cluster
from tests.signing import Phone

TABLES = (
    "contact",
    "consent_record",
    "session_client",
    "assignment",
    "dialogue",
    "entry",
    "concern",
    "undelivered",
    "message",
)


@pytest.fixture
def lived(phone: Phone, agreed: UUID, clinic: Clinic, staff: FlaskClient, lind: UUID) -> UUID:
    """Maya, after some weeks: something in every table."""
    assignment_id = clinic.assign(agreed, "three-good-things")
    clinic.ask(agreed, assignment_id)
    clinic.notifier_says(
        ReminderUndeliverable(
            client_id=agreed, reminder_id=uuid7(), assignment_id=assignment_id, occurrence_id=uuid7(), why="filtered"
        )
    )
    phone.text("better off dead")
    forms.create(staff, "sessions", forms.session(lind, agreed))
    return agreed


def left_of(cluster: Cluster, client_id: UUID) -> dict[str, int]:
    """Rows about a client, in each of the api's tables and among the keys."""
    wanted = [*(f"api.{table}" for table in TABLES), "bus.data_key"]
    counts = {
        table: rows(cluster, f"select count(*) from {table} where client_id = '{client_id}'")[0][0] for table in wanted
    }
    counts["api.client"] = rows(cluster, f"select count(*) from api.client where id = '{client_id}'")[0][0]
    return {table: count for table, count in counts.items() if count}


def test_rows_and_keys_are_gone(staff: FlaskClient, lived: UUID, empty: Cluster, clinic: Clinic) -> None:
    assert len(left_of(empty, lived)) == len(TABLES) + 2
    assert staff.delete(f"/api/v1/clients/{lived}").status_code == 204
    assert left_of(empty, lived) == {}
    assert [fact["client_id"] for fact in clinic.facts("ClientErased")] == [str(lived)]


def test_what_facts_still_hold_can_be_opened_by_nobody(
    staff: FlaskClient, lived: UUID, clinic: Clinic, api: Api, build_api: Callable[..., Api], empty: Cluster
) -> None:
    [fact] = clinic.facts("EntryRecorded")
    place = in_fact(FACTS["EntryRecorded"], "words", UUID(fact["entry_id"]))
    assert clinic.open_fact(lived, place, fact["words"]) == "better off dead"
    staff.delete(f"/api/v1/clients/{lived}")
    for one in (api, build_api()):
        with one.database.begin() as db, pytest.raises(KeyErased):
            one.sealing.open_fact(db, JOURNAL, lived, place, Sealed(fact["words"]))
        with one.database.begin() as db, pytest.raises(KeyErased):
            one.sealing.seal(db, CONTACT, lived, place, "x")
    plain = " ".join(str(row.body) for row in rows(empty, "select body from bus.event"))
    assert "better off" not in plain and "Maya" not in plain and "5055550111" not in plain


def test_every_word_name_and_number_in_a_fact_about_a_client_is_sealed() -> None:
    private = {"words", "value", "display_name", "initials", "phone", "params"}
    for name, kind in FACTS.items():
        for field, hint in field_types(kind).items():
            if field in private:
                assert "Sealed" in str(hint), f"{name}.{field}"


def test_an_erased_client_is_not_found_again(staff: FlaskClient, lived: UUID, lind: UUID) -> None:
    assert staff.delete(f"/api/v1/clients/{lived}").status_code == 204
    for _ in range(2):
        answer = staff.delete(f"/api/v1/clients/{lived}")
        assert (answer.status_code, forms.is_problem(answer)) == (404, True)
    assert staff.get(f"/api/v1/clients/{lived}").status_code == 404
    assert staff.get("/api/v1/clients").json["items"] == []
    for path in ("entries", "assignments", "sessions"):
        assert staff.get(f"/api/v1/{path}?client_id={lived}").json["items"] == []
    answer = forms.create(staff, "assignments", forms.assignment(lind, lived))
    assert (answer.status_code, forms.is_problem(answer, naming="client_id")) == (422, True)


def test_their_number_is_a_strangers_from_then_on(
    staff: FlaskClient, lived: UUID, phone: Phone, api: Api, lind: UUID
) -> None:
    staff.delete(f"/api/v1/clients/{lived}")
    assert "do not know yours" in phone.text("the sun came out")[0]
    assert phone.text("think") == []
    assert {client_id for client_id, _, _ in kept_texts(api)} == {NOBODY}
    again = forms.create(staff, "clients", forms.client(lind) | {"phone": phone.number})
    assert again.status_code == 201
    assert staff.get(f"/api/v1/entries?client_id={again.json['id']}").json["items"] == []


def test_news_about_an_erased_client_is_passed_over(staff: FlaskClient, lived: UUID, clinic: Clinic, api: Api) -> None:
    assignment_id = UUID(staff.get("/api/v1/assignments").json["items"][0]["id"])
    staff.delete(f"/api/v1/clients/{lived}")
    clinic.ask(lived, assignment_id)
    clinic.ask(lived, assignment_id, kind="follow_up")
    clinic.notifier_says(
        ReminderUndeliverable(
            client_id=lived, reminder_id=uuid7(), assignment_id=assignment_id, occurrence_id=uuid7(), why="x"
        )
    )
    assert api.reader.drain([lived]) == 3


def test_a_session_with_another_participant_stays(
    staff: FlaskClient, lived: UUID, lind: UUID, api: Api, clinic: Clinic
) -> None:
    jonas = enrol(api, lind, JONAS)
    both = forms.session(lind, lived) | {"client_ids": [str(lived), str(jonas)]}
    shared = forms.create(staff, "sessions", both).json["id"]
    staff.delete(f"/api/v1/clients/{lived}")
    [alone, together] = staff.get("/api/v1/sessions").json["items"]
    assert (together["id"], together["client_ids"], together["state"]) == (shared, [str(jonas)], "booked")
    assert (alone["client_ids"], alone["state"]) == ([], "cancelled")
    assert [fact["session_id"] for fact in clinic.facts("SessionCancelled")] == [alone["id"]]
