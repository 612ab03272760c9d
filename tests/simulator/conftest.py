"""A running simulator on real sockets and a clinic beside it; both are shared and emptied before each test."""

import asyncio
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import requests
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client

from simulator.settings import Settings
from simulator.world import World
from tests.simulator.clinic import EMPTY, TOKEN, Clinic, open_clinic

ACCOUNT = "AC" + "5" * 32
CLINIC_NUMBER = "+12125550100"
MAYA = "+12125550123"
SAM = "+13125550141"


@dataclass
class Simulator:
    base: str
    smtp_port: int
    tls_dir: Path
    session: requests.Session

    def get(self, path: str, **query: Any) -> Any:
        return self.session.get(self.base + path, params=query, timeout=10).json()

    def post(self, path: str, body: dict[str, Any]) -> Any:
        response = self.session.post(self.base + path, json=body, timeout=10)
        assert response.ok, response.text
        return response.json()

    def delete(self, path: str) -> None:
        assert self.session.delete(self.base + path, timeout=10).status_code == 204

    def fault(self, kind: str, **more: Any) -> None:
        self.post("/sim/faults", {"kind": kind, **more})

    def text(self, body: str, phone: str = MAYA, **more: Any) -> Any:
        return self.post("/sim/texts", {"from": phone, "body": body, **more})

    def client(self, seconds: float = 5.0) -> Client:
        client = Client(ACCOUNT, TOKEN, http_client=TwilioHttpClient(timeout=seconds))
        client.api.base_url = self.base
        return client


@pytest.fixture(scope="session")
def _clinic() -> Iterator[Clinic]:
    clinic, server = open_clinic()
    yield clinic
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="session")
def _simulator(_clinic: Clinic, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Simulator]:
    tls_dir = tmp_path_factory.mktemp("tls")
    world = World(
        Settings(
            account_sid=ACCOUNT,
            auth_token=TOKEN,
            clinic_number=CLINIC_NUMBER,
            inbound_url=f"{_clinic.base}/twilio/inbound",
            inbound_signed_url="https://between.clinic.example/twilio/inbound",
            tls_dir=tls_dir,
            tls_names=("mailbox.example",),
            port=0,
            smtp_port=0,
            callback_rewrite=("https://between.clinic.example", _clinic.base),
        )
    )
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    asyncio.run_coroutine_threadsafe(world.start(), loop).result(10)
    with requests.Session() as session:
        yield Simulator(f"http://127.0.0.1:{world.port}", world.smtp_port, tls_dir, session)
    asyncio.run_coroutine_threadsafe(world.stop(), loop).result(10)
    loop.call_soon_threadsafe(loop.stop)
    thread.join(5)


@pytest.fixture
def clinic(_clinic: Clinic) -> Clinic:
    _clinic.received.clear()
    _clinic.answer = lambda form: (200, EMPTY)
    _clinic.content_type = "text/xml"
    return _clinic


@pytest.fixture
def simulator(_simulator: Simulator, clinic: Clinic) -> Simulator:
    for path in ("/sim/faults", "/sim/messages", "/sim/mail"):
        _simulator.delete(path)
    _simulator.post("/sim/settings", {"status_delay_ms": 15, "retry_delay_ms": 10, "webhook_timeout_ms": 500})
    for phone in (MAYA, SAM):
        _simulator.text("START", phone)
    _simulator.delete("/sim/messages")
    clinic.received.clear()
    return _simulator


@pytest.fixture
def client(simulator: Simulator) -> Client:
    return simulator.client()
