"""A load of signed inbound texts over plain sockets, light enough to leave the cores to what is measured."""

import asyncio
import base64
import hashlib
import hmac
import itertools
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import quote_plus, urlsplit

_sids = itertools.count(int(time.time() * 1000) << 24)


@dataclass(frozen=True)
class Answered:
    """One answered request: seconds from its planned start to the last byte, the status, the body."""

    seconds: float
    status: int
    body: bytes


def signed_text(facts: dict[str, str], sender: str, body: str) -> bytes:
    """A whole HTTP request with one inbound text."""
    url = facts["api"] + "/twilio/inbound"
    form = {
        "AccountSid": facts["account_sid"],
        "ApiVersion": "2010-04-01",
        "Body": body,
        "From": sender,
        "MessageSid": f"SM{next(_sids):032x}",
        "NumMedia": "0",
        "SmsStatus": "received",
        "To": facts["clinic_number"],
    }
    signed = url + "".join(name + form[name] for name in sorted(form))
    signature = base64.b64encode(
        hmac.new(facts["auth_token"].encode(), signed.encode(), hashlib.sha1).digest()
    ).decode()
    return _request(url, "&".join(f"{name}={quote_plus(value)}" for name, value in form.items()), signature)


def plain_post(url: str, body: str) -> bytes:
    """The same request to another address, for comparison."""
    return _request(url, body, "x" * 28)


def _request(url: str, payload: str, signature: str) -> bytes:
    parts = urlsplit(url)
    return (
        f"POST {parts.path} HTTP/1.1\r\nHost: {parts.netloc}\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        f"X-Twilio-Signature: {signature}\r\nContent-Length: {len(payload)}\r\n\r\n{payload}"
    ).encode()


class _Connection:
    def __init__(self, url: str) -> None:
        self._parts = urlsplit(url)
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, request: bytes) -> tuple[int, bytes]:
        if self._streams is None:
            self._streams = await asyncio.open_connection(self._parts.hostname, self._parts.port)
        reader, writer = self._streams
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        lower = head.lower()
        length = int(lower.split(b"content-length:")[1].split(b"\r\n")[0]) if b"content-length:" in lower else 0
        body = await reader.readexactly(length)
        if b"connection: close" in lower:
            writer.close()
            self._streams = None
        return int(head[9:12]), body


async def at_rate(url: str, requests: Sequence[bytes], per_second: float, connections: int = 32) -> list[Answered]:
    """Send requests at a steady rate, whether or not the earlier ones were answered (an open loop)."""
    pool: asyncio.Queue[_Connection] = asyncio.Queue()
    for _ in range(connections):
        pool.put_nowait(_Connection(url))
    begin = time.perf_counter() + 0.05

    async def send(number: int, request: bytes) -> Answered:
        planned = begin + number / per_second
        await asyncio.sleep(max(0.0, planned - time.perf_counter()))
        connection = await pool.get()
        status, body = await connection.ask(request)
        pool.put_nowait(connection)
        return Answered(time.perf_counter() - planned, status, body)

    return await asyncio.gather(*(send(number, request) for number, request in enumerate(requests)))


async def as_fast_as_possible(
    url: str, requests: Iterable[bytes], connections: int = 8
) -> tuple[list[Answered], float]:
    """Send requests over some connections, each waiting for its answer (a closed loop). The answers and the seconds."""
    waiting = iter(requests)
    answers: list[Answered] = []

    async def work() -> None:
        connection = _Connection(url)
        for request in waiting:
            started = time.perf_counter()
            status, body = await connection.ask(request)
            answers.append(Answered(time.perf_counter() - started, status, body))

    began = time.perf_counter()
    await asyncio.gather(*(work() for _ in range(connections)))
    return answers, time.perf_counter() - began
