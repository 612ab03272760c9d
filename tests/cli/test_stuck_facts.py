"""`stuck`, `retry` and `replay`: facts a service could not apply are shown, and applied again."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import create_engine
from sqlalchemy.engine import make_url

from shared.bell import SilentBell
from shared.bus import tell
from shared.events import DigestSent
from tests.cli.terminal import Terminal
from tests.conftest import Cluster

LONG_AGO = datetime.now(UTC) - timedelta(days=3)


@pytest.fixture
def facts(empty: Cluster) -> dict[str, UUID]:
    """Three facts for the api: one never tried, one waiting for its third attempt, one parked."""
    owner = create_engine(make_url(empty.owner_url).set(drivername="postgresql+psycopg"))
    reporter = empty.database("reporter")
    with reporter.begin() as db:
        for _ in range(3):
            tell(db, SilentBell(), LONG_AGO, DigestSent(session_id=uuid4(), digest_id=uuid4(), clinician_id=uuid4()))
    reporter.close()
    with owner.begin() as db:
        ids = list(db.exec_driver_sql("select event_id from bus.delivery where reader = 'api' order by seq").scalars())
        fails = "update bus.delivery set attempts = %s, error = %s, parked_at = %s where event_id = %s"
        db.exec_driver_sql(fails, (2, "KeyError at hearing.py:41", None, ids[1]))
        db.exec_driver_sql(fails, (5, "ValueError at hearing.py:52", LONG_AGO, ids[2]))
    owner.dispose()
    return dict(zip(("fresh", "waiting", "parked"), ids, strict=True))


def deliveries(cluster: Cluster, question: str) -> int:
    """How many deliveries of the api this is true of."""
    owner = create_engine(make_url(cluster.owner_url).set(drivername="postgresql+psycopg"))
    with owner.connect() as db:
        count: int = db.exec_driver_sql(
            f"select count(*) from bus.delivery where reader = 'api' and {question}"
        ).scalar_one()
    owner.dispose()
    return count


def test_nothing_stuck_is_said_and_counts_as_well(terminal: Terminal) -> None:
    ended = terminal.between("stuck")
    assert (ended.code, ended.said, ended.complained) == (0, "Nothing is stuck.\n", "")


def test_what_is_stuck_is_shown_oldest_first_with_why(terminal: Terminal, facts: dict[str, UUID]) -> None:
    ended = terminal.between("stuck")
    assert ended.code == 1, "so that a cron job notices"
    waiting, why, parked, why_parked, count = ended.lines
    assert waiting == f"{LONG_AGO:%Y-%m-%d %H:%M} api: DigestSent waiting after 2 attempts"
    assert f"KeyError at hearing.py:41; event {facts['waiting']}, about " in why
    assert parked.endswith("api: DigestSent parked after 5 attempts")
    assert f"ValueError at hearing.py:52; event {facts['parked']}" in why_parked
    assert count == "2 stuck."


def test_retry_gives_back_what_is_stuck_and_nothing_else(
    terminal: Terminal, empty: Cluster, facts: dict[str, UUID]
) -> None:
    ended = terminal.between("retry")
    assert (ended.code, ended.said) == (0, "2 given back.\n")
    assert deliveries(empty, "attempts = 0 and parked_at is null and next_attempt_at is null") == 3
    assert terminal.between("stuck").code == 0


def test_retry_of_one_reader_leaves_the_others(terminal: Terminal, empty: Cluster, facts: dict[str, UUID]) -> None:
    assert terminal.between("retry", "--reader", "notifier").said == "0 given back.\n"
    assert deliveries(empty, "attempts > 0") == 2
    assert terminal.between("retry", "--reader", "api").said == "2 given back.\n"


def test_replay_asks_for_what_was_handled_once_more(terminal: Terminal, empty: Cluster, facts: dict[str, UUID]) -> None:
    owner = create_engine(make_url(empty.owner_url).set(drivername="postgresql+psycopg"))
    with owner.begin() as db:
        db.exec_driver_sql("update bus.delivery set handled_at = now(), parked_at = null where reader = 'api'")
        newest = "update bus.delivery set created_at = now() where event_id = %s"
        db.exec_driver_sql(newest, (facts["fresh"],))
    owner.dispose()
    assert terminal.between("replay", "notifier").said == "0 will be applied once more.\n"
    since = (datetime.now(UTC) - timedelta(hours=1)).isoformat()
    assert terminal.between("replay", "api", "--since", since).said == "1 will be applied once more.\n"
    assert terminal.between("replay", "api").said == "2 will be applied once more.\n"
    assert deliveries(empty, "handled_at is null and attempts = 0") == 3
