"""The environment in which Alembic runs the migrations of any one schema."""

from typing import Any

from alembic import context
from sqlalchemy import create_engine
from sqlalchemy.engine import make_url

from shared.migrating import Migrations

migrations: Migrations = context.config.attributes["migrations"]
engine = create_engine(make_url(context.config.attributes["url"]).set(drivername="postgresql+psycopg"))


def include_name(name: str | None, kind: str, parents: Any) -> bool:
    """Look at our own schema and leave the others alone."""
    return name == migrations.schema if kind == "schema" else True


with engine.connect() as db:
    context.configure(
        connection=db,
        target_metadata=migrations.metadata,
        version_table_schema=migrations.schema,
        include_schemas=True,
        include_name=include_name,
        compare_type=True,
        compare_server_default=True,
    )
    with context.begin_transaction():
        context.run_migrations()
engine.dispose()
