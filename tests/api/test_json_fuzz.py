"""Whatever is sent to whatever address: an answer, a problem if it has to be, and never a fault of ours."""

import json
from typing import Any
from uuid import UUID

from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from uuid_utils.compat import uuid7

from tests.activities import evening_walk
from tests.api import forms

HOSTILE: list[Any] = [
    *(None, True, False, 0, -1, 7, 7.0, 1e308, 2**31, 2**63, 2**200, [], {}, [[]], [{}], {"": ""}, {"$ref": "#"}),
    *("", " ", "7", "null", "true", "\0", "\ud800", "\u202e", "\U0010ffff", "'", '"', "\\", "%00", "%s%n", "{0}"),
    *("../../etc/passwd", "<script>", "{{7*7}}", "=1+1", "x" * 5_000, "é" * 300, "\U0001f468\u200d\U0001f469"),
    *("0001-01-01T00:00:00Z", "9999-12-31T23:59:59-14:00", "2026-03-09T16:00:00", "24:00", "+05:00", "Mars/Phobos"),
    *("00000000-0000-0000-0000-000000000000", "{00000000000000000000000000000000}", "urn:uuid:7", "a@b\r\nBcc: c"),
    *({"kind": "once", "at": "9999-12-31T23:59"}, {"kind": "daily", "times": [{}]}, {"kind": {"kind": "once"}}),
    *([""] * 50, [None], ["\ud800"], {"a": {"b": {"c": {"d": "e"}}}}),
]
PATHS = [
    "clinicians",
    "clients",
    "sessions",
    "assignments",
    "entries",
    "activities",
    "",
    "nowhere",
    "%00",
    "é",
    "a/b/c",
]
NAMES = [*forms.clinician(), "clinician_id", "client_id", "client_ids", "starts_at", "activity", "schedule", "phone"]
_fuzz = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
_json = st.recursive(
    st.sampled_from(HOSTILE) | st.text(max_size=20) | st.integers() | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES) | st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=8,
)


def check(answer: Any) -> None:
    """Nothing is ever a fault of ours, and every refusal is a problem."""
    assert answer.status_code < 500, answer.text
    assert answer.status_code < 400 or forms.is_problem(answer)


def test_no_hostile_value_in_any_field_of_any_form_is_a_fault(staff: FlaskClient, lind: UUID, maya: UUID) -> None:
    for what, form in forms.every(lind, maya).items():
        for field in form:
            for value in HOSTILE:
                check(forms.create(staff, what, form | {field: value}))


def test_no_hostile_change_is_a_fault(staff: FlaskClient, lind: UUID, maya: UUID) -> None:
    booked = forms.create(staff, "sessions", forms.session(lind, maya)).json["id"]
    assigned = forms.create(staff, "assignments", forms.assignment(lind, maya)).json["id"]
    for value in HOSTILE:
        check(staff.patch(f"/api/v1/sessions/{booked}", json={"starts_at": value}))
        check(staff.patch(f"/api/v1/sessions/{booked}", json={"cancelled": value if value is not True else 1}))
        for field in ("state", "unlocked", "schedule", "code_name", "link", "title", "minutes", "reason", "cue"):
            check(staff.patch(f"/api/v1/assignments/{assigned}", json={field: value}))
        for field in ("zone", "language", "earliest", "latest", "daily_cap", "display_name", "initials"):
            check(staff.patch(f"/api/v1/clients/{maya}", json={field: value}))
    for what in ("assignments", "clients"):
        assert staff.get(f"/api/v1/{what}").status_code == 200


def test_no_hostile_value_in_any_field_of_an_activity_is_a_fault(staff: FlaskClient) -> None:
    walk = evening_walk()
    for value in HOSTILE:
        for field in walk:
            check(staff.post("/api/v1/activities", json=walk | {field: value}))
        for field in ("key", "label", "ask", "answer", "next", "wait", "each", "required"):
            step = walk["steps"][0] | {field: value}
            check(staff.post("/api/v1/activities", json=walk | {"steps": [step, walk["steps"][1]]}))
        for body in (value, {"format": "between-activities-1", "activities": value}, {"activities": [value]}):
            check(staff.post("/api/v1/activities/bundle", json=body))
    assert staff.get("/api/v1/activities").status_code == 200
    assert staff.get("/api/v1/activities/bundle").status_code == 200


