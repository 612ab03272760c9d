"""What happens around a text: homework is agreed, questions go out, and what was kept can be read."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from flask.testing import FlaskClient
from sqlalchemy import create_engine, select, text
from sqlalchemy.engine import make_url
from uuid_utils.compat import uuid7

from services.api.main import Api
from services.api.tables import message
from services.cli.migrate import SCHEMAS
from shared.bus import tell
from shared.clock import VirtualClock
from shared.events import FACTS, Fact, ReminderSent
from shared.rings import CONTACT, JOURNAL
from shared.schedule import Schedule, from_json
from shared.sealing import Place, in_fact
from tests.conftest import Cluster


@dataclass(frozen=True)
class Clinic:
    """The api, and the rest of the house as far as the api hears of it."""

    api: Api
    cluster: Cluster
    clock: VirtualClock
    clinician_id: UUID

    def assign(
        self, client_id: UUID, slug: str, *, schedule: Schedule | None = None, introduce: bool = False, **agreed: Any
    ) -> UUID:
        """Agree on a piece of homework. Its first question comes without an introduction."""
        asks = schedule or self.api.library.latest(slug).schedule or from_json({"kind": "daily", "times": ["17:00"]})
        with self.api.database.begin() as db:
            return self.api.assigning.assign(
                db,
                client_id=client_id,
                clinician_id=self.clinician_id,
                slug=slug,
                schedule=asks,
                introduce=introduce,
                **agreed,
            )

    def ask(
        self, client_id: UUID, assignment_id: UUID, *, kind: str = "prompt", occurrence: UUID | None = None
    ) -> UUID:
        """The notifier says that a question has gone out. The occurrence."""
        occurrence_id = occurrence or uuid7()
        self.notifier_says(
            ReminderSent(
                client_id=client_id,
                reminder_id=uuid7(),
                assignment_id=assignment_id,
                occurrence_id=occurrence_id,
                kind=kind,
                step=None,
                sent_at=self.clock(),
            )
        )
        return occurrence_id

    def notifier_says(self, fact: Fact) -> None:
        """A fact from the notifier."""
        notifier = self.cluster.database("notifier")
        with notifier.begin() as db:
            tell(db, self.api.bell, self.clock(), fact)
        notifier.close()

    def facts(self, name: str) -> list[dict[str, Any]]:
        """The bodies of every fact of one name, in order."""
        return [
            row.body for row in rows(self.cluster, f"select body from bus.event where name = '{name}' order by seq")
        ]

    def open_fact(self, client_id: UUID, place: Place, sealed: Any) -> str:
        """What stands in a sealed field of a fact."""
        with self.api.database.begin() as db:
            return self.api.sealing.open_fact(db, JOURNAL, client_id, place, sealed)

    def fills(self, name: str) -> list[dict[str, Any]]:
        """What fills the texts, in every AssignmentCreated or AssignmentChanged, in order."""
        return [self._opened(FACTS[name], body) for body in self.facts(name)]

    def _opened(self, kind: type[Fact], body: dict[str, Any]) -> dict[str, Any]:
        place = in_fact(kind, "params", UUID(body["assignment_id"]))
        with self.api.database.begin() as db:
            opened = self.api.sealing.open_fact(db, CONTACT, UUID(body["client_id"]), place, body["params"])
        filled: dict[str, Any] = json.loads(opened)
        return filled


def spoil(cluster: Cluster, statement: str) -> None:
    """What no service would ever do to the database."""
    owner = create_engine(make_url(cluster.owner_url).set(drivername="postgresql+psycopg"))
    with owner.begin() as db:
        db.execute(text(statement))
    owner.dispose()


def rows(cluster: Cluster, query: str) -> list[Any]:
    """Rows as the owner of the database sees them, whoever they belong to."""
    owner = create_engine(make_url(cluster.owner_url).set(drivername="postgresql+psycopg"))
    try:
        with owner.connect() as db:
            return list(db.execute(text(query)))
    finally:
        owner.dispose()


def stored(cluster: Cluster) -> dict[str, int]:
    """How many rows each table of every service holds; what is empty is left out."""
    tables = [str(table) for schema in SCHEMAS for table in schema.metadata.sorted_tables]
    counted = " union all ".join(f"select '{table}', count(*) from {table}" for table in tables)
    return {table: count for table, count in rows(cluster, counted) if count}


def entries(staff: FlaskClient, client_id: UUID) -> list[dict[str, Any]]:
    """A client's entries, as staff read them."""
    items: list[dict[str, Any]] = staff.get(f"/api/v1/entries?client_id={client_id}").json["items"]
    return items


def words(staff: FlaskClient, client_id: UUID) -> list[str]:
    """The words of a client's entries."""
    return [entry["words"] for entry in entries(staff, client_id)]


def kept_texts(api: Api) -> list[tuple[UUID, str, datetime | None]]:
    """Every text that was kept, in order: whose it is, its words, and when it was read."""
    with api.database.begin() as db:
        return [
            (
                row.client_id,
                api.sealing.open(db, JOURNAL, row.client_id, Place("api.message", "body", row.id), row.body),
                row.handled_at,
            )
            for row in db.execute(select(message).order_by(message.c.id))
        ]
