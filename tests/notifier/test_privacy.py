"""What the notifier cannot read, and what it does not leave lying about."""

from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from services.notifier.migrations import MIGRATIONS
from tests.cast import MAYA
from tests.conftest import Cluster
from tests.notifier.house import DAILY_AT_SIX, House

FOREIGN = ["api.client", "api.entry", "api.message", "api.contact", "reporter.entry", "reporter.client"]


@pytest.mark.parametrize("table", FOREIGN)
def test_the_notifier_cannot_read_what_others_keep(cluster: Cluster, table: str) -> None:
    database = cluster.database("notifier")
    with pytest.raises(ProgrammingError, match="permission denied"), database.begin() as db:
        db.execute(text(f"select * from {table}"))
    database.close()


def test_the_notifier_sees_no_journal_key_and_no_fact_meant_for_others(house: House) -> None:
    house.welcome(MAYA)
    with house.notifier.database.begin() as db:
        rings = db.execute(text("select distinct ring from bus.data_key")).scalars().all()
        names = db.execute(text("select distinct name from bus.event")).scalars().all()
    assert rings == ["contact"]
    assert sorted(names) == ["ClientEnrolled", "ConsentGiven", "ContactChanged"]


def test_no_number_and_no_text_lies_open_in_its_tables(house: House) -> None:
    house.assign(house.welcome(MAYA), DAILY_AT_SIX)
    house.tick_until(house.clock() + timedelta(hours=7))
    assert len(house.carrier.texts) == 1
    for table in ("contact", "assignment", "reminder", "attempt", "status_callback"):
        for row in house.rows(f"select t::text as everything from notifier.{table} t"):
            for private in (MAYA.phone, MAYA.phone[2:], MAYA.phone.encode().hex(), "garden", b"garden".hex()):
                assert private not in row["everything"]


def test_migrations_and_models_agree(cluster: Cluster) -> None:
    MIGRATIONS.check(cluster.owner_url)


A_ROW = "00000000-0000-7000-8000-000000000000"


@pytest.mark.parametrize(
    ("query", "index"),
    [
        (
            "select id from notifier.reminder where state in ('planned', 'queued') and try_at <= now()",
            "ix_reminder_waiting",
        ),
        (
            "select id from notifier.occurrence where state in ('sent', 'delivered') and window_ends_at <= now()",
            "ix_occurrence_open",
        ),
        ("select id from notifier.attempt where state = 'unknown' and look_at <= now()", "ix_attempt_unresolved"),
        (
            "select exists (select from notifier.occurrence n"
            f" where n.assignment_id = '{A_ROW}' and n.due_at > now() and n.sent_at is not null"
            " and n.state <> 'cancelled')",
            "uq_occurrence_moment",
        ),
        (
            f"select state from notifier.occurrence where assignment_id = '{A_ROW}' and state <> 'cancelled'"
            " and sent_at is not null"
            " and (state in ('answered', 'partial', 'skipped', 'let_go') or window_ends_at <= now())"
            " order by due_at desc limit 5",
            "uq_occurrence_moment",
        ),
        (
            f"select id from notifier.occurrence where assignment_id = '{A_ROW}' and state = 'held'"
            " and window_ends_at > now() order by due_at desc limit 1",
            "uq_occurrence_moment",
        ),
        (
            f"select id from notifier.occurrence where assignment_id = '{A_ROW}' and state = 'planned' and not again",
            "uq_occurrence_planned",
        ),
        (
            f"select session_id from notifier.occurrence where assignment_id = '{A_ROW}' and session_id is not null"
            " and state not in ('planned', 'cancelled', 'suppressed', 'held')",
            "uq_occurrence_session",
        ),
        (
            f"select id from notifier.session where client_id = '{A_ROW}' and starts_at > now() and not is_cancelled"
            " order by starts_at, id",
            "ix_session_client_id_starts_at",
        ),
        (
            f"select id from notifier.reminder where occurrence_id = '{A_ROW}' and kind = 'follow_up'",
            "ix_reminder_occurrence_id",
        ),
    ],
)
def test_what_is_asked_of_a_growing_table_has_an_index(house: House, query: str, index: str) -> None:
    with house.notifier.database.begin() as db:
        db.execute(text("set local enable_seqscan = off"))
        plan = "\n".join(db.execute(text(f"explain {query}")).scalars())
    assert index in plan
