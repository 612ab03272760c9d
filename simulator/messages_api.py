"""The carrier's REST doors for messages: create, list, fetch, redact or cancel, delete."""

import asyncio
import hmac
import json
import socket
import struct
from base64 import b64encode
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import parse_qs

from aiohttp import web

from simulator.carrier import Carrier
from simulator.creating import Form, first, read_order
from simulator.faults import CREATE, Fault
from simulator.listing import list_messages
from simulator.refusals import MESSAGES, Refused, not_found
from simulator.resources import API_VERSION, message_json
from simulator.texts import Text

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
_REDACTABLE = frozenset({"delivered", "undelivered", "failed", "sent", "received", "canceled"})
_CANCELABLE = frozenset({"scheduled", "accepted", "queued"})


class MessagesApi:
    """Messages as twilio's clients ask for them."""

    def __init__(self, carrier: Carrier) -> None:
        self._carrier = carrier

    def add_to(self, app: web.Application) -> None:
        """Adds the routes of this room."""
        account = f"/{API_VERSION}/Accounts/{{account}}"
        guard = Guard(self._carrier)
        app.router.add_post(f"{account}/Messages.json", guard(self.create))
        app.router.add_get(f"{account}/Messages.json", guard(self.list))
        app.router.add_get(f"{account}/Messages/{{sid}}.json", guard(self.fetch))
        app.router.add_post(f"{account}/Messages/{{sid}}.json", guard(self.update))
        app.router.add_delete(f"{account}/Messages/{{sid}}.json", guard(self.delete))
        app.router.add_route("*", f"/{API_VERSION}/{{rest:.*}}", guard(unknown))

    async def create(self, request: web.Request) -> web.StreamResponse:
        """Takes a text, or goes wrong before or after taking it, as asked for."""
        form = await read_form(request)
        carrier = self._carrier
        fault = carrier.faults.take(CREATE, first(form, "To"))
        if fault is not None:
            await _fail_before(fault, request)
        order = read_order(carrier, form)
        answer = message_json(order.text, carrier.settings.account_sid)
        carrier.send(order.text, order.wait_seconds)
        if fault is not None:
            await _fail_after(fault, request)
        slow = carrier.faults.take(("create_slow",), order.text.recipient)
        if slow is not None:
            await asyncio.sleep(slow.seconds)
        if carrier.pace.create_delay_ms:
            await asyncio.sleep(carrier.pace.create_delay_ms / 1000)
        return answer_json(answer, 201)

    async def list(self, request: web.Request) -> web.StreamResponse:
        """One page of the messages asked for."""
        faults, to = self._carrier.faults, request.query.get("To", "")
        if faults.take(("listing_down",), to):
            raise Refused(20500, status=503)
        lag = faults.take(("listing_lag",), to)
        return answer_json(list_messages(self._carrier, request.query, lag.seconds if lag else 0.0))

    async def fetch(self, request: web.Request) -> web.StreamResponse:
        """One message."""
        return self._shown(self._find(request))

    async def update(self, request: web.Request) -> web.StreamResponse:
        """An empty Body redacts a text that is through; Status=canceled stops one that has not left."""
        text = self._find(request)
        form = await read_form(request)
        if first(form, "Status") == "canceled":
            if text.status not in _CANCELABLE:
                raise Refused(30409)
            self._carrier.change(text, "canceled")
        elif "Body" in form:
            if first(form, "Body") or text.status not in _REDACTABLE:
                raise Refused(20009, status=409)
            text.body = ""
            text.updated_at = self._carrier.now()
            self._carrier.show(text)
        return self._shown(text)

    async def delete(self, request: web.Request) -> web.StreamResponse:
        """Forgets a message and its media."""
        text = self._find(request)
        self._carrier.texts.forget(text)
        self._carrier.feed.tell("gone", lambda: {"message_sid": text.sid, "phone": text.phone})
        return web.Response(status=204)

    def _find(self, request: web.Request) -> Text:
        text = self._carrier.texts.get(request.match_info["sid"])
        if text is None:
            raise not_found(request.path)
        return text

    def _shown(self, text: Text) -> web.Response:
        return answer_json(message_json(text, self._carrier.settings.account_sid))


class Guard:
    """Lets only the account's own name and token in, and writes refusals as the carrier does."""

    def __init__(self, carrier: Carrier) -> None:
        settings = carrier.settings
        self._account = settings.account_sid
        self._expected = b"Basic " + b64encode(f"{settings.account_sid}:{settings.auth_token}".encode())
        self._stats = carrier.stats

    def __call__(self, handler: Handler) -> Handler:
        async def guarded(request: web.Request) -> web.StreamResponse:
            try:
                given = request.headers.get("Authorization", "").encode("utf-8", "surrogateescape")
                if not hmac.compare_digest(given, self._expected):
                    raise Refused(20003, status=401)
                if request.match_info.get("account", self._account) != self._account:
                    raise not_found(request.path)
                return await handler(request)
            except Refused as refused:
                self._stats[f"refused_{refused.code}"] += 1
                return answer_json(refused.body(), refused.status)

        return guarded


async def unknown(request: web.Request) -> web.StreamResponse:
    """Anything else under the account is not there."""
    raise not_found(request.path)


async def read_form(request: web.Request) -> Form:
    """The posted fields, blanks kept, every value of a repeated one."""
    body = await request.read()
    return parse_qs(body.decode("utf-8", "surrogateescape"), keep_blank_values=True, max_num_fields=200)


def answer_json(body: dict[str, Any], status: int = 200) -> web.Response:
    """A JSON answer. Written in ASCII, so that a lone surrogate in a text passes as an escape."""
    return web.Response(body=json.dumps(body).encode(), status=status, content_type="application/json")


async def _fail_before(fault: Fault, request: web.Request) -> None:
    """The troubles in which nothing was sent."""
    match fault.kind:
        case "http_429":
            raise Refused(20429, status=429)
        case "http_500_before":
            raise Refused(20500, status=500)
        case "timeout_before":
            await asyncio.sleep(fault.seconds)
            raise Refused(20500, status=500)
        case "reset_before":
            _reset(request)
        case "error_21610":
            raise Refused(21610)
        case "error_code":
            raise Refused(fault.code, *_words(fault), status=fault.status)


async def _fail_after(fault: Fault, request: web.Request) -> None:
    """The troubles in which the text goes out and the product cannot know it."""
    match fault.kind:
        case "http_500_after":
            raise Refused(20500, status=500)
        case "timeout_after":
            await asyncio.sleep(fault.seconds)
        case "reset_after":
            _reset(request)


def _words(fault: Fault) -> tuple[str, ...]:
    return (fault.to or "on request",) if "{0}" in MESSAGES.get(fault.code, "") else ()


def _reset(request: web.Request) -> None:
    """Breaks the connection with a TCP reset instead of an answer."""
    transport = request.transport
    if transport is not None:
        connection = transport.get_extra_info("socket")
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        transport.abort()
    raise ConnectionResetError("reset on request")
