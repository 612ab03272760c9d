"""The carrier's webhooks: signed, well-formed and ours, or refused.

Twilio signs the URL followed by the sorted names and values with nothing in between, so a valid signature does not
say where one field ends and the next begins: a `From` pushed into `Body` still checks out. Every field we use must
therefore be there once and have its exact shape.
"""

import base64
import hashlib
import hmac
import re
from collections.abc import Iterable, Mapping
from urllib.parse import unquote_to_bytes, urlsplit
from uuid import UUID

from flask import Blueprint, Response, abort, request
from twilio.request_validator import RequestValidator
from twilio.twiml.messaging_response import MessagingResponse

from services.api.inbox import Inbox
from services.api.receipts import Receipts
from services.api.received import InboundText

Form = Mapping[bytes, bytes]

_SID = re.compile(rb"(SM|MM)[0-9a-f]{32}")
# A phone in E.164, or a short code.
_ADDRESS = re.compile(rb"\+?[0-9]{3,15}")
_STATUS = re.compile(rb"[a-z_-]{3,32}")
_MOST_FIELDS = 200


class Webhooks:
    """What the two webhooks need."""

    def __init__(self, inbox: Inbox, receipts: Receipts, *, account_sid: str, auth_token: str, public_url: str) -> None:
        self._inbox = inbox
        self._receipts = receipts
        self._account_sid = account_sid.encode()
        self._auth_token = auth_token
        self._public_url = public_url.rstrip("/")

    def blueprint(self) -> Blueprint:
        """The routes, to be registered on the application."""
        doors = Blueprint("twilio", __name__, url_prefix="/twilio")
        doors.add_url_rule("/inbound", view_func=self.inbound, methods=["POST"])
        doors.add_url_rule("/status", view_func=self.status, methods=["POST"])
        return doors

    def inbound(self) -> Response:
        """A client's text. Answers with TwiML: the reply, or nothing."""
        form = self._checked_form()
        _require(form, {b"MessageSid": _SID, b"From": _ADDRESS, b"To": _ADDRESS})
        if b"Body" not in form:
            abort(400, "Body is missing.")
        replies = self._inbox.receive(
            InboundText(
                sid=form[b"MessageSid"].decode(),
                sender=form[b"From"].decode(),
                body=_as_text(form[b"Body"]),
                has_picture=form.get(b"NumMedia", b"0") not in (b"", b"0"),
            )
        )
        return _twiml(replies)

    def status(self) -> Response:
        """A status callback for a text of ours."""
        form = self._checked_form()
        _require(form, {b"MessageSid": _SID, b"MessageStatus": _STATUS})
        try:
            attempt_id = UUID(request.args.get("attempt", ""))
        except ValueError:
            # Signed by the carrier, but about a text that was not sent by us.
            return Response(status=204)
        code = form.get(b"ErrorCode", b"")
        self._receipts.note(
            attempt_id,
            form[b"MessageSid"].decode(),
            form[b"MessageStatus"].decode(),
            int(code) if code.isdigit() and len(code) < 9 else None,
        )
        return Response(status=204)

    def _checked_form(self) -> Form:
        """The fields of a request that the carrier signed for our account; otherwise 403 or 400."""
        if request.mimetype != "application/x-www-form-urlencoded":
            abort(415, "Send application/x-www-form-urlencoded.")
        pairs = list(_pairs(request.get_data(cache=False)))
        form = dict(pairs)
        # The signature comes first: who cannot sign learns nothing about what we would accept.
        query = request.query_string.decode("ascii", "replace")
        url = self._public_url + request.path + (f"?{query}" if query else "")
        if not is_signed(self._auth_token, url, form, request.headers.get("X-Twilio-Signature", "")):
            abort(403, "The signature does not match.")
        if len(pairs) != len(form):
            abort(400, "A field is there twice.")
        if not hmac.compare_digest(form.get(b"AccountSid", b""), self._account_sid):
            abort(403, "This is not our account.")
        return form


def is_signed(auth_token: str, url: str, form: Form, signature: str) -> bool:
    """Whether the carrier's signature fits. Works on bytes, because a text may hold what is not UTF-8.

    Ordinary requests go to Twilio's own validator; it cannot encode lone surrogates, and only for those is the same
    sum (HMAC-SHA1 of the URL and the sorted fields, Twilio's "Validating Signatures" page) made here.
    """
    if not signature or not signature.isascii():
        return False
    try:
        readable = {name.decode(): value.decode() for name, value in form.items()}
    except UnicodeDecodeError:
        fields = b"".join(name + form[name] for name in sorted(form))
        return any(
            hmac.compare_digest(_sum(auth_token, address.encode() + fields), signature.encode())
            for address in _with_and_without_port(url)
        )
    return bool(RequestValidator(auth_token).validate(url, readable, signature))


def _sum(auth_token: str, signed: bytes) -> bytes:
    return base64.b64encode(hmac.new(auth_token.encode(), signed, hashlib.sha1).digest())


def _with_and_without_port(url: str) -> tuple[str, str]:
    # The carrier signs either, and its own validator takes either.
    parts = urlsplit(url)
    host, port = parts.netloc.partition(":")[0], parts.port or (443 if parts.scheme == "https" else 80)
    return parts._replace(netloc=host).geturl(), parts._replace(netloc=f"{host}:{port}").geturl()


def _pairs(body: bytes) -> Iterable[tuple[bytes, bytes]]:
    fields = body.split(b"&") if body else []
    if len(fields) > _MOST_FIELDS:
        abort(400, "There are too many fields.")
    for field in fields:
        name, _, value = field.partition(b"=")
        yield unquote_to_bytes(name.replace(b"+", b" ")), unquote_to_bytes(value.replace(b"+", b" "))


def _require(form: Form, shapes: Mapping[bytes, re.Pattern[bytes]]) -> None:
    for name, shape in shapes.items():
        if not shape.fullmatch(form.get(name, b"")):
            abort(400, f"{name.decode()} is missing or malformed.")


def _as_text(body: bytes) -> str:
    """The words as they came: lone surrogates stay, and bytes that are no text at all become lone surrogates."""
    try:
        return body.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return body.decode("utf-8", "surrogateescape")


def _twiml(replies: list[str]) -> Response:
    answer = MessagingResponse()
    for reply in replies:
        answer.message(reply)
    return Response(str(answer), mimetype="text/xml")
