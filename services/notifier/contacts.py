"""Whom we may text: hours, numbers and consent, as the api tells them."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import Connection

from services.notifier import planning, sessions
from services.notifier.agreements import introduce_all
from shared.events import ClientChanged, ClientEnrolled, ClientErased, ConsentGiven, ContactChanged, OptedOut
from shared.rings import CONTACT
from shared.sealing import KeyErased, Place, Sealing, in_fact

OPT_IN_WINDOW = timedelta(days=7)

_ENROL = """
insert into notifier.client (id, language, zone, earliest, latest, daily_cap, agreed_at)
values (%(id)s, %(language)s, %(zone)s, %(earliest)s, %(latest)s, %(daily_cap)s, %(at)s)
on conflict (id) do update set
    language = excluded.language, zone = excluded.zone, earliest = excluded.earliest, latest = excluded.latest,
    daily_cap = excluded.daily_cap, agreed_at = excluded.agreed_at
where client.erased_at is null and client.agreed_at <= excluded.agreed_at
"""

_AGREE = """
with before as (select id, zone from notifier.client where id = %(id)s for no key update)
update notifier.client c set
    language = %(language)s, zone = %(zone)s, earliest = %(earliest)s, latest = %(latest)s, daily_cap = %(daily_cap)s,
    agreed_at = %(at)s, turn = turn + 1
from before where c.id = before.id and c.erased_at is null and c.agreed_at <= %(at)s
returning before.zone <> c.zone
"""

# What waits for an opening, or for the next day, may have one now.
_LOOK_AGAIN = """
update notifier.reminder set try_at = greatest(due_at, %s)
where client_id = %s and state = 'planned' and tries = 0 and try_at > due_at
"""

_CHANGE = """
insert into notifier.contact as k (id, client_id, phone, phone_index, changed_at, consent, consent_at)
values (%(id)s, %(client_id)s, %(phone)s, %(index)s, %(at)s, 'asked', %(at)s)
on conflict (client_id) do update set
    id = excluded.id, phone = excluded.phone, phone_index = excluded.phone_index, changed_at = excluded.changed_at,
    consent = case when k.phone_index = excluded.phone_index then k.consent else 'asked' end,
    consent_at = case when k.phone_index = excluded.phone_index then k.consent_at else excluded.consent_at end
