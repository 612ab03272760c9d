"""Trouble at the create call and the listing: was the text sent, and what did the product see of it?"""

import time

import pytest
import requests
from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.rest import Client

from tests.simulator.conftest import CLINIC_NUMBER, MAYA, SAM, Simulator


def send(client: Client, to: str = MAYA) -> str:
    return str(client.messages.create(to=to, from_=CLINIC_NUMBER, body="hello").sid)


def bodies(simulator: Simulator) -> list[str]:
    return [text["body"] for text in simulator.get("/sim/messages", phone=MAYA)["messages"]]


@pytest.mark.parametrize(
    ("fault", "status", "code", "sent"),
    [
        ({"kind": "http_429"}, 429, 20429, False),
        ({"kind": "http_500_before"}, 500, 20500, False),
        ({"kind": "http_500_after"}, 500, 20500, True),
        ({"kind": "error_21610"}, 400, 21610, False),
        ({"kind": "error_code", "code": 21614}, 400, 21614, False),
        ({"kind": "error_code", "code": 20003, "status": 401}, 401, 20003, False),
        ({"kind": "error_code", "code": 99999}, 400, 99999, False),
        ({"kind": "timeout_before", "seconds": 0.2}, 500, 20500, False),
    ],
)
def test_a_create_goes_wrong_once_as_asked_for(
    client: Client, simulator: Simulator, fault: dict[str, object], status: int, code: int, sent: bool
) -> None:
    simulator.post("/sim/faults", fault)
    with pytest.raises(TwilioRestException) as wrong:
        send(client)
    assert (wrong.value.status, wrong.value.code) == (status, code)
    assert bodies(simulator) == (["hello"] if sent else [])
    assert send(client)


@pytest.mark.parametrize(("kind", "sent"), [("timeout_before", False), ("timeout_after", True), ("create_slow", True)])
def test_a_silent_carrier_may_or_may_not_have_sent(simulator: Simulator, kind: str, sent: bool) -> None:
    simulator.fault(kind, seconds=1.0)
    with pytest.raises(requests.exceptions.ReadTimeout):
        send(simulator.client(seconds=0.3))
    assert bodies(simulator) == (["hello"] if sent else [])


@pytest.mark.parametrize(("kind", "sent"), [("reset_before", False), ("reset_after", True)])
def test_a_broken_connection_may_or_may_not_have_sent(simulator: Simulator, kind: str, sent: bool) -> None:
    simulator.fault(kind)
    with pytest.raises(requests.exceptions.ConnectionError):
        send(simulator.client())
    assert bodies(simulator) == (["hello"] if sent else [])


def test_a_slow_create_answers_in_the_end(client: Client, simulator: Simulator) -> None:
    simulator.fault("create_slow", seconds=0.3)
    begun = time.monotonic()
    assert send(client)
    assert time.monotonic() - begun > 0.29


def test_a_lagging_list_does_not_show_a_text_that_can_be_fetched(client: Client, simulator: Simulator) -> None:
    simulator.fault("listing_lag", seconds=0.6)
    sid = send(client)
    assert client.messages.list(to=MAYA) == []
    assert client.messages(sid).fetch().sid == sid
    time.sleep(0.7)
    assert [found.sid for found in client.messages.list(to=MAYA)] == [sid]


def test_a_list_that_is_down_says_so_until_the_faults_are_cleared(client: Client, simulator: Simulator) -> None:
    simulator.fault("listing_down")
    for _ in range(2):
        with pytest.raises(TwilioException, match="HTTP 503"):
            client.messages.list(to=MAYA)
    simulator.delete("/sim/faults")
    assert client.messages.list(to=MAYA) == []


def test_a_fault_for_one_phone_spares_the_others_and_counts_down(client: Client, simulator: Simulator) -> None:
    simulator.fault("http_429", to=MAYA, count=2)
    assert send(client, SAM)
    for _ in range(2):
        with pytest.raises(TwilioRestException):
            send(client)
    assert send(client)
    (fault,) = simulator.get("/sim/faults")["faults"]
    assert (fault["count"], fault["taken"]) == (0, 2)


def test_the_same_seed_fails_the_same_creates(client: Client, simulator: Simulator) -> None:
    def run() -> list[bool]:
        simulator.delete("/sim/faults")
        simulator.fault("http_429", probability=0.5, seed=7)
        outcome = []
        for _ in range(12):
            try:
                outcome.append(bool(send(client)))
            except TwilioRestException:
                outcome.append(False)
        return outcome

    first = run()
    assert first == run()
    assert True in first and False in first


@pytest.mark.parametrize(
    ("wish", "word"),
    [
        ({"kind": "earthquake"}, "kind"),
        ({"kind": "http_429", "colour": "red"}, "colour"),
        ({"kind": "smtp_refuse", "verb": "quit"}, "verb"),
        ({"kind": "error_code"}, "code"),
        ({"kind": "http_429", "count": "some"}, "count"),
    ],
)
def test_a_fault_nobody_knows_is_named(simulator: Simulator, wish: dict[str, object], word: str) -> None:
    response = requests.post(f"{simulator.base}/sim/faults", json=wish, timeout=5)
    assert response.status_code == 400
    assert response.headers["Content-Type"].startswith("application/problem+json")
    assert word in response.json()["detail"]
