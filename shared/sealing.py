"""Field encryption: every sealed value is bound to its client, ring, table, column and row.

Each client has one data key per ring, wrapped by the ring's current key and kept in `bus.data_key`. Erasing a client
deletes those keys: every copy of every sealed value, in tables and facts, is unreadable from then on (running processes
forget an opened key within `FORGET_AFTER`). A backup made before still holds the wrapped keys; it fades with its age.

A sealed value is 1 byte of format, 12 bytes of nonce, then AES-256-GCM ciphertext and tag.
"""

import base64
import hashlib
import hmac
import secrets
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Connection

from shared.events import Fact, Sealed
from shared.rings import CONTACT, Ring

FORGET_AFTER = timedelta(seconds=30)
NOBODY = UUID(int=0)
"""Whose key seals what cannot be traced to a client, such as a text from an unknown number."""

_FORMAT = b"\x01"
_NONCE, _TAG = 12, 16
_SHORTEST = len(_FORMAT) + _NONCE + _TAG
_MOST_REMEMBERED = 20_000


class Unreadable(Exception):
    """A sealed value was changed, moved from its place, or belongs to another key."""


class KeyErased(Exception):
    """The client's data key is gone: the client was erased, or never enrolled."""


@dataclass(frozen=True)
class Place:
    """Where a sealed value lives. A value opened anywhere else is refused."""

    table: str
    column: str
    row: UUID

    def bound_to(self, ring: str, client_id: UUID) -> bytes:
        """The associated data that ties a value to this place."""
        return f"{ring}|{client_id}|{self.table}|{self.column}|{self.row}".encode()


def in_fact(kind: type[Fact], field: str, row: UUID) -> Place:
    """The place of a sealed field in a fact about the row it names, such as EntryRecorded.words of an entry."""
    return Place(f"fact.{kind.__name__}", field, row)


