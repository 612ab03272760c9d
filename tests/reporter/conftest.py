"""The reporter on a real database, under its own role."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from shared.clock import VirtualClock
from tests.conftest import Cluster
from tests.reporter.office import Office


@pytest.fixture
def office(empty: Cluster, ring_files: dict[str, Path], clock: VirtualClock) -> Iterator[Office]:
    """A reporter that knows nobody yet."""
    built = Office(empty, ring_files, clock)
    yield built
    built.close()
