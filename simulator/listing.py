"""Finds texts the way the carrier's list does: newest first, filtered, in pages."""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from simulator.carrier import Carrier
from simulator.refusals import Refused
from simulator.resources import account_path, message_json
from simulator.texts import Text

_FILTERS = ("To", "From", "DateSent", "DateSent<", "DateSent>")
_LARGEST_PAGE = 1000
_TOKEN = re.compile(r"PA[0-9a-f]{32}")


def list_messages(carrier: Carrier, query: Mapping[str, str], lag_seconds: float = 0.0) -> dict[str, Any]:
    """One page of messages and the addresses of its neighbours.

    The page token names the last text of the page before, so a page does not shift when new texts arrive. A text
    younger than `lag_seconds` is not listed yet. Filtering by date leaves out what has not been sent.
    Raises Refused for a page or date that cannot be read.
    """
    size = min(_whole(query, "PageSize", 50) or 50, _LARGEST_PAGE)
    page = _whole(query, "Page", 0)
    token = query.get("PageToken", "")
    before = int(token[2:], 16) if _TOKEN.fullmatch(token) else None
    skip = page * size if before is None else 0
    found: list[Text] = []
    more = False
    for text in _matching(carrier, query, carrier.now() - lag_seconds):
        if before is not None and text.number >= before:
            continue
        if skip:
            skip -= 1
            continue
        if len(found) == size:
            more = True
            break
        found.append(text)
    path = f"{account_path(carrier.settings.account_sid)}/Messages.json"
    kept = {name: query[name] for name in _FILTERS if name in query} | {"PageSize": str(size)}

    def address(number: int, token: str = "") -> str:
        return f"{path}?{urlencode(kept | {'Page': str(number)} | ({'PageToken': token} if token else {}))}"

    start = page * size
    return {
        "messages": [message_json(text, carrier.settings.account_sid) for text in found],
        "page": page,
        "page_size": size,
        "start": start,
        "end": start + max(len(found) - 1, 0),
        "uri": address(page, token),
        "first_page_uri": address(0),
        "next_page_uri": address(page + 1, f"PA{found[-1].number:032x}") if more else None,
        "previous_page_uri": address(page - 1) if page else None,
    }


def _matching(carrier: Carrier, query: Mapping[str, str], newest: float) -> Iterator[Text]:
    to, sender = query.get("To"), query.get("From")
    clinic = carrier.settings.clinic_number
    phone = next((number for number in (to, sender) if number and number != clinic), None)
    earliest, latest = _span(query)
    for text in carrier.texts.newest_first(phone):
        if text.created_at > newest and text.direction != "inbound":
            continue
        if (to and text.recipient != to) or (sender and text.sender != sender):
            continue
        if earliest is not None and (text.sent_at is None or int(text.sent_at) < earliest):
            continue
        if latest is not None and (text.sent_at is None or int(text.sent_at) > latest):
            continue
        yield text


def _span(query: Mapping[str, str]) -> tuple[float | None, float | None]:
    """First and last second asked for: `DateSent` is a whole day in UTC, `DateSent>` and `DateSent<` include their
    instant, where a bare date is its midnight.
    """
    if "DateSent" in query:
        day = _instant(query["DateSent"]).replace(hour=0, minute=0, second=0, microsecond=0)
        return day.timestamp(), (day + timedelta(days=1)).timestamp() - 1
    after, before = query.get("DateSent>"), query.get("DateSent<")
    return (_instant(after).timestamp() if after else None), (_instant(before).timestamp() if before else None)


def _instant(value: str) -> datetime:
    try:
        instant = datetime.fromisoformat(value)
    except ValueError as error:
        raise Refused(20001, value) from error
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)


def _whole(query: Mapping[str, str], name: str, otherwise: int) -> int:
    value = query.get(name, "")
    if not value:
        return otherwise
    if not value.isdecimal():
        raise Refused(20001, f"{name}={value}")
    return int(value)
