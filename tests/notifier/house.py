"""The notifier and what surrounds it: an api's voice, a carrier in memory, and a clock in our hands."""

import json
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import create_engine
from sqlalchemy.engine import make_url
from uuid_utils.compat import uuid7

from services.notifier.main import Notifier, Settings, build
from shared import events, rings
from shared.activities.state import Params
from shared.bell import SilentBell
from shared.bus import tell
from shared.clock import VirtualClock
from shared.sealing import Sealing, in_fact
from tests.cast import ACCOUNT_SID, AUTH_TOKEN, CLINIC_NUMBER, Person
from tests.conftest import Cluster
from tests.notifier.carrier import FakeCarrier

DAILY_AT_SIX = {"kind": "daily", "times": ["18:00"], "window_minutes": 300}
"""Every day at six in the evening; an answer counts until eleven."""


class Reached(NamedTuple):
    """A client and the contact through which they are reached."""

    client_id: UUID
    contact_id: UUID
    phone: str
    zone: str


class House:
    """Tells facts as the api would, and looks at what the notifier made of them."""

    def __init__(self, cluster: Cluster, ring_files: dict[str, Path], clock: VirtualClock) -> None:
        self.clock = clock
        self.carrier = FakeCarrier(clock)
        self.settings = Settings(
            database_url=cluster.url("notifier"),
            redis_url=cluster.redis_url,
            contact_ring_file=ring_files["contact"],
            account_sid=ACCOUNT_SID,
            auth_token=AUTH_TOKEN,
            sender=CLINIC_NUMBER,
            public_url="https://between.clinic.example",
        )
        self.notifier = build(self.settings, now=clock, bell=SilentBell(), carrier=self.carrier)
        self._api = cluster.database("api")
        self._owner = create_engine(make_url(cluster.owner_url).set(drivername="postgresql+psycopg"))
        self._sealing = Sealing(*(rings.read(name, file) for name, file in ring_files.items()))

    def close(self) -> None:
        """Give back every connection."""
        self.notifier.close()
        self._api.close()
        self._owner.dispose()

    def another(self) -> Notifier:
        """A second notifier beside the first, on the same database and carrier."""
        return build(self.settings, now=self.clock, bell=SilentBell(), carrier=self.carrier)

    def tell(self, *facts: events.Fact) -> None:
        """The api tells, and the notifier hears at once."""
        self.say(*facts)
        self.notifier.reader.drain({fact.subject for fact in facts})

    def say(self, *facts: events.Fact) -> None:
        """The api tells, and nobody has heard it yet."""
        with self._api.begin() as db:
            tell(db, SilentBell(), self.clock(), *facts)

    def enrol(self, person: Person, **agreed: Any) -> Reached:
        """Enrol somebody who has not said yes."""
        reached, facts = self.enrolment(person, **agreed)
        self.tell(*facts)
        return reached

    def enrolment(
        self, person: Person, *, earliest: str = "09:00", latest: str = "20:00", daily_cap: int = 4
    ) -> tuple[Reached, list[events.Fact]]:
        """Somebody with keys, and the facts of their enrolment."""
        reached = Reached(uuid7(), uuid7(), person.phone, person.zone)
        with self._api.begin() as db:
            self._sealing.create_keys(db, reached.client_id)
        enrolled = events.ClientEnrolled(
            client_id=reached.client_id,
            clinician_id=uuid7(),
            language="en",
            zone=person.zone,
            earliest=earliest,
            latest=latest,
            daily_cap=daily_cap,
        )
        return reached, [enrolled, self.contact_changed(reached, person.phone)]

    def welcome(self, person: Person, **agreed: Any) -> Reached:
        """Enrol somebody, send the opt-in text, and hear their yes."""
        reached = self.enrol(person, **agreed)
        self.notifier.tick()
        self.consent(reached)
        self.carrier.texts.clear()
        return reached

    def contact_changed(self, reached: Reached, phone: str) -> events.ContactChanged:
        """The fact of a client's number."""
        place = in_fact(events.ContactChanged, "phone", reached.contact_id)
        with self._api.begin() as db:
            sealed = self._sealing.seal_fact(db, rings.CONTACT, reached.client_id, place, phone)
        return events.ContactChanged(client_id=reached.client_id, contact_id=reached.contact_id, phone=sealed)

    def consent(self, reached: Reached) -> None:
        """They say yes."""
        self.tell(events.ConsentGiven(client_id=reached.client_id, contact_id=reached.contact_id, wording="en-1"))

    def opt_out(self, reached: Reached) -> None:
        """They say stop."""
        self.tell(events.OptedOut(client_id=reached.client_id, contact_id=reached.contact_id))

    def agree(
        self,
        reached: Reached,
        *,
        zone: str | None = None,
        earliest: str = "09:00",
        latest: str = "20:00",
        daily_cap: int = 4,
    ) -> None:
        """Something else is agreed with a client."""
        self.tell(
            events.ClientChanged(
                client_id=reached.client_id,
                clinician_id=uuid7(),
                language="en",
                zone=zone or reached.zone,
                earliest=earliest,
                latest=latest,
                daily_cap=daily_cap,
            )
        )

    def assign(self, reached: Reached, schedule: dict[str, Any], **agreed: Any) -> UUID:
        """Give them homework, heard at once."""
        fact = self.assignment(reached, schedule, **agreed)
        self.tell(fact)
        return fact.assignment_id

    def assignment(
        self,
        reached: Reached,
        schedule: dict[str, Any],
        *,
        slug: str = "three-good-things",
        code: str = "garden",
        introduce: bool = False,
        needs_readiness: bool = False,
        **filled: Any,
    ) -> events.AssignmentCreated:
        """The fact of an assignment. `filled`: what else fills its texts."""
        assignment_id = uuid7()
        return events.AssignmentCreated(
            client_id=reached.client_id,
            assignment_id=assignment_id,
            clinician_id=uuid7(),
            slug=slug,
            version=1,
            params=self._params(events.AssignmentCreated, reached, assignment_id, Params(code=code, **filled)),
            schedule=schedule,
            introduce=introduce,
            needs_readiness=needs_readiness,
        )

    def change(self, reached: Reached, assignment_id: UUID, schedule: dict[str, Any], **filled: Any) -> None:
        """Something else is agreed about an assignment."""
        params = self._params(events.AssignmentChanged, reached, assignment_id, Params(**{"code": "garden", **filled}))
        self.tell(
            events.AssignmentChanged(
                client_id=reached.client_id, assignment_id=assignment_id, params=params, schedule=schedule
            )
        )

    def _params(self, kind: type[events.Fact], reached: Reached, assignment_id: UUID, params: Params) -> events.Sealed:
        place = in_fact(kind, "params", assignment_id)
        with self._api.begin() as db:
            return self._sealing.seal_fact(db, rings.CONTACT, reached.client_id, place, json.dumps(asdict(params)))

    def book(self, starts_at: datetime, *reached: Reached) -> UUID:
        """A session is booked."""
        session_id = uuid7()
        self.tell(
            events.SessionBooked(
                session_id=session_id,
                clinician_id=uuid7(),
                client_ids=[one.client_id for one in reached],
                starts_at=starts_at,
            )
        )
        return session_id

    def move(self, session_id: UUID, starts_at: datetime) -> None:
        """A session is moved."""
        self.tell(events.SessionMoved(session_id=session_id, starts_at=starts_at))

    def pause(self, reached: Reached, until: datetime | None) -> None:
        """PAUSE, or BACK."""
        self.tell(events.PausedUntil(client_id=reached.client_id, until=until))

    def hear_from(self, reached: Reached) -> None:
        """They text something."""
        self.tell(events.ClientHeard(client_id=reached.client_id))

    def snooze(self, reached: Reached, assignment_id: UUID, occurrence_id: UUID, until: datetime, step: str) -> None:
        """LATER."""
        self.tell(
            events.SnoozeAsked(
                client_id=reached.client_id,
                assignment_id=assignment_id,
                occurrence_id=occurrence_id,
                step=step,
                until=until,
            )
        )

    def talk(self, reached: Reached, occurrence_id: UUID, *, is_open: bool) -> None:
        """A conversation is open, or is not any more."""
        self.tell(events.DialogueMoved(client_id=reached.client_id, occurrence_id=occurrence_id, is_open=is_open))

    def follow_up(
        self,
        reached: Reached,
        assignment_id: UUID,
        step: str,
        after: timedelta,
        *,
        occurrence_id: UUID | None = None,
        is_agreed: bool = False,
    ) -> events.FollowUpAsked:
        """The fact of a question that a dialogue wants asked after a while."""
        return events.FollowUpAsked(
            client_id=reached.client_id,
            assignment_id=assignment_id,
            occurrence_id=occurrence_id or uuid7(),
            follow_up_id=uuid7(),
            step=step,
            asked_at=self.clock(),
            due_at=self.clock() + after,
            is_agreed=is_agreed,
        )

    def erase(self, reached: Reached) -> None:
        """The api erases the client's keys and says so."""
        with self._api.begin() as db:
            self._sealing.erase_keys(db, reached.client_id)
        self.tell(events.ClientErased(client_id=reached.client_id))

    def answer(self, assignment_id: UUID, occurrence_id: UUID | None = None, *, complete: bool = True) -> UUID:
        """The client answers an occurrence: the newest that was asked, unless it is named."""
        row = self.one(
            "select id, client_id from notifier.occurrence"
            " where assignment_id = %s and (id = %s or %s::uuid is null and state <> 'planned')"
            " order by due_at desc limit 1",
            assignment_id,
            occurrence_id,
            occurrence_id,
        )
        self.tell(
            events.OccurrenceAnswered(
                client_id=row["client_id"],
                assignment_id=assignment_id,
                occurrence_id=row["id"],
                complete=complete,
            )
        )
        occurrence_id: UUID = row["id"]
        return occurrence_id

    def report(self, text: int, status: str, error_code: int | None = None) -> None:
        """The carrier reports on one of its texts, by number."""
        sent = self.carrier.texts[text]
        self.tell(
            events.DeliveryReported(
                attempt_id=sent.attempt_id, carrier_sid=sent.sid, status=status, error_code=error_code
            )
        )

    def tick_until(self, instant: datetime, step: timedelta = timedelta(minutes=10)) -> None:
        """Let time pass, ticking as it goes."""
        while self.clock() < instant:
            self.clock.advance_to(min(self.clock() + step, instant))
            self.tick()

    def tick(self) -> None:
        """Everything that is to be done now."""
        while self.notifier.tick():
            pass

    def rows(self, sql: str, *values: object) -> list[dict[str, Any]]:
        """What lies in the database, seen by its owner."""
        with self._owner.connect() as db:
            return [dict(row) for row in db.exec_driver_sql(sql, values).mappings()]

    def one(self, sql: str, *values: object) -> dict[str, Any]:
        """The one row there is."""
        (row,) = self.rows(sql, *values)
        return row

    def told(self, kind: type[events.Fact]) -> list[dict[str, Any]]:
        """The bodies of the facts of one kind, in order."""
        return [
            row["body"] for row in self.rows("select body from bus.event where name = %s order by seq", kind.__name__)
        ]

    def occurrences(self, assignment_id: UUID) -> list[tuple[datetime, str]]:
        """When an assignment asked or will ask, and how each stands."""
        found = self.rows(
            "select due_at, state from notifier.occurrence where assignment_id = %s order by due_at", assignment_id
        )
        return [(row["due_at"], row["state"]) for row in found]

    def reminder_states(self, kind: str = "prompt") -> list[str]:
        """How the reminders of a kind stand, the first due first."""
        found = self.rows("select state from notifier.reminder where kind = %s order by due_at", kind)
        return [row["state"] for row in found]

    def suppressed(self) -> list[str]:
        """The reasons told, in order, why we chose not to text."""
        return [told["why"] for told in self.told(events.OccurrenceSuppressed)]

    def sent_kinds(self) -> list[str]:
        """What went out since the opt-in text, in order."""
        return [told["kind"] for told in self.told(events.ReminderSent) if told["kind"] != "opt_in"]

    def latest(self, assignment_id: UUID) -> UUID:
        """The newest occurrence of an assignment that was asked."""
        found: UUID = self.rows(
            "select id from notifier.occurrence where assignment_id = %s and sent_at is not null"
            " order by due_at desc limit 1",
            assignment_id,
        )[0]["id"]
        return found

    def attempt_states(self) -> list[str]:
        """How the attempts stand, in order."""
        return [row["state"] for row in self.rows("select state from notifier.attempt order by started_at")]

    def rows_changed(self, sql: str, *values: object) -> None:
        """Change what lies in the database, past the notifier."""
        with self._owner.begin() as db:
            db.exec_driver_sql(sql, values)

    def replay(self, *, oldest: int = 1000) -> None:
        """Let the notifier hear facts again, the oldest first, as `between replay notifier` does."""
        self.rows_changed(
            "update bus.delivery set handled_at = null where reader = 'notifier' and seq in ("
            "select seq from bus.delivery where reader = 'notifier' order by seq limit %s)",
            oldest,
        )
        while self.notifier.reader.sweep(older_than=timedelta(0)):
            pass
