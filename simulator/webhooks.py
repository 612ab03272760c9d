"""Posts signed forms to the product, over one pool of kept connections."""

import asyncio
import base64
import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

import aiohttp
from yarl import URL

from simulator.settings import Pace

# gunicorn closes an idle connection after 2 s; a connection we drop first is never half-closed under a text.
_KEPT_SECONDS = 1.0


class NotReached(Exception):
    """The product did not answer; the text says why."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the product answered."""

    status: int
    content_type: str
    body: bytes


def sign(auth_token: str, url: str, form: Mapping[str, str]) -> str:
    """HMAC-SHA1 over the URL and the sorted fields, base64, as twilio's RequestValidator computes it.

    Over bytes, because a lone surrogate, which some phones do send, cannot be encoded by that validator.
    """
    signed = url + "".join(name + form[name] for name in sorted(form))
    digest = hmac.new(auth_token.encode(), signed.encode("utf-8", "surrogatepass"), hashlib.sha1).digest()
    return base64.b64encode(digest).decode()


class Webhooks:
    """One pooled session. URLs are taken as they are: a changed escape would break the signature."""

    def __init__(self, auth_token: str, pace: Pace) -> None:
        self._auth_token = auth_token
        self._pace = pace
        self._session: aiohttp.ClientSession | None = None

    async def open(self) -> None:
        """Opens the pool; must run inside the loop."""
        connector = aiohttp.TCPConnector(limit=64, keepalive_timeout=_KEPT_SECONDS)
        self._session = aiohttp.ClientSession(
            connector=connector,
            cookie_jar=aiohttp.DummyCookieJar(),
            headers={"User-Agent": "TwilioProxy/1.1 (Between simulator)", "Accept": "*/*"},
        )

    async def close(self) -> None:
        """Closes the pool."""
        if self._session is not None:
            await self._session.close()

    async def post(self, form: Mapping[str, str], to: str, signed_for: str, token: str | None = None) -> Answer:
        """Posts one form to the address `to`, signed for the public address `signed_for`.

        The part after # holds the carrier's connection settings and is neither sent nor signed. `token` is the header
        by which the carrier marks repeats of one delivery. Raises NotReached.
        """
        if self._session is None:
            raise NotReached("the simulator is stopping")
        headers = {
            "Content-Type": "application/x-www-form-urlencoded; charset=UTF-8",
            "X-Twilio-Signature": sign(self._auth_token, signed_for.partition("#")[0], form),
        }
        if token is not None:
            headers["I-Twilio-Idempotency-Token"] = token
        body = urlencode(form, errors="surrogatepass").encode()
        # Waiting for a free connection is our queue, not the product's slowness: no total.
        seconds = self._pace.webhook_timeout_ms / 1000
        timeout = aiohttp.ClientTimeout(total=None, sock_connect=min(5.0, seconds), sock_read=seconds)
        try:
            url = URL(to.partition("#")[0], encoded=True)
            async with self._session.post(
                url, data=body, headers=headers, timeout=timeout, allow_redirects=False
            ) as response:
                return Answer(response.status, response.content_type, await response.read())
        except TimeoutError as error:
            raise NotReached(f"no answer within {seconds:g} s") from error
        except (aiohttp.ClientError, ValueError, OSError, asyncio.IncompleteReadError) as error:
            raise NotReached(f"{type(error).__name__}: {error}") from error
