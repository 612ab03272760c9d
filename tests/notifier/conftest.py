"""The notifier on a real database, under its own role."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from shared.clock import VirtualClock
from tests.conftest import Cluster
from tests.notifier.house import House


@pytest.fixture
def house(empty: Cluster, ring_files: dict[str, Path], clock: VirtualClock) -> Iterator[House]:
    """A notifier with nobody enrolled. Whatever it heard, it took at the first try."""
    built = House(empty, ring_files, clock)
    yield built
    failed = built.rows("select error from bus.delivery where reader = 'notifier' and attempts > 0")
    built.close()
    assert failed == []
