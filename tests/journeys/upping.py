"""`between up` as a person runs it: in a process of its own, watched through its output, its files and its signals."""

import json
import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.journeys.clinic import eventually

ROOT = Path(__file__).resolve().parents[2]
STOPS_WITHIN = 10.0


def command(data: Path, port: int) -> list[str]:
    """What `./between up` runs, without its installing."""
    return [sys.executable, "-P", "-m", "services.cli", "up", "--port", str(port), "--data", str(data)]


def environment() -> dict[str, str]:
    """Where the command finds Between."""
    return os.environ | {"PYTHONPATH": str(ROOT)}


@dataclass
class Up:
    """One `between up`: its process, its data folder, and everything it printed."""

    process: "subprocess.Popen[str]"
    data: Path
    output: Path

    def wait_until_ready(self) -> dict[str, Any]:
        """What `ready.json` says, once it is there."""
        ready = self.data / "ready.json"
        eventually(lambda: ready.exists() or self.process.poll() is not None, "ready.json", 60)
        assert ready.exists(), f"'between up' ended:\n{self.said()}"
        facts: dict[str, Any] = json.loads(ready.read_text())
        return facts

    def said(self) -> str:
        """What it printed so far."""
        return self.output.read_text()

    def family(self) -> list[int]:
        """The process and everything it started, however deep."""
        listed = subprocess.run(["ps", "-A", "-o", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
        parents = {int(pid): int(parent) for pid, parent in (line.split() for line in listed.splitlines())}
        family = [self.process.pid]
        for pid in family:
            family += [child for child, parent in parents.items() if parent == pid]
        return family

    def stop(self, number: signal.Signals) -> float:
        """Ask it to stop. The seconds it took; longer than STOPS_WITHIN is a failure."""
        began = time.monotonic()
        self.process.send_signal(number)
        try:
            self.process.wait(timeout=STOPS_WITHIN)
        except subprocess.TimeoutExpired:
            raise AssertionError(f"'between up' did not stop within {STOPS_WITHIN:g} s:\n{self.said()}") from None
        return time.monotonic() - began


@contextmanager
def up(folder: Path, data: Path, port: int) -> Iterator[Up]:
    """Start `between up`; who is still there at the end is stopped as a system stops its services."""
    output = folder / f"up-{port}-{time.monotonic_ns()}.txt"
    with output.open("w") as screen:
        process = subprocess.Popen(
            command(data, port),
            cwd=folder,
            env=environment(),
            stdout=screen,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
    running = Up(process, data, output)
    try:
        yield running
    finally:
        if process.poll() is None:
            try:
                running.stop(signal.SIGTERM)
            finally:
                if process.poll() is None:
                    process.kill()
                    process.wait()


def free_port() -> int:
    """A port that is free, with a free one after it for the simulator."""
    # Below 32768, where Linux begins to hand out ports to outgoing connections: it stays free between two lives.
    for port in random.sample(range(20_000, 32_000, 2), 100):
        if all(_is_free(each) for each in (port, port + 1)):
            return port
    raise AssertionError("no two free ports side by side")


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def is_alive(pid: int) -> bool:
    """Whether a process is there and not merely waiting to be asked after."""
    shown = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False).stdout
    return bool(shown.strip()) and not shown.startswith("Z")
