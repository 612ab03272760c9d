"""The JSON API under /api/v1: what staff and the clinic's other systems say and read."""

from apiflask import APIBlueprint
from flask import Response, g, request

from services.api.tokens import find_token
from services.api.web.activities import add_activities
from services.api.web.assignments import add_assignments
from services.api.web.ground import Rest
from services.api.web.people import add_people
from services.api.web.problems import problem
from services.api.web.sessions import add_sessions
from services.api.web.strict_json import BadJson, check


def blueprint(rest: Rest) -> APIBlueprint:
    """The routes, each guarded by a bearer token."""
    api = APIBlueprint("api", __name__, url_prefix="/api/v1", tag="Between")
    _guard(api, rest)
    add_people(api, rest)
    add_sessions(api, rest)
    add_assignments(api, rest)
    add_activities(api, rest)
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
