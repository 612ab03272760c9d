"""`between migrate`: roles, then the tables of every schema, then what each role may do."""

from collections.abc import Mapping

from sqlalchemy import create_engine
from sqlalchemy.engine import make_url

from services.api.migrations import MIGRATIONS as API
from services.notifier.migrations import MIGRATIONS as NOTIFIER
from services.reporter.migrations import MIGRATIONS as REPORTER
from shared.migrating import BUS_MIGRATIONS
from shared.roles import ensure_roles, grant

SCHEMAS = (BUS_MIGRATIONS, API, NOTIFIER, REPORTER)


def migrate(owner_url: str, passwords: Mapping[str, str]) -> None:
    """Bring the database to this version. `passwords` holds one for each service's role. Safe to run again."""
    engine = create_engine(make_url(owner_url).set(drivername="postgresql+psycopg"))
    with engine.begin() as db:
        ensure_roles(db, passwords)
    for migrations in SCHEMAS:
        migrations.upgrade(owner_url)
    with engine.begin() as db:
        grant(db)
    engine.dispose()