def test_what_hostile_values_left_behind_can_still_be_read(staff: FlaskClient, lind: UUID, maya: UUID) -> None:
    for what, form in forms.every(lind, maya).items():
        for field in form:
            for value in HOSTILE:
                forms.create(staff, what, form | {field: value})
        assert staff.get(f"/api/v1/{what}?limit=200").status_code == 200


def test_no_hostile_query_is_a_fault(staff: FlaskClient, maya: UUID) -> None:
    texts = [value for value in HOSTILE if isinstance(value, str)]
    for path in ("clinicians", "clients", "sessions", "assignments", "entries", "activities"):
        for name in (
            "limit",
            "after",
            "client_id",
            "other",
            "\ud800".encode("utf-8", "surrogatepass").decode("latin-1"),
        ):
            for value in texts:
                readable = value.encode("utf-8", "surrogatepass")
                check(staff.get(f"/api/v1/{path}", query_string={name: readable, "client_id": str(maya)}))


@given(path=st.sampled_from(PATHS), body=_json, method=st.sampled_from(["POST", "PATCH", "PUT", "DELETE", "GET"]))
@_fuzz
def test_no_json_at_any_address_is_a_fault(staff: FlaskClient, path: str, body: Any, method: str) -> None:
    check(staff.open(f"/api/v1/{path}", method=method, json=body))


@given(body=st.binary(max_size=80), kind=st.sampled_from(["application/json", "application/x+json", "text/plain"]))
@_fuzz
def test_no_bytes_are_a_fault(staff: FlaskClient, body: bytes, kind: str) -> None:
    check(staff.post("/api/v1/clients", data=body, content_type=kind))


@given(st.dictionaries(st.sampled_from(NAMES), _json, max_size=6))
@_fuzz
def test_no_mixture_of_fields_is_a_fault(staff: FlaskClient, lind: UUID, given_fields: dict[str, Any]) -> None:
    check(forms.create(staff, "clients", forms.client(lind) | given_fields))
    check(staff.post("/api/v1/assignments", data=json.dumps(given_fields), content_type="application/json"))


def test_odd_paths_are_not_found(staff: FlaskClient, maya: UUID) -> None:
    for path in (
        f"clients/{uuid7()}",
        "clients/7",
        "clients/me",
        f"clients/{{{maya}}}",
        "clients/%00",
        "clients/%ED%A0%80",
        f"clients/{maya}/entries",
        f"clients/{maya}/",
        "activities/..%2f..%2fetc%2fpasswd",
        "activities/%00",
        "clients/" + "x" * 5_000,
    ):
        answer = staff.get(f"/api/v1/{path}")
        assert (answer.status_code, forms.is_problem(answer)) == (404, True), path
    bodies = {"assignments": {"state": "ended"}, "sessions": {"cancelled": True}, "clients": {"daily_cap": 2}}
    for method, path in (("PATCH", "sessions"), ("PATCH", "assignments"), ("PATCH", "clients"), ("DELETE", "clients")):
        body = bodies[path]
        for name in (uuid7(), maya if path != "clients" else uuid7(), "7"):
            answer = staff.open(f"/api/v1/{path}/{name}", method=method, json=body)
            assert (answer.status_code, forms.is_problem(answer)) == (404, True), (path, name)


def test_another_method_is_told_which_ones_there_are(staff: FlaskClient, maya: UUID) -> None:
    for method, path, allowed in (
        ("PUT", "clients", "GET, HEAD, OPTIONS, POST"),
        ("DELETE", "clinicians", "GET, HEAD, OPTIONS, POST"),
        ("POST", f"clients/{maya}", "DELETE, GET, HEAD, OPTIONS, PATCH"),
        ("DELETE", "activities/grounding", "GET, HEAD, OPTIONS"),
        ("GET", f"sessions/{maya}", "OPTIONS, PATCH"),
        ("POST", "entries", "GET, HEAD, OPTIONS"),
    ):
        answer = staff.open(f"/api/v1/{path}", method=method, json={})
        assert (answer.status_code, forms.is_problem(answer)) == (405, True)
        assert answer.headers["Allow"] == allowed
