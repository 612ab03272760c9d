"""Nobody reads or writes without a valid token, and no answer may be kept or framed."""

from uuid import UUID

from flask.testing import FlaskClient

from services.api.main import Api
from services.api.tables import token
from shared.clock import VirtualClock
from tests.activities import evening_walk
from tests.api import forms
from tests.api.homework import stored
from tests.conftest import Cluster

BAD = [
    "",
    "Bearer",
    "Bearer ",
    "Bearer  ",
    "Bearer btw_guess",
    "Basic dXNlcjpwYXNz",
    "bearer x y",
    "Token t",
    "Bearer é",
]
BAD += ["Bearer \x00", "Bearer " + "x" * 10_000, "btw_" + "x" * 43, "Bearer ' or 1=1 --"]


def every_route(lind: UUID, maya: UUID) -> list[tuple[str, str, object]]:
    """Each route with a body it would take."""
    routes: list[tuple[str, str, object]] = [("POST", what, form) for what, form in forms.every(lind, maya).items()]
    routes += [("GET", what, None) for what in ("clinicians", "clients", "sessions", "assignments", "activities")]
    routes += [("GET", f"clients/{maya}", None), ("GET", f"entries?client_id={maya}", None)]
    routes += [("GET", "activities/grounding", None), ("DELETE", f"clients/{maya}", None)]
    routes += [("GET", "activities/bundle", None), ("POST", "activities", evening_walk())]
    routes += [("POST", "activities/bundle", {"format": "between-activities-1", "activities": [evening_walk()]})]
    return [
        *routes,
        ("PATCH", f"clients/{maya}", {"daily_cap": 2}),
        ("PATCH", f"sessions/{maya}", {"cancelled": True}),
        ("PATCH", f"assignments/{maya}", {"state": "ended"}),
    ]


def test_every_route_wants_a_valid_token(web: FlaskClient, lind: UUID, maya: UUID, empty: Cluster) -> None:
    before = stored(empty)
    for headers in ({}, *({"Authorization": given} for given in BAD)):
        for method, path, body in every_route(lind, maya):
            answer = web.open(f"/api/v1/{path}", method=method, json=body, headers=headers)
            assert (answer.status_code, forms.is_problem(answer)) == (401, True), (path, headers)
            assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert stored(empty) == before


def test_a_revoked_token_is_as_good_as_none(staff: FlaskClient, api: Api, clock: VirtualClock) -> None:
    assert staff.get("/api/v1/clients").status_code == 200
    with api.database.begin() as db:
        db.execute(token.update().values(revoked_at=clock()))
    assert staff.get("/api/v1/clients").status_code == 401


def test_a_token_is_never_stored_as_it_is(staff: FlaskClient, api: Api) -> None:
    secret = staff.environ_base["HTTP_AUTHORIZATION"].removeprefix("Bearer ")
    with api.database.begin() as db:
        [row] = db.execute(token.select())
    assert secret.encode() not in row.digest and secret not in row.name


def test_no_answer_may_be_kept_framed_or_guessed_at(staff: FlaskClient, web: FlaskClient, maya: UUID) -> None:
    for answer in (
        staff.get(f"/api/v1/entries?client_id={maya}"),
        web.get("/api/v1/clients"),
        web.get("/nowhere"),
        web.get("/api/v1/docs"),
        web.get("/healthz"),
    ):
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["X-Frame-Options"] == "DENY"


def test_staff_see_the_end_of_a_number_and_never_the_whole(staff: FlaskClient, maya: UUID) -> None:
    answer = staff.get(f"/api/v1/clients/{maya}")
    assert answer.json["phone_ends_in"] == "11"
    assert "5055550111" not in answer.text
