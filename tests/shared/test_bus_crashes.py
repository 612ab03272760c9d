"""Whatever dies, each fact has its effect, and has it once."""

import base64
import itertools
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import redis
from uuid_utils.compat import uuid7

from embedded import EmbeddedServers
from shared.bell import KombuBell, queue_name
from shared.events import API
from tests.shared.ledger import Ledger, listening, wait_until

ROOT = Path(__file__).parents[2]
MAYA_ID, JONAS_ID = uuid7(), uuid7()
AT_ONCE = timedelta(0)


@contextmanager
def killed_inside(ledger: Ledger, client_id: UUID, deadly: int) -> Iterator[None]:
    """A reader's process that is killed at the end of the block, in the middle of its handler."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.shared.dying", str(client_id), str(deadly)],
        env={**os.environ, "DYING_DATABASE_URL": ledger.url},
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    try:
        assert process.stdout.readline() == "inside\n"
        yield
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def test_a_reader_killed_inside_its_handler_leaves_nothing_half_done(ledger: Ledger) -> None:
    ledger.tell(MAYA_ID, 1, 2, 3)
    for deadly in (1, 3, 2):
        with killed_inside(ledger, MAYA_ID, deadly):
            assert ledger.written() == []
    assert ledger.reader().drain({MAYA_ID}) == 3
    assert ledger.written() == [1, 2, 3]


def test_another_reader_takes_over_the_moment_the_first_is_killed(ledger: Ledger) -> None:
    ledger.tell(MAYA_ID, 1, 2)
    ledger.tell(JONAS_ID, 3)
    survivor = ledger.reader()
    with killed_inside(ledger, MAYA_ID, 2):
        assert survivor.sweep(older_than=AT_ONCE) == 1
        assert ledger.written() == [3]
    survivor.drain({MAYA_ID})
    assert ledger.written(MAYA_ID) == [1, 2]


def subjects_rung(client: redis.Redis) -> int:
    """How many subjects the bells name that wait in Redis."""
    bodies = [json.loads(message)["body"] for message in client.lrange(queue_name(API), 0, -1)]
    return sum(len(json.loads(base64.b64decode(body))["subjects"]) for body in bodies)


def test_bells_lost_when_redis_is_flushed_are_made_up_for(ledger: Ledger, servers: EmbeddedServers) -> None:
    bell, reader = KombuBell(servers.redis_url), ledger.reader()
    clients = [uuid7() for _ in range(10)]
    with redis.Redis.from_url(servers.redis_url) as client:
        for number, client_id in enumerate(clients):
            ledger.tell(client_id, number, bell=bell)
        wait_until(lambda: subjects_rung(client) == 10)
        client.flushall()
        with listening(servers.redis_url, API, reader.drain):
            ledger.tell(MAYA_ID, 10, bell=bell)
            wait_until(lambda: ledger.written() == [10])
            # Flushed while somebody listens: the next bell is heard all the same.
            client.flushall()
            ledger.tell(MAYA_ID, 11, bell=bell)
            wait_until(lambda: ledger.written() == [10, 11])

    assert reader.sweep(older_than=AT_ONCE) == 10
    assert sorted(ledger.written()) == list(range(12))


def test_bells_lost_while_redis_is_dead_are_made_up_for(ledger: Ledger, servers: EmbeddedServers) -> None:
    bell, reader = KombuBell(servers.redis_url), ledger.reader()
    numbers = itertools.count(100)
    told: list[int] = []

    def heard_again() -> bool:
        told.append(next(numbers))
        ledger.tell(JONAS_ID, told[-1], bell=bell)
        return bool(ledger.written(JONAS_ID))

    with listening(servers.redis_url, API, reader.drain):
        ledger.tell(MAYA_ID, 1, bell=bell)
        wait_until(lambda: ledger.written() == [1])
        servers.kill_redis()
        try:
            ledger.tell(MAYA_ID, 2, 3, bell=bell)
            assert ledger.unhandled() == 2
        finally:
            servers.start_redis()
        wait_until(heard_again)

    reader.sweep(older_than=AT_ONCE)
    assert ledger.written(MAYA_ID) == [1, 2, 3]
    assert ledger.written(JONAS_ID) == told


def test_two_replicas_on_one_bell_share_the_work_and_double_none(ledger: Ledger, servers: EmbeddedServers) -> None:
    bell = KombuBell(servers.redis_url)
    clients = [uuid7() for _ in range(8)]
    with (
        listening(servers.redis_url, API, ledger.reader().drain),
        listening(servers.redis_url, API, ledger.reader().drain),
    ):
        for number in range(12):
            for client_id in clients:
                ledger.tell(client_id, number, bell=bell)
                bell.ring([(API, client_id)])
        wait_until(lambda: ledger.unhandled() == 0)
    for client_id in clients:
        assert ledger.written(client_id) == list(range(12))


def test_telling_without_redis_tells_all_the_same(ledger: Ledger) -> None:
    bell = KombuBell("redis://127.0.0.1:1/0")
    for number in range(200):
        ledger.tell(MAYA_ID, number, bell=bell)
    assert ledger.unhandled() == 200
    ledger.reader().drain({MAYA_ID})
    assert ledger.written() == list(range(200))