class Sealing:
    """Seals and opens fields with the rings this service holds."""

    def __init__(self, *rings: Ring, seconds: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._rings: Mapping[str, Ring] = {ring.name: ring for ring in rings}
        self._remembered: dict[tuple[str, UUID], tuple[AESGCM, float]] = {}

    def seal(self, db: Connection, ring: str, client_id: UUID, place: Place, text: str) -> bytes:
        """Seal any text, lone surrogates and NUL included. Raises KeyErased."""
        nonce = secrets.token_bytes(12)
        clear = text.encode("utf-8", "surrogatepass")
        sealed = self._key(db, ring, client_id).encrypt(nonce, clear, place.bound_to(ring, client_id))
        return _FORMAT + nonce + sealed

    def open(self, db: Connection, ring: str, client_id: UUID, place: Place, sealed: bytes) -> str:
        """The text sealed at this place. Raises Unreadable or KeyErased."""
        if sealed[:1] != _FORMAT or len(sealed) < _SHORTEST:
            raise Unreadable(f"{place.table}.{place.column}")
        try:
            clear = self._key(db, ring, client_id).decrypt(sealed[1:13], sealed[13:], place.bound_to(ring, client_id))
        except InvalidTag:
            raise Unreadable(f"{place.table}.{place.column}") from None
        return clear.decode("utf-8", "surrogatepass")

    def seal_fact(self, db: Connection, ring: str, client_id: UUID, place: Place, text: str) -> Sealed:
        """Seal a value for a fact: the same, as base64."""
        return Sealed(base64.b64encode(self.seal(db, ring, client_id, place, text)).decode())

    def open_fact(self, db: Connection, ring: str, client_id: UUID, place: Place, sealed: Sealed) -> str:
        """The text in a fact's sealed field. Raises Unreadable or KeyErased."""
        try:
            given = base64.b64decode(sealed, validate=True)
        except ValueError:
            raise Unreadable(f"{place.table}.{place.column}") from None
        return self.open(db, ring, client_id, place, given)

    def blind_index(self, phone: str) -> bytes:
        """The HMAC-SHA-256 by which a phone number is found without being stored."""
        index_key = self._rings[CONTACT].index_key
        assert index_key is not None
        return hmac.new(index_key, phone.encode(), hashlib.sha256).digest()

    def fingerprint(self, content: bytes) -> bytes:
        """The HMAC-SHA-256 that recognises content without telling what it was, however short or guessable."""
        index_key = self._rings[CONTACT].index_key
        assert index_key is not None
        return hmac.new(index_key, b"fingerprint|" + content, hashlib.sha256).digest()

    def create_keys(self, db: Connection, client_id: UUID) -> None:
        """Give a client a data key on each ring this service holds; keys already there are kept."""
        # A key opened in a transaction that was rolled back is nobody's key.
        self.forget(client_id)
        for ring in self._rings.values():
            db.exec_driver_sql(
                "insert into bus.data_key (client_id, ring, ring_version, wrapped) values (%s, %s, %s, %s)"
                " on conflict do nothing",
                (client_id, ring.name, ring.current, _wrap(ring, ring.current, client_id, secrets.token_bytes(32))),
            )

    def erase_keys(self, db: Connection, client_id: UUID) -> None:
        """Delete a client's data keys on every ring. There is no way back."""
        db.exec_driver_sql("delete from bus.data_key where client_id = %s", (client_id,))
        self.forget(client_id)

    def forget(self, client_id: UUID) -> None:
        """Drop the opened keys of one client from this process's memory."""
        for ring in self._rings:
            self._remembered.pop((ring, client_id), None)

    def remember(self, db: Connection, ring: str, client_ids: Iterable[UUID]) -> None:
        """Fetch the keys of several clients in one query, ahead of use. Erased clients are passed over."""
        missing = [client_id for client_id in client_ids if self._fresh(ring, client_id) is None]
        if missing:
            self._fetch(db, ring, missing)

    def _fresh(self, ring: str, client_id: UUID) -> AESGCM | None:
        held = self._remembered.get((ring, client_id))
        return held[0] if held is not None and self._seconds() - held[1] < FORGET_AFTER.total_seconds() else None

    def _key(self, db: Connection, ring: str, client_id: UUID) -> AESGCM:
        key = self._fresh(ring, client_id)
        if key is None:
            self._remembered.pop((ring, client_id), None)
            # Taken from what was fetched: another thread may clear what is remembered at any moment.
            key = self._fetch(db, ring, [client_id]).get(client_id)
        if key is None:
            raise KeyErased(str(client_id))
        return key

    def _fetch(self, db: Connection, ring: str, client_ids: list[UUID]) -> dict[UUID, AESGCM]:
        # Before the query: a key erased while it runs is not remembered for longer than was promised.
        now = self._seconds()
        if len(self._remembered) > _MOST_REMEMBERED:
            self._remembered.clear()
        rows = db.exec_driver_sql(
            "select client_id, ring_version, wrapped from bus.data_key where ring = %s and client_id = any(%s)",
            (ring, client_ids),
        )
        keys = {
            client_id: AESGCM(unwrap(self._rings[ring], version, client_id, wrapped))
            for client_id, version, wrapped in rows
        }
        self._remembered.update({(ring, client_id): (key, now) for client_id, key in keys.items()})
        return keys


def unwrap(ring: Ring, version: int, client_id: UUID, wrapped: bytes) -> bytes:
    """A client's data key. Raises Unreadable when it was changed or moved to another client or ring."""
    if len(wrapped) < _NONCE + _TAG:
        raise Unreadable("bus.data_key.wrapped")
    try:
        return AESGCM(ring.key(version)).decrypt(wrapped[:12], wrapped[12:], f"{ring.name}|{client_id}".encode())
    except InvalidTag:
        raise Unreadable("bus.data_key.wrapped") from None


def rewrap_all(db: Connection, ring: Ring) -> int:
    """Wrap every data key of a ring with its current key; sealed values stay as they are. How many were wrapped."""
    rows = db.exec_driver_sql(
        "select client_id, ring_version, wrapped from bus.data_key where ring = %s and ring_version <> %s for update",
        (ring.name, ring.current),
    ).all()
    for client_id, version, wrapped in rows:
        key = unwrap(ring, version, client_id, wrapped)
        db.exec_driver_sql(
            "update bus.data_key set ring_version = %s, wrapped = %s where client_id = %s and ring = %s",
            (ring.current, _wrap(ring, ring.current, client_id, key), client_id, ring.name),
        )
    return len(rows)


def _wrap(ring: Ring, version: int, client_id: UUID, key: bytes) -> bytes:
    nonce = secrets.token_bytes(12)
    return nonce + AESGCM(ring.key(version)).encrypt(nonce, key, f"{ring.name}|{client_id}".encode())
