"""Opens what a fact carries sealed, and seals it for the row of ours where it will lie."""

from uuid import UUID

from sqlalchemy import Connection

from shared.events import Fact, Sealed
from shared.rings import JOURNAL
from shared.sealing import KeyErased, Place, Sealing, in_fact


def reseal(
    sealing: Sealing, db: Connection, fact: Fact, field: str, row: UUID, table: str, sealed: Sealed
) -> bytes | None:
    """The fact's sealed field, sealed for our own table. None when the client was erased in the meantime."""
    client_id: UUID = fact.client_id  # type: ignore[attr-defined]
    try:
        text = sealing.open_fact(db, JOURNAL, client_id, in_fact(type(fact), field, row), sealed)
        return sealing.seal(db, JOURNAL, client_id, Place(f"reporter.{table}", field, row), text)
    except KeyErased:
        return None
