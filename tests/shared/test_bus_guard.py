"""Row-level security: a service sees the facts told to it, and marks its own deliveries alone."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection
from sqlalchemy.exc import ProgrammingError
from uuid_utils.compat import uuid7

from shared.bell import SilentBell
from shared.bus import tell
from shared.clock import VirtualClock
from shared.events import (
    API,
    HEARS,
    NOTIFIER,
    READERS,
    REPORTER,
    ClientErased,
    DeliveryReported,
    DigestSent,
    Fact,
    OccurrenceLetGo,
    SessionCancelled,
)
from tests.conftest import Cluster

ONE, OTHER = uuid7(), uuid7()
FACTS: list[Fact] = [
    ClientErased(client_id=ONE),
    OccurrenceLetGo(client_id=ONE, assignment_id=ONE, occurrence_id=ONE),
    SessionCancelled(session_id=ONE),
    DigestSent(session_id=ONE, digest_id=ONE, clinician_id=ONE),
    DeliveryReported(attempt_id=ONE, carrier_sid="SM1", status="sent", error_code=None),
]
"""Between them, heard by every set of readers there is."""


@pytest.fixture
def told(empty: Cluster, clock: VirtualClock) -> Cluster:
    """Facts for everybody, told by the api, which does not hear all of them itself."""
    database = empty.database(API)
    with database.begin() as db:
        tell(db, SilentBell(), clock(), *FACTS)
    database.close()
    return empty


@pytest.fixture(params=READERS)
def service(request: pytest.FixtureRequest) -> str:
    """Each service in turn."""
    name: str = request.param
    return name


@pytest.fixture
def db(told: Cluster, service: str) -> Iterator[Connection]:
    """A transaction under the service's own role."""
    database = told.database(service)
    with database.begin() as connection:
        yield connection
    database.close()


def names(facts: list[Fact]) -> list[str]:
    """Their names, sorted."""
    return sorted(type(fact).__name__ for fact in facts)


def test_a_service_sees_the_facts_told_to_it_and_no_other(db: Connection, service: str) -> None:
    seen = db.exec_driver_sql("select name from bus.event order by name").scalars().all()
    assert seen == names([fact for fact in FACTS if service in HEARS[type(fact)]])
    assert len(seen) < len(FACTS)


def test_a_service_sees_its_own_deliveries_and_no_other(db: Connection, service: str) -> None:
    seen = db.exec_driver_sql("select reader, count(*) from bus.delivery group by reader").all()
    assert seen == [(service, sum(service in HEARS[type(fact)] for fact in FACTS))]


@pytest.mark.parametrize(
    "change",
    [
        "handled_at = now()",
        "parked_at = now(), attempts = 9, error = 'x', next_attempt_at = now()",
    ],
)
def test_a_service_marks_its_own_deliveries_alone(db: Connection, service: str, change: str) -> None:
    # Without a word of which: whoever reads no column is held back by the rule for updates alone.
    marked = db.exec_driver_sql(f"update bus.delivery set {change}")
    assert marked.rowcount == sum(service in HEARS[type(fact)] for fact in FACTS)
    named = db.exec_driver_sql(f"update bus.delivery set {change} where reader <> %s", (service,))
    assert named.rowcount == 0


@pytest.mark.parametrize(
    "statement",
    [
        "delete from bus.event",
        "delete from bus.delivery",
        "update bus.event set body = '{}'",
        "update bus.event set name = 'ClientErased'",
        "update bus.delivery set reader = 'api'",
        "update bus.delivery set event_id = gen_random_uuid()",
        "update bus.delivery set subject = gen_random_uuid()",
        "update bus.delivery set created_at = now()",
        "truncate bus.event cascade",
        "truncate bus.delivery",
        "select setval('bus.event_seq', 1)",
        "alter table bus.delivery disable row level security",
        "drop policy own on bus.delivery",
        "set role between_api; set role between_notifier; set role between_reporter",
    ],
)
def test_a_service_cannot_rewrite_what_was_told(db: Connection, statement: str) -> None:
    with pytest.raises(ProgrammingError, match=r"permission denied|must be owner"):
        db.exec_driver_sql(statement)


def test_a_service_can_tell_what_it_does_not_hear_itself(told: Cluster, clock: VirtualClock, service: str) -> None:
    # The only facts of which this holds for each service are those of the others.
    strange = [fact for fact in FACTS if service not in HEARS[type(fact)]]
    database = told.database(service)
    with database.begin() as db:
        before = db.exec_driver_sql("select count(*) from bus.event").scalar_one()
        tell(db, SilentBell(), clock(), *strange)
        assert db.exec_driver_sql("select count(*) from bus.event").scalar_one() == before
    database.close()
    for reader in {reader for fact in strange for reader in HEARS[type(fact)]}:
        heard = told.database(reader)
        with heard.begin() as db:
            seen = db.exec_driver_sql("select name from bus.event order by name").scalars().all()
        heard.close()
        assert seen == names([fact for fact in FACTS + strange if reader in HEARS[type(fact)]])


def test_data_keys_are_shown_by_ring(told: Cluster, service: str) -> None:
    owner = told.database(API)
    with owner.begin() as db:
        for ring in ("contact", "journal"):
            db.exec_driver_sql(
                "insert into bus.data_key (client_id, ring, ring_version, wrapped) values (%s, %s, 1, 'x')", (ONE, ring)
            )
    owner.close()
    database = told.database(service)
    with database.begin() as db:
        seen = db.exec_driver_sql("select ring from bus.data_key order by ring").scalars().all()
    database.close()
    assert seen == {API: ["contact", "journal"], NOTIFIER: ["contact"], REPORTER: ["journal"]}[service]


@pytest.mark.parametrize("service", [NOTIFIER, REPORTER])
@pytest.mark.parametrize(
    "statement",
    [
        "insert into bus.data_key (client_id, ring, ring_version, wrapped) values (gen_random_uuid(), '', 1, '')",
        "update bus.data_key set wrapped = ''",
        "delete from bus.data_key",
    ],
)
def test_only_the_api_makes_and_erases_data_keys(told: Cluster, service: str, statement: str) -> None:
    database = told.database(service)
    with pytest.raises(ProgrammingError, match="permission denied"), database.begin() as db:
        db.exec_driver_sql(statement)
    database.close()


def test_nobody_rewraps_a_data_key_but_the_owner(told: Cluster) -> None:
    database = told.database(API)
    with pytest.raises(ProgrammingError, match="permission denied"), database.begin() as db:
        db.exec_driver_sql("update bus.data_key set wrapped = ''")
    database.close()
