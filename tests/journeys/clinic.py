"""A clinic seen from outside: staff at the API, clients' phones and clinicians' mailbox at the simulator."""

import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar
from uuid import uuid4
from zoneinfo import ZoneInfo

import requests

T = TypeVar("T")

LEAD = timedelta(minutes=60)
_PLACES = (
    "America/Denver",
    "America/New_York",
    "America/Los_Angeles",
    "Pacific/Honolulu",
    "Pacific/Guam",
    "Asia/Kolkata",
    "Europe/Berlin",
    "Atlantic/Azores",
)


@dataclass(frozen=True)
class Client:
    """A client of this run, and nobody else's."""

    id: str
    display_name: str
    initials: str
    phone: str


class Phone:
    """What one client does with a phone."""

    def __init__(self, simulator: str, number: str) -> None:
        self._simulator = simulator
        self.number = number

    def text(self, body: str, *, message_sid: str | None = None) -> dict[str, Any]:
        """Text the clinic. What became of it: `message_sid`, `reached_clinic`, `replies`."""
        sent = {"from": self.number, "body": body} | ({"message_sid": message_sid} if message_sid else {})
        outcome: dict[str, Any] = _read(requests.post(f"{self._simulator}/sim/texts", json=sent, timeout=30))
        assert outcome["reached_clinic"], outcome
        return outcome

    def texts(self) -> list[dict[str, Any]]:
        """What arrived or is on its way here, oldest first."""
        kept = requests.get(f"{self._simulator}/sim/messages", params={"phone": self.number}, timeout=10)
        return [text for text in _read(kept)["messages"] if text["direction"] != "inbound"]

    def sent_by_clinic(self) -> list[dict[str, Any]]:
        """The texts that the clinic began itself, oldest first."""
        return [text for text in self.texts() if text["direction"] == "outbound-api"]


class Clinic:
    """One running Between, and a clinician of our own in it, who lives where it is daytime now."""

    def __init__(self, facts: Mapping[str, str]) -> None:
        self._api = facts["api"]
        self._simulator = facts["simulator"]
        self._token = facts["api_token"]
        self.zone = ZoneInfo(daytime_zone(datetime.now(UTC)))
        self.email = f"lind-{uuid4().hex[:8]}@clinic.example"
        self.clinician_id = self.create(
            "clinicians",
            name="Dr. Lind",
            email=self.email,
            zone=self.zone.key,
            digest_lead_minutes=LEAD // timedelta(minutes=1),
        )

    def create(self, what: str, **given: Any) -> str:
        """Create something at the API. Its id."""
        answer = requests.post(f"{self._api}/api/v1/{what}", json=given, headers=self._headers, timeout=20)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])

    def enrol(self, display_name: str) -> tuple[Client, Phone]:
        """A new client with a number nobody had before."""
        initials = "".join(f"{name[0]}." for name in display_name.split())
        number = f"+1{random.randint(201, 989)}55501{random.randint(0, 99):02}"
        person = {"display_name": display_name, "initials": initials, "phone": number, "zone": self.zone.key}
        client_id = self.create("clients", clinician_id=self.clinician_id, **person)
        return Client(client_id, display_name, initials, number), self.phone(number)

    def phone(self, number: str) -> Phone:
        """The phone with this number."""
        return Phone(self._simulator, number)

    def enrol_and_consent(self, display_name: str) -> tuple[Client, Phone]:
        """A new client who was asked and answered YES."""
        client, phone = self.enrol(display_name)
        eventually(lambda: [text for text in phone.texts() if "Reply YES" in text["body"]], "the opt-in text")
        phone.text("YES")
        return client, phone

    def assign(self, client: Client, activity: str, schedule: dict[str, Any]) -> str:
        """Agree on homework. Its first question comes without an introduction."""
        people = {"client_id": client.id, "clinician_id": self.clinician_id}
        return self.create("assignments", **people, activity=activity, schedule=schedule, introduce=False)

    def assign_once(self, client: Client, activity: str, at: datetime) -> str:
        """Agree on homework for one moment, said as the client's clock says it."""
        local = at.astimezone(self.zone).strftime("%Y-%m-%dT%H:%M")
        return self.assign(client, activity, {"kind": "once", "at": local, "window_minutes": 720})

    def book_with_digest_at(self, client: Client, due_at: datetime) -> str:
        """Book a session whose digest is due at this moment."""
        starts_at = (due_at + LEAD).isoformat()
        return self.create("sessions", clinician_id=self.clinician_id, client_ids=[client.id], starts_at=starts_at)

    def entries(self, client: Client) -> list[dict[str, Any]]:
        """What the client told us, as the API shows it."""
        return self._list("entries", client_id=client.id, limit=200)

    def consent(self, client: Client) -> str:
        """How the client's consent stands."""
        answer = requests.get(f"{self._api}/api/v1/clients/{client.id}", headers=self._headers, timeout=10)
        return str(_read(answer)["consent"])

    def mail(self) -> list[dict[str, Any]]:
        """The clinician's mail, opened, newest first."""
        listed = _read(requests.get(f"{self._simulator}/sim/mail", params={"to": self.email}, timeout=10))
        return [_read(requests.get(f"{self._simulator}/sim/mail/{each['id']}", timeout=10)) for each in listed["mail"]]

    def mail_about(self, client: Client) -> list[dict[str, Any]]:
        """The digests of one client's sessions."""
        return [mail for mail in self.mail() if client.initials in mail["subject"]]

    @property
    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._token}"}

    def _list(self, what: str, **query: Any) -> list[dict[str, Any]]:
        answer = requests.get(f"{self._api}/api/v1/{what}", params=query, headers=self._headers, timeout=10)
        items: list[dict[str, Any]] = _read(answer)["items"]
        return items


def daytime_zone(now: datetime) -> str:
    """Somewhere it is daytime and stays so for a while: nothing we start goes out at night."""
    return next(name for name in _PLACES if 10 <= now.astimezone(ZoneInfo(name)).hour < 18)


def next_full_minute(leave: timedelta = timedelta(seconds=5)) -> datetime:
    """The next minute that leaves time to plan something for it."""
    return (datetime.now(UTC) + leave + timedelta(minutes=1)).replace(second=0, microsecond=0)


def eventually(look: Callable[[], T], what: str, seconds: float = 20.0) -> T:
    """What `look` sees as soon as it sees something."""
    deadline = time.monotonic() + seconds
    while True:
        if seen := look():
            return seen
        assert time.monotonic() < deadline, f"{what} did not come within {seconds:g} s"
        time.sleep(0.1)


def _read(answer: requests.Response) -> Any:
    assert answer.ok, f"{answer.request.method} {answer.request.path_url}: {answer.status_code} {answer.text}"
    return answer.json()
