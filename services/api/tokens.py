"""Bearer tokens: random, shown once, kept only as a digest."""

import hashlib
import secrets
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, insert, select

from services.api.tables import token
from shared.ids import new_id


def create_token(db: Connection, name: str, now: datetime) -> str:
    """A new token for one person or program. Keep what this returns: it cannot be read again."""
    secret = "btw_" + secrets.token_urlsafe(32)
    db.execute(insert(token).values(id=new_id(), name=name, digest=_digest(secret), created_at=now))
    return secret


def find_token(db: Connection, secret: str) -> UUID | None:
    """The id of a token that is known and not revoked, else None."""
    found: UUID | None = db.execute(
        select(token.c.id).where(token.c.digest == _digest(secret), token.c.revoked_at.is_(None))
    ).scalar()
    return found


def _digest(secret: str) -> bytes:
    # A plain hash is enough: the token holds 256 random bits, so there is nothing to guess.
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).digest()
