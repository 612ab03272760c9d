"""Random texts through every state an open conversation can be in: nothing breaks, and every text is kept verbatim."""

import os
import random
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import embedded
from bench.states import Opened, open_states
from services.api.received import Conversation, InboundText
from services.cli.town import Town
from shared.activities.engine import advance
from shared.activities.library import BUILT_IN
from shared.ids import new_id
from shared.rings import JOURNAL
from shared.sealing import Place

TEXTS = int(os.environ.get("BETWEEN_BENCH_TEXTS", "100000"))
NOON = datetime(2026, 3, 2, 19, 0, tzinfo=UTC)
CLIENTS = 40

_WORDS = {
    "en": "i went out later and it was hard so i will skip the list but ready or not 7 of 10 stop by more than less",
    "es": "hoy salí más tarde y fue difícil pero listo o no ñandú 7 de 10 ¿qué tal? mañana a las 9 menos más alto",
}
_EMOJI = ["🙂", "👍🏽", "💜", "7️⃣", "👨‍👩‍👧", "🏳️‍🌈", "\u200f", "\u202e"]


def random_text(chance: random.Random) -> str:
    """One text as nobody expects it: any characters, emoji, Spanish, numbers, nothing at all, or far too much."""
    kind = chance.randrange(8)
    if kind == 0:
        return ""
    if kind == 1:
        return chance.choice(" \n\t") * chance.randrange(1, 5)
    if kind == 2:
        return "".join(chr(chance.randrange(32, 127)) for _ in range(chance.randrange(1, 60)))
    if kind == 3:
        return "".join(_any_character(chance) for _ in range(chance.randrange(1, 40)))
    if kind == 4:
        return "".join(chance.choices(_EMOJI, k=chance.randrange(1, 12)))
    if kind == 5:
        return f"{chance.randrange(-5, 120)}{chance.choice(['', '/10', ' 30', ':45', 'pm', '%', ' de 10', 'ish'])}"
    if kind == 6 and chance.randrange(10) == 0:
        return chance.choice(["a", "7 ", "ñ", "🙂", "STOP ", "1, "]) * chance.randrange(1000, 20000)
    words = _WORDS[chance.choice(["en", "es"])].split()
    return " ".join(chance.choices(words, k=chance.randrange(1, 14)))


def texts(folder: Path) -> Iterator[tuple[str, str, str]]:
    """The engine alone, then the whole api with a real Postgres: each text in the next of all open states."""
    states = open_states()
    yield "open states: activities, languages, versions, steps, waits", str(len(states)), ""
    yield f"texts through the engine: exceptions, words lost, of {TEXTS}", _through_the_engine(states), "none"
    began = time.monotonic()
    with embedded.start(folder, postgres_only=True, durable=False) as servers:
        town = Town(servers.postgres_url, folder, NOON)
        try:
            lost, unread = _through_the_house(town, states)
        finally:
            town.close()
    yield f"texts through the api: not kept verbatim, not read, of {TEXTS}", f"{lost}, {unread}", "none"
    yield "texts a second through the api, one thread", f"{TEXTS / (time.monotonic() - began):.0f}/s", ""


def _through_the_engine(states: list[Opened]) -> str:
    chance, broken, lost = random.Random(1), 0, 0
    for number in range(TEXTS):
        opened, text = states[number % len(states)], random_text(chance)
        try:
            moved = advance(opened.activity, opened.state, text, NOON)
            lost += text not in [answer.raw for answer in moved.answers]
        except Exception:
            broken += 1
    return f"{broken}, {lost}"


def _through_the_house(town: Town, states: list[Opened]) -> tuple[int, int]:
    """How many texts are not kept verbatim, and how many could not be read."""
    chance = random.Random(2)
    people = [_person(town, number) for number in range(CLIENTS)]
    sent: dict[str, str] = {}
    for number in range(TEXTS):
        phone, client_id, assigned = people[number % CLIENTS]
        put_into(town, client_id, assigned, states[number % len(states)])
        sid, body = f"SM{number:032x}", random_text(chance)
        town.api.inbox.receive(InboundText(sid, phone, body))
        sent[sid] = body
    with town.api.database.begin() as db:
        rows = db.exec_driver_sql("select id, client_id, message_sid, body, handled_at from api.message").all()
        kept = {
            row.message_sid: town.api.sealing.open(
                db, JOURNAL, row.client_id, Place("api.message", "body", row.id), row.body
            )
            for row in rows
        }
    unread = sum(row.handled_at is None for row in rows)
    return sum(kept.get(sid) != body for sid, body in sent.items()), unread


def _person(town: Town, number: int) -> tuple[str, UUID, dict[str, UUID]]:
    """A client who said YES and has every activity of the library."""
    caseload, phone = town.api.caseload, f"+1505555{number:04d}"
    with town.api.database.begin() as db:
        clinician = caseload.add_clinician(
            db, name="Dr. Lind", email=f"lind-{number}@clinic.example", zone="America/Denver", digest_lead_minutes=None
        )
        client_id = caseload.enrol(
            db,
            clinician_id=clinician,
            display_name="Maya Reyes",
            initials="M.R.",
            phone=phone,
            zone="America/Denver",
            language=("en", "es")[number % 2],
            earliest="09:00",
            latest="20:00",
            daily_cap=4,
        )
        assigned = {
            activity.slug: town.api.assigning.assign(
                db, client_id=client_id, clinician_id=clinician, slug=activity.slug, link="clinic.example/rest"
            )
            for activity in BUILT_IN.all()
        }
    town.api.inbox.receive(InboundText(f"SMyes{number:029x}", phone, "YES"))
    return phone, client_id, assigned


def put_into(town: Town, client_id: UUID, assigned: dict[str, UUID], opened: Opened) -> None:
    """Open a conversation with a client just in this state."""
    conversation = Conversation(new_id(), assigned[opened.activity.slug], "prompt", opened.activity, opened.state)
    with town.api.database.begin() as db:
        # Whatever the text before this one asked for, this one meets a client who agreed and is asked nothing else.
        db.exec_driver_sql("update api.contact set consent = 'given' where client_id = %s", (client_id,))
        db.exec_driver_sql("update api.client set choosing = null where id = %s", (client_id,))
        town.api.conversing.dialogues.open(db, client_id, conversation, NOON, NOON + timedelta(hours=4))


def _any_character(chance: random.Random) -> str:
    code = chance.randrange(0x11000 if chance.randrange(4) else 0x10FFFF)
    return chr(code) if not 0xD800 <= code <= 0xDFFF else "?"
