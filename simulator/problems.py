"""Says what is wrong with a control request, as RFC 9457 problem JSON."""

import json
from typing import Any

from aiohttp import web

from simulator.phones import is_e164


class Problem(Exception):
    """The control interface cannot do this; `detail` says what is wrong and names the field."""

    def __init__(self, detail: str, status: int = 400, title: str = "This request cannot be taken") -> None:
        super().__init__(detail)
        self.detail = detail
        self.status = status
        self.title = title

    def answer(self) -> web.Response:
        """As an HTTP answer."""
        body = {"type": "about:blank", "title": self.title, "status": self.status, "detail": self.detail}
        return web.Response(body=json.dumps(body).encode(), status=self.status, content_type="application/problem+json")


async def read_json(request: web.Request) -> dict[str, Any]:
    """The posted JSON object. Raises Problem."""
    try:
        body = json.loads(await request.read() or b"{}")
    except ValueError as error:
        raise Problem(f"the body is not JSON: {error}") from error
    if not isinstance(body, dict):
        raise Problem("the body must be a JSON object")
    return body


def read_words(body: dict[str, Any], name: str, otherwise: str | None = None) -> str:
    """A field that holds words. Raises Problem when it is something else, or missing without an `otherwise`."""
    value = body.get(name, otherwise)
    if not isinstance(value, str):
        raise Problem(f"{name} must be a string")
    return value


def read_limit(request: web.Request, otherwise: int, most: int) -> int:
    """`?limit=`, at most `most`. Raises Problem."""
    value = request.query.get("limit", "")
    if not value:
        return otherwise
    if not value.isdecimal():
        raise Problem("limit must be a whole number")
    return min(int(value), most)


def read_phone(body: dict[str, Any], name: str) -> str:
    """A field that holds a full phone number. Raises Problem."""
    number = read_words(body, name)
    if not is_e164(number):
        raise Problem(f"{name} must be a full number such as +12125550123")
    return number
