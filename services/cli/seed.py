"""`between seed`: a small fictional clinic, through the API and the simulated phones, as staff and clients would."""

import json
import time
import urllib.error
import urllib.request
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

# Somewhere it is daytime at any hour: texts are never sent at night, and the first question is due within a minute.
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
_DAY_BEGINS, _DAY_ENDS = 10, 18
_LEAD = timedelta(minutes=60)
_PATIENCE = 20.0

MAYA = ("Maya Reyes", "M.R.", "+15055550111")
JONAS = ("Jonas Okafor", "J.O.", "+15055550122")


class SeedFailed(Exception):
    """The fictional clinic could not be set up. Run 'between seed' again once the services are up."""


class Seed:
    """Sets up the clinic over HTTP. What is there already is left as it is, so doing it twice is the same as once."""

    def __init__(self, api: str, token: str, simulator: str) -> None:
        self._api = api
        self._token = token
        self._simulator = simulator
        self._made_something = False

    def plant(self) -> list[str]:
        """Enrol two clients, have them say YES, make a question due within a minute and a digest within three.

        Returns what was done, in plain words.
        """
        zone = daytime_zone(datetime.now(UTC))
        clinician = self._one(
            "clinicians",
            {"email": "lind@clinic.example"},
            name="Dr. Lind",
            zone=zone,
            digest_lead_minutes=_LEAD // timedelta(minutes=1),
        )
        maya, jonas = (self._client(clinician, *person, zone) for person in (MAYA, JONAS))
        for client, phone in ((maya, MAYA[2]), (jonas, JONAS[2])):
            if self._get(self._api, f"/api/v1/clients/{client}")["consent"] == "asked":
                self._say_yes(phone)
        due, session = _soon(datetime.now(UTC))
        question_at = due.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%dT%H:%M")
        once = {"kind": "once", "at": question_at, "window_minutes": 720}
        for client, activity, schedule in (
            (maya, "three-good-things", once),
            (maya, "grounding", None),
            (jonas, "thought-log", None),
        ):
            known_by = {"client_id": client, "activity": activity}
            self._one("assignments", known_by, clinician_id=clinician, schedule=schedule, introduce=False)
        for client, starts_at in ((maya, session), (jonas, session + timedelta(days=1))):
            self._one("sessions", {"client_ids": [client]}, clinician_id=clinician, starts_at=starts_at.isoformat())
        if not self._made_something:
            return ["the small fictional clinic is there already"]
        return [
            f"a small fictional clinic is set up in {zone}, by day: it is {datetime.now(ZoneInfo(zone)):%H:%M} there",
            "Maya's first question comes within a minute, her digest two minutes later; Jonas can text THINK",
        ]

    def bring_phones(self) -> list[str]:
        """Put the fictional clients' phones back on the page, if they are enrolled here: the page forgets, we do not.

        Returns what was done, in plain words.
        """
        enrolled = {item["display_name"] for item in self._get(self._api, "/api/v1/clients?limit=200")["items"]}
        for name, _, phone in (MAYA, JONAS):
            if name in enrolled:
                self._post(self._simulator, "/sim/phones", {"number": phone, "name": name})
        return [f"{len(enrolled)} clients are here from before; their phones begin empty"] if enrolled else []

    def _client(self, clinician: str, name: str, initials: str, phone: str, zone: str) -> str:
        self._post(self._simulator, "/sim/phones", {"number": phone, "name": name})
        known_by = {"clinician_id": clinician, "display_name": name}
        return self._one("clients", known_by, initials=initials, phone=phone, zone=zone)

    def _say_yes(self, phone: str) -> None:
        deadline = time.monotonic() + _PATIENCE
        while time.monotonic() < deadline:
            arrived = self._get(self._simulator, f"/sim/messages?phone=%2B{phone[1:]}")
            texts = arrived["messages"] if isinstance(arrived, dict) else arrived
            if any("YES" in text["body"] for text in texts):
                self._post(self._simulator, "/sim/texts", {"from": phone, "body": "YES"})
                return
            time.sleep(0.2)
        raise SeedFailed(f"{SeedFailed.__doc__} (The opt-in text did not arrive.)")

    def _one(self, what: str, known_by: dict[str, Any], **others: Any) -> str:
        """The id of the one with these fields; made when there is none yet."""
        after = ""
        while True:
            page = self._get(self._api, f"/api/v1/{what}?limit=200{after}")
            for item in page["items"]:
                if all(item[name] == value for name, value in known_by.items()):
                    return str(item["id"])
            if page["next"] is None:
                break
            after = f"&after={page['next']}"
        self._made_something = True
        return str(self._post(self._api, f"/api/v1/{what}", known_by | others)["id"])

    def _post(self, base: str, path: str, body: dict[str, Any]) -> Any:
        return self._ask(base, path, json.dumps(body).encode())

    def _get(self, base: str, path: str) -> Any:
        return self._ask(base, path, None)

    def _ask(self, base: str, path: str, body: bytes | None) -> Any:
        request = urllib.request.Request(  # noqa: S310
            base + path,
            data=body,
            headers={"Content-Type": "application/json", "Authorization": f"Bearer {self._token}"},
        )
        try:
            with urllib.request.urlopen(request, timeout=20) as response:  # noqa: S310
                return json.load(response)
        except urllib.error.HTTPError as refusal:
            raise SeedFailed(f"{SeedFailed.__doc__} ({path}: {refusal.code} {refusal.read()[:300]!r})") from None
        except OSError as trouble:
            raise SeedFailed(f"{SeedFailed.__doc__} ({base}: {trouble})") from None


def daytime_zone(now: datetime) -> str:
    """A time zone where it is between 10 and 18 o'clock."""
    for name in _PLACES:
        if _DAY_BEGINS <= now.astimezone(ZoneInfo(name)).hour < _DAY_ENDS:
            return name
    raise AssertionError("the places go round the globe")


def _soon(now: datetime) -> tuple[datetime, datetime]:
    """The next full minute that leaves time to plan, and a session whose digest is due two minutes after it."""
    due = now.replace(second=0, microsecond=0) + timedelta(minutes=1)
    if (left := (due - now).total_seconds()) < 5:
        time.sleep(left)
        due += timedelta(minutes=1)
    return due, due + timedelta(minutes=1, seconds=50) + _LEAD
