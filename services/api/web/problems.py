"""The one place where trouble becomes a response: RFC 9457 problem JSON that names the field."""

import json
from typing import Any

import psycopg
from apiflask import APIFlask
from apiflask.exceptions import HTTPError
from flask import Response, g, request
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge
from werkzeug.http import HTTP_STATUS_CODES

from services.api.errors import Refused, UnfitActivity
from services.api.filling import NAMES
from shared import log
from shared.activities.library import UnknownActivity
from shared.activities.state import InvalidParams

_log = log.get(__name__)


def problem(status: int, detail: str, errors: list[dict[str, str]] | None = None) -> Response:
    """A problem response. `errors` lists {"field", "detail"} for each input at fault."""
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": HTTP_STATUS_CODES.get(status, "Error"),
        "status": status,
        "detail": detail,
    }
    if errors:
        body["errors"] = errors
    return Response(json.dumps(body), status=status, mimetype="application/problem+json")


def register(app: APIFlask) -> None:
    """Teach the application to answer every failure with a problem."""

    @app.error_processor
    def _validation(error: HTTPError) -> Response:
        found = list(_flatten(error.detail, ""))
        detail = "The request has a problem in: " + ", ".join(item["field"] for item in found) if found else ""
        return problem(error.status_code, detail or error.message or "", found)

    @app.errorhandler(Refused)
    def _refused(error: Refused) -> Response:
        named = [{"field": error.field, "detail": str(error)}] if error.field else None
        return problem(error.status, str(error), named)

    @app.errorhandler(UnfitActivity)
    def _unfit(error: UnfitActivity) -> Response:
        named = [{"field": field, "detail": detail} for field, detail in error.troubles]
        return problem(error.status, str(error), named)

    @app.errorhandler(UnknownActivity)
    def _unknown_activity(error: UnknownActivity) -> Response:
        detail = "There is no such activity. List them with GET /api/v1/activities."
        return problem(422, detail, [{"field": "activity", "detail": detail}])

    @app.errorhandler(InvalidParams)
    def _invalid_params(error: InvalidParams) -> Response:
        field = next((name for name, filled in NAMES.items() if filled == error.field), error.field)
        trouble = str(error).removeprefix(f"{error.field}: ")
        detail = f"{trouble[:1].upper()}{trouble[1:]}."
        return problem(422, detail, [{"field": field, "detail": detail}])

    @app.errorhandler(psycopg.OperationalError)
    @app.errorhandler(OperationalError)
    @app.errorhandler(PoolTimeout)
    def _database_away(error: Exception) -> Response:
        _log.error("api.database", error=log.place(error))
        # 503, so that a carrier that was asked to tries again, and staff know that nothing was saved.
        answer = problem(503, "The database cannot be reached just now. Nothing was saved; try again in a minute.")
        answer.headers["Retry-After"] = "30"
        return answer

    @app.errorhandler(RequestEntityTooLarge)
    def _too_large(error: RequestEntityTooLarge) -> Response:
        return problem(413, f"The body is larger than {app.config['MAX_CONTENT_LENGTH'] // 1024} kB.")

    @app.errorhandler(HTTPException)
    def _http(error: HTTPException) -> Response:
        answer = problem(error.code or 500, error.description or "")
        if error.code == 405 and (allowed := getattr(error, "valid_methods", None)):
            answer.headers["Allow"] = ", ".join(sorted(allowed))
        return answer

    @app.errorhandler(Exception)
    def _unexpected(error: Exception) -> Response:
        _log.error("api.unexpected", path=request.path, error=log.place(error), token_id=str(g.get("token_id", "")))
        return problem(500, "Something went wrong on our side and was logged. Nothing was saved.")


def _flatten(detail: Any, path: str) -> Any:
    """Marshmallow's nested messages as {"field", "detail"} pairs, without the name of the location."""
    if isinstance(detail, dict):
        for key, inner in detail.items():
            at_root = not path and key in ("json", "query", "json_or_form", "headers", "path")
            name = path if at_root or key == "_schema" else f"{path}.{key}" if path else str(key)
            yield from _flatten(inner, name)
    elif isinstance(detail, list) and detail and not isinstance(detail[0], str):
        for inner in detail:
            yield from _flatten(inner, path)
    elif isinstance(detail, list):
        yield {"field": path or "body", "detail": " ".join(str(item) for item in detail)}
    elif detail:
        yield {"field": path or "body", "detail": str(detail)}
