"""The database roles: one per service, each with its own schema and a narrow view of the bus."""

from collections.abc import Mapping

from sqlalchemy import Connection, text

from shared.events import READERS


def role(service: str) -> str:
    """The name of a service's database role."""
    return f"between_{service}"


def ensure_roles(db: Connection, passwords: Mapping[str, str]) -> None:
    """Create each service's role if it is missing and set its password. Needs a role that may create roles."""
    for service in READERS:
        name = role(service)
        exists = db.execute(text("select 1 from pg_roles where rolname = :name"), {"name": name}).scalar()
        if not exists:
            db.execute(text(f"create role {name} login noinherit"))
        quoted = db.execute(text("select quote_literal(:password)"), {"password": passwords[service]}).scalar_one()
        db.exec_driver_sql(f"alter role {name} login password {quoted}".replace("%", "%%"))


def grant(db: Connection) -> None:
    """Give each role its own schema. What each may do on the bus is in the bus's own migrations."""
    database = db.execute(text("select quote_ident(current_database())")).scalar_one()
    db.exec_driver_sql(f"revoke all on database {database} from public")
    db.exec_driver_sql("revoke all on schema public from public")
    for service in READERS:
        name = role(service)
        db.exec_driver_sql(f"grant connect on database {database} to {name}")
        db.exec_driver_sql(f"grant usage on schema {service} to {name}")
        db.exec_driver_sql(f"grant select, insert, update, delete on all tables in schema {service} to {name}")
        db.exec_driver_sql(f"revoke all on {service}.alembic_version from {name}")
