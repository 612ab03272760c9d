"""Real servers for the tests: one Postgres and one Redis a run, one database a worker, empty tables for each test."""

import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.engine import make_url

import embedded
from services.cli.migrate import SCHEMAS, migrate
from shared import rings
from shared.clock import VirtualClock
from shared.database import Database
from shared.events import READERS
from shared.roles import role
from tests.cast import MONDAY_NOON

PASSWORDS = {service: f"test-{service}" for service in READERS}
_servers: object | None = None


def pytest_configure(config: pytest.Config) -> None:
    """Start the servers once, in the process that hands out the tests, and tell the workers where they are."""
    global _servers
    if hasattr(config, "workerinput") or "BETWEEN_TEST_POSTGRES" in os.environ:
        return
    folder = Path(tempfile.mkdtemp(prefix="between-test-"))
    running = embedded.start(folder, durable=False)
    _servers = running.__enter__()
    config.add_cleanup(lambda: running.__exit__(None, None, None))
    os.environ["BETWEEN_TEST_POSTGRES"] = running.postgres_url
    os.environ["BETWEEN_TEST_REDIS"] = running.redis_url


@dataclass(frozen=True)
class Cluster:
    """One migrated database and where to reach it under each role."""

    owner_url: str
    redis_url: str

    def url(self, service: str) -> str:
        """The database under one service's role."""
        return (
            make_url(self.owner_url)
            .set(username=role(service), password=PASSWORDS[service])
            .render_as_string(hide_password=False)
        )

    def database(self, service: str) -> Database:
        """A service's own way into the database."""
        return Database(self.url(service), application=f"test-{service}")


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """A fresh migrated database of this worker's own."""
    admin = create_engine(
        make_url(os.environ["BETWEEN_TEST_POSTGRES"]).set(drivername="postgresql+psycopg"),
        isolation_level="AUTOCOMMIT",
    )
    name = f"between_test_{os.getpid()}"
    with admin.connect() as db:
        db.execute(text(f"create database {name}"))
    owner_url = make_url(os.environ["BETWEEN_TEST_POSTGRES"]).set(database=name).render_as_string(hide_password=False)
    migrate(owner_url, PASSWORDS)
    # One Redis database a worker, so that no test hears another's bells.
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    redis_url = os.environ["BETWEEN_TEST_REDIS"].rsplit("/", 1)[0] + f"/{worker}"
    yield Cluster(owner_url, redis_url)
    with admin.connect() as db:
        db.execute(text(f"drop database {name} with (force)"))
    admin.dispose()


@pytest.fixture(scope="session")
def owner(cluster: Cluster) -> Iterator[Engine]:
    """The same database as its owner sees it."""
    engine = create_engine(make_url(cluster.owner_url).set(drivername="postgresql+psycopg"))
    yield engine
    engine.dispose()


@pytest.fixture
def empty(cluster: Cluster, owner: Engine) -> Cluster:
    """The same database with nothing in it."""
    tables = [str(table) for schema in SCHEMAS for table in schema.metadata.sorted_tables]
    with owner.begin() as db:
        db.execute(text(f"truncate {', '.join(tables)} cascade"))
    return cluster


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
