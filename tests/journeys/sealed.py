"""A copy of everything sealed that the database holds about one client, and whether it can still be opened."""

import base64
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Connection

from services.cli.household import ring_file
from shared import events
from shared.events import Fact
from shared.rings import CONTACT, JOURNAL, RINGS, Ring, read
from shared.sealing import KeyErased, Place, Sealing, in_fact, unwrap

_OF_CLIENT = "client_id = %s"
_ITSELF = "id = %s"

# table, column: ring, the row it is bound to, and whose rows they are.
SEALED: dict[tuple[str, str], tuple[str, str, str]] = {
    ("api.client", "display_name"): (JOURNAL, "id", _ITSELF),
    ("api.client", "initials"): (JOURNAL, "id", _ITSELF),
    ("api.contact", "phone"): (CONTACT, "id", _OF_CLIENT),
    ("api.assignment", "params"): (CONTACT, "id", _OF_CLIENT),
    ("api.client", "choosing"): (JOURNAL, "id", _ITSELF),
    ("api.dialogue", "progress"): (JOURNAL, "occurrence_id", _OF_CLIENT),
    ("api.dialogue", "before"): (JOURNAL, "occurrence_id", _OF_CLIENT),
    ("api.message", "from_number"): (CONTACT, "id", _OF_CLIENT),
    ("api.message", "body"): (JOURNAL, "id", _OF_CLIENT),
    ("api.message", "reply"): (JOURNAL, "id", _OF_CLIENT),
    ("api.entry", "words"): (JOURNAL, "id", _OF_CLIENT),
    ("api.entry", "value"): (JOURNAL, "id", _OF_CLIENT),
    ("notifier.contact", "phone"): (CONTACT, "id", _OF_CLIENT),
    ("notifier.reminder", "body"): (CONTACT, "id", _OF_CLIENT),
    ("reporter.client", "display_name"): (JOURNAL, "id", _ITSELF),
    ("reporter.client", "initials"): (JOURNAL, "id", _ITSELF),
    ("reporter.entry", "words"): (JOURNAL, "id", _OF_CLIENT),
    ("reporter.entry", "value"): (JOURNAL, "id", _OF_CLIENT),
    ("reporter.concern", "words"): (JOURNAL, "id", _OF_CLIENT),
    ("reporter.digest_part", "initials"): (JOURNAL, "digest_id", _OF_CLIENT),
    ("reporter.digest_part", "text"): (JOURNAL, "digest_id", _OF_CLIENT),
    ("reporter.digest_part", "html"): (JOURNAL, "digest_id", _OF_CLIENT),
}
BOUND_AS = {("api.dialogue", "before"): "progress"}
"""What is bound to another column than its own: the state before is what the present one was."""

SEALED_OTHERWISE = {
    ("api.idempotent_request", "response"),  # ids only, with nobody's key
    ("notifier.assignment", "params"),  # the sealed field of AssignmentCreated, as it came
    ("bus.data_key", "wrapped"),
}
DIGESTS = {
    ("api.token", "digest"),
    ("api.contact", "phone_index"),
    ("api.message", "from_index"),
    ("api.idempotent_request", "fingerprint"),
    ("notifier.contact", "phone_index"),
    ("notifier.attempt", "lane"),
}
_IN_FACTS: tuple[tuple[type[Fact], str, str, str], ...] = (
    (events.ClientNamed, "display_name", "client_id", JOURNAL),
    (events.ClientNamed, "initials", "client_id", JOURNAL),
    (events.ContactChanged, "phone", "contact_id", CONTACT),
    (events.AssignmentCreated, "params", "assignment_id", CONTACT),
    (events.AssignmentChanged, "params", "assignment_id", CONTACT),
    (events.EntryRecorded, "words", "entry_id", JOURNAL),
    (events.EntryRecorded, "value", "entry_id", JOURNAL),
    (events.ConcernRaised, "words", "concern_id", JOURNAL),
)


@dataclass(frozen=True)
class Copy:
    """One sealed value as a thief of a backup would have it."""

    ring: str
    client_id: UUID
    place: Place
    sealed: bytes
    column: str


def copy_all(db: Connection, client_id: UUID) -> list[Copy]:
    """Every sealed value about this client, in tables and facts."""
    copies = []
    for (table, column), (ring, row, whose) in SEALED.items():
        found = db.exec_driver_sql(
            f"select {row}, {column} from {table} where {whose} and {column} is not null", (client_id,)
        )
        bound = BOUND_AS.get((table, column), column)
        copies += [Copy(ring, client_id, Place(table, bound, row_id), sealed, column) for row_id, sealed in found]
    for kind, field, row, ring in _IN_FACTS:
        found = db.exec_driver_sql(
            "select body from bus.event where name = %s and subject = %s and body ->> %s is not null",
            (kind.__name__, client_id, field),
        )
        for body in found.scalars():
            sealed = base64.b64decode(body[field])
            copies.append(Copy(ring, client_id, in_fact(kind, field, UUID(body[row])), sealed, field))
    return copies


def open_all(db: Connection, data: Path, copies: Iterable[Copy]) -> list[str]:
    """The words, with the rings and whatever keys the database still holds. Raises KeyErased, Unreadable."""
    sealing = Sealing(*_rings(data))
    return [sealing.open(db, copy.ring, copy.client_id, copy.place, copy.sealed) for copy in copies]


def can_be_opened(db: Connection, data: Path, copies: Iterable[Copy]) -> list[Copy]:
    """What opens after all: by the ordinary way, or with any key that is left in the rings or the database."""
    rings = {ring.name: ring for ring in _rings(data)}
    sealing = Sealing(*rings.values())
    keys = [key for ring in rings.values() for key in ring.keys.values()]
    for client_id, ring, version, wrapped in db.exec_driver_sql(
        "select client_id, ring, ring_version, wrapped from bus.data_key"
    ):
        keys.append(unwrap(rings[ring], version, client_id, wrapped))
    return [copy for copy in copies if _opens(db, sealing, copy) or any(_opens_with(key, copy) for key in keys)]


def _opens(db: Connection, sealing: Sealing, copy: Copy) -> bool:
    try:
        sealing.open(db, copy.ring, copy.client_id, copy.place, copy.sealed)
    except KeyErased:
        return False
    return True


def _opens_with(key: bytes, copy: Copy) -> bool:
    bound_to = copy.place.bound_to(copy.ring, copy.client_id)
    try:
        AESGCM(key).decrypt(copy.sealed[1:13], copy.sealed[13:], bound_to)
    except InvalidTag:
        return False
    return True


def _rings(data: Path) -> list[Ring]:
    return [read(name, ring_file(data, name)) for name in RINGS]
