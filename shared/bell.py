"""The Kombu bell: a hint, through Redis, that there is news about a subject for a reader.

A bell may be lost, doubled or late; the sweep in `bus` makes up for it. So it is published without waiting and taken
without acknowledgement. One durable queue per reader on the default exchange: a topic exchange on Redis drops what
nobody is bound to yet, and gives unacknowledged messages back to every reader.
"""

import queue
import threading
import time
from collections.abc import Callable, Iterable
from typing import Any, Protocol
from uuid import UUID

from kombu import Connection, Exchange, Message, Queue

from shared import log

_log = log.get(__name__)

_REST_AFTER_TROUBLE = 3.0
_GATHER_FOR = 0.04
_MOST_WAITING = 10_000
_MOST_AT_ONCE = 64


class Bell(Protocol):
    """Tells readers that there is news."""

    def ring(self, bells: Iterable[tuple[str, UUID]]) -> None:
        """Hint each (reader, subject). Never waits and never raises."""
        ...


class SilentBell:
    """Rings nobody: readers find the news by sweeping."""

    def ring(self, bells: Iterable[tuple[str, UUID]]) -> None:
        """Do nothing."""


class KombuBell:
    """Rings through Redis, from a thread of its own, so that no request waits for Redis."""

    def __init__(self, redis_url: str) -> None:
        self._url = redis_url
        self._waiting: queue.Queue[tuple[str, UUID]] = queue.Queue(_MOST_WAITING)
        self._ringer: threading.Thread | None = None
        self._starting = threading.Lock()

    def ring(self, bells: Iterable[tuple[str, UUID]]) -> None:
        """Hint each (reader, subject). When too many wait already the hint is dropped; the sweep finds the news."""
        # Started on first use: a thread made before gunicorn forks would not live in its workers.
        if self._ringer is None:
            with self._starting:
                if self._ringer is None:
                    self._ringer = threading.Thread(target=self._run, name="bell", daemon=True)
                    self._ringer.start()
        for bell in bells:
            try:
                self._waiting.put_nowait(bell)
            except queue.Full:
                return

    def _run(self) -> None:
        while True:
            try:
                self._ring_until_trouble()
            except Exception as trouble:
                _log.warning("bell.silent", error=log.place(trouble), seconds=_REST_AFTER_TROUBLE)
                rested = time.monotonic() + _REST_AFTER_TROUBLE
                while time.monotonic() < rested:
                    try:
                        self._waiting.get(timeout=0.2)
                    except queue.Empty:
                        continue

    def _ring_until_trouble(self) -> None:
        with _connection(self._url, socket_timeout=3) as connection:
            producer = connection.Producer(serializer="json")
            while True:
                bells = {self._waiting.get()}
                # A moment for others to join: one message then does for many, and under load messages are dear.
                time.sleep(_GATHER_FOR)
                while len(bells) < _MOST_AT_ONCE:
                    try:
                        bells.add(self._waiting.get_nowait())
                    except queue.Empty:
                        break
                for reader in {reader for reader, _ in bells}:
                    subjects = sorted(str(subject) for whom, subject in bells if whom == reader)
                    producer.publish(
                        {"reader": reader, "subjects": subjects},
                        exchange="",
                        routing_key=queue_name(reader),
                        retry=False,
                        delivery_mode=1,
                    )


def queue_name(reader: str) -> str:
    """The queue on which one reader hears its bell."""
    return f"between.{reader}"


def listen(redis_url: str, reader: str, on_news: Callable[[set[UUID]], object], stop: threading.Event) -> None:
    """Call `on_news` with the subjects rung for, several at a time under load, until `stop` is set.

    Redis away: waits and connects again. A bell that cannot be read is dropped.
    """
    while not stop.is_set():
        try:
            _listen_until_trouble(redis_url, reader, on_news, stop)
        except Exception as trouble:
            # Kombu raises whatever it stumbles over: a KeyError, for a message that is none. The sweep makes up for it.
            _log.warning("bell.unheard", error=log.place(trouble))
            stop.wait(1.0)


def _listen_until_trouble(
    redis_url: str, reader: str, on_news: Callable[[set[UUID]], object], stop: threading.Event
) -> None:
    heard: set[UUID] = set()

    def take(body: Any, _message: Message) -> None:
        try:
            heard.update([UUID(subject) for subject in body["subjects"]])
        except (TypeError, KeyError, ValueError, AttributeError):
            _log.warning("bell.garbled")

    with _connection(redis_url, socket_timeout=8) as connection:
        bell = Queue(queue_name(reader), exchange=Exchange(""), durable=True, no_declare=True)
        with connection.Consumer([bell], callbacks=[take], accept=["json"], no_ack=True):
            while not stop.is_set():
                try:
                    connection.drain_events(timeout=1.0)
                    while len(heard) < _MOST_AT_ONCE:
                        connection.drain_events(timeout=0.001)
                except TimeoutError:
                    pass
                if heard:
                    subjects = set(heard)
                    heard.clear()
                    on_news(subjects)


def _connection(url: str, *, socket_timeout: int) -> Connection:
    # Without a socket timeout Kombu waits for a frozen Redis for ever.
    return Connection(
        url,
        transport_options={
            "socket_timeout": socket_timeout,
            "socket_connect_timeout": 2,
            "max_retries": 1,
            "interval_start": 0,
        },
    )
