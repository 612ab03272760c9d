"""One database, three roles: Postgres itself refuses what a service has no business with."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, Table
from sqlalchemy.exc import DBAPIError

from services.cli.migrate import SCHEMAS
from shared.events import API, NOTIFIER, READERS, REPORTER
from tests.conftest import Cluster

TABLES: dict[str, list[Table]] = {schema.schema: schema.metadata.sorted_tables for schema in SCHEMAS}
FOREIGN = [
    (service, table) for service in READERS for schema in READERS for table in TABLES[schema] if schema != service
]


@pytest.fixture(scope="module")
def roles(cluster: Cluster) -> Iterator[dict[str, Connection]]:
    """A connection under each role."""
    databases = {service: cluster.database(service) for service in READERS}
    connections = {
        service: database.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        for service, database in databases.items()
    }
    yield connections
    for service, database in databases.items():
        connections[service].close()
        database.close()


def refusal(db: Connection, statement: str) -> str:
    """What Postgres says to a statement; empty when it was carried out."""
    try:
        db.exec_driver_sql(statement)
    except DBAPIError as refused:
        return str(refused.orig).splitlines()[0]
    return ""


@pytest.mark.parametrize(("service", "table"), FOREIGN, ids=lambda value: str(value))
def test_a_service_neither_reads_nor_writes_what_another_keeps(
    roles: dict[str, Connection], service: str, table: Table
) -> None:
    column = next(iter(table.columns)).name
    for statement in (
        f"select * from {table}",
        f"select count(*) from {table}",
        f"insert into {table} default values",
        f"update {table} set {column} = null",
        f"delete from {table}",
        f"truncate {table}",
    ):
        assert "permission denied" in refusal(roles[service], statement), statement


def test_every_schema_has_tables_to_keep_apart() -> None:
    assert {schema for schema, tables in TABLES.items() if tables} == {"bus", *READERS}
    assert len(FOREIGN) > 30


@pytest.mark.parametrize(
    ("service", "private"),
    [
        (NOTIFIER, "select words from api.entry"),
        (NOTIFIER, "select words from reporter.entry"),
        (NOTIFIER, "select display_name from reporter.client"),
        (REPORTER, "select phone from api.contact"),
        (REPORTER, "select phone from notifier.contact"),
        (REPORTER, "select phone_index from notifier.contact"),
    ],
)
def test_words_stay_from_the_notifier_and_numbers_from_the_reporter(
    roles: dict[str, Connection], service: str, private: str
) -> None:
    assert "permission denied" in refusal(roles[service], private)


@pytest.mark.parametrize("service", READERS)
def test_a_service_reads_its_own_tables(roles: dict[str, Connection], service: str) -> None:
    for table in TABLES[service]:
        assert refusal(roles[service], f"select * from {table} limit 1") == ""


@pytest.mark.parametrize("service", READERS)
@pytest.mark.parametrize("schema", ["bus", "public", *READERS])
def test_no_service_may_create_a_table(roles: dict[str, Connection], service: str, schema: str) -> None:
    assert "permission denied" in refusal(roles[service], f"create table {schema}.mine (id int)")


@pytest.mark.parametrize("service", READERS)
def test_no_service_may_create_a_schema_or_a_temporary_table(roles: dict[str, Connection], service: str) -> None:
    assert "permission denied" in refusal(roles[service], "create schema mine")
    assert "permission denied" in refusal(roles[service], "create temporary table mine (id int)")


@pytest.mark.parametrize("service", READERS)
@pytest.mark.parametrize("schema", ["bus", *READERS])
def test_no_service_may_touch_the_history_of_a_schema(roles: dict[str, Connection], service: str, schema: str) -> None:
    for statement in ("select * from", "delete from"):
        assert "permission denied" in refusal(roles[service], f"{statement} {schema}.alembic_version")


@pytest.mark.parametrize("service", READERS)
def test_no_service_may_change_its_own_tables_shape(roles: dict[str, Connection], service: str) -> None:
    table = TABLES[service][0]
    for statement in (f"alter table {table} add column mine int", f"drop table {table}"):
        assert "must be owner" in refusal(roles[service], statement)


@pytest.mark.parametrize("service", READERS)
def test_no_service_may_become_another(roles: dict[str, Connection], service: str) -> None:
    for other in ("postgres", *(f"between_{name}" for name in READERS if name != service)):
        assert "permission denied" in refusal(roles[service], f"set role {other}")


@pytest.mark.parametrize("service", READERS)
def test_a_role_is_nothing_special(roles: dict[str, Connection], service: str) -> None:
    row = roles[service].exec_driver_sql(
        "select rolsuper, rolcreaterole, rolcreatedb, rolbypassrls, rolreplication from pg_roles"
        " where rolname = current_user"
    )
    assert not any(row.one())


def test_schema_public_is_closed(roles: dict[str, Connection]) -> None:
    for db in roles.values():
        row = db.exec_driver_sql(
            "select has_schema_privilege('public', 'usage'), has_schema_privilege('public', 'create'),"
            " has_database_privilege(current_database(), 'temporary')"
        )
        assert tuple(row.one()) == (False, False, False)


def test_only_the_api_runs_the_buss_own_functions(roles: dict[str, Connection]) -> None:
    allowed = {
        service
        for service, db in roles.items()
        if db.exec_driver_sql("select has_function_privilege('bus.prune(timestamptz)', 'execute')").scalar_one()
    }
    assert allowed == {API}
