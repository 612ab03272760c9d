"""A fact that cannot be applied waits, holds back its own client and nobody else, and in the end steps aside."""

import time
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection
from uuid_utils.compat import uuid7

from services.cli.stuck import retry, stuck
from shared.bus import ATTEMPTS_BEFORE_PARKING
from shared.clock import VirtualClock
from shared.events import API, REPORTER, OccurrenceLetGo
from tests.shared.ledger import Ledger, refuse, write_down

MAYA_ID, JONAS_ID = uuid7(), uuid7()
WAITS = [timedelta(seconds=seconds) for seconds in (1, 5, 30, 120)]
WORDS = "I never told anybody about this"


def attempts(ledger: Ledger, reader: str = API) -> list[dict[str, Any]]:
    """What is noted about facts that failed."""
    with ledger.owner.begin() as db:
        rows = db.exec_driver_sql(
            "select attempts, error, next_attempt_at, parked_at, handled_at from bus.delivery"
            " where reader = %s and attempts > 0 order by seq",
            (reader,),
        )
        return [dict(row._mapping) for row in rows]


def park(ledger: Ledger, clock: VirtualClock, bad: int) -> None:
    """Fail until the fact is parked."""
    reader = ledger.reader(refuse(bad))
    for wait in [timedelta(), *WAITS]:
        clock.advance(wait)
        reader.drain({MAYA_ID})


def test_a_failure_is_noted_by_type_and_place_and_without_its_words(ledger: Ledger, clock: VirtualClock) -> None:
    ledger.tell(MAYA_ID, 1)
    ledger.reader(refuse(1, saying=WORDS)).drain({MAYA_ID})
    (noted,) = attempts(ledger)
    assert noted["attempts"] == 1
    assert noted["error"].startswith("ValueError at ledger.py:")
    assert "told" not in noted["error"]
    assert noted["next_attempt_at"] == clock() + WAITS[0]
    assert noted["parked_at"] is None


def test_a_failure_holds_back_the_clients_later_facts_and_no_other_client(ledger: Ledger) -> None:
    reader = ledger.reader(refuse(2))
    ledger.tell(MAYA_ID, 1, 2, 3)
    ledger.tell(JONAS_ID, 4)
    reader.drain([MAYA_ID, JONAS_ID])
    ledger.tell(MAYA_ID, 5)
    reader.drain([MAYA_ID])
    assert (ledger.written(MAYA_ID), ledger.written(JONAS_ID)) == ([1], [4])


def test_no_bell_and_no_sweep_tries_again_before_the_wait_is_over(ledger: Ledger, clock: VirtualClock) -> None:
    tried: list[datetime] = []

    def handler(db: Connection, fact: OccurrenceLetGo, at: datetime) -> None:
        if fact.occurrence_id.int == 2:
            return write_down(db, fact, at)
        tried.append(clock())
        raise ValueError

    reader = ledger.reader(handler)
    # The second is due all the time, and brings the sweep back to this client again and again.
    ledger.tell(MAYA_ID, 1, 2)
    start = clock()
    for _ in range(300):
        reader.drain({MAYA_ID})
        reader.sweep()
        clock.advance(timedelta(seconds=1))

    # A drain tries all at once, then one by one: twice at each time, and not once in between.
    waited = sorted({(at - start).total_seconds() for at in tried})
    assert waited == [0, 1, 6, 36, 156]
    assert len(tried) == 2 * ATTEMPTS_BEFORE_PARKING
    assert ledger.written() == [2]


def test_after_five_attempts_it_is_parked_and_the_later_facts_go_on(ledger: Ledger, clock: VirtualClock) -> None:
    ledger.tell(MAYA_ID, 1, 2, 3)
    park(ledger, clock, bad=1)
    (noted,) = attempts(ledger)
    assert (noted["attempts"], noted["parked_at"], noted["handled_at"]) == (ATTEMPTS_BEFORE_PARKING, clock(), None)
    assert ledger.written() == [2, 3]


def test_a_parked_fact_is_left_alone(ledger: Ledger, clock: VirtualClock) -> None:
    ledger.tell(MAYA_ID, 1)
    park(ledger, clock, bad=1)
    clock.advance(timedelta(days=1))
    mended = ledger.reader()
    assert (mended.drain({MAYA_ID}), mended.sweep()) == (0, 0)
    assert ledger.written() == []


