"""The notifier on a real database, under its own role."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from shared import rings
from shared.clock import VirtualClock
from tests.cast import MONDAY_NOON
from tests.conftest import Cluster
from tests.notifier.house import House


@pytest.fixture(scope="session")
def ring_files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Fresh key rings."""
    folder = tmp_path_factory.mktemp("rings")
    for name in rings.RINGS:
        rings.write(rings.new_ring(name), folder / name)
    return {name: folder / name for name in rings.RINGS}


@pytest.fixture
def clock() -> VirtualClock:
    """Monday noon in Denver, until a test moves it."""
    return VirtualClock(MONDAY_NOON)


@pytest.fixture
def house(empty: Cluster, ring_files: dict[str, Path], clock: VirtualClock) -> Iterator[House]:
    """A notifier with nobody enrolled. Whatever it heard, it took at the first try."""
    built = House(empty, ring_files, clock)
    yield built
    failed = built.rows("select error from bus.delivery where reader = 'notifier' and attempts > 0")
    built.close()
    assert failed == []
