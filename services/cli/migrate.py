"""`between migrate`: roles, then the tables of every schema, then what each role may do."""

import time
from collections.abc import Mapping

from sqlalchemy import Engine, create_engine
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

from services.api.migrations import MIGRATIONS as API
from services.notifier.migrations import MIGRATIONS as NOTIFIER
from services.reporter.migrations import MIGRATIONS as REPORTER
from shared.migrating import BUS_MIGRATIONS
from shared.roles import ensure_roles, grant

_ATTEMPTS = 20
SCHEMAS = (BUS_MIGRATIONS, API, NOTIFIER, REPORTER)


def migrate(owner_url: str, passwords: Mapping[str, str]) -> None:
    """Bring the database to this version. `passwords` holds one for each service's role. Safe to run again."""
    engine = create_engine(make_url(owner_url).set(drivername="postgresql+psycopg"))
    _ensure_roles(engine, passwords)
    for migrations in SCHEMAS:
        migrations.upgrade(owner_url)
    with engine.begin() as db:
        grant(db)
    engine.dispose()


def _ensure_roles(engine: Engine, passwords: Mapping[str, str]) -> None:
    # Roles belong to the whole cluster, which has no lock to take: whoever migrates another database of it at the same
    # time may be in the way, and then this is simply done again.
    for attempt in range(_ATTEMPTS):
        try:
            with engine.begin() as db:
                return ensure_roles(db, passwords)
        except DBAPIError:
            if attempt == _ATTEMPTS - 1:
                raise
            time.sleep(0.2)
