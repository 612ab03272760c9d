"""What the api does with each fact it hears."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, Uuid, literal, select, update
from sqlalchemy.dialects.postgresql import insert

from services.api.dialogues import Dialogues
from services.api.openings import Openings
from services.api.tables import client, session, undelivered
from shared.bus import Handler
from shared.database import write
from shared.events import (
    DigestSent,
    Fact,
    OccurrenceLetGo,
    OccurrenceSuppressed,
    ReminderSent,
    ReminderUndeliverable,
)
from shared.ids import new_id

_STOPPED_AT_CARRIER = """
with stopped as (
    update api.contact c set consent = 'stopped' where c.client_id = %(client_id)s and c.consent = 'given'
        and not exists (
            select from api.consent_record r
            where r.client_id = c.client_id and r.change = 'given' and r.recorded_at > %(at)s
        )
    returning c.client_id
)
insert into api.consent_record (id, client_id, change, wording_version, wording, channel, recorded_at)
select %(id)s, client_id, 'stopped', '', 'STOP at the carrier', 'carrier', %(at)s from stopped
"""


def handlers(dialogues: Dialogues, openings: Openings) -> Mapping[type[Fact], Handler]:
    """Fact -> what is done with it."""

    def open_dialogue(db: Connection, fact: ReminderSent, _at: datetime) -> None:
        openings.sent(db, fact)

    def close_dialogue(db: Connection, fact: OccurrenceLetGo | OccurrenceSuppressed, _at: datetime) -> None:
        dialogues.close(db, fact.occurrence_id)

    def keep_undelivered(db: Connection, fact: ReminderUndeliverable, at: datetime) -> None:
        # From a select, because a client erased in the meantime has nothing left to note.
        row = select(
            literal(fact.reminder_id), client.c.id, literal(fact.assignment_id, Uuid), literal(fact.why), literal(at)
        ).where(client.c.id == fact.client_id)
        columns = ["reminder_id", "client_id", "assignment_id", "why", "reported_at"]
        db.execute(insert(undelivered).from_select(columns, row).on_conflict_do_nothing())
        if fact.why == "opted_out":
            # They stopped at the carrier, and the text that said so never reached us. START must work from here.
            write(db, _STOPPED_AT_CARRIER, {"client_id": fact.client_id, "id": new_id(), "at": at})

    def mark_digest_sent(db: Connection, fact: DigestSent, at: datetime) -> None:
        db.execute(update(session).where(session.c.id == fact.session_id).values(digest_sent_at=at))

    return {
        ReminderSent: open_dialogue,
        OccurrenceLetGo: close_dialogue,
        OccurrenceSuppressed: close_dialogue,
        ReminderUndeliverable: keep_undelivered,
        DigestSent: mark_digest_sent,
    }
