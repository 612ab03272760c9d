"""Twilio's client against the simulator: every answer read as what it is."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from services.notifier.carrier import Accepted, ListingDown, NeverLeft, Outcome, Refused, Unclear
from services.notifier.twilio_carrier import TwilioCarrier
from tests.cast import ACCOUNT_SID, AUTH_TOKEN, CLINIC_NUMBER, MAYA
from tests.notifier.simulating import Simulator, free_port, running_simulator

HOUR = timedelta(hours=1)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Simulator]:
    """One simulator for this file."""
    with running_simulator(Path(tmp_path_factory.mktemp("simulator"))) as simulator:
        yield simulator


@pytest.fixture
def simulator(running: Simulator) -> Simulator:
    """The same with no faults left over."""
    running.reset()
    return running


def twilio(base_url: str, *, token: str = AUTH_TOKEN, timeout: float = 1.0) -> TwilioCarrier:
    return TwilioCarrier(
        ACCOUNT_SID,
        token,
        sender=CLINIC_NUMBER,
        status_url="https://between.clinic.example/twilio/status",
        base_url=base_url,
        timeout=timeout,
    )


def send(carrier: TwilioCarrier, body: str = "garden: words") -> Outcome:
    return carrier.send(uuid4(), MAYA.phone, body, valid_for=HOUR)


def test_an_accepted_text_has_an_id_and_is_on_the_list(simulator: Simulator) -> None:
    carrier = twilio(simulator.base_url)
    before = datetime.now(UTC).replace(microsecond=0)
    outcome = send(carrier, "garden: one good thing?")
    assert isinstance(outcome, Accepted)
    newest = carrier.texts_to(MAYA.phone)[0]
    assert newest.carrier_sid == outcome.carrier_sid
    assert newest.body == "garden: one good thing?"
    assert before <= newest.created_at <= datetime.now(UTC)


def test_words_with_any_sign_arrive_as_they_are(simulator: Simulator) -> None:
    carrier = twilio(simulator.base_url)
    body = "garden: 100% & more? <b> “curly” ñ 😊 +1"
    assert isinstance(send(carrier, body), Accepted)
    assert carrier.texts_to(MAYA.phone)[0].body == body


@pytest.mark.parametrize(
    ("fault", "outcome"),
    [
        ({"kind": "error_21610"}, Refused(21610)),
        ({"kind": "error_code", "code": 21614}, Refused(21614)),
        ({"kind": "http_429"}, Refused(20429)),
        ({"kind": "http_500_before"}, Unclear()),
        ({"kind": "http_500_after"}, Unclear()),
        ({"kind": "reset_before"}, Unclear()),
        ({"kind": "reset_after"}, Unclear()),
        ({"kind": "timeout_before", "seconds": 2}, Unclear()),
        ({"kind": "timeout_after", "seconds": 2}, Unclear()),
    ],
    ids=lambda given: given.get("kind") if isinstance(given, dict) else "",
)
def test_trouble_is_read_as_what_it_is(simulator: Simulator, fault: dict[str, object], outcome: Outcome) -> None:
    simulator.fault(**fault)  # type: ignore[arg-type]
    assert send(twilio(simulator.base_url)) == outcome


def test_a_text_is_handed_over_once_whatever_happens(simulator: Simulator) -> None:
    body = f"garden: {uuid4()}"
    simulator.fault("http_500_after")
    assert send(twilio(simulator.base_url), body) == Unclear()
    assert [text["body"] for text in simulator.texts(MAYA.phone)].count(body) == 1


def test_an_idle_connection_that_was_closed_does_no_harm(simulator: Simulator) -> None:
    carrier = twilio(simulator.base_url)
    assert isinstance(send(carrier), Accepted)
    simulator.fault("reset_before")
    assert send(carrier) == Unclear()
    assert isinstance(send(carrier), Accepted)


def test_nobody_listening_means_that_nothing_left() -> None:
    assert send(twilio(f"http://127.0.0.1:{free_port()}")) == NeverLeft()


def test_a_wrong_token_is_refused(simulator: Simulator) -> None:
    assert send(twilio(simulator.base_url, token="another")) == Refused(20003)


def test_a_carrier_that_does_not_answer_is_not_waited_for_long(simulator: Simulator) -> None:
    simulator.fault("timeout_before", seconds=5)
    started = time.monotonic()
    send(twilio(simulator.base_url, timeout=0.5))
    assert time.monotonic() - started < 2


def test_a_list_that_cannot_be_read_says_so(simulator: Simulator) -> None:
    simulator.fault("listing_down")
    with pytest.raises(ListingDown):
        twilio(simulator.base_url).texts_to(MAYA.phone)
    with pytest.raises(ListingDown):
        twilio(f"http://127.0.0.1:{free_port()}").texts_to(MAYA.phone)
