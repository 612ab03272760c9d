"""Idempotency keys: the same request again gets the same answer, and does nothing twice."""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, insert, select, text

from services.api.errors import KeyReused
from services.api.tables import idempotent_request
from shared.rings import JOURNAL
from shared.sealing import NOBODY, Place, Sealing


class Once:
    """Remembers what was answered to a key, in the transaction that did the work."""

    def __init__(self, sealing: Sealing) -> None:
        self._sealing = sealing

    def answer(
        self,
        db: Connection,
        *,
        token_id: UUID,
        key: str,
        request: bytes,
        now: datetime,
        work: Callable[[], tuple[dict[str, Any], int]],
    ) -> tuple[dict[str, Any], int]:
        """The remembered answer to this key, or the work's own, remembered from now on.

        Raises KeyReused when the key stood for another request.
        """
        fingerprint = self._sealing.fingerprint(request)
        # Two requests with one key at once: the second waits here, and then finds the answer of the first.
        db.execute(text("select pg_advisory_xact_lock(hashtextextended(:key, 7))"), {"key": f"{token_id}{key}"})
        known = db.execute(
            select(idempotent_request.c.fingerprint, idempotent_request.c.status, idempotent_request.c.response).where(
                idempotent_request.c.token_id == token_id, idempotent_request.c.key == key
            )
        ).first()
        place = Place("api.idempotent_request", key, token_id)
        if known is not None:
            if known.fingerprint != fingerprint:
                raise KeyReused
            return json.loads(self._sealing.open(db, JOURNAL, NOBODY, place, known.response)), known.status
        body, status = work()
        self._sealing.create_keys(db, NOBODY)
        db.execute(
            insert(idempotent_request).values(
                token_id=token_id,
                key=key,
                fingerprint=fingerprint,
                status=status,
                response=self._sealing.seal(db, JOURNAL, NOBODY, place, json.dumps(body)),
                created_at=now,
            )
        )
        return body, status
