"""`migrate` and `token create`, and what is said about a database that is away, foreign or empty."""

import os
from collections.abc import Iterator

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from shared.database import Database
from shared.events import READERS
from tests.cli.terminal import Terminal
from tests.conftest import PASSWORDS, Cluster

ROLES = {f"{service.upper()}_DB_PASSWORD": PASSWORDS[service] for service in READERS}
# Port 9 is the discard service: nobody listens there.
NOBODY_THERE = "postgresql://owner:a-secret-of-ours@127.0.0.1:9/between"


@pytest.fixture
def new_database() -> Iterator[str]:
    """The URL of a database with nothing in it."""
    server = make_url(os.environ["BETWEEN_TEST_POSTGRES"])
    name = f"between_cli_{os.getpid()}"
    admin = create_engine(server.set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
    with admin.connect() as db:
        db.execute(text(f"create database {name}"))
    yield server.set(database=name).render_as_string(hide_password=False)
    with admin.connect() as db:
        db.execute(text(f"drop database {name} with (force)"))
    admin.dispose()


def test_a_database_is_migrated_and_again_is_the_same(nowhere: Terminal, new_database: str) -> None:
    before = nowhere.between("stuck", OWNER_DATABASE_URL=new_database)
    assert (before.code, before.complained) == (
        1,
        "This database has no tables of ours yet. Run 'between migrate' first.\n",
    )
    for _ in range(2):
        ended = nowhere.between("migrate", OWNER_DATABASE_URL=new_database, **ROLES)
        assert (ended.code, ended.said, ended.complained) == (0, "The database is up to date.\n", "")
    assert nowhere.between("stuck", OWNER_DATABASE_URL=new_database).said == "Nothing is stuck.\n"


def test_every_password_that_migrate_lacks_is_named_at_once(nowhere: Terminal) -> None:
    ended = nowhere.between("migrate", OWNER_DATABASE_URL=NOBODY_THERE, NOTIFIER_DB_PASSWORD="given")
    assert (ended.code, ended.said) == (1, "")
    assert ended.complained.startswith("Not set: API_DB_PASSWORD, REPORTER_DB_PASSWORD.")


def test_a_password_may_come_in_a_file(nowhere: Terminal, new_database: str) -> None:
    secret = nowhere.folder / "password"
    secret.write_text(f"{ROLES['API_DB_PASSWORD']}\n")
    given = {name: value for name, value in ROLES.items() if name != "API_DB_PASSWORD"}
    missing = nowhere.between("migrate", OWNER_DATABASE_URL=new_database, API_DB_PASSWORD_FILE="not-there", **given)
    assert (missing.code, missing.complained) == (
        1,
        "API_DB_PASSWORD_FILE cannot be read: No such file or directory.\n",
    )
    ended = nowhere.between("migrate", OWNER_DATABASE_URL=new_database, API_DB_PASSWORD_FILE=str(secret), **given)
    assert ended.code == 0, ended.complained


@pytest.mark.parametrize("command", [["stuck"], ["retry"], ["replay", "api"], ["token", "create", "Ana"]])
def test_a_database_that_is_away_is_said_so_without_its_password(nowhere: Terminal, command: list[str]) -> None:
    ended = nowhere.between(*command, OWNER_DATABASE_URL=NOBODY_THERE)
    assert (ended.code, ended.said) == (1, "")
    assert ended.complained.startswith("The database does not answer (")
    assert "a-secret-of-ours" not in ended.complained


@pytest.mark.parametrize("url", ["", "a-secret-of-ours"])
def test_what_is_no_url_is_said_so_without_repeating_it(nowhere: Terminal, url: str) -> None:
    ended = nowhere.between("stuck", OWNER_DATABASE_URL=url)
    assert (ended.code, ended.said) == (1, "")
    assert ended.complained.startswith("OWNER_DATABASE_URL is not a database's URL")
    assert "a-secret-of-ours" not in ended.complained


def test_a_token_is_shown_once_and_only_its_digest_is_kept(terminal: Terminal, empty: Cluster) -> None:
    ended = terminal.between("token", "create", "Ana at the desk")
    (token,) = ended.lines
    assert (ended.code, ended.complained, token[:4]) == (0, "", "btw_")
    assert terminal.between("token", "create", "Ana at the desk").said.strip() != token
    database = Database(empty.owner_url, application="test-token")
    with database.begin() as db:
        kept = db.exec_driver_sql("select name, digest::text from api.token order by created_at").all()
    database.close()
    assert [name for name, _ in kept] == ["Ana at the desk"] * 2
    assert token.encode().hex() not in str(kept)
