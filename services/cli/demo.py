"""`between demo`: one fictional week of three clients, lived in seconds, with every text printed.

The same seed gives the same week, to the letter. Ends with an error when a promise is broken: see `promises`.
"""

import heapq
import random
import tempfile
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

import embedded
from services.cli.personas import EVERYBODY, JONAS, MAYA, RUTH, Persona, Voice
from services.cli.promises import broken_promises
from services.cli.town import Sent, Town
from shared import ids, log
from shared.activities import library
from shared.activities.state import Params
from shared.schedule import Schedule, from_json

# Monday 2 March 2026, 8:00 in Denver. The clocks change on Sunday the 8th.
START = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
LENGTH = timedelta(days=7)
_STEP = timedelta(minutes=15)


def demo(seed: int, out: Path, say: Callable[[str], None]) -> int:
    """Live the week; print the texts, write the digests into `out`. The exit code."""
    log.only_warnings()
    ids.draw_from(seed)
    with tempfile.TemporaryDirectory(prefix="between-demo-") as folder:
        data = Path(folder)
        data.chmod(0o755)
        with embedded.start(data, postgres_only=True, durable=False) as servers:
            town = Town(servers.postgres_url, data, START)
            try:
                Week(town, seed, say).live()
                _write_digests(town, out, say)
                broken = broken_promises(town)
            finally:
                town.close()
    for promise in broken:
        say(f"broken: {promise}")
    if not broken:
        texts = len(town.post.texts)
        say(f"\n{texts} texts, {len(town.post.mails)} digests in {out}/, every promise kept.")
    return 1 if broken else 0


