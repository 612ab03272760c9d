"""The page, its live feed, the control doors around it, and the process itself."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import requests
from twilio.rest import Client

from simulator.main import BadSettings, read_settings
from tests.simulator.clinic import Clinic, eventually
from tests.simulator.conftest import CLINIC_NUMBER, MAYA, Simulator

PAGE = Path(__file__).parents[2] / "simulator" / "page"


def test_the_page_and_every_file_it_names_are_served_from_here(simulator: Simulator) -> None:
    page = requests.get(simulator.base, timeout=5)
    assert page.headers["Content-Type"] == "text/html; charset=utf-8"
    assert "script-src 'self'" in page.headers["Content-Security-Policy"]
    named = set(re.findall(r'(?:src|href)="([^"]+)"', page.text))
    assert {"/page/app.js", "/page/style.css", "/page/mark.svg"} <= named
    for path in named | {f"/page/{script.name}" for script in PAGE.glob("*.js")}:
        assert requests.get(simulator.base + path, timeout=5).status_code == 200, path


def test_no_file_of_the_page_reaches_outside_or_writes_markup() -> None:
    for path in PAGE.iterdir():
        source = path.read_text().replace("http://www.w3.org/2000/svg", "")
        assert "http:" not in source and "https:" not in source and "//cdn" not in source, path
        assert "innerHTML" not in source and "insertAdjacentHTML" not in source and "outerHTML" not in source, path


def test_the_feed_tells_what_happens_on_a_phone(simulator: Simulator, client: Client) -> None:
    with requests.get(f"{simulator.base}/sim/events", stream=True, timeout=5) as feed:
        lines = feed.iter_lines(decode_unicode=True)
        assert next(lines) == "retry: 1000"
        client.messages.create(to=MAYA, from_=CLINIC_NUMBER, body="garden: hello")
        statuses: list[str] = []
        for line in lines:
            if line.startswith("data: "):
                text = json.loads(line.removeprefix("data: "))
                assert (text["body"], text["phone"]) == ("garden: hello", MAYA)
                statuses.append(text["status"])
            if len(statuses) == 4:
                break
    assert statuses == ["queued", "sending", "sent", "delivered"]


def test_phones_have_names_and_the_one_with_the_newest_text_comes_first(simulator: Simulator) -> None:
    simulator.post("/sim/phones", {"number": "+13125550177", "name": "Dana"})
    simulator.text("hello", phone="+13125550177")
    simulator.text("STOP")
    listed = simulator.get("/sim/phones")
    assert listed["clinic_number"] == CLINIC_NUMBER
    maya, dana = listed["phones"][:2]
    assert (maya["number"], maya["opted_out"], maya["last_text"]) == (MAYA, True, "STOP")
    assert (dana["name"], dana["opted_out"], dana["last_text"]) == ("Dana", False, "hello")


def test_another_site_in_the_same_browser_may_not_type_texts(simulator: Simulator, clinic: Clinic) -> None:
    body = {"from": MAYA, "body": "not me"}
    for origin, status in (("http://elsewhere.example", 403), ("null", 403), (simulator.base, 200)):
        response = requests.post(f"{simulator.base}/sim/texts", json=body, headers={"Origin": origin}, timeout=5)
        assert response.status_code == status, origin
    assert len(clinic.texts()) == 1


def test_the_counts_know_what_was_sent_twice(simulator: Simulator, client: Client) -> None:
    before = simulator.get("/sim/stats")
    for body in ("one", "two", "two"):
        client.messages.create(to=MAYA, from_=CLINIC_NUMBER, body=body)
    after = simulator.get("/sim/stats")
    assert after["created"] - before["created"] == 3
    assert after["repeated"] - before["repeated"] == 1


@pytest.mark.parametrize("body", [{"speed": 1}, {"status_delay_ms": -1}, {"status_delay_ms": "fast"}])
def test_a_pace_that_makes_no_sense_changes_nothing(simulator: Simulator, body: dict[str, object]) -> None:
    before = simulator.get("/sim/settings")
    assert requests.post(f"{simulator.base}/sim/settings", json=body, timeout=5).status_code == 400
    assert simulator.get("/sim/settings") == before


def test_settings_name_everything_that_is_wrong_at_once(tmp_path: Path) -> None:
    with pytest.raises(BadSettings) as wrong:
        read_settings({"CLINIC_NUMBER": "555", "SIMULATOR_PORT": "high", "CALLBACK_REWRITE": "x"})
    for name in ("TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "CLINIC_NUMBER", "INBOUND_URL", "SIMULATOR_TLS_DIR",
                 "SIMULATOR_PORT", "CALLBACK_REWRITE"):  # fmt: skip
        assert name in str(wrong.value)


def environment(tmp_path: Path) -> dict[str, str]:
    token = tmp_path / "token"
    token.write_text("from a file\n")
    return {
        "TWILIO_ACCOUNT_SID": "AC" + "1" * 32,
        "TWILIO_AUTH_TOKEN_FILE": str(token),
        "CLINIC_NUMBER": CLINIC_NUMBER,
        "INBOUND_URL": "http://127.0.0.1:9/twilio/inbound",
        "SIMULATOR_TLS_DIR": str(tmp_path / "tls"),
        "SIMULATOR_PORT": "0",
        "SIMULATOR_SMTP_PORT": "0",
    }


def test_settings_have_sensible_defaults_and_take_the_token_from_a_file(tmp_path: Path) -> None:
    settings = read_settings(environment(tmp_path))
    assert settings.auth_token == "from a file"
    assert settings.inbound_signed_url == settings.inbound_url
    assert "from a file" not in repr(settings)
    assert read_settings(environment(tmp_path) | {"SIMULATOR_PORT": ""}).port == 8001


def test_the_process_starts_says_where_it_is_and_stops_when_told(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "simulator"],
        env=os.environ | environment(tmp_path),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=PAGE.parents[1],
    )
    try:
        assert process.stdout is not None
        found = re.search(r"page=(http://127\.0\.0\.1:\d+/)", process.stdout.readline())
        assert found is not None
        assert eventually(lambda: requests.get(f"{found[1]}healthz", timeout=5).json() == {"status": "ok"})
    finally:
        process.terminate()
        _, errors = process.communicate(timeout=10)
    assert (process.returncode, errors) == (0, "")
