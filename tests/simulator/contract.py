"""What Twilio's published OpenAPI (twilio-oai, spec/json/twilio_api_v2010.json, 2026-04-14) says a message looks like.

Only the names and types of fields, as facts, in JSON Schema; every field is required here because the carrier always
sends all of them.
"""

from typing import Any


def _sid(prefix: str) -> dict[str, Any]:
    return {"type": "string", "pattern": f"^({prefix})[0-9a-fA-F]{{32}}$"}


def _or_null(schema: dict[str, Any]) -> dict[str, Any]:
    return {"anyOf": [schema, {"type": "null"}]}


def _exactly(fields: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": fields, "required": sorted(fields), "additionalProperties": False}


_DAY, _MONTH = "(Mon|Tue|Wed|Thu|Fri|Sat|Sun)", "(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
_RFC_2822 = {"type": "string", "pattern": rf"^{_DAY}, \d\d {_MONTH} \d{{4}} \d\d:\d\d:\d\d \+0000$"}
_TEXT = {"type": "string"}
_WHOLE = {"type": "integer"}
STATUSES = ["queued", "sending", "sent", "failed", "delivered", "undelivered", "receiving", "received", "accepted",
            "scheduled", "read", "partially_delivered", "canceled"]  # fmt: skip

MESSAGE = _exactly(
    {
        "account_sid": _sid("AC"),
        "api_version": {"const": "2010-04-01"},
        "body": _TEXT,
        "date_created": _RFC_2822,
        "date_sent": _or_null(_RFC_2822),
        "date_updated": _RFC_2822,
        "direction": {"enum": ["inbound", "outbound-api", "outbound-call", "outbound-reply"]},
        "error_code": _or_null(_WHOLE),
        "error_message": _or_null(_TEXT),
        "from": _or_null(_TEXT),
        "messaging_service_sid": _or_null(_sid("MG")),
        "num_media": {"type": "string", "pattern": r"^\d+$"},
        "num_segments": {"type": "string", "pattern": r"^\d+$"},
        "price": _or_null(_TEXT),
        "price_unit": _or_null(_TEXT),
        "sid": _sid("SM|MM"),
        "status": {"enum": STATUSES},
        "subresource_uris": {"type": "object", "required": ["media"], "additionalProperties": _TEXT},
        "to": _TEXT,
        "uri": _TEXT,
    }
)
MEDIA = _exactly(
    {
        "account_sid": _sid("AC"),
        "content_type": _TEXT,
        "date_created": _RFC_2822,
        "date_updated": _RFC_2822,
        "parent_sid": _sid("SM|MM"),
        "sid": _sid("ME"),
        "uri": _TEXT,
    }
)
_PAGE = {
    "end": _WHOLE,
    "first_page_uri": _TEXT,
    "next_page_uri": _or_null(_TEXT),
    "page": _WHOLE,
    "page_size": _WHOLE,
    "previous_page_uri": _or_null(_TEXT),
    "start": _WHOLE,
    "uri": _TEXT,
}
MESSAGE_LIST = _exactly(_PAGE | {"messages": {"type": "array", "items": MESSAGE}})
MEDIA_LIST = _exactly(_PAGE | {"media_list": {"type": "array", "items": MEDIA}})
