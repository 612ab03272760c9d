"""A bell may be lost, doubled or late; it never holds up whoever rings it, and says nothing but who and about whom."""

import base64
import json
import socket
import threading
from collections import Counter
from collections.abc import Iterator
from uuid import UUID

import pytest
import redis
from uuid_utils.compat import uuid7

from embedded import EmbeddedServers
from shared.bell import KombuBell, SilentBell, listen, queue_name
from shared.events import API, NOTIFIER, REPORTER
from tests.shared.ledger import listening, wait_until

MAYA_ID, JONAS_ID = uuid7(), uuid7()
NOWHERE = "redis://127.0.0.1:1/0"


@pytest.fixture
def client(servers: EmbeddedServers) -> Iterator[redis.Redis]:
    """A look into Redis."""
    with redis.Redis.from_url(servers.redis_url) as looking:
        yield looking


class Ear:
    """Remembers what it heard."""

    def __init__(self) -> None:
        self.heard: Counter[UUID] = Counter()
        self.times = 0

    def __call__(self, subjects: set[UUID]) -> None:
        self.heard.update(subjects)
        self.times += 1


def test_every_bell_is_heard_and_under_load_several_at_a_time(servers: EmbeddedServers) -> None:
    subjects = [uuid7() for _ in range(300)]
    bell, ear = KombuBell(servers.redis_url), Ear()
    bell.ring((API, subject) for subject in subjects)
    with listening(servers.redis_url, API, ear):
        wait_until(lambda: len(ear.heard) == 300)
    assert set(ear.heard) == set(subjects)
    assert ear.times < 150


def test_a_reader_hears_its_own_bell_and_no_other(servers: EmbeddedServers) -> None:
    bell, api, notifier = KombuBell(servers.redis_url), Ear(), Ear()
    with listening(servers.redis_url, API, api), listening(servers.redis_url, NOTIFIER, notifier):
        bell.ring([(REPORTER, JONAS_ID), (API, MAYA_ID), (NOTIFIER, JONAS_ID)])
        wait_until(lambda: api.heard and notifier.heard)
    assert (set(api.heard), set(notifier.heard)) == ({MAYA_ID}, {JONAS_ID})


def test_two_listeners_of_one_reader_share_its_bells(servers: EmbeddedServers) -> None:
    subjects = [uuid7() for _ in range(100)]
    bell, first, second = KombuBell(servers.redis_url), Ear(), Ear()
    with listening(servers.redis_url, API, first), listening(servers.redis_url, API, second):
        bell.ring((API, subject) for subject in subjects)
        wait_until(lambda: sum((first.heard + second.heard).values()) >= 100)
    assert first.heard + second.heard == Counter(subjects)


def test_a_bell_holds_a_reader_and_an_id_and_nothing_else(servers: EmbeddedServers, client: redis.Redis) -> None:
    KombuBell(servers.redis_url).ring([(API, MAYA_ID)])
    wait_until(lambda: client.llen(queue_name(API)))
    (message,) = client.lrange(queue_name(API), 0, -1)
    assert json.loads(base64.b64decode(json.loads(message)["body"])) == {"reader": API, "subjects": [str(MAYA_ID)]}


def garbled(body: str, content_type: str = "application/json") -> str:
    """A message as Kombu writes it, with another body."""
    properties = {
        "body_encoding": "base64",
        "delivery_mode": 1,
        "delivery_tag": "t",
        "delivery_info": {"exchange": "", "routing_key": queue_name(API)},
    }
    encoded = base64.b64encode(body.encode()).decode()
    return json.dumps(
        {
            "body": encoded,
            "content-type": content_type,
            "content-encoding": "utf-8",
            "headers": {},
            "properties": properties,
        }
    )


GARBAGE = [
    "no message at all",
    "{}",
    "[]",
    garbled("no json"),
    garbled("null"),
    garbled("{}"),
    garbled('{"subjects": 7}'),
    garbled('{"subjects": ["maya"]}'),
    garbled('{"subjects": [null]}'),
    garbled("cos\nsystem\n", "application/x-python-serialize"),
]


def test_a_bell_that_cannot_be_read_is_dropped_and_the_next_one_heard(
    servers: EmbeddedServers, client: redis.Redis
) -> None:
    bell, ear = KombuBell(servers.redis_url), Ear()
    with listening(servers.redis_url, API, ear):
        for garbage in GARBAGE:
            client.lpush(queue_name(API), garbage)
            wait_until(lambda: not client.llen(queue_name(API)))
        bell.ring([(API, MAYA_ID)])
        wait_until(lambda: ear.heard)
    assert ear.heard == {MAYA_ID: 1}


def test_what_is_done_with_news_may_fail_and_the_next_bell_is_heard(servers: EmbeddedServers) -> None:
    bell, ear = KombuBell(servers.redis_url), Ear()

    def fail_once(subjects: set[UUID]) -> None:
        ear(subjects)
        if ear.times == 1:
            raise RuntimeError

    with listening(servers.redis_url, API, fail_once):
        bell.ring([(API, MAYA_ID)])
        wait_until(lambda: ear.heard)
        bell.ring([(API, JONAS_ID)])
        wait_until(lambda: JONAS_ID in ear.heard)


def test_ringing_without_redis_never_raises() -> None:
    bell = KombuBell(NOWHERE)
    for _ in range(30):
        bell.ring((API, MAYA_ID) for _ in range(1_000))


def test_ringing_to_a_frozen_redis_neither_waits_for_it_nor_raises_however_many_bells_there_are() -> None:
    given_up = threading.Event()

    def freeze() -> None:
        connection, _ = frozen.accept()
        with connection:
            while connection.recv(65536):
                pass
        given_up.set()

    with socket.create_server(("127.0.0.1", 0)) as frozen:
        thread = threading.Thread(target=freeze, daemon=True)
        thread.start()
        bell = KombuBell(f"redis://127.0.0.1:{frozen.getsockname()[1]}/0")
        for _ in range(30):
            bell.ring((API, MAYA_ID) for _ in range(1_000))
        assert not given_up.is_set()
        thread.join(timeout=20)
    assert given_up.is_set()


def test_a_bell_rings_again_once_redis_is_there(servers: EmbeddedServers) -> None:
    servers.kill_redis()
    bell, ear = KombuBell(servers.redis_url), Ear()
    try:
        bell.ring([(API, MAYA_ID)])
    finally:
        servers.start_redis()

    def heard_again() -> bool:
        bell.ring([(API, JONAS_ID)])
        return JONAS_ID in ear.heard

    with listening(servers.redis_url, API, ear):
        wait_until(heard_again)


def test_listening_without_redis_still_stops_when_told_to() -> None:
    stop = threading.Event()
    thread = threading.Thread(target=listen, args=(NOWHERE, API, Ear(), stop), daemon=True)
    thread.start()
    stop.set()
    thread.join(timeout=20)
    assert not thread.is_alive()


def test_a_silent_bell_rings_nobody() -> None:
    SilentBell().ring([(API, MAYA_ID)])
