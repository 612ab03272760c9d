"""The OpenAPI document: what APIFlask derives from the routes and forms, and what holds for every one of them."""

from typing import Any

from apiflask import APIFlask

_SUBJECTS = ("clinicians", "clients", "sessions", "assignments", "entries", "undelivered", "activities")
_TEXT = {"type": "string"}
_PROBLEM = {
    "type": "object",
    "description": "RFC 9457 problem details. `errors` names each field at fault.",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": _TEXT,
        "title": _TEXT,
        "status": {"type": "integer"},
        "detail": _TEXT,
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["field", "detail"],
                "properties": {"field": _TEXT, "detail": _TEXT},
            },
        },
    },
}
_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "The same key and body again give the same answer and create nothing.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 200},
}
_ANYWHERE = {
    "401": "There is no token, or it is not known or was revoked.",
    "503": "The database cannot be reached; nothing was saved. Retry-After says when to try again.",
}
_WITH_ID = {"404": "There is no such thing here."}
_WITH_QUERY = {"422": "A query parameter cannot be used; `errors` names it."}
_WITH_BODY = {
    "400": "The body is not JSON with one clear meaning, or the Idempotency-Key cannot be used.",
    "409": "It does not go together with what is there already.",
    "413": "The body is larger than 256 kB.",
    "415": "The body is not declared as JSON.",
    "422": "A field cannot be used; `errors` names it.",
}


def register(app: APIFlask) -> None:
    """Describe tokens, problems and idempotency keys once, for every route."""
    app.config["AUTO_AUTH_ERROR_RESPONSE"] = False
    app.config["AUTO_404_RESPONSE"] = False
    app.config["AUTO_VALIDATION_ERROR_RESPONSE"] = False
    app.security_schemes = {"token": {"type": "http", "scheme": "bearer"}}

    @app.spec_processor
    def _finish(spec: dict[str, Any] | str) -> dict[str, Any] | str:
        assert isinstance(spec, dict)
        spec["info"]["description"] = "What clinic staff and their other systems say to Between, and read from it."
        spec["components"].setdefault("schemas", {})["Problem"] = _PROBLEM
        spec["paths"] = dict(sorted(spec["paths"].items(), key=_by_subject))
        for path, verbs in spec["paths"].items():
            for verb, operation in verbs.items():
                if verb == "post":
                    operation.setdefault("parameters", []).append(_KEY)
                if verb in ("get", "post", "patch", "delete"):
                    operation["responses"] |= _problems(path, operation)
        return spec


def _by_subject(described: tuple[str, Any]) -> tuple[int, int]:
    # In the order a clinic comes to them; a list before one of its items.
    path, _ = described
    return _SUBJECTS.index(path.split("/")[3]), len(path)


def _problems(path: str, operation: dict[str, Any]) -> dict[str, Any]:
    expected = dict(_ANYWHERE)
    if "{" in path:
        expected |= _WITH_ID
    if any(parameter["in"] == "query" for parameter in operation.get("parameters", [])):
        expected |= _WITH_QUERY
    if "requestBody" in operation:
        expected |= _WITH_BODY
    shape = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {status: {"description": why, "content": shape} for status, why in sorted(expected.items())}