class Week:
    """Moves the clock, and lets three people answer in their own time."""

    def __init__(self, town: Town, seed: int, say: Callable[[str], None]) -> None:
        self._town = town
        self._chance = random.Random(seed)  # noqa: S311
        self._say = say
        self._planned: list[tuple[datetime, int, str, str]] = []
        self._printed = 0
        self._people = {persona.phone: persona for persona in EVERYBODY}
        self._voices = {persona.phone: Voice(persona, self._chance) for persona in EVERYBODY}
        town.post.on_text = self._on_text

    def live(self) -> None:
        """Enrol, assign, book; then one quarter of an hour after the other."""
        self._set_up()
        end = START + LENGTH
        while self._town.clock() < end:
            self._town.settle()
            self._print_new()
            next_at = min(_next_quarter(self._town.clock()), self._planned[0][0] if self._planned else end, end)
            self._town.clock.advance_to(next_at)
            while self._planned and self._planned[0][0] <= self._town.clock():
                _, number, phone, body = heapq.heappop(self._planned)
                # Every fifth text comes twice, as texts do.
                self._town.text(phone, body, times=2 if number % 5 == 0 else 1)
                self._print_new()
        self._town.settle()
        self._print_new()

    def _set_up(self) -> None:
        caseload, clock = self._town.api.caseload, self._town.clock
        with self._town.api.database.begin() as db:
            lind = caseload.add_clinician(
                db, name="Dr. Lind", email="lind@clinic.example", zone="America/Denver", digest_lead_minutes=None
            )
            people = {
                persona.initials: caseload.enrol(
                    db,
                    clinician_id=lind,
                    display_name=persona.display_name,
                    initials=persona.initials,
                    phone=persona.phone,
                    zone=persona.zone,
                    language="en",
                    earliest="09:00",
                    latest="20:00",
                )
                for persona in EVERYBODY
            }
            for days, persona in ((4, MAYA), (6, JONAS), (6, RUTH)):
                starts_at = clock() + timedelta(days=days, hours=2)
                caseload.book(db, clinician_id=lind, client_ids=[people[persona.initials]], starts_at=starts_at)
        self._assign(lind, people["M.R."], "three-good-things", {"kind": "daily", "times": ["19:30"]})
        self._assign(lind, people["M.R."], "grounding")
        self._assign(lind, people["J.O."], "three-good-things", code="bench")
        self._assign(lind, people["J.O."], "thought-log")
        self._assign(
            lind, people["R.A."], "reading", {"kind": "once", "at": "2026-03-04T15:00"}, link="example.org/rest"
        )
        self._assign(lind, people["R.A."], "thought-log", code="harbor")
        self._plan(MAYA, timedelta(days=1, hours=5), "ground")
        self._plan(MAYA, timedelta(days=2, hours=9), "Could we talk about my mother on Friday?")
        self._plan(JONAS, timedelta(days=3, hours=3), "Think")
        self._plan(RUTH, timedelta(days=3, hours=16, minutes=10), "I don't want to be here anymore")
        self._plan(JONAS, timedelta(days=5, hours=4), "Stop")
        self._plan(JONAS, timedelta(days=6, hours=4), "START")

    def _assign(
        self,
        clinician_id: UUID,
        client_id: UUID,
        slug: str,
        schedule: Mapping[str, object] | None = None,
        *,
        code: str | None = None,
        link: str | None = None,
    ) -> None:
        activity = library.latest(slug)
        agreed: Schedule | None = from_json(schedule) if schedule else activity.schedule
        assert agreed is not None
        params = Params(code=code or activity.code_name, link=link, minutes=activity.minutes)
        with self._town.api.database.begin() as db:
            self._town.api.caseload.assign(
                db,
                client_id=client_id,
                clinician_id=clinician_id,
                slug=slug,
                params=params,
                schedule=agreed,
                reason=None,
            )

    def _on_text(self, phone: str, body: str) -> None:
        persona = self._people[phone]
        reply = self._voices[phone].answer(body)
        has_phone_in_hand = self._has_phone_in_hand(phone)
        # Who has begun mostly goes on, and soon.
        answers_of_ten = max(persona.answers_of_ten, 9) if has_phone_in_hand else persona.answers_of_ten
        if reply is None or self._chance.randrange(10) >= answers_of_ten:
            return
        wait = self._chance.uniform(persona.quickest.total_seconds(), persona.slowest.total_seconds())
        seconds = self._chance.uniform(20, 120) if has_phone_in_hand else wait
        self._plan(persona, self._town.clock() - START + timedelta(seconds=round(seconds)), reply)

    def _has_phone_in_hand(self, phone: str) -> bool:
        """Whether this person texted just now."""
        theirs = [sent.at for sent in self._town.post.texts if sent.phone == phone and not sent.from_us]
        return bool(theirs) and theirs[-1] == self._town.clock()

    def _plan(self, persona: Persona, after: timedelta, body: str) -> None:
        heapq.heappush(self._planned, (START + after, self._chance.randrange(1_000_000), persona.phone, body))

    def _print_new(self) -> None:
        for sent in self._town.post.texts[self._printed :]:
            self._say(_line(sent, self._people[sent.phone]))
        self._printed = len(self._town.post.texts)


def _next_quarter(now: datetime) -> datetime:
    return datetime.fromtimestamp((now.timestamp() // _STEP.total_seconds() + 1) * _STEP.total_seconds(), UTC)


def _line(sent: Sent, persona: Persona) -> str:
    local = sent.at.astimezone(ZoneInfo(persona.zone))
    arrow = "->" if sent.from_us else "<-"
    return f"{local:%a %d %H:%M} {persona.initials} {arrow} {sent.body}"


def _write_digests(town: Town, out: Path, say: Callable[[str], None]) -> None:
    out.mkdir(parents=True, exist_ok=True)
    for number, (at, mail) in enumerate(town.post.mails, 1):
        for kind, ending in (("html", "html"), ("plain", "txt")):
            part = mail.get_body((kind,))
            assert part is not None
            (out / f"digest-{number}.{ending}").write_text(part.get_content(), encoding="utf-8")
        say(f"{at.astimezone(ZoneInfo('America/Denver')):%a %d %H:%M} digest: {mail['Subject']}")
