"""A clinic for measuring: many consenting clients, through the doors everybody uses."""

import asyncio
import json
import urllib.request
from typing import Any

from bench.load import as_fast_as_possible, signed_text


def post(facts: dict[str, str], path: str, **body: Any) -> str:
    """Create something through the API; its id."""
    request = urllib.request.Request(
        facts["api"] + path,
        data=json.dumps(body).encode(),
        headers={"Content-Type": "application/json", "Authorization": f"Bearer {facts['api_token']}"},
    )
    with urllib.request.urlopen(request) as answer:
        return str(json.load(answer)["id"])


def simulator(facts: dict[str, str], path: str, body: dict[str, Any] | None = None) -> Any:
    """Ask the simulator something, or tell it."""
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(facts["simulator"] + path, data=data, headers={"Content-Type": "application/json"})
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)


def number(index: int) -> str:
    """A fictional number of our own for each client: 555-01xx in one area code after another."""
    return f"+1{200 + index // 100}55501{index % 100:02d}"


def populate(facts: dict[str, str], clients: int, activity: str, zone: str = "UTC") -> list[str]:
    """Enrol clients who said YES and have one activity. Their phone numbers."""
    clinician = post(
        facts, "/api/v1/clinicians", name="Dr. Bench", email="bench@clinic.example", zone=zone, digest_lead_minutes=60
    )
    phones = [number(index) for index in range(clients)]
    for phone in phones:
        client = post(
            facts,
            "/api/v1/clients",
            clinician_id=clinician,
            display_name="Bench Client",
            initials="B.C.",
            phone=phone,
            zone=zone,
            earliest="08:00",
            latest="21:00",
        )
        post(facts, "/api/v1/assignments", client_id=client, clinician_id=clinician, activity=activity, introduce=False)
    answers, _ = asyncio.run(as_fast_as_possible(facts["api"], [signed_text(facts, phone, "YES") for phone in phones]))
    assert all(answer.status == 200 for answer in answers)
    return phones
