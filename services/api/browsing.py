"""What staff read: pages of people, sessions, assignments and entries, opened from their seals."""

import json
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, Select, func, select

from services.api.agreements import Agreements
from services.api.entries import PRIVATE
from services.api.tables import (
    assignment,
    client,
    clinician,
    contact,
    entry,
    message,
    session,
    session_client,
    undelivered,
)
from shared.activities.library import Library
from shared.rings import CONTACT, JOURNAL
from shared.sealing import Place, Sealing

Item = dict[str, Any]


class Browsing:
    """Lists in the order of creation; `after` is the id of the last item already seen."""

    def __init__(self, sealing: Sealing, agreements: Agreements, library: Library) -> None:
        self._sealing = sealing
        self._agreements = agreements
        self._library = library

    def clinicians(self, db: Connection, *, limit: int, after: UUID | None) -> Item:
        """A page of clinicians."""
        return _page(
            [dict(row._mapping) for row in db.execute(_paged(select(clinician), clinician, limit, after))], limit
        )

    def clients(self, db: Connection, *, limit: int, after: UUID | None, client_id: UUID | None = None) -> Item:
        """A page of clients, names opened, of the number only its end."""
        query = select(client, contact.c.id.label("contact_id"), contact.c.phone, contact.c.consent).join(contact)
        if client_id is not None:
            query = query.where(client.c.id == client_id)
        rows = db.execute(_paged(query, client, limit, after)).all()
        self._sealing.remember(db, JOURNAL, [row.id for row in rows])
        self._sealing.remember(db, CONTACT, [row.id for row in rows])
        return _page([self._client(db, row._asdict()) for row in rows], limit)

    def sessions(self, db: Connection, *, limit: int, after: UUID | None, client_id: UUID | None) -> Item:
        """A page of sessions, of one client or of all."""
        participants = (
            select(func.array_agg(session_client.c.client_id))
            .where(session_client.c.session_id == session.c.id)
            .scalar_subquery()
        )
        query = select(session, participants.label("client_ids"))
        if client_id is not None:
            of_client = select(session_client.c.session_id).where(session_client.c.client_id == client_id)
            query = query.where(session.c.id.in_(of_client))
        rows = db.execute(_paged(query, session, limit, after))
        return _page([{**row._mapping, "client_ids": row.client_ids or []} for row in rows], limit)

    def assignments(self, db: Connection, *, limit: int, after: UUID | None, client_id: UUID | None) -> Item:
        """A page of assignments, of one client or of all."""
        query = select(assignment)
        if client_id is not None:
            query = query.where(assignment.c.client_id == client_id)
        rows = db.execute(_paged(query, assignment, limit, after)).all()
        return _page([self._assignment(db, row) for row in rows], limit)

    def entries(self, db: Connection, *, limit: int, after: UUID | None, client_id: UUID) -> Item:
        """A page of one client's entries, words opened, verbatim. What is private or was taken back stays shut."""
        query = select(entry, message.c.message_sid).join(message).where(entry.c.client_id == client_id)
        rows = db.execute(_paged(query, entry, limit, after)).all()
        return _page([self._entry(db, row) for row in rows], limit)

    def undelivered(self, db: Connection, *, limit: int, after: UUID | None, client_id: UUID | None) -> Item:
        """A page of texts that did not arrive, or of which nobody can say, of one client or of all."""
        query = select(undelivered, undelivered.c.reminder_id.label("id"))
        if client_id is not None:
            query = query.where(undelivered.c.client_id == client_id)
        if after is not None:
            query = query.where(undelivered.c.reminder_id > after)
        rows = db.execute(query.order_by(undelivered.c.reminder_id).limit(limit + 1))
        return _page([row._asdict() for row in rows], limit)

    def _client(self, db: Connection, row: Item) -> Item:
        item = dict(row)
        for name in ("display_name", "initials"):
            item[name] = self._sealing.open(db, JOURNAL, row["id"], Place("api.client", name, row["id"]), row[name])
        place = Place("api.contact", "phone", row["contact_id"])
        item["phone_ends_in"] = self._sealing.open(db, CONTACT, row["id"], place, row["phone"])[-2:]
        return item

    def _assignment(self, db: Connection, row: Row[Any]) -> Item:
        params = self._agreements.params(db, row)
        return {
            **row._mapping,
            "activity": row.slug,
            "code_name": params.code,
            "reason": params.why,
            "cue": params.cue,
            "link": params.link,
            "title": params.title,
            "minutes": params.minutes,
            "needs_readiness": self._library.get(row.slug, row.version).needs_readiness,
        }

    def _entry(self, db: Connection, row: Row[Any]) -> Item:
        item = dict(row._mapping)
        if row.kind == PRIVATE or row.withdrawn_at is not None:
            # Counted, not shown: the client was told so when they marked them, or took them back.
            return item | {"words": None, "value": None}
        item["words"] = self._sealing.open(db, JOURNAL, row.client_id, Place("api.entry", "words", row.id), row.words)
        if row.value is not None:
            place = Place("api.entry", "value", row.id)
            item["value"] = json.loads(self._sealing.open(db, JOURNAL, row.client_id, place, row.value))
        return item


def _paged(query: Select[Any], table: Any, limit: int, after: UUID | None) -> Select[Any]:
    # The ids are UUIDv7, so their order is the order of creation. One more than asked tells whether there is more.
    if after is not None:
        query = query.where(table.c.id > after)
    return query.order_by(table.c.id).limit(limit + 1)


def _page(items: list[Item], limit: int) -> Item:
    more = len(items) > limit
    return {"items": items[:limit], "next": items[limit - 1]["id"] if more else None}
