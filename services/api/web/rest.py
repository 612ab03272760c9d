"""The JSON API under /api/v1: what staff and the clinic's other systems say and read."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from apiflask import APIBlueprint
from apiflask.types import ResponseReturnValueType
from flask import Response, g, request
from sqlalchemy import Connection

from services.api.browsing import Browsing
from services.api.caseload import Caseload
from services.api.errors import NotFound, ScheduleNeeded
from services.api.once import Once
from services.api.tokens import find_token
from services.api.web import forms
from services.api.web.problems import problem
from services.api.web.strict_json import BadJson, check
from shared.activities import library
from shared.activities.definition import Activity
from shared.activities.state import Params
from shared.clock import Now
from shared.database import Database
from shared.schedule import to_json as schedule_to_json

Answer = tuple[dict[str, Any], int]


@dataclass(frozen=True)
class Rest:
    """What the JSON API stands on."""

    database: Database
    caseload: Caseload
    browsing: Browsing
    once: Once
    now: Now


def blueprint(rest: Rest) -> APIBlueprint:
    """The routes, each guarded by a bearer token."""
    api = APIBlueprint("api", __name__, url_prefix="/api/v1", tag="Between")
    _guard(api, rest)
    _people(api, rest)
    _sessions(api, rest)
    _assignments(api, rest)
    _reading(api, rest)
    return api


def _guard(api: APIBlueprint, rest: Rest) -> None:
    @api.before_request
    def require_token() -> Response | None:
        scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() == "bearer" and secret:
            with rest.database.begin() as db:
                g.token_id = find_token(db, secret.strip())
        if g.get("token_id") is None:
            answer = problem(
                401, "Send a valid token: 'Authorization: Bearer ...'. Make one with: between token create"
            )
            answer.headers["WWW-Authenticate"] = "Bearer"
            return answer
        return None

    @api.before_request
    def require_json() -> Response | None:
        if request.method not in ("POST", "PATCH"):
            return None
        if not request.is_json:
            return problem(415, "Send JSON, with the header 'Content-Type: application/json'.")
        try:
            check(request.get_data())
        except BadJson as trouble:
            return problem(400, str(trouble))
        return None


def _created(rest: Rest, work: Callable[[Connection], UUID]) -> Response:
    """Create something in one transaction, once per Idempotency-Key."""

    with rest.database.begin() as db:

        def create() -> Answer:
            return {"id": str(work(db))}, 201

        key = request.headers.get("Idempotency-Key")
        if key is None:
            body, status = create()
        elif not 1 <= len(key) <= 200 or not key.isascii() or not key.isprintable():
            return problem(400, "The Idempotency-Key must be 1 to 200 plain characters.")
        else:
            sent = f"{request.method} {request.path}\n".encode() + request.get_data()
            body, status = rest.once.answer(db, token_id=g.token_id, key=key, request=sent, now=rest.now(), work=create)
    return Response(json.dumps(body), status=status, mimetype="application/json")


def _people(api: APIBlueprint, rest: Rest) -> None:
    @api.post("/clinicians")
    @api.input(forms.ClinicianForm)
    @api.output(forms.Created, status_code=201)
    @api.doc(summary="Add a clinician", security="token")
    def add_clinician(json_data: dict[str, Any]) -> ResponseReturnValueType:
        return _created(rest, lambda db: rest.caseload.add_clinician(db, **json_data))

    @api.get("/clinicians")
    @api.input(forms.PageQuery, location="query")
    @api.output(forms.page_of(forms.ClinicianView))
    @api.doc(summary="List clinicians", security="token")
    def list_clinicians(query_data: dict[str, Any]) -> ResponseReturnValueType:
        with rest.database.begin() as db:
            return rest.browsing.clinicians(db, **query_data)

    @api.post("/clients")
    @api.input(forms.ClientForm)
    @api.output(forms.Created, status_code=201)
    @api.doc(summary="Enrol a client; the opt-in text goes out", security="token")
    def enrol_client(json_data: dict[str, Any]) -> ResponseReturnValueType:
        return _created(rest, lambda db: rest.caseload.enrol(db, **json_data))

    @api.get("/clients")
    @api.input(forms.PageQuery, location="query")
    @api.output(forms.page_of(forms.ClientView))
    @api.doc(summary="List clients", security="token")
    def list_clients(query_data: dict[str, Any]) -> ResponseReturnValueType:
        with rest.database.begin() as db:
            return rest.browsing.clients(db, **query_data)

    @api.get("/clients/<uuid:client_id>")
    @api.output(forms.ClientView)
    @api.doc(summary="Read one client", security="token")
    def read_client(client_id: UUID) -> ResponseReturnValueType:
        with rest.database.begin() as db:
            found = rest.browsing.clients(db, limit=1, after=None, client_id=client_id)["items"]
        if not found:
            raise NotFound
        return found[0]  # type: ignore[no-any-return]

    @api.delete("/clients/<uuid:client_id>")
    @api.output({}, status_code=204)
    @api.doc(summary="Erase a client and every word of theirs, for good", security="token")
    def erase_client(client_id: UUID) -> ResponseReturnValueType:
        with rest.database.begin() as db:
            rest.caseload.erase(db, client_id)
        return "", 204


def _sessions(api: APIBlueprint, rest: Rest) -> None:
    @api.post("/sessions")
    @api.input(forms.SessionForm)
    @api.output(forms.Created, status_code=201)
    @api.doc(summary="Book a session; its digest follows", security="token")
    def book_session(json_data: dict[str, Any]) -> ResponseReturnValueType:
        return _created(rest, lambda db: rest.caseload.book(db, **json_data))

    @api.get("/sessions")
    @api.input(forms.ClientPageQuery, location="query")
    @api.output(forms.page_of(forms.SessionView))
    @api.doc(summary="List sessions", security="token")
    def list_sessions(query_data: dict[str, Any]) -> ResponseReturnValueType:
        with rest.database.begin() as db:
            return rest.browsing.sessions(db, **query_data)

    @api.patch("/sessions/<uuid:session_id>")
    @api.input(forms.SessionChange)
    @api.output({}, status_code=204)
    @api.doc(summary="Move or cancel a session", security="token")
    def change_session(session_id: UUID, json_data: dict[str, Any]) -> ResponseReturnValueType:
        with rest.database.begin() as db:
            if "starts_at" in json_data:
                rest.caseload.move_session(db, session_id, json_data["starts_at"])
            else:
                rest.caseload.cancel_session(db, session_id)
        return "", 204


def _assignments(api: APIBlueprint, rest: Rest) -> None:
    @api.post("/assignments")
    @api.input(forms.AssignmentForm)
    @api.output(forms.Created, status_code=201)
    @api.doc(summary="Assign homework to a client", security="token")
    def assign(json_data: dict[str, Any]) -> ResponseReturnValueType:
        return _created(rest, lambda db: rest.caseload.assign(db, **_agreed(json_data)))

    @api.get("/assignments")
    @api.input(forms.ClientPageQuery, location="query")
    @api.output(forms.page_of(forms.AssignmentView))
    @api.doc(summary="List assignments", security="token")
    def list_assignments(query_data: dict[str, Any]) -> ResponseReturnValueType:
        with rest.database.begin() as db:
            return rest.browsing.assignments(db, **query_data)

    @api.patch("/assignments/<uuid:assignment_id>")
    @api.input(forms.AssignmentChange)
    @api.output({}, status_code=204)
    @api.doc(summary="End an assignment", security="token")
    def end_assignment(assignment_id: UUID, json_data: dict[str, Any]) -> ResponseReturnValueType:
        with rest.database.begin() as db:
            rest.caseload.end_assignment(db, assignment_id)
        return "", 204


def _agreed(given: dict[str, Any]) -> dict[str, Any]:
    """What was agreed, with the library's own schedule, code name and minutes where nothing else was said.

    Raises UnknownActivity, InvalidParams, ScheduleNeeded.
    """
    activity = library.latest(given["activity"])
    schedule = given["schedule"] or activity.schedule
    if schedule is None:
        raise ScheduleNeeded
    params = Params(
        code=given["code_name"] or activity.code_name,
        link=given["link"],
        title=given["title"],
        minutes=given["minutes"] or activity.minutes,
    )
    people = {name: given[name] for name in ("client_id", "clinician_id", "reason")}
    return {**people, "slug": activity.slug, "params": params, "schedule": schedule}


def _reading(api: APIBlueprint, rest: Rest) -> None:
    @api.get("/entries")
    @api.input(forms.EntryQuery, location="query")
    @api.output(forms.page_of(forms.EntryView))
    @api.doc(summary="Read one client's entries, verbatim", security="token")
    def list_entries(query_data: dict[str, Any]) -> ResponseReturnValueType:
        with rest.database.begin() as db:
            return rest.browsing.entries(db, **query_data)

    @api.get("/undelivered")
    @api.input(forms.ClientPageQuery, location="query")
    @api.output(forms.page_of(forms.UndeliveredView))
    @api.doc(summary="List texts that did not arrive", security="token")
    def list_undelivered(query_data: dict[str, Any]) -> ResponseReturnValueType:
        with rest.database.begin() as db:
            return rest.browsing.undelivered(db, **query_data)

    @api.get("/activities")
    @api.output(forms.page_of(forms.ActivityView))
    @api.doc(summary="List the activity library", security="token")
    def list_activities() -> ResponseReturnValueType:
        return {"items": [_describe(activity) for activity in library.all()], "next": None}

    @api.get("/activities/<slug>")
    @api.output(forms.ActivityView)
    @api.doc(summary="Read one activity", security="token")
    def read_activity(slug: str) -> ResponseReturnValueType:
        for activity in library.all():
            if activity.slug == slug:
                return _describe(activity)
        raise NotFound


def _describe(activity: Activity) -> dict[str, Any]:
    return {
        "slug": activity.slug,
        "version": activity.version,
        "title": activity.title,
        "kind": activity.kind,
        "why": activity.why,
        "intensity": activity.intensity,
        "populations": list(activity.populations),
        "code_name": activity.code_name,
        "minutes": activity.minutes,
        "keyword": activity.keyword,
        "schedule": schedule_to_json(activity.schedule) if activity.schedule else None,
        "steps": [
            {"key": step.key, "asks": step.ask.speak("en"), "answer": step.answer.kind, "required": step.required}
            for step in activity.steps
        ],
    }
