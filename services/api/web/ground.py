"""What the routes stand on, and how each creates something once."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import Response, g, request
from sqlalchemy import Connection

from services.api.assigning import Assigning
from services.api.authoring import Authoring
from services.api.browsing import Browsing
from services.api.caseload import Caseload
from services.api.once import Once
from services.api.web.problems import problem
from shared.activities.library import Library
from shared.clock import Now
from shared.database import Database

Answer = tuple[dict[str, Any], int]


@dataclass(frozen=True)
class Rest:
    """The use cases behind the JSON API."""

    database: Database
    caseload: Caseload
    assigning: Assigning
    authoring: Authoring
    browsing: Browsing
    library: Library
    once: Once
    now: Now

    def created(self, work: Callable[[Connection], UUID]) -> Response:
        """Create something and answer with its id, once per Idempotency-Key."""
        return self.done_once(lambda db: ({"id": str(work(db))}, 201))

    def done_once(self, work: Callable[[Connection], Answer]) -> Response:
        """Do something in one transaction, once per Idempotency-Key."""
        with self.database.begin() as db:
            key = request.headers.get("Idempotency-Key")
            if key is None:
                body, status = work(db)
            elif not 1 <= len(key) <= 200 or not key.isascii() or not key.isprintable():
                return problem(400, "The Idempotency-Key must be 1 to 200 plain characters.")
            else:
                sent = f"{request.method} {request.path}\n".encode() + request.get_data()
                body, status = self.once.answer(
                    db, token_id=g.token_id, key=key, request=sent, now=self.now(), work=lambda: work(db)
                )
        return Response(json.dumps(body), status=status, mimetype="application/json")
