"""Reads what the product asks to be sent, and refuses what the carrier would refuse."""

import mimetypes
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit

from simulator.carrier import Carrier, new_text
from simulator.phones import is_e164
from simulator.refusals import Refused
from simulator.texts import Media, Text, new_sid

Form = Mapping[str, Sequence[str]]

_SERVICE = re.compile(r"MG[0-9a-fA-F]{32}")
_HOST = re.compile(r"[A-Za-z0-9.\-]+|\[?[0-9a-fA-F:]+\]?")
_LONGEST = 1600
_LONGEST_VALIDITY = 36_000


@dataclass(frozen=True, slots=True)
class Order:
    """A text to send and how long to hold it back first."""

    text: Text
    wait_seconds: float


def read_order(carrier: Carrier, form: Form) -> Order:
    """The text a create asks for. Raises Refused with the carrier's number for what is wrong with it."""
    to, sender, body = first(form, "To"), first(form, "From"), first(form, "Body")
    service = first(form, "MessagingServiceSid")
    media_urls = [url for url in form.get("MediaUrl", ()) if url]
    clinic = carrier.settings.clinic_number
    if not to:
        raise Refused(21604)
    if not is_e164(to):
        raise Refused(21211, to)
    if not sender and not service:
        raise Refused(21603)
    if service and not _SERVICE.fullmatch(service):
        raise Refused(21701, service, status=404)
    if sender and sender != clinic:
        raise Refused(21606, sender)
    if to == clinic:
        raise Refused(21266, to)
    if not body and not media_urls:
        raise Refused(21602)
    if len(body) > _LONGEST:
        raise Refused(21617)
    callback = first(form, "StatusCallback")
    if callback and not _is_callback(callback):
        raise Refused(21609, callback)
    if carrier.phones.is_opted_out(to):
        raise Refused(21610)
    wait_seconds = _wait(carrier, form, service)
    now = carrier.now()
    media = [_linked(url, now) for url in media_urls]
    text = new_text(new_sid("MM" if media else "SM"), "outbound-api", clinic, to, body, "queued", now, media)
    if service:
        text.service_sid = service
        text.status = "scheduled" if wait_seconds else "accepted"
    text.status_callback = callback or None
    text.validity_seconds = _validity(form)
    return Order(text, wait_seconds)


def first(form: Form, name: str) -> str:
    """The first value of a field, empty when it is not there."""
    values = form.get(name)
    return values[0] if values else ""


def _is_callback(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme in ("http", "https") and bool(parts.hostname and _HOST.fullmatch(parts.hostname))


def _linked(url: str, now: float) -> Media:
    return Media(new_sid("ME"), mimetypes.guess_type(urlsplit(url).path)[0] or "image/jpeg", now, url=url)


def _validity(form: Form) -> int:
    wish = first(form, "ValidityPeriod")
    return min(int(wish), _LONGEST_VALIDITY) if wish.isdecimal() and int(wish) > 0 else _LONGEST_VALIDITY


def _wait(carrier: Carrier, form: Form, service: str) -> float:
    """Seconds until a scheduled text leaves; 0 for an ordinary one."""
    if first(form, "ScheduleType") != "fixed" or not first(form, "SendAt"):
        return 0.0
    if not service:
        raise Refused(35118)
    at = datetime.fromisoformat(first(form, "SendAt"))
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return max(0.001, at.timestamp() - carrier.now())