where k.changed_at < excluded.changed_at
returning consent
"""

_ASK = """
insert into notifier.reminder (id, client_id, kind, due_at, window_ends_at, try_at, state)
values (%s, %s, 'opt_in', %s, %s, %s, 'planned') on conflict do nothing
"""

# A replayed or overtaken fact changes nothing: only a later one does, or another one of the same instant.
_CONSENT = """
update notifier.contact set consent = %(consent)s, consent_at = %(at)s
where id = %(id)s and (consent_at < %(at)s or consent_at = %(at)s and consent <> %(consent)s)
returning client_id
"""

_STOPPED_AT_CARRIER = """
update notifier.contact set consent = 'stopped', consent_at = %s where phone_index = %s and consent <> 'stopped'
returning client_id
"""

_BURY = """
insert into notifier.client as c (id, language, zone, earliest, latest, daily_cap, agreed_at, erased_at)
values (%s, '', '', '', '', 0, %s, %s)
on conflict (id) do update set language = '', zone = '', earliest = '', latest = '', erased_at = excluded.erased_at
"""

_END_ALL = "update notifier.assignment set ended_at = %s where client_id = %s and ended_at is null"

_FORGET = (
    "delete from notifier.contact where client_id = %s",
    "update notifier.assignment set params = '' where client_id = %s",
    "update notifier.reminder set body = null, state = case when state = 'sending' then 'cancelled' else state end"
    " where client_id = %s and body is not null",
    # The lane is made from the phone number. An attempt still open is told to nobody any more.
    "update notifier.attempt a set"
    " lane = '', state = case when a.state in ('open', 'unknown') then 'absent' else a.state end"
    " from notifier.reminder r where r.id = a.reminder_id and r.client_id = %s",
)


class Contacts:
    """The contacts of all clients. Opens a number only to seal it again in its own place."""

    def __init__(self, sealing: Sealing) -> None:
        self._sealing = sealing

    def enrol(self, db: Connection, fact: ClientEnrolled, at: datetime) -> None:
        """Keep a client's language, zone, hours and how many texts a day."""
        sessions.wait_for_enrolment(db, [fact.client_id])
        db.exec_driver_sql(_ENROL, _lives(fact, at))

    def agree(self, db: Connection, fact: ClientChanged, at: datetime) -> None:
        """Keep what is agreed now. In another zone the wall clock is another: what is not due yet is planned anew."""
        has_moved = db.exec_driver_sql(_AGREE, _lives(fact, at)).scalar()
        if has_moved is None:
            return
        db.exec_driver_sql(_LOOK_AGAIN, (at, fact.client_id))
        if has_moved:
            planning.plan_again(db, fact.client_id, at, keep_due=True)

    def change(self, db: Connection, fact: ContactChanged, at: datetime) -> None:
        """Keep a client's number and ask for consent, once for each new number.

        1. What was planned for another number stops: its owner said yes, the new one did not.
        2. The same number again, or a client erased since, changes nothing.
        """
        client_id, contact_id = fact.client_id, fact.contact_id
        try:
            told = in_fact(ContactChanged, "phone", contact_id)
            phone = self._sealing.open_fact(db, CONTACT, client_id, told, fact.phone)
            sealed = self._sealing.seal(db, CONTACT, client_id, phone_place(contact_id), phone)
        except KeyErased:
            return
        consent = db.exec_driver_sql(
            _CHANGE,
            {
                "id": contact_id,
                "client_id": client_id,
                "phone": sealed,
                "index": self._sealing.blind_index(phone),
                "at": at,
            },
        ).scalar()
        if consent != "asked":
            return
        planning.cancel_planned(db, client_id)
        opt_in_id = uuid5(contact_id, at.isoformat())
        db.exec_driver_sql(_ASK, (opt_in_id, client_id, at, at + OPT_IN_WINDOW, at))

    def give_consent(self, db: Connection, fact: ConsentGiven, at: datetime) -> None:
        """The client said yes: plan everything from now on."""
        for client_id in self._note_consent(db, fact.contact_id, "given", at):
            planning.cancel_planned(db, client_id)
            introduce_all(db, client_id, at)
            planning.plan_all(db, client_id, at, catching_up=True)

    def opt_out(self, db: Connection, fact: OptedOut, at: datetime) -> None:
        """The client said stop: cancel everything planned, at once."""
        for client_id in self._note_consent(db, fact.contact_id, "stopped", at):
            planning.cancel_planned(db, client_id)

    def erase(self, db: Connection, fact: ClientErased, at: datetime) -> None:
        """Cancel what is planned; forget the number, the texts and the hours. The id stays, so that nothing returns."""
        planning.cancel_planned(db, fact.client_id)
        db.exec_driver_sql(_END_ALL, (at, fact.client_id))
        for statement in _FORGET:
            db.exec_driver_sql(statement, (fact.client_id,))
        sessions.forget(db, fact.client_id)
        db.exec_driver_sql(_BURY, (fact.client_id, at, at))
        self._sealing.forget(fact.client_id)

    def _note_consent(self, db: Connection, contact_id: UUID, consent: str, at: datetime) -> list[UUID]:
        return list(db.exec_driver_sql(_CONSENT, {"id": contact_id, "consent": consent, "at": at}).scalars())


def stopped_at_carrier(db: Connection, phone_index: bytes, at: datetime) -> None:
    """The carrier says that this phone opted out, by a road that did not pass us: nobody is texted there any more."""
    for client_id in db.exec_driver_sql(_STOPPED_AT_CARRIER, (at, phone_index)).scalars().all():
        planning.cancel_planned(db, client_id)


def _lives(fact: ClientEnrolled | ClientChanged, at: datetime) -> dict[str, Any]:
    return {
        "id": fact.client_id,
        "language": fact.language,
        "zone": fact.zone,
        "earliest": fact.earliest,
        "latest": fact.latest,
        "daily_cap": fact.daily_cap,
        "at": at,
    }


def phone_place(contact_id: UUID) -> Place:
    """Where a contact's number is sealed."""
    return Place("notifier.contact", "phone", contact_id)
