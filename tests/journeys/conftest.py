"""The Between that the journeys are walked in: the one named in BETWEEN_READY, or one of our own."""

import json
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journeys.clinic import Clinic
from tests.journeys.upping import free_port, up


@pytest.fixture(scope="session")
def between(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The facts of a running Between. BETWEEN_READY is the path of such a file, say of one in containers."""
    if given := os.environ.get("BETWEEN_READY"):
        yield json.loads(Path(given).read_text())
        return
    folder = tmp_path_factory.mktemp("journeys")
    with up(folder, folder / "data", free_port()) as running:
        yield running.wait_until_ready()
        running.stop(signal.SIGTERM)
        assert running.process.returncode == 0, running.said()


@pytest.fixture(scope="session")
def clinic(between: dict[str, str]) -> Clinic:
    """A clinician of this run in that Between."""
    return Clinic(between)
