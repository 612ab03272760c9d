"""Nothing private is in the clear: unusual words and numbers go everywhere they can, and are then found nowhere.

One client, Zéphyrine, goes through everything; another one's phone cannot be reached; a stranger texts; and people
knock at the doors with words that are refused. What is in the clear by design is found by the same search.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
import requests
from sqlalchemy import Connection, create_engine
from sqlalchemy.engine import make_url

from services.cli.seed import JONAS as SEEDED_JONAS
from services.cli.seed import MAYA as SEEDED_MAYA
from tests.journeys.canaries import Found, Search
from tests.journeys.clinic import Client, Clinic, Phone, eventually, next_full_minute
from tests.journeys.sealed import DIGESTS, SEALED, SEALED_OTHERWISE, Copy, can_be_opened, copy_all, open_all
from tests.journeys.stores import Stores
from tests.journeys.upping import free_port, up

# The journey waits for a full minute, and its set-up counts for the first test.
pytestmark = [pytest.mark.slow, pytest.mark.timeout(240)]

FIRST_NAME, LAST_NAME, INITIALS = "Zéphyrine", "Quaalvik", "Zq.Vk.7w"
CODE_NAME, TITLE, LINK, REASON = "wimbleforst", "The Snorkwhistle Papers", "example.org/vorpelquist", "plinthgarrow"
NOTE, GOOD_LINE, SENSE, RATING = "brindlemoot", "tanglewharf", "crumbleduke", "mostly seven-ish, fizzlegrant"
CONCERN, AFTER_STOP, STOP_SENTENCE, STRANGE = "ashenquoll", "murkelfen", "drizzlehack", "gorsepuddle"
UNREACHABLE_NAME, AT_THE_DOOR, SENT_TWICE = "Wrenxabel", "knockwurstle", "twicegrommet"
EARLY = "hastywibblet"
WORDS = [
    *(FIRST_NAME, LAST_NAME, INITIALS, CODE_NAME, "Snorkwhistle", "vorpelquist", REASON, NOTE, GOOD_LINE, SENSE),
    *("fizzlegrant", CONCERN, AFTER_STOP, STOP_SENTENCE, STRANGE, UNREACHABLE_NAME, AT_THE_DOOR, SENT_TWICE, EARLY),
    *(SEEDED_MAYA[0], SEEDED_JONAS[0]),
]
HERS, UNREACHABLE, STRANGER, WRONG = "+12485550187", "+17345550164", "+13135550149", "+15865550171"
PHONES = [HERS, UNREACHABLE, STRANGER, WRONG, SEEDED_MAYA[2], SEEDED_JONAS[2]]
CANARIES = Search(WORDS, PHONES)


@dataclass
class Journey:
    """A running Between in which all of it has happened, and what was found in it then."""

    data: Path
    facts: dict[str, Any]
    clinic: Clinic
    client: Client
    phone: Phone
    stores: Stores
    overheard: bytes = b""
    refused_reminder_id: str = ""


@pytest.fixture(scope="module")
def journey(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Journey]:
    """Everything there is to live through, in one go."""
    folder = tmp_path_factory.mktemp("canaries")
    data = folder / "data"
    with up(folder, data, free_port()) as running:
        facts = running.wait_until_ready()
        stores = Stores(data)
        heard = stores.overhear_redis()
        clinic = Clinic(facts)
        client, phone = enrol(clinic, facts)
        lived = Journey(data, facts, clinic, client, phone, stores)
        due_at = assign(lived)
        live_the_week(lived)
        lived.refused_reminder_id = one_phone_cannot_be_reached(lived)
        knock_at_the_doors(facts)
        read_the_text(lived, due_at)
        be_asked_which_one(lived)
        clinic.book_with_digest_at(client, datetime.now(UTC) + timedelta(seconds=2))
        eventually(lambda: clinic.mail_about(client), "the digest", 60)
        lived.overheard = heard.stop()
        yield lived


def post(facts: dict[str, Any], path: str, body: Any, **headers: str) -> requests.Response:
    """A request of staff, refused or not."""
    sent = {"Authorization": f"Bearer {facts['api_token']}"} | headers
    return requests.post(f"{facts['api']}{path}", json=body, headers=sent, timeout=20)


def enrol(clinic: Clinic, facts: dict[str, Any]) -> tuple[Client, Phone]:
    """Enrolled with an Idempotency-Key, twice as a network does it; she texts before her YES, and then says it."""
    person = {"display_name": f"{FIRST_NAME} {LAST_NAME}", "initials": INITIALS, "phone": HERS}
    body = person | {"clinician_id": clinic.clinician_id, "zone": clinic.zone.key}
    first, again = (post(facts, "/api/v1/clients", body, **{"Idempotency-Key": "enrol-1"}) for _ in range(2))
    assert (first.status_code, again.json()) == (201, first.json()), first.text
    phone = clinic.phone(HERS)
    eventually(phone.sent_by_clinic, "the opt-in text")
    phone.text(f"Who is this? {EARLY}")
    phone.text("YES")
    return Client(first.json()["id"], person["display_name"], INITIALS, HERS), phone


def assign(journey: Journey) -> datetime:
    """A reading with a code name and a link for the next minute, one with a title for tomorrow, and two keywords."""
    clinic, client = journey.clinic, journey.client
    due_at = next_full_minute()

    def once(at: datetime) -> dict[str, Any]:
        local = at.astimezone(clinic.zone).strftime("%Y-%m-%dT%H:%M")
        return {"kind": "once", "at": local, "window_minutes": 720}

    people = {"client_id": client.id, "clinician_id": clinic.clinician_id, "activity": "reading"}
    said = {"reason": f"because of {REASON}", "introduce": False}
    clinic.create("assignments", **people, **said, code_name=CODE_NAME, link=LINK, schedule=once(due_at))
    clinic.create("assignments", **people, **said, title=TITLE, schedule=once(due_at + timedelta(days=1)))
    clinic.assign(client, "grounding", {"kind": "keyword"})
    clinic.assign(client, "thought-log", {"kind": "keyword"})
    return due_at


def live_the_week(journey: Journey) -> None:
    """A note, a dialogue by keyword, danger, STOP and START, a text that comes twice, one from a stranger."""
    phone, clinic = journey.phone, journey.clinic
    assert phone.text(f"About the {NOTE} on Tuesday")["replies"] == ["Saved as a note for your session."]
    phone.text("GROUND")
    assert "you can see" in phone.text("7")["replies"][0]
    for words in (f"lamp, {SENSE}, door", "sleeve", f"a {GOOD_LINE}", "soap", "ok", RATING, "3"):
        phone.text(words)
    assert "988" in phone.text(f"I want to die. {CONCERN}")["replies"][0]
    phone.text(f"please stop texting me, {STOP_SENTENCE}")
    phone.text("STOP")
    phone.text(f"one more thing: {AFTER_STOP}")
    assert "Welcome back" in phone.text("START")["replies"][0]
    sid = f"SM{uuid4().hex}"
    for _ in range(2):
        phone.text(f"no echo {SENT_TWICE}", message_sid=sid)
    assert "we do not know yours" in clinic.phone(STRANGER).text(f"is this the {STRANGE} office?")["replies"][0]


def one_phone_cannot_be_reached(journey: Journey) -> str:
    """The carrier refuses the opt-in in words that quote the number. The id of that reminder."""
    facts = journey.facts
    fault: dict[str, Any] = {"kind": "error_code", "code": 21211, "to": UNREACHABLE}
    requests.post(f"{facts['simulator']}/sim/faults", json=fault, timeout=10).raise_for_status()
    other = Clinic(facts)
    person = {"display_name": UNREACHABLE_NAME, "initials": "W.", "phone": UNREACHABLE, "zone": other.zone.key}
    client_id = other.create("clients", clinician_id=other.clinician_id, **person)

    def refused() -> str | None:
        with owner(journey) as db:
            given_up = "select id::text from notifier.reminder where client_id = %s and state = 'undeliverable'"
            found: str | None = db.exec_driver_sql(given_up, (client_id,)).scalar()
            return found

    return eventually(refused, "the carrier's refusal") or ""


def knock_at_the_doors(facts: dict[str, Any]) -> None:
    """Requests that are refused, with words and numbers in every part of them."""
    api, token = facts["api"], {"Authorization": f"Bearer {facts['api_token']}"}
    taken = {"display_name": AT_THE_DOOR, "initials": "K.", "phone": HERS, "zone": "America/Denver"}
    clinician_id = requests.get(f"{api}/api/v1/clinicians", headers=token, timeout=10).json()["items"][0]["id"]
    unsigned = {"MessageSid": f"SM{uuid4().hex}", "From": WRONG, "To": facts["clinic_number"], "Body": AT_THE_DOOR}
    answers = [
        post(facts, "/api/v1/clients", taken | {"clinician_id": clinician_id}),
        post(facts, "/api/v1/clients", taken | {"phone": f"{WRONG}0", AT_THE_DOOR: "?"}),
        post(facts, "/api/v1/clients", AT_THE_DOOR),
        post(facts, "/api/v1/clinicians", {"name": AT_THE_DOOR, "email": WRONG}, Authorization=f"Bearer {AT_THE_DOOR}"),
        requests.get(f"{api}/api/v1/clients", params={"phone": WRONG, AT_THE_DOOR: "1"}, headers=token, timeout=10),
        requests.get(f"{api}/api/v1/{AT_THE_DOOR}/{WRONG}", headers=token | {"User-Agent": AT_THE_DOOR}, timeout=10),
        requests.post(f"{api}/twilio/inbound", data=unsigned, timeout=10),
        requests.post(f"{api}/twilio/status?attempt={AT_THE_DOOR}", data=unsigned, timeout=10),
    ]
    assert all(400 <= answer.status_code < 500 for answer in answers), [answer.status_code for answer in answers]


def read_the_text(journey: Journey, due_at: datetime) -> None:
    """The reading arrives, with its link and code name, and gets its answers."""
    left = (due_at - datetime.now(UTC)).total_seconds()
    eventually(
        lambda: [text for text in journey.phone.sent_by_clinic() if LINK in text["body"] and CODE_NAME in text["body"]],
        "the reading",
        max(left, 0) + 30,
    )
    assert "stayed with you" in journey.phone.text("DONE")["replies"][0]
    for words in (f"The one about the {GOOD_LINE}", RATING, "7"):
        journey.phone.text(words)


def be_asked_which_one(journey: Journey) -> None:
    """The homework talked about last has ended, so LESS may be meant for any of the others."""
    facts, token = journey.facts, {"Authorization": f"Bearer {journey.facts['api_token']}"}
    listed = requests.get(
        f"{facts['api']}/api/v1/assignments", params={"client_id": journey.client.id}, headers=token, timeout=10
    )
    first = listed.json()["items"][0]["id"]
    ended = requests.patch(
        f"{facts['api']}/api/v1/assignments/{first}", json={"state": "ended"}, headers=token, timeout=10
    )
    assert ended.status_code == 204, ended.text
    assert "1 " in journey.phone.text("LESS")["replies"][0]


def nothing_found(found: list[Found]) -> None:
    __tracebackhide__ = True
    assert not found, "\n".join(f"{each.canary} ({each.spelling}) in {each.where}: {each.around!r}" for each in found)


def owner(journey: Journey) -> Connection:
    return create_engine(make_url(journey.stores.owner_url).set(drivername="postgresql+psycopg")).connect()


def test_the_words_went_everywhere_they_could(journey: Journey) -> None:
    said = "\n".join(each["words"] for each in journey.clinic.entries(journey.client))
    for word in (NOTE, GOOD_LINE, SENSE, "fizzlegrant", CONCERN, AFTER_STOP, STOP_SENTENCE, SENT_TWICE, EARLY):
        assert word in said
    (mail,) = journey.clinic.mail_about(journey.client)
    assert CONCERN in mail["text"]
    assert NOTE in mail["text"]


def test_no_word_and_no_number_is_in_the_database(journey: Journey) -> None:
    dump = journey.stores.database()
    in_the_clear = Search([journey.clinic.email, journey.client.id, "thought-log"]).look_in("the database", dump)
    assert {found.canary for found in in_the_clear} == {journey.clinic.email, journey.client.id, "thought-log"}
    nothing_found(CANARIES.look_in("the database", dump))


def test_redis_was_told_ids_and_nothing_else(journey: Journey) -> None:
    told = journey.overheard
    assert Search([journey.client.id]).look_in("the bells", told), "the bells were not overheard"
    nothing_found(CANARIES.look_in("the bells", told))


def test_no_word_and_no_number_is_left_in_redis_or_its_files(journey: Journey) -> None:
    with journey.stores.redis(9) as spare:
        spare.rpush("planted", "marlowquench")
    values, files = journey.stores.redis_values(), journey.stores.redis_files()
    for where, content in (("Redis", values), ("the files of Redis", files)):
        assert Search(["marlowquench"]).look_in(where, content), f"{where}: what was planted is not found"
        nothing_found(CANARIES.look_in(where, content))


def test_no_word_and_no_number_is_in_the_logs(journey: Journey) -> None:
    logs = journey.stores.logs()
    assert Search([journey.refused_reminder_id]).look_in("the logs", logs), "the logs do not tell of the refusal"
    nothing_found(CANARIES.look_in("the logs", logs))


def test_every_column_of_bytes_is_known_to_be_sealed_or_a_digest(journey: Journey) -> None:
    with owner(journey) as db:
        found = db.exec_driver_sql(
            "select table_schema || '.' || table_name, column_name from information_schema.columns"
            " where data_type = 'bytea' and table_schema in ('api', 'notifier', 'reporter', 'bus')"
        )
        assert {(table, column) for table, column in found} == {*SEALED, *SEALED_OTHERWISE, *DIGESTS}


def test_what_was_erased_cannot_be_opened_by_anything(journey: Journey) -> None:
    """Last in this file: it takes Zéphyrine away."""
    client, api = journey.client, journey.facts["api"]
    token = {"Authorization": f"Bearer {journey.facts['api_token']}"}
    with owner(journey) as db:
        copies = copy_all(db, UUID(client.id))
        opened = open_all(db, journey.data, copies)
        for private in (FIRST_NAME, LAST_NAME, INITIALS, HERS, CODE_NAME, LINK, REASON, NOTE, CONCERN, GOOD_LINE):
            assert any(private in words for words in opened), f"{private} is not in what was copied"
        assert all(each in opened_places(copies) for each in SEALED), "a column was empty, so nothing is proved of it"

        answer = requests.delete(f"{api}/api/v1/clients/{client.id}", headers=token, timeout=20)
        assert answer.status_code == 204

        assert requests.get(f"{api}/api/v1/clients/{client.id}", headers=token, timeout=10).status_code == 404
        entries = requests.get(f"{api}/api/v1/entries", params={"client_id": client.id}, headers=token, timeout=10)
        assert entries.status_code == 404 or entries.json()["items"] == []
        assert can_be_opened(db, journey.data, copies) == []
        eventually(lambda: not in_tables(copy_all(db, UUID(client.id))), "the last sealed row about her to go")
    reply = journey.phone.text("Is anybody there?")["replies"][0]
    assert "we do not know yours" in reply


def opened_places(copies: list[Copy]) -> set[tuple[str, str]]:
    return {(copy.place.table, copy.column) for copy in copies}


def in_tables(copies: list[Copy]) -> list[Copy]:
    """Those that stand in a table: in facts they stay, unreadable."""
    return [copy for copy in copies if not copy.place.table.startswith("fact.")]
