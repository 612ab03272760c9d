"""Texts and media as the carrier's REST interface writes them."""

from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any

from simulator.refusals import explain
from simulator.segments import count_segments
from simulator.texts import Media, Text

API_VERSION = "2010-04-01"


def account_path(account_sid: str) -> str:
    """Where everything of one account lives."""
    return f"/{API_VERSION}/Accounts/{account_sid}"


def rfc2822(instant: float | None) -> str | None:
    """`Fri, 24 May 2019 17:44:46 +0000`, whole seconds, as in every date of this interface."""
    return None if instant is None else format_datetime(datetime.fromtimestamp(int(instant), UTC))


def message_json(text: Text, account_sid: str) -> dict[str, Any]:
    """One message with every field the carrier's OpenAPI names.

    With a messaging service the sender and the segments are not known before the text leaves the queue.
    """
    waiting = text.service_sid is not None and text.status in ("accepted", "scheduled")
    uri = f"{account_path(account_sid)}/Messages/{text.sid}"
    return {
        "account_sid": account_sid,
        "api_version": API_VERSION,
        "body": text.body,
        "date_created": rfc2822(text.created_at),
        "date_sent": rfc2822(text.sent_at),
        "date_updated": rfc2822(text.updated_at),
        "direction": text.direction,
        "error_code": text.error_code,
        "error_message": None if text.error_code is None else explain(text.error_code),
        "from": None if waiting else text.sender,
        "messaging_service_sid": text.service_sid,
        "num_media": str(len(text.media)),
        "num_segments": "0" if waiting else str(count_segments(text.body)),
        "price": None,
        "price_unit": "USD",
        "sid": text.sid,
        "status": text.status,
        "subresource_uris": {"media": f"{uri}/Media.json", "feedback": f"{uri}/Feedback.json"},
        "to": text.recipient,
        "uri": f"{uri}.json",
    }


def media_json(media: Media, text: Text, account_sid: str) -> dict[str, Any]:
    """One picture of a message."""
    return {
        "account_sid": account_sid,
        "content_type": media.content_type,
        "date_created": rfc2822(media.created_at),
        "date_updated": rfc2822(media.created_at),
        "parent_sid": text.sid,
        "sid": media.sid,
        "uri": f"{account_path(account_sid)}/Messages/{text.sid}/Media/{media.sid}.json",
    }
