"""A tiny clinic for the simulator to talk to: takes signed forms, checks them, answers what the test says."""

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TypeVar
from urllib.parse import parse_qsl

Found = TypeVar("Found")
TOKEN = "a token only the tests know"
EMPTY = b'<?xml version="1.0" encoding="UTF-8"?><Response/>'


@dataclass
class Received:
    path: str
    form: dict[str, str]
    raw: bytes
    headers: dict[str, str]


@dataclass
class Clinic:
    """What arrived, and what to answer: a function from the form to (status, body)."""

    port: int = 0
    received: list[Received] = field(default_factory=list)
    answer: Callable[[dict[str, str]], tuple[int, bytes]] = lambda form: (200, EMPTY)
    content_type: str = "text/xml"

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def texts(self) -> list[dict[str, str]]:
        return [one.form for one in self.received if one.path.startswith("/twilio/inbound")]

    def callbacks(self, sid: str = "") -> list[dict[str, str]]:
        forms = [one.form for one in self.received if one.path.startswith("/status")]
        return [form for form in forms if sid in ("", form["MessageSid"])]

    def statuses(self, sid: str) -> list[str]:
        return [form["MessageStatus"] for form in self.callbacks(sid)]


def open_clinic() -> tuple[Clinic, ThreadingHTTPServer]:
    clinic = Clinic()

    class Door(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_POST(self) -> None:
            raw = self.rfile.read(int(self.headers["Content-Length"]))
            form = dict(parse_qsl(raw.decode(), keep_blank_values=True, errors="surrogatepass"))
            clinic.received.append(Received(self.path, form, raw, dict(self.headers)))
            status, body = clinic.answer(form) if self.path.startswith("/twilio") else (200, b"")
            self.send_response(status)
            self.send_header("Content-Type", clinic.content_type)
            self.send_header("Content-Length", str(len(body)))
            if status == 302:
                self.send_header("Location", "/elsewhere")
            with suppress(ConnectionError):  # the simulator may have stopped waiting
                self.end_headers()
                self.wfile.write(body)

        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    clinic.port = server.server_port
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    return clinic, server


def eventually(look: Callable[[], Found], seconds: float = 3.0) -> Found:
    """What `look` returns once it is true; the last thing it returned when it never is."""
    until = time.monotonic() + seconds
    while not (found := look()) and time.monotonic() < until:
        time.sleep(0.01)
    return found
