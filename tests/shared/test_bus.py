"""Facts are heard: told with their transaction, applied once, in the order in which they were told."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from psycopg import DataError
from sqlalchemy import Connection
from uuid_utils.compat import uuid7

from shared.bus import tell
from shared.clock import VirtualClock
from shared.events import API, REPORTER, ClinicianJoined, OccurrenceLetGo
from tests.shared.ledger import Ledger, RememberingBell, refuse, write_down

MAYA_ID, JONAS_ID = uuid7(), uuid7()


def test_a_fact_is_applied_and_says_when_it_happened(ledger: Ledger, clock: VirtualClock) -> None:
    heard: list[tuple[OccurrenceLetGo, datetime]] = []
    ledger.tell(MAYA_ID, 1)
    happened_at = clock()
    clock.advance(timedelta(minutes=5))

    applied = ledger.reader(lambda _db, fact, at: heard.append((fact, at))).drain({MAYA_ID})

    assert applied == 1
    assert heard == [(ledger.fact(MAYA_ID, 1), happened_at)]


def test_a_bell_rung_twice_changes_nothing_the_second_time(ledger: Ledger) -> None:
    ledger.tell(MAYA_ID, 1, 2)
    reader = ledger.reader()
    assert (reader.drain({MAYA_ID}), reader.drain({MAYA_ID}), reader.sweep()) == (2, 0, 0)
    assert ledger.written(MAYA_ID) == [1, 2]


def test_a_fact_whose_bell_was_lost_is_found_by_the_sweep(ledger: Ledger, clock: VirtualClock) -> None:
    ledger.tell(MAYA_ID, 1)
    ledger.tell(JONAS_ID, 2)
    clock.advance(timedelta(seconds=3))
    assert ledger.reader().sweep() == 2
    assert sorted(ledger.written()) == [1, 2]


def test_the_sweep_leaves_fresh_facts_to_their_bell(ledger: Ledger, clock: VirtualClock) -> None:
    ledger.tell(MAYA_ID, 1)
    clock.advance(timedelta(seconds=1))
    assert ledger.reader().sweep() == 0
    assert ledger.written() == []


def test_each_reader_applies_a_fact_once(ledger: Ledger) -> None:
    ledger.tell(MAYA_ID, 1)
    for name in (API, REPORTER, API, REPORTER):
        ledger.reader(name=name).drain({MAYA_ID})
    assert ledger.written(reader=API) == ledger.written(reader=REPORTER) == [1]


def test_facts_are_applied_in_the_order_in_which_they_were_told(ledger: Ledger) -> None:
    # Ids of one millisecond are in no order, and neither is what the bells said.
    ledger.tell(MAYA_ID, 9, 3, 7)
    ledger.tell(JONAS_ID, 5)
    ledger.tell(MAYA_ID, *range(100, 160))
    ledger.tell(MAYA_ID, 1)
    ledger.reader().drain([JONAS_ID, MAYA_ID])
    assert ledger.written(MAYA_ID) == [9, 3, 7, *range(100, 160), 1]


def test_however_many_wait_one_drain_applies_them_all(ledger: Ledger) -> None:
    ledger.tell(MAYA_ID, *range(1_100))
    assert ledger.reader().drain({MAYA_ID}) == 1_100
    assert ledger.written(MAYA_ID) == list(range(1_100))


def test_two_drains_at_once_keep_each_clients_order_and_double_nothing(ledger: Ledger) -> None:
    clients = [uuid7() for _ in range(6)]
    replicas = [ledger.reader(), ledger.reader()]
    start = threading.Barrier(3)

    def produce() -> None:
        start.wait()
        for number in range(30):
            for client_id in clients:
                ledger.tell(client_id, number)

    def drain(replica: int) -> int:
        start.wait()
        # Each goes round the other way.
        order = clients if replica else clients[::-1]
        return sum(replicas[replica].drain(order) for _ in range(40))

    with ThreadPoolExecutor(3) as pool:
        told, *drained = pool.submit(produce), pool.submit(drain, 0), pool.submit(drain, 1)
        told.result()
    applied = sum(one.result() for one in drained) + replicas[0].drain(clients)

    assert applied == 180
    for client_id in clients:
        assert ledger.written(client_id) == list(range(30))


def test_a_sweep_passes_by_a_client_whom_another_process_is_busy_with(ledger: Ledger, clock: VirtualClock) -> None:
    ledger.tell(MAYA_ID, 1)
    ledger.tell(JONAS_ID, 2)
    clock.advance(timedelta(seconds=3))
    inside, go_on = threading.Event(), threading.Event()

    def dawdle(db: Connection, fact: OccurrenceLetGo, at: datetime) -> None:
        inside.set()
        assert go_on.wait(20)
        write_down(db, fact, at)

    with ThreadPoolExecutor(1) as pool:
        busy = pool.submit(ledger.reader(dawdle).drain, {MAYA_ID})
        assert inside.wait(20)
        swept = ledger.reader().sweep()
        meanwhile = ledger.written()
        go_on.set()
        assert busy.result() == 1

    assert (swept, meanwhile) == (1, [2])
    assert ledger.written() == [2, 1]


def test_a_fact_told_in_a_transaction_that_is_rolled_back_is_neither_heard_nor_rung(ledger: Ledger) -> None:
    bell = RememberingBell()
    with pytest.raises(RuntimeError), ledger.producer.begin() as db:
        tell(db, bell, ledger.clock(), ledger.fact(MAYA_ID, 1))
        raise RuntimeError
    assert ledger.reader().drain({MAYA_ID}) == 0
    assert (ledger.told(), ledger.written(), bell.rung) == (0, [], [])


def test_the_bell_rings_after_the_commit_once_for_each_reader_and_client(ledger: Ledger) -> None:
    bell = RememberingBell()
    with ledger.producer.begin() as db:
        tell(db, bell, ledger.clock(), *(ledger.fact(MAYA_ID, number) for number in range(3)))
        tell(db, bell, ledger.clock())
        assert bell.rung == []
    assert sorted(bell.rung) == [(API, MAYA_ID), (REPORTER, MAYA_ID)]


def test_the_next_transaction_on_the_same_connection_rings_no_old_bell(ledger: Ledger) -> None:
    bell = RememberingBell()
    with pytest.raises(RuntimeError), ledger.producer.begin() as db:
        tell(db, bell, ledger.clock(), ledger.fact(MAYA_ID, 1))
        raise RuntimeError
    ledger.tell(JONAS_ID, 2, bell=bell)
    assert {subject for _, subject in bell.rung} == {JONAS_ID}


def test_facts_can_be_applied_in_the_callers_own_transaction(ledger: Ledger) -> None:
    ledger.tell(MAYA_ID, 1)
    reader, database = ledger.reader(), ledger.database()
    with database.begin() as db:
        assert reader.drain_within(db, MAYA_ID) == 1
        seen = db.exec_driver_sql("select number from ledger.line").scalars().all()
        assert (seen, ledger.written()) == ([1], [])
    assert reader.drain({MAYA_ID}) == 0
    assert ledger.written() == [1]


def test_what_was_applied_in_the_callers_transaction_is_undone_with_it_and_applied_later(ledger: Ledger) -> None:
    ledger.tell(MAYA_ID, 1)
    reader, database = ledger.reader(), ledger.database()
    with pytest.raises(RuntimeError), database.begin() as db:
        reader.drain_within(db, MAYA_ID)
        raise RuntimeError
    assert ledger.written() == []
    reader.drain({MAYA_ID})
    assert ledger.written() == [1]


def test_a_handler_that_raises_undoes_its_own_effect_and_no_other(ledger: Ledger) -> None:
    ledger.tell(MAYA_ID, 1, 2)
    ledger.tell(JONAS_ID, 3)
    assert ledger.reader(refuse(2)).drain([MAYA_ID, JONAS_ID]) == 2
    assert sorted(ledger.written()) == [1, 3]
    assert ledger.unhandled() == 1


@pytest.mark.parametrize("character", ["\0", "\ud800"])
def test_a_fact_that_postgres_cannot_hold_is_refused_where_it_is_told(ledger: Ledger, character: str) -> None:
    lind = ClinicianJoined(
        clinician_id=MAYA_ID, name=f"Dr.{character}Lind", email="", zone="America/Denver", digest_lead_minutes=None
    )
    with pytest.raises(DataError, match="Unicode"), ledger.producer.begin() as db:
        tell(db, RememberingBell(), ledger.clock(), ledger.fact(MAYA_ID, 1), lind)
    assert ledger.told() == 0
    ledger.tell(MAYA_ID, 2)
    assert ledger.reader().drain({MAYA_ID}) == 1
    assert ledger.written() == [2]
