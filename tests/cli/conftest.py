"""Two terminals: one in an empty folder, and one whose settings name the database of the tests."""

from pathlib import Path

import pytest

from tests.cli.terminal import Terminal
from tests.conftest import Cluster


@pytest.fixture
def nowhere(tmp_path: Path) -> Terminal:
    """Nothing is up here and nothing is set."""
    return Terminal(tmp_path, {})


@pytest.fixture
def terminal(tmp_path: Path, empty: Cluster) -> Terminal:
    """A migrated, empty database is named in the settings."""
    return Terminal(tmp_path, {"OWNER_DATABASE_URL": empty.owner_url})
