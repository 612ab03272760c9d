"""The shelf of a clinic's own activities: every service reads it, the api alone adds to it, nobody changes it."""

import json
from datetime import UTC, datetime

import pytest
from sqlalchemy.exc import ProgrammingError

from shared.activities.library import Library, UnknownActivity
from shared.events import API, READERS
from shared.shelf import Shelf
from tests.activities import evening_walk
from tests.conftest import Cluster

_ADD = "insert into bus.activity (slug, version, definition, published_at) values (%s, %s, %s, %s)"


def publish(cluster: Cluster, slug: str, version: int, service: str = API) -> None:
    """Put one version on the shelf."""
    database = cluster.database(service)
    written = json.dumps(evening_walk(slug=slug, version=version))
    try:
        with database.begin() as db:
            db.exec_driver_sql(_ADD, (slug, version, written, datetime.now(UTC)))
    finally:
        database.close()


@pytest.mark.parametrize("service", READERS)
def test_every_service_finds_what_was_published(empty: Cluster, service: str) -> None:
    for version in (1, 2, 10):
        publish(empty, "evening-walk", version)
    publish(empty, "morning-walk", 3)
    database = empty.database(service)
    shelf = Shelf(database)
    assert sorted(shelf.newest()) == [("evening-walk", 10), ("morning-walk", 3)]
    assert shelf.find("evening-walk", 2) == evening_walk(version=2)
    assert shelf.find("evening-walk", 3) is None
    library = Library(shelf.find, shelf.newest)
    assert library.latest("evening-walk").version == 10
    assert library.get("evening-walk", 1).version == 1
    assert "morning-walk" in {activity.slug for activity in library.all()}
    with pytest.raises(UnknownActivity):
        library.get("evening-walk", 3)
    database.close()


@pytest.mark.parametrize("service", [service for service in READERS if service != API])
def test_only_the_api_publishes(empty: Cluster, service: str) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"):
        publish(empty, "evening-walk", 1, service)


@pytest.mark.parametrize("service", READERS)
@pytest.mark.parametrize("statement", ["update bus.activity set version = 2", "delete from bus.activity"])
def test_nobody_changes_or_takes_away_what_was_published(empty: Cluster, service: str, statement: str) -> None:
    publish(empty, "evening-walk", 1)
    database = empty.database(service)
    with pytest.raises(ProgrammingError, match="permission denied"), database.begin() as db:
        db.exec_driver_sql(statement)
    database.close()
