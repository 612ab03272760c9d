"""Good requests for every form, so that a test can spoil one field at a time."""

from typing import Any
from uuid import UUID

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

Form = dict[str, Any]


def clinician() -> Form:
    """A clinician to add."""
    return {"name": "Dr. Okoye", "email": "okoye@clinic.example", "zone": "America/Denver", "digest_lead_minutes": 60}


def client(clinician_id: UUID) -> Form:
    """A client to enrol."""
    return {
        "clinician_id": str(clinician_id),
        "display_name": "Jonas Okafor",
        "initials": "J.O.",
        "phone": "+12125550122",
        "zone": "America/New_York",
        "language": "en",
        "earliest": "09:00",
        "latest": "20:00",
        "daily_cap": 4,
    }


def session(clinician_id: UUID, client_id: UUID) -> Form:
    """A session to book."""
    return {
        "clinician_id": str(clinician_id),
        "client_ids": [str(client_id)],
        "starts_at": "2026-03-09T16:00:00-06:00",
    }


def assignment(clinician_id: UUID, client_id: UUID) -> Form:
    """A piece of homework to assign."""
    return {
        "client_id": str(client_id),
        "clinician_id": str(clinician_id),
        "activity": "reading",
        "schedule": {"kind": "weekdays", "days": ["mon", "thu"], "times": ["19:00"], "count": 6, "window_minutes": 600},
        "code_name": "garden",
        "link": "clinic.example/sleep",
        "title": "On sleep",
        "minutes": 10,
        "reason": "To see what helps",
        "cue": "After dinner, on the sofa",
        "introduce": True,
    }


def every(clinician_id: UUID, client_id: UUID) -> dict[str, Form]:
    """Each create and a request it takes."""
    return {
        "clinicians": clinician(),
        "clients": client(clinician_id),
        "sessions": session(clinician_id, client_id),
        "assignments": assignment(clinician_id, client_id),
    }


def create(staff: FlaskClient, what: str, form: Any, **headers: str) -> TestResponse:
    """Post a form."""
    return staff.post(f"/api/v1/{what}", json=form, headers=headers)


def is_problem(answer: TestResponse, *, naming: str | None = None) -> bool:
    """Whether an answer is an RFC 9457 problem, and blames this field or one inside it."""
    body = answer.json
    assert answer.mimetype == "application/problem+json", answer.text[:300]
    assert body["status"] == answer.status_code
    assert all(isinstance(body[name], str) and body[name] for name in ("type", "title", "detail")), body
    named = {error["field"] for error in body.get("errors", [])}
    assert all(error["detail"] for error in body.get("errors", []))
    return naming is None or any(field == naming or field.startswith(f"{naming}.") for field in named)
