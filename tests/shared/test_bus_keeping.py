"""Facts are kept for a while: to be applied once more, and let go of when everybody has long handled them."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy.exc import ProgrammingError
from uuid_utils.compat import uuid7

from services.cli.stuck import replay
from shared.clock import VirtualClock
from shared.events import API, NOTIFIER, REPORTER
from tests.shared.ledger import Ledger, refuse

MAYA_ID = uuid7()


def prune(ledger: Ledger, before: datetime, service: str = API) -> int:
    """Prune as one service."""
    with ledger.database(service).begin() as db:
        pruned: int = db.exec_driver_sql("select bus.prune(%s)", (before,)).scalar_one()
        return pruned


def test_a_replay_applies_handled_facts_once_more_in_their_order(ledger: Ledger, clock: VirtualClock) -> None:
    ledger.tell(MAYA_ID, 3, 1, 2)
    ledger.reader().drain({MAYA_ID})
    ledger.reader(name=REPORTER).drain({MAYA_ID})
    clock.advance(timedelta(hours=1))

    assert replay(ledger.owner, API) == 3
    assert ledger.reader().sweep() == 3
    assert ledger.reader(name=REPORTER).sweep() == 0

    assert ledger.written() == [3, 1, 2, 3, 1, 2]
    assert ledger.written(reader=REPORTER) == [3, 1, 2]


def test_a_replay_can_begin_at_an_instant(ledger: Ledger, clock: VirtualClock) -> None:
    ledger.tell(MAYA_ID, 1)
    clock.advance(timedelta(hours=1))
    since = clock()
    ledger.tell(MAYA_ID, 2)
    reader = ledger.reader()
    reader.drain({MAYA_ID})
    assert replay(ledger.owner, API, since) == 1
    reader.drain({MAYA_ID})
    assert ledger.written() == [1, 2, 2]


def test_a_replay_does_not_wake_what_is_parked(ledger: Ledger, clock: VirtualClock) -> None:
    ledger.tell(MAYA_ID, 1)
    failing = ledger.reader(refuse(1))
    for _ in range(5):
        failing.drain({MAYA_ID})
        clock.advance(timedelta(minutes=3))
    assert replay(ledger.owner, API) == 0
    assert ledger.reader().sweep() == 0


def test_old_facts_go_once_every_reader_has_handled_them(ledger: Ledger, clock: VirtualClock) -> None:
    ledger.tell(MAYA_ID, 1)
    ledger.reader().drain({MAYA_ID})
    clock.advance(timedelta(days=31))
    before = clock() - timedelta(days=30)

    assert prune(ledger, before) == 0
    ledger.reader(name=REPORTER).drain({MAYA_ID})
    # Handled only now, so kept for thirty days more.
    assert prune(ledger, before) == 0
    clock.advance(timedelta(days=31))
    ledger.tell(MAYA_ID, 2)
    assert prune(ledger, clock() - timedelta(days=30)) == 1

    assert ledger.told() == 1
    assert ledger.unhandled() == 1


def test_a_parked_fact_is_never_pruned(ledger: Ledger, clock: VirtualClock) -> None:
    ledger.tell(MAYA_ID, 1)
    failing = ledger.reader(refuse(1))
    for _ in range(5):
        failing.drain({MAYA_ID})
        clock.advance(timedelta(minutes=3))
    ledger.reader(name=REPORTER).drain({MAYA_ID})
    clock.advance(timedelta(days=400))
    assert prune(ledger, clock()) == 0
    assert ledger.told() == 1


@pytest.mark.parametrize("service", [NOTIFIER, REPORTER])
def test_only_the_api_may_prune(ledger: Ledger, clock: VirtualClock, service: str) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"):
        prune(ledger, clock(), service)
