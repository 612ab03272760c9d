"""A database from before the homework step is brought up to date with everything in it."""

import os
from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.engine import make_url

from services.cli.migrate import SCHEMAS, migrate
from tests.conftest import PASSWORDS

FIRST = {"bus": "bus_0001", "api": "api_0001", "notifier": "notifier_0001", "reporter": "reporter_0001"}
ONE, TWO = "00000000-0000-0000-0000-000000000001", "00000000-0000-0000-0000-000000000002"

# One client with one assignment, a conversation in the middle, a session, and a question that waits for its minute.
_FILLED = (
    f"insert into api.clinician values ('{ONE}', 'Dr. Lind', 'lind@clinic.example', 'America/Denver', 60, now())",
    f"insert into api.client values ('{ONE}', '{ONE}', '', '', 'en', 'America/Denver', '09:00', '20:00', now())",
    f"insert into api.assignment values"
    f" ('{ONE}', '{ONE}', '{ONE}', 'grounding', 1, '', '', '{{\"kind\": \"keyword\"}}', 'active', now())",
    f"insert into api.dialogue values ('{ONE}', '{ONE}', '{ONE}', true, 'sealed', now(), now())",
    f"insert into api.dialogue values ('{TWO}', '{ONE}', '{ONE}', false, 'sealed', now(), now())",
    f"insert into api.session values ('{ONE}', '{ONE}', '2026-12-01 17:00+00', 'booked', null, now())",
    f"insert into api.session_client values ('{ONE}', '{ONE}')",
    f"insert into notifier.client values ('{ONE}', 'en', 'America/Denver', '09:00', '20:00', now(), null, null)",
    f"insert into notifier.assignment values ('{ONE}', '{ONE}', 'grounding', 1, '', '{{}}', now(), null)",
    f"insert into notifier.occurrence values ('{ONE}', '{ONE}', '{ONE}', now(), now(), 'sent', now())",
    f"insert into notifier.reminder (id, client_id, kind, due_at, window_ends_at, try_at, state)"
    f" values ('{ONE}', '{ONE}', 'follow_up', now(), now(), now(), 'planned')",
    f"insert into reporter.entry (id, client_id, kind, words, recorded_at)"
    f" values ('{ONE}', '{ONE}', 'note', '', now())",
)


@pytest.fixture
def filled() -> Iterator[str]:
    """The owner's URL of a database as the first step left it, with something in every table that changes."""
    server = make_url(os.environ["BETWEEN_TEST_POSTGRES"])
    name = f"between_old_{os.getpid()}"
    admin = create_engine(server.set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
    with admin.connect() as db:
        db.execute(text(f"create database {name}"))
    url = server.set(database=name).render_as_string(hide_password=False)
    for migrations in SCHEMAS:
        migrations.upgrade(url, FIRST[migrations.schema])
    with _connected(url) as db:
        for statement in _FILLED:
            db.exec_driver_sql(statement)
        db.commit()
    yield url
    with admin.connect() as db:
        db.execute(text(f"drop database {name} with (force)"))
    admin.dispose()


def _connected(url: str) -> Connection:
    return create_engine(make_url(url).set(drivername="postgresql+psycopg")).connect()


def test_conversations_sessions_and_what_was_agreed_are_carried_over(filled: str) -> None:
    migrate(filled, PASSWORDS)
    for migrations in SCHEMAS:
        migrations.check(filled)
    with _connected(filled) as db:

        def found(query: str) -> list[tuple[object, ...]]:
            return [tuple(row) for row in db.exec_driver_sql(query)]

        assert found("select origin, state from api.dialogue order by occurrence_id") == [
            ("prompt", "open"),
            ("prompt", "over"),
        ]
        assert found("select schedule = agreed_schedule from api.assignment") == [(True,)]
        assert found("select count(*) from notifier.session where not is_cancelled") == [(1,)]
        assert found("select sealed_in, awaits_introduction from notifier.assignment") == [("AssignmentCreated", False)]
        assert found("select hours from notifier.reminder") == [("any",)]
        assert found("select count(*) from reporter.entry") == [(1,)]
