"""What was agreed with a client can be agreed anew: hours, zone, language, texts a day, and how staff call them."""

from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from uuid_utils.compat import uuid7

from shared.events import ClientNamed
from shared.sealing import in_fact
from tests.activities import evening_walk, in_english_alone
from tests.api import forms
from tests.api.homework import Clinic


def change(staff: FlaskClient, client_id: UUID, status: int = 204, **changed: Any) -> Any:
    """Change a client. The problem, if that was refused."""
    answer = staff.patch(f"/api/v1/clients/{client_id}", json=changed)
    assert answer.status_code == status, answer.json
    return answer


def seen(staff: FlaskClient, client_id: UUID) -> dict[str, Any]:
    """A client as staff see them."""
    found: dict[str, Any] = staff.get(f"/api/v1/clients/{client_id}").json
    return found


def test_a_client_is_enrolled_with_a_language_and_a_number_of_texts_a_day(
    clinic: Clinic, staff: FlaskClient, lind: UUID
) -> None:
    form = forms.client(lind) | {"language": "es", "daily_cap": 2}
    client_id = forms.create(staff, "clients", form).json["id"]
    assert (seen(staff, client_id)["language"], seen(staff, client_id)["daily_cap"]) == ("es", 2)
    [told] = clinic.facts("ClientEnrolled")
    assert (told["language"], told["daily_cap"]) == ("es", 2)


def test_a_client_gets_at_most_four_texts_a_day_unless_agreed_otherwise(staff: FlaskClient, lind: UUID) -> None:
    form = {name: value for name, value in forms.client(lind).items() if name != "daily_cap"}
    client = seen(staff, forms.create(staff, "clients", form).json["id"])
    assert (client["daily_cap"], client["paused_until"]) == (4, None)


def test_one_thing_changes_and_all_of_it_is_told(clinic: Clinic, staff: FlaskClient, maya: UUID, lind: UUID) -> None:
    change(staff, maya, zone="America/New_York")
    [told] = clinic.facts("ClientChanged")
    assert told == {
        "client_id": str(maya),
        "clinician_id": str(lind),
        "language": "en",
        "zone": "America/New_York",
        "earliest": "09:00",
        "latest": "20:00",
        "daily_cap": 4,
    }
    assert seen(staff, maya)["zone"] == "America/New_York"
    assert clinic.facts("ClientNamed")[1:] == []


def test_a_new_name_is_told_with_the_initials_it_goes_with(clinic: Clinic, staff: FlaskClient, maya: UUID) -> None:
    change(staff, maya, display_name="Maya Reyes-Lind")
    assert (seen(staff, maya)["display_name"], seen(staff, maya)["initials"]) == ("Maya Reyes-Lind", "M.R.")
    told = clinic.facts("ClientNamed")[-1]
    for name, expected in (("display_name", "Maya Reyes-Lind"), ("initials", "M.R.")):
        assert clinic.open_fact(maya, in_fact(ClientNamed, name, maya), told[name]) == expected
    assert clinic.facts("ClientChanged") == []


def test_a_change_of_nothing_is_told_to_nobody(clinic: Clinic, staff: FlaskClient, maya: UUID) -> None:
    change(staff, maya, zone="America/Denver", daily_cap=4, initials="M.R.")
    assert (clinic.facts("ClientChanged"), len(clinic.facts("ClientNamed"))) == ([], 1)


def test_homework_follows_into_a_new_language_with_what_was_agreed(
    clinic: Clinic, staff: FlaskClient, maya: UUID
) -> None:
    clinic.assign(maya, "three-good-things", reason="To see more of it")
    ended = clinic.assign(maya, "grounding")
    assert staff.patch(f"/api/v1/assignments/{ended}", json={"state": "ended"}).status_code == 204
    change(staff, maya, language="es")
    [filled] = clinic.fills("AssignmentChanged")
    assert (filled["language"], filled["code"], filled["why"]) == ("es", "garden", "To see more of it")


def test_homework_without_the_new_language_stays_as_it_is(clinic: Clinic, staff: FlaskClient, maya: UUID) -> None:
    assert staff.post("/api/v1/activities", json=in_english_alone(evening_walk())).status_code == 201
    clinic.assign(maya, "evening-walk")
    change(staff, maya, language="es")
    assert seen(staff, maya)["language"] == "es"
    assert clinic.fills("AssignmentChanged") == []


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"zone": "Mars/Phobos"}, "zone"),
        ({"language": "fr"}, "language"),
        ({"language": None}, "language"),
        ({"daily_cap": 0}, "daily_cap"),
        ({"daily_cap": 21}, "daily_cap"),
        ({"daily_cap": True}, "daily_cap"),
        ({"earliest": "07:30"}, "earliest"),
        ({"latest": "21:30"}, "earliest"),
        ({"earliest": "12:00", "latest": "11:00"}, "earliest"),
        ({"earliest": "20:00"}, "earliest"),
        ({"latest": "09:00"}, "earliest"),
        ({"display_name": ""}, "display_name"),
        ({"initials": "x" * 9}, "initials"),
        ({"phone": "+12125550144"}, "phone"),
        ({"clinician_id": str(uuid7())}, "clinician_id"),
        ({}, "body"),
    ],
)
def test_a_change_that_cannot_be_is_refused_by_field(
    clinic: Clinic, staff: FlaskClient, maya: UUID, changed: dict[str, Any], field: str
) -> None:
    before = seen(staff, maya)
    assert forms.is_problem(change(staff, maya, 422, **changed), naming=field)
    if changed:
        # What is right beside what is wrong is not saved either.
        change(staff, maya, 422, **{"initials": "S.B.", **changed})
    assert (seen(staff, maya), clinic.facts("ClientChanged")) == (before, [])


def test_a_client_who_is_not_there_is_not_found(staff: FlaskClient) -> None:
    change(staff, uuid7(), 404, zone="America/Denver")
