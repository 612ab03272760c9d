"""The real simulator in a process of its own."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import requests

from tests.cast import ACCOUNT_SID, AUTH_TOKEN, CLINIC_NUMBER


class Simulator:
    """Its address, and the little of it that these tests need."""

    def __init__(self, base_url: str) -> None:
        self.base_url = base_url

    def fault(self, kind: str, **more: Any) -> None:
        """Ask for trouble."""
        requests.post(f"{self.base_url}/sim/faults", json={"kind": kind, **more}, timeout=5).raise_for_status()

    def reset(self) -> None:
        """Nothing goes wrong any more."""
        requests.delete(f"{self.base_url}/sim/faults", timeout=5).raise_for_status()

    def texts(self, phone: str) -> list[dict[str, Any]]:
        """What a phone got, newest first, as the carrier's own list shows it."""
        listed = requests.get(
            f"{self.base_url}/2010-04-01/Accounts/{ACCOUNT_SID}/Messages.json",
            params={"To": phone},
            auth=(ACCOUNT_SID, AUTH_TOKEN),
            timeout=5,
        )
        messages: list[dict[str, Any]] = listed.json()["messages"]
        return messages


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


@contextmanager
def running_simulator(folder: Path) -> Iterator[Simulator]:
    """Start it, wait until it answers, stop it."""
    port = free_port()
    environment = os.environ | {
        "TWILIO_ACCOUNT_SID": ACCOUNT_SID,
        "TWILIO_AUTH_TOKEN": AUTH_TOKEN,
        "CLINIC_NUMBER": CLINIC_NUMBER,
        "INBOUND_URL": "http://127.0.0.1:9/twilio/inbound",
        "SIMULATOR_PORT": str(port),
        "SIMULATOR_SMTP_PORT": str(free_port()),
        "SIMULATOR_TLS_DIR": str(folder),
    }
    process = subprocess.Popen([sys.executable, "-m", "simulator"], env=environment, stdout=subprocess.DEVNULL)
    try:
        _wait_for(f"http://127.0.0.1:{port}/healthz", process)
        yield Simulator(f"http://127.0.0.1:{port}")
    finally:
        process.kill()
        process.wait(timeout=10)


def _wait_for(url: str, process: "subprocess.Popen[bytes]") -> None:
    for _ in range(100):
        try:
            if requests.get(url, timeout=1).ok:
                return
        except requests.ConnectionError:
            assert process.poll() is None, "the simulator did not start"
            time.sleep(0.1)
    raise AssertionError("the simulator does not answer")
