"""Lists come in pages of a bounded size, complete and without repeats."""

from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from uuid_utils.compat import uuid7

from services.api.main import Api
from shared.bus import tell
from shared.events import ReminderUndeliverable
from tests.api import forms
from tests.conftest import Cluster
from tests.signing import Phone


def pages(staff: FlaskClient, path: str, limit: int) -> list[list[dict[str, Any]]]:
    """Every page of a list."""
    found, after = [], ""
    join = "&" if "?" in path else "?"
    while True:
        page = staff.get(f"/api/v1/{path}{join}limit={limit}{after}").json
        found.append(page["items"])
        if page["next"] is None:
            return found
        after = f"&after={page['next']}"


@pytest.mark.parametrize("limit", [1, 2, 3, 7, 200])
def test_pages_are_complete_and_without_repeats(phone: Phone, agreed: UUID, staff: FlaskClient, limit: int) -> None:
    said = [f"words {number}" for number in range(7)]
    for words in said:
        phone.text(words)
    found = pages(staff, f"entries?client_id={agreed}", limit)
    assert [entry["words"] for page in found for entry in page] == said
    assert all(len(page) == limit for page in found[:-1])
    assert 0 < len(found[-1]) <= limit


def test_every_list_pages_the_same_way(staff: FlaskClient, lind: UUID, maya: UUID) -> None:
    for number in range(4):
        forms.create(staff, "clinicians", forms.clinician() | {"email": f"d{number}@clinic.example"})
        forms.create(staff, "clients", forms.client(lind) | {"phone": f"+1212555013{number}"})
        forms.create(staff, "sessions", forms.session(lind, maya))
        forms.create(staff, "assignments", forms.assignment(lind, maya) | {"code_name": f"garden {number}"})
    for path, count in (("clinicians", 5), ("clients", 5), ("sessions", 4), ("assignments", 4)):
        ids = [item["id"] for page in pages(staff, path, 2) for item in page]
        assert len(ids) == len(set(ids)) == count
        assert ids == sorted(ids)
    assert len(staff.get(f"/api/v1/sessions?client_id={maya}").json["items"]) == 4
    assert staff.get(f"/api/v1/assignments?client_id={uuid7()}").json == {"items": [], "next": None}


def test_texts_that_did_not_arrive_are_listed_with_the_reason(
    staff: FlaskClient, empty: Cluster, api: Api, maya: UUID
) -> None:
    notifier = empty.database("notifier")
    for why in ("unreachable", "unknown"):
        fact = ReminderUndeliverable(
            client_id=maya, reminder_id=uuid7(), assignment_id=None, occurrence_id=None, why=why
        )
        with notifier.begin() as db:
            tell(db, api.bell, api.now(), fact)
    notifier.close()
    api.reader.drain({maya})
    assert [item["why"] for page in pages(staff, "undelivered", 1) for item in page] == ["unreachable", "unknown"]
    assert staff.get(f"/api/v1/undelivered?client_id={uuid7()}").json["items"] == []


NO_LIMITS = ["0", "-1", "201", "x", "", "7.5", "1e2", "9" * 5_000, "NaN", "\u0000"]


def test_a_page_has_1_to_200_items(staff: FlaskClient) -> None:
    for limit in NO_LIMITS:
        answer = staff.get("/api/v1/clients", query_string={"limit": limit})
        assert (answer.status_code, forms.is_problem(answer, naming="limit")) == (422, True)


@pytest.mark.parametrize("name", ["after", "client_id"])
def test_a_place_in_a_list_is_an_id(staff: FlaskClient, name: str) -> None:
    for value in ("", "7", "next", "\ud800".encode("utf-8", "surrogatepass")):
        answer = staff.get("/api/v1/sessions", query_string={name: value})
        assert (answer.status_code, forms.is_problem(answer, naming=name)) == (422, True)


def test_entries_are_always_those_of_one_client(staff: FlaskClient, phone: Phone, agreed: UUID, lind: UUID) -> None:
    phone.text("mine")
    answer = staff.get("/api/v1/entries")
    assert (answer.status_code, forms.is_problem(answer, naming="client_id")) == (422, True)
    other = forms.create(staff, "clients", forms.client(lind)).json["id"]
    assert staff.get(f"/api/v1/entries?client_id={other}").json["items"] == []


def test_an_unknown_query_is_refused_by_name(staff: FlaskClient) -> None:
    answer = staff.get("/api/v1/clients?offset=10")
    assert (answer.status_code, forms.is_problem(answer, naming="offset")) == (422, True)
