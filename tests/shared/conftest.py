"""A ledger on empty tables, and servers of our own that may be killed."""

from collections.abc import Iterator

import pytest
import redis

import embedded
from embedded import EmbeddedServers
from shared.clock import VirtualClock
from tests.cast import MONDAY_NOON
from tests.conftest import Cluster
from tests.shared.ledger import Ledger


@pytest.fixture
def clock() -> VirtualClock:
    """Monday noon in Denver, until a test moves it."""
    return VirtualClock(MONDAY_NOON)


@pytest.fixture
def ledger(empty: Cluster, clock: VirtualClock) -> Iterator[Ledger]:
    """Nothing told and nothing written down."""
    built = Ledger(empty, clock)
    yield built
    built.close()


@pytest.fixture(scope="session")
def _servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedServers]:
    with embedded.start(tmp_path_factory.mktemp("servers"), durable=False) as running:
        yield running


@pytest.fixture
def servers(_servers: EmbeddedServers) -> EmbeddedServers:
    """A Redis nobody else uses, with nothing in it."""
    with redis.Redis.from_url(_servers.redis_url) as client:
        client.flushall()
    return _servers
