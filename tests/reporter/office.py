"""The reporter and what surrounds it: the voices of api and notifier, a mailer in memory, a clock in our hands."""

import json
from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import create_engine
from sqlalchemy.engine import make_url

from services.reporter.main import Reporter, Settings, build
from shared import events, rings
from shared.bell import SilentBell
from shared.bus import tell
from shared.clock import VirtualClock
from shared.events import Fact, Sealed
from shared.sealing import Sealing, in_fact
from tests.cast import DR_LIND, Person
from tests.conftest import Cluster
from tests.reporter.postbox import Postbox

DAILY = {"kind": "daily", "times": ["18:00"]}
KEYWORD = {"kind": "keyword"}
MAIL_FROM = "Between <between@clinic.example>"

Answer = tuple[Any, ...]
"""What a client says to one question: its step, their words, what was read from them if anything, and as which kind."""


class Office:
    """Tells facts as the other services would, and looks at what the reporter made of them."""

    def __init__(self, cluster: Cluster, ring_files: dict[str, Path], clock: VirtualClock) -> None:
        self.cluster = cluster
        self.clock = clock
        self.postbox = Postbox()
        self.settings = Settings(
            database_url=cluster.url("reporter"),
            redis_url=cluster.redis_url,
            journal_ring_file=ring_files["journal"],
            smtp_url="smtp://127.0.0.1:1",
            mail_from=MAIL_FROM,
        )
        self.reporter = self.another()
        self._api = cluster.database("api")
        self._owner = create_engine(make_url(cluster.owner_url).set(drivername="postgresql+psycopg"))
        self._sealing = Sealing(*(rings.read(name, file) for name, file in ring_files.items()))
        # Ids in order of telling, so that a digest of the same story is the same to the byte.
        self._ids = (UUID(int=number) for number in count(1))
        self.clinician_id = self.new_id()

    def close(self) -> None:
        """Give back every connection."""
        self.reporter.close()
        self._api.close()
        self._owner.dispose()

    def another(self) -> Reporter:
        """A reporter beside the first, or after it: on the same database and mailer, with nothing in its memory."""
        return build(self.settings, now=self.clock, bell=SilentBell(), mailer=self.postbox)

    def new_id(self) -> UUID:
        """The next id."""
        return next(self._ids)

    def tell(self, *facts: Fact) -> None:
        """The others tell, and the reporter hears at once."""
        self.say(*facts)
        self.reporter.reader.drain({fact.subject for fact in facts})

    def say(self, *facts: Fact, at: datetime | None = None) -> None:
        """The others tell, and nobody has heard it yet. `at`: what they tell happened then."""
        with self._api.begin() as db:
            tell(db, SilentBell(), at or self.clock(), *facts)

    def hear_all_again(self) -> None:
        """Every fact comes a second time."""
        with self._owner.begin() as db:
            db.exec_driver_sql("update bus.delivery set handled_at = null where reader = 'reporter'")
            subjects = set(db.exec_driver_sql("select subject from bus.delivery where reader = 'reporter'").scalars())
        self.reporter.reader.drain(subjects)

    def unheard(self) -> int:
        """How many facts were not applied, or were parked."""
        unheard = self.look("select count(*) from bus.delivery where reader = 'reporter' and handled_at is null")
        return int(unheard[0][0])

    def look(self, sql: str, *values: Any) -> list[Any]:
        """Rows, as the owner of the database sees them."""
        with self._owner.begin() as db:
            return list(db.exec_driver_sql(sql, values))

    def send_due(self, reporter: Reporter | None = None) -> None:
        """Tick until nothing is due."""
        while (reporter or self.reporter).tick():
            pass

    def later(self, **by: float) -> None:
        """Let time pass, and do what comes due."""
        self.clock.advance(timedelta(**by))
        self.send_due()

    def digest(self, session_id: UUID) -> Any:
        """The digest row of a session."""
        return self.look("select * from reporter.digest where session_id = %s", session_id)[0]

    # What the others say

    def joins(self, *, lead: int | None = 60, zone: str = DR_LIND.zone, email: str = DR_LIND.email) -> Fact:
        """A clinician, who wants digests so many minutes before, or the evening before."""
        return events.ClinicianJoined(
            clinician_id=self.clinician_id, name=DR_LIND.name, email=email, zone=zone, digest_lead_minutes=lead
        )

    def give_keys(self, client_id: UUID) -> None:
        """The api makes a client's data keys."""
        with self._api.begin() as db:
            self._sealing.create_keys(db, client_id)

    def enrolled(self, client_id: UUID, person: Person) -> tuple[Fact, Fact]:
        """A client and their name."""
        return (
            events.ClientEnrolled(**self._lives(client_id, person.zone)),
            events.ClientNamed(
                client_id=client_id,
                display_name=self.seal(client_id, events.ClientNamed, "display_name", client_id, person.display_name),
                initials=self.seal(client_id, events.ClientNamed, "initials", client_id, person.initials),
            ),
        )

    def moves(self, client_id: UUID, zone: str) -> Fact:
        """The client lives somewhere else now."""
        return events.ClientChanged(**self._lives(client_id, zone))

    def _lives(self, client_id: UUID, zone: str) -> dict[str, Any]:
        ids = {"client_id": client_id, "clinician_id": self.clinician_id}
        return {**ids, "language": "en", "zone": zone, "earliest": "09:00", "latest": "20:00", "daily_cap": 4}

    def booked(self, session_id: UUID, client_ids: list[UUID], starts_at: datetime) -> Fact:
        """A session."""
        return events.SessionBooked(
            session_id=session_id, clinician_id=self.clinician_id, client_ids=client_ids, starts_at=starts_at
        )

    def assigned(
        self,
        assignment_id: UUID,
        client_id: UUID,
        slug: str,
        schedule: dict[str, Any],
        *,
        needs_readiness: bool = False,
    ) -> Fact:
        """A piece of homework."""
        return events.AssignmentCreated(
            client_id=client_id,
            assignment_id=assignment_id,
            clinician_id=self.clinician_id,
            slug=slug,
            version=1,
            params=Sealed("sealed for others"),
            schedule=schedule,
            introduce=True,
            needs_readiness=needs_readiness,
        )

    def recorded(
        self,
        client_id: UUID,
        words: str,
        *,
        assignment_id: UUID | None = None,
        occurrence_id: UUID | None = None,
        step: str | None = None,
        value: Any = None,
        kind: str = "note",
    ) -> events.EntryRecorded:
        """Words, sealed as the api seals them. Private ones do not leave the api."""
        entry_id, kind_of = self.new_id(), events.EntryRecorded
        read = None if value is None else self.seal(client_id, kind_of, "value", entry_id, json.dumps(value))
        return kind_of(
            client_id=client_id,
            entry_id=entry_id,
            assignment_id=assignment_id,
            occurrence_id=occurrence_id,
            step=step,
            kind=kind,
            words=None if kind == "private" else self.seal(client_id, kind_of, "words", entry_id, words),
            value=read,
        )

    def seal(self, client_id: UUID, kind: type[Fact], field: str, row: UUID, text: str) -> Sealed:
        """A field of a fact, sealed under the journal ring."""
        with self._api.begin() as db:
            return self._sealing.seal_fact(db, rings.JOURNAL, client_id, in_fact(kind, field, row), text)

    # Whole scenes

    def enrol(self, person: Person) -> UUID:
        """A client with keys and a name, heard."""
        client_id = self.new_id()
        self.give_keys(client_id)
        self.tell(*self.enrolled(client_id, person))
        return client_id

    def book(self, *client_ids: UUID, in_: timedelta = timedelta(hours=3)) -> UUID:
        """A session so long from now."""
        session_id = self.new_id()
        self.tell(self.booked(session_id, list(client_ids), self.clock() + in_))
        return session_id

    def assign(
        self, client_id: UUID, slug: str, schedule: dict[str, Any] | None = None, *, needs_readiness: bool = False
    ) -> UUID:
        """Homework."""
        assignment_id = self.new_id()
        assigned = self.assigned(assignment_id, client_id, slug, schedule or DAILY, needs_readiness=needs_readiness)
        self.tell(assigned)
        return assignment_id

    def ask(self, client_id: UUID, assignment_id: UUID) -> UUID:
        """The notifier has sent the first question of an occurrence."""
        occurrence_id = self.new_id()
        self.tell(self.sent(client_id, assignment_id, occurrence_id))
        return occurrence_id

    def sent(self, client_id: UUID, assignment_id: UUID, occurrence_id: UUID, kind: str = "prompt") -> Fact:
        """A reminder has left."""
        return events.ReminderSent(
            client_id=client_id,
            reminder_id=self.new_id(),
            assignment_id=assignment_id,
            occurrence_id=occurrence_id,
            kind=kind,
            step=None,
            sent_at=self.clock(),
        )

    def answer(
        self,
        client_id: UUID,
        assignment_id: UUID,
        occurrence_id: UUID,
        said: Iterable[Answer],
        *,
        complete: bool = True,
    ) -> None:
        """The client answers an occurrence, a minute between one answer and the next."""
        ids = {"client_id": client_id, "assignment_id": assignment_id, "occurrence_id": occurrence_id}
        for step, words, *read in said:
            self.clock.advance(timedelta(minutes=1))
            value, kind = (*read, None, None)[:2]
            self.tell(self.recorded(words=words, step=step, value=value, kind=kind or _kind(step, words, value), **ids))
        self.tell(events.OccurrenceAnswered(complete=complete, **ids))

    def use(self, client_id: UUID, assignment_id: UUID, *said: Answer) -> None:
        """The client begins by keyword: nobody had asked."""
        self.answer(client_id, assignment_id, self.new_id(), said)

    def let_go(self, client_id: UUID, assignment_id: UUID) -> UUID:
        """Asked, and its time went by."""
        occurrence_id = self.ask(client_id, assignment_id)
        ids = {"client_id": client_id, "assignment_id": assignment_id, "occurrence_id": occurrence_id}
        self.tell(events.OccurrenceLetGo(**ids))
        return occurrence_id

    def undelivered(self, client_id: UUID, assignment_id: UUID) -> UUID:
        """Asked, and the carrier could not deliver."""
        occurrence_id = self.ask(client_id, assignment_id)
        ids = {"client_id": client_id, "assignment_id": assignment_id, "occurrence_id": occurrence_id}
        self.tell(events.ReminderUndeliverable(reminder_id=self.new_id(), why="unreachable", **ids))
        self.tell(events.OccurrenceLetGo(**ids))
        return occurrence_id

    def suppressed(self, client_id: UUID, assignment_id: UUID, why: str = "daily_cap") -> UUID:
        """We chose not to ask."""
        occurrence_id = self.new_id()
        ids = {"client_id": client_id, "assignment_id": assignment_id, "occurrence_id": occurrence_id}
        self.tell(events.OccurrenceSuppressed(why=why, **ids))
        return occurrence_id

    def skipped(self, client_id: UUID, assignment_id: UUID, words: str = "SKIP") -> UUID:
        """Asked, and the client would rather not; the words after the colon are what got in the way."""
        occurrence_id = self.ask(client_id, assignment_id)
        ids = {"client_id": client_id, "assignment_id": assignment_id, "occurrence_id": occurrence_id}
        entry = self.recorded(words=words, step="first", kind="skipped", **ids)
        self.tell(entry, events.OccurrenceSkipped(**ids))
        if ":" in words:
            self.hinders(client_id, assignment_id, "other", entry.entry_id)
        return occurrence_id

    def aside(self, client_id: UUID, assignment_id: UUID, name: str, *said: Answer) -> list[UUID]:
        """A short conversation about homework that we began. The entries it became."""
        occurrence_id = self.new_id()
        self.tell(self.sent(client_id, assignment_id, occurrence_id, name))
        told = []
        for step, words, *read in said:
            self.clock.advance(timedelta(minutes=1))
            value, kind = (*read, None, None)[:2]
            told.append(
                self.recorded(
                    client_id,
                    words,
                    assignment_id=assignment_id,
                    occurrence_id=occurrence_id,
                    step=f"{name}.{step}",
                    value=value,
                    kind=kind or _kind(step, words, value),
                )
            )
        self.tell(*told)
        return [entry.entry_id for entry in told]

    def reserves(
        self, client_id: UUID, assignment_id: UUID | None, kind: str, entry_id: UUID | None = None
    ) -> events.ReservationRaised:
        """Something the therapist should hear first."""
        raised = events.ReservationRaised(
            client_id=client_id,
            reservation_id=self.new_id(),
            assignment_id=assignment_id,
            kind=kind,
            entry_id=entry_id,
        )
        self.tell(raised)
        return raised

    def hinders(
        self, client_id: UUID, assignment_id: UUID | None, kind: str, entry_id: UUID | None = None
    ) -> events.BarrierReported:
        """What got in the way."""
        reported = events.BarrierReported(
            client_id=client_id, barrier_id=self.new_id(), assignment_id=assignment_id, kind=kind, entry_id=entry_id
        )
        self.tell(reported)
        return reported

    def rests(self, client_id: UUID, assignment_id: UUID) -> None:
        """The client wants a rest from this one, which the therapist hears too."""
        self.tell(events.AssignmentRested(client_id=client_id, assignment_id=assignment_id))
        self.reserves(client_id, assignment_id, "rest")

    def readies(self, client_id: UUID, assignment_id: UUID, *, is_ready: bool) -> None:
        """READY, or NOT YET."""
        self.tell(events.ReadinessChanged(client_id=client_id, assignment_id=assignment_id, is_ready=is_ready))

    def pauses(self, client_id: UUID, for_: timedelta | None) -> None:
        """PAUSE for so long; None: BACK."""
        until = None if for_ is None else self.clock() + for_
        self.tell(events.PausedUntil(client_id=client_id, until=until))

    def note(self, client_id: UUID, words: str, kind: str = "note") -> UUID:
        """Words sent on their own."""
        recorded = self.recorded(client_id, words, kind=kind)
        self.tell(recorded)
        return recorded.entry_id

    def take_back(self, client_id: UUID, *entry_ids: UUID) -> None:
        """UNDO."""
        self.tell(*(events.EntryWithdrawn(client_id=client_id, entry_id=entry_id) for entry_id in entry_ids))

    def concern(self, client_id: UUID, words: str, why: str = "phrase") -> None:
        """Words that may mean danger."""
        concern_id = self.new_id()
        sealed = self.seal(client_id, events.ConcernRaised, "words", concern_id, words)
        self.tell(
            events.ConcernRaised(
                client_id=client_id, concern_id=concern_id, message_id=self.new_id(), why=why, words=sealed
            )
        )

    def erase(self, client_id: UUID) -> None:
        """The api deletes the keys and says so; the reporter has not heard it yet."""
        with self._api.begin() as db:
            self._sealing.erase_keys(db, client_id)
        self.say(events.ClientErased(client_id=client_id))


def _kind(step: str, words: str, value: Any) -> str:
    if words.lower() == "skip" or (words.lower() == "done" and step != "read"):
        return "skipped"
    return "text" if value is None else "scale" if isinstance(value, int | float) else "choice"
