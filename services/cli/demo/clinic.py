"""What the two clinicians do in these four weeks: enrol, agree on homework, book, move and cancel sessions, unlock."""

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from typing import NamedTuple
from uuid import UUID

from services.cli.demo.people import DANA, EVERYBODY, JONAS, LEO, MAYA, PRIYA, ROSA, RUTH, SAM
from services.cli.demo.people.persona import Homework, Persona, local_instant
from services.cli.town import Town
from shared.schedule import from_json

LIND, OSEI = "America/Denver", "America/New_York"


class Clinician(NamedTuple):
    """Somebody who assigns homework and gets digests."""

    name: str
    email: str
    zone: str
    digest_lead_minutes: int | None = None


_CLINICIANS = {
    "lind": Clinician("Dr. Lind", "lind@clinic.example", LIND),
    "osei": Clinician("Dr. Osei", "osei@clinic.example", OSEI, digest_lead_minutes=60),
}


class Session(NamedTuple):
    """An appointment: with whom, who comes, and when where the clinician works (day of March, local time)."""

    clinician: str
    people: tuple[Persona, ...]
    at: str
    moved_to: str | None = None
    is_cancelled: bool = False

    @property
    def held_at(self) -> datetime | None:
        """The instant it is held, moved or not; None if it was cancelled."""
        return None if self.is_cancelled else local_instant(self.moved_to or self.at, self.zone)

    @property
    def zone(self) -> str:
        """Where its clinician works."""
        return _CLINICIANS[self.clinician].zone


SESSIONS = (
    *(Session("lind", (MAYA,), f"{day} 10:00") for day in (6, 13, 20, 27)),
    *(Session("lind", (RUTH,), f"{day} 14:00") for day in (10, 17, 24)),
    Session("lind", (LEO, DANA), "9 16:00"),
    Session("lind", (LEO,), "16 16:00"),
    Session("lind", (LEO, DANA), "23 16:00"),
    Session("osei", (JONAS,), "5 12:00"),
    Session("osei", (JONAS,), "12 12:00"),
    Session("osei", (JONAS,), "19 12:00", is_cancelled=True),
    Session("osei", (JONAS,), "26 12:00"),
    Session("osei", (PRIYA, SAM), "5 18:00"),
    Session("osei", (PRIYA, SAM), "12 18:00"),
    Session("osei", (PRIYA, SAM), "19 18:00", moved_to="20 18:00"),
    Session("osei", (PRIYA, SAM), "26 18:00"),
    *(Session("osei", (ROSA,), f"{day} 18:00") for day in (10, 17, 24)),
)
_PUT_OFF_AT = "17 10:00"
_UNLOCKED_AT = "9 17:00"


class Act(NamedTuple):
    """Something staff do at an instant."""

    at: datetime
    do: Callable[[], None]


class Clinic:
    """The staff: sets everything up at the beginning, and does the rest when its time comes."""

    def __init__(self, town: Town) -> None:
        self._town = town
        self._clinicians: dict[str, UUID] = {}
        self._clients: dict[str, UUID] = {}
        self._sessions: dict[Session, UUID] = {}
        self._assignments: dict[tuple[str, str], UUID] = {}

    def open(self) -> list[Act]:
        """Enrol everybody, agree on what there is from the start, book the sessions. What is left to do, and when."""
        caseload, start = self._town.api.caseload, self._town.clock()
        with self._town.api.database.begin() as db:
            for name, about in _CLINICIANS.items():
                self._clinicians[name] = caseload.add_clinician(db, **about._asdict())
            for persona in EVERYBODY:
                self._clients[persona.initials] = caseload.enrol(
                    db,
                    clinician_id=self._clinicians[persona.clinician],
                    display_name=persona.display_name,
                    initials=persona.initials,
                    phone=persona.phone,
                    zone=persona.zone,
                    language=persona.language,
                    earliest=persona.earliest,
                    latest=persona.latest,
                )
            for session in SESSIONS:
                self._sessions[session] = caseload.book(
                    db,
                    clinician_id=self._clinicians[session.clinician],
                    client_ids=[self._clients[persona.initials] for persona in session.people],
                    starts_at=local_instant(session.at, session.zone),
                )
        acts = sorted(self._acts(), key=lambda act: act.at)
        for act in acts:
            if act.at <= start:
                act.do()
        return [act for act in acts if act.at > start]

    def _acts(self) -> Iterator[Act]:
        for persona in EVERYBODY:
            for homework in persona.homework:
                yield Act(persona.instant(homework.given), partial(self._assign, persona, homework))
        for session in SESSIONS:
            if session.moved_to or session.is_cancelled:
                yield Act(local_instant(_PUT_OFF_AT, session.zone), partial(self._put_off, session))
        yield Act(local_instant(_UNLOCKED_AT, LIND), partial(self._unlock, LEO, "facing-step"))

    def _assign(self, persona: Persona, homework: Homework) -> None:
        with self._town.api.database.begin() as db:
            self._assignments[persona.initials, homework.slug] = self._town.api.assigning.assign(
                db,
                client_id=self._clients[persona.initials],
                clinician_id=self._clinicians[persona.clinician],
                slug=homework.slug,
                schedule=from_json(homework.schedule) if homework.schedule else None,
                introduce=homework.when is not None,
                code_name=homework.code,
                link=homework.link,
            )

    def _put_off(self, session: Session) -> None:
        caseload = self._town.api.caseload
        with self._town.api.database.begin() as db:
            if session.moved_to:
                caseload.move_session(db, self._sessions[session], local_instant(session.moved_to, session.zone))
            else:
                caseload.cancel_session(db, self._sessions[session])

    def _unlock(self, persona: Persona, slug: str) -> None:
        with self._town.api.database.begin() as db:
            self._town.api.assigning.unlock(db, self._assignments[persona.initials, slug])
