"""Runs a process's jobs until it is told to stop: tickers that look for work, and listeners that wait for the bell."""

import signal
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from shared import log
from shared.bell import listen
from shared.bus import Reader

_log = log.get(__name__)

SWEEP_EVERY = 5.0
_SILENT_FOR = 60.0


@dataclass(frozen=True)
class Ticker:
    """A job done every so many seconds; a true result means there was work, so it is done again at once."""

    name: str
    action: Callable[[], object]
    every: float


class Loop:
    """The threads of one process. A job that raises is logged and tried again; only a signal ends the loop.

    A job that takes longer than `silent_for` seconds counts as hung, and the heartbeat stops.
    """

    def __init__(self, heartbeat: Path | None = None, *, silent_for: float = _SILENT_FOR) -> None:
        self.stop = threading.Event()
        self._heartbeat = heartbeat
        self._silent_for = silent_for
        self._threads: list[threading.Thread] = []
        self._due_by: dict[str, float] = {}

    def tick(self, ticker: Ticker) -> None:
        """Do a job again and again."""
        self._start(ticker.name, lambda: self._tick_until_stopped(ticker))

    def hear(self, redis_url: str, reader: Reader) -> None:
        """Drain what the bell announces for a reader, and sweep for what it does not."""

        def on_news(subjects: set[UUID]) -> None:
            try:
                reader.drain(subjects)
            except Exception as trouble:
                # The facts stay unhandled, so the sweep comes back to them.
                _log.error("loop.drain", reader=reader.name, error=log.place(trouble))

        self._start(f"{reader.name}.bell", lambda: listen(redis_url, reader.name, on_news, self.stop))
        self.tick(Ticker(f"{reader.name}.sweep", reader.sweep, SWEEP_EVERY))

    def run(self) -> None:
        """Wait for SIGTERM or SIGINT, then let every job finish what it is doing."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self.stop.set())
        while not self.stop.wait(2.0):
            self._beat()
        for thread in self._threads:
            thread.join(timeout=8)

    def _start(self, name: str, target: Callable[[], None]) -> None:
        thread = threading.Thread(target=target, name=name, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _tick_until_stopped(self, ticker: Ticker) -> None:
        while not self.stop.is_set():
            self._due_by[ticker.name] = time.monotonic() + self._silent_for
            try:
                again = ticker.action()
            except Exception as trouble:
                _log.error("loop.tick", job=ticker.name, error=log.place(trouble))
                again = False
            if not again:
                self._due_by[ticker.name] = time.monotonic() + ticker.every + self._silent_for
                self.stop.wait(ticker.every)

    def _beat(self) -> None:
        """Touch the heartbeat file, unless a job has hung or a thread has died."""
        now = time.monotonic()
        hung = [name for name, due_by in self._due_by.items() if now > due_by]
        hung += [thread.name for thread in self._threads if not thread.is_alive()]
        if hung:
            _log.error("loop.hung", jobs=hung)
        elif self._heartbeat is not None:
            self._heartbeat.touch()
