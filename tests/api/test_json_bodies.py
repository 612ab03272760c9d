"""A body is JSON with one clear meaning, or it is refused with a problem that says where."""

import json
import time
from uuid import UUID

import pytest
from flask.testing import FlaskClient

from tests.api import forms
from tests.api.homework import stored
from tests.api.test_webhook_fields import Endless, chunked
from tests.conftest import Cluster

CLINICIAN = json.dumps(forms.clinician())

HOSTILE: dict[str, bytes] = {
    "empty": b"",
    "spaces": b"   ",
    "half": CLINICIAN[:-1].encode(),
    "twice": (CLINICIAN * 2).encode(),
    "single quotes": b"{'name': 'x'}",
    "trailing comma": b'{"name": "x",}',
    "comment": b'{"name": "x" /* why */}',
    "100,000 arrays": b"[" * 100_000 + b"]" * 100_000,
    "100,000 objects": b'{"a":' * 40_000 + b"1" + b"}" * 40_000,
    "unclosed arrays": b"[" * 200_000,
    "NaN": b'{"digest_lead_minutes": NaN}',
    "Infinity": b'{"digest_lead_minutes": Infinity}',
    "-Infinity": b'{"digest_lead_minutes": -Infinity}',
    "1e999": b'{"digest_lead_minutes": 1e999}',
    "-1e999": b'{"deep": [{"er": -1e999}]}',
    "equal keys": b'{"name": "Dr. Okoye", "name": "Mallory"}',
    "equal keys, escaped": b'{"name": "Dr. Okoye", "n\\u0061me": "Mallory"}',
    "equal keys, deep": b'{"schedule": {"kind": "once", "kind": "daily"}}',
    "5,000 digits": b'{"digest_lead_minutes": ' + b"9" * 5_000 + b"}",
    "5,000 negative digits": b'{"digest_lead_minutes": -' + b"9" * 5_000 + b"}",
    "latin-1": '{"name": "José"}'.encode("latin-1"),
    "UTF-16": CLINICIAN.encode("utf-16"),
    "UTF-16 without a mark": CLINICIAN.encode("utf-16-le"),
    "a byte order mark": b"\xef\xbb\xbf" + CLINICIAN.encode(),
    "a raw surrogate": b'{"name": "\xed\xa0\x80"}',
    "NUL": b'{"name": "a\0b"}',
    "a raw line end": b'{"name": "a\nb"}',
}


def test_a_body_that_is_not_clearly_json_is_refused(staff: FlaskClient, empty: Cluster) -> None:
    for body in HOSTILE.values():
        before, began = stored(empty), time.monotonic()
        answer = staff.post("/api/v1/clinicians", data=body, content_type="application/json")
        assert (answer.status_code, forms.is_problem(answer)) == (400, True)
        assert time.monotonic() - began < 1
        assert stored(empty) == before


NO_OBJECTS = ["null", "true", "7", '"words"', "[]", '[{"name": "x"}]']


def test_json_that_is_no_object_is_refused(staff: FlaskClient) -> None:
    for body in NO_OBJECTS:
        answer = staff.post("/api/v1/clinicians", data=body, content_type="application/json")
        assert (answer.status_code, forms.is_problem(answer)) == (422, True)


def test_an_empty_object_is_told_every_field_it_lacks(staff: FlaskClient) -> None:
    answer = staff.post("/api/v1/clinicians", json={})
    assert answer.status_code == 422
    assert {error["field"] for error in answer.json["errors"]} == {"name", "email", "zone"}


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "text/json", ""])
def test_a_body_that_is_not_declared_as_json_is_refused(staff: FlaskClient, kind: str) -> None:
    answer = staff.post("/api/v1/clinicians", data=CLINICIAN, content_type=kind)
    assert (answer.status_code, forms.is_problem(answer)) == (415, True)


def test_a_body_larger_than_256_kb_is_refused(staff: FlaskClient, empty: Cluster) -> None:
    before = stored(empty)
    answer = staff.post("/api/v1/clinicians", json=forms.clinician() | {"name": "x" * 262_144})
    assert (answer.status_code, forms.is_problem(answer)) == (413, True)
    assert "256 kB" in answer.json["detail"]
    assert stored(empty) == before


def test_a_body_that_does_not_say_how_long_it_is_is_read_only_up_to_the_limit(staff: FlaskClient) -> None:
    body = Endless()
    answer = staff.post("/api/v1/clinicians", content_type="application/json", environ_overrides=chunked(body))
    assert (answer.status_code, forms.is_problem(answer)) == (400, True)
    assert body.read_so_far < 1_000_000


def test_a_brace_inside_a_string_is_not_a_level(staff: FlaskClient) -> None:
    answer = staff.post("/api/v1/clinicians", json=forms.clinician() | {"name": '[{"\\' * 25})
    assert answer.status_code == 201


def test_long_words_are_refused_by_the_field_that_is_too_long(staff: FlaskClient, lind: UUID) -> None:
    answer = forms.create(staff, "clients", forms.client(lind) | {"display_name": "x" * 250_000})
    assert (answer.status_code, forms.is_problem(answer, naming="display_name")) == (422, True)