def test_what_is_stuck_is_listed_given_back_and_applied_once_mended(ledger: Ledger, clock: VirtualClock) -> None:
    ledger.tell(MAYA_ID, 1, 2)
    told_at = clock()
    park(ledger, clock, bad=1)

    (found,) = stuck(ledger.owner)
    assert (found.reader, found.fact, found.subject) == (API, "OccurrenceLetGo", MAYA_ID)
    assert (found.attempts, found.since, found.is_parked) == (ATTEMPTS_BEFORE_PARKING, told_at, True)
    assert found.error.startswith("ValueError at ledger.py:")

    assert retry(ledger.owner) == 1
    assert stuck(ledger.owner) == []
    mended = ledger.reader()
    assert (mended.sweep(), mended.sweep()) == (1, 0)
    assert ledger.written() == [2, 1]
    assert [noted["error"] for noted in attempts(ledger)] == []


def test_a_fact_that_waits_for_its_next_attempt_is_listed_and_can_be_given_back_at_once(
    ledger: Ledger, clock: VirtualClock
) -> None:
    ledger.tell(MAYA_ID, 1, 2)
    ledger.reader(refuse(1)).drain({MAYA_ID})
    assert [found.is_parked for found in stuck(ledger.owner)] == [False]
    assert retry(ledger.owner, API) == 1
    assert ledger.reader().drain({MAYA_ID}) == 2
    assert ledger.written() == [1, 2]


def test_retry_for_one_reader_leaves_the_others_facts_parked(ledger: Ledger, clock: VirtualClock) -> None:
    ledger.tell(MAYA_ID, 1)
    for name in (API, REPORTER):
        ledger.reader(refuse(1), name=name).drain({MAYA_ID})
    assert retry(ledger.owner, REPORTER) == 1
    assert [found.reader for found in stuck(ledger.owner)] == [API]


def test_a_failure_that_passes_leaves_no_error_behind(ledger: Ledger, clock: VirtualClock) -> None:
    ledger.tell(MAYA_ID, 1)
    ledger.reader(refuse(1)).drain({MAYA_ID})
    clock.advance(WAITS[0])
    ledger.reader().drain({MAYA_ID})
    (noted,) = attempts(ledger)
    assert (noted["attempts"], noted["error"], noted["handled_at"]) == (1, None, clock())
    assert stuck(ledger.owner) == []


def test_a_statement_that_postgres_refuses_spoils_only_its_own_fact(ledger: Ledger) -> None:
    def handler(db: Connection, fact: OccurrenceLetGo, at: datetime) -> None:
        write_down(db, fact, at)
        if fact.occurrence_id.int == 1:
            db.exec_driver_sql("select 1 / 0")

    ledger.tell(MAYA_ID, 1)
    ledger.tell(JONAS_ID, 2)
    ledger.reader(handler).drain([MAYA_ID, JONAS_ID])
    assert ledger.written() == [2]
    (noted,) = attempts(ledger)
    assert noted["error"].startswith("DataError")


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ("name = 'MoonRose'", "BadFact"),
        ("name = 'DigestSent'", "BadFact"),
        ("body = '[]'", "BadFact"),
        ("body = 'null'", "BadFact"),
        ("body = body - 'assignment_id'", "BadFact"),
        ("name = 'ClientErased', body = jsonb_build_object('client_id', subject)", "KeyError"),
    ],
)
def test_a_fact_the_reader_does_not_understand_is_noted_and_holds_up_nobody_else(
    ledger: Ledger, change: str, error: str
) -> None:
    ledger.tell(MAYA_ID, 1)
    ledger.tell(JONAS_ID, 2)
    with ledger.owner.begin() as db:
        db.exec_driver_sql(f"update bus.event set {change} where subject = %s", (MAYA_ID,))
    ledger.reader().drain([MAYA_ID, JONAS_ID])
    assert ledger.written() == [2]
    (noted,) = attempts(ledger)
    assert noted["error"].startswith(error)


def test_a_reader_comes_back_by_itself_after_postgres_broke_its_connections(ledger: Ledger) -> None:
    reader = ledger.reader()
    ledger.tell(MAYA_ID, 1)
    reader.drain({MAYA_ID})
    ledger.tell(MAYA_ID, 2)
    with ledger.owner.begin() as db:
        db.exec_driver_sql(
            "select pg_terminate_backend(pid) from pg_stat_activity"
            " where application_name = 'test-api' and datname = current_database()"
        )
    deadline = time.monotonic() + 20
    while ledger.written() != [1, 2]:
        assert time.monotonic() < deadline
        try:
            reader.drain({MAYA_ID})
        except Exception as trouble:
            assert "terminating connection" in str(trouble) or "closed" in str(trouble)
