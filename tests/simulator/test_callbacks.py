"""Status callbacks: signed, in order when all is well, and every way in which they go wrong."""

import time

import pytest
from twilio.request_validator import RequestValidator
from twilio.rest import Client

from tests.simulator.clinic import TOKEN, Clinic, eventually
from tests.simulator.conftest import ACCOUNT, CLINIC_NUMBER, MAYA, SAM, Simulator

PUBLIC = "https://between.clinic.example/status/one?attempt=a%2Fb+c&n=1"


def send(client: Client, to: str = MAYA) -> str:
    return str(client.messages.create(to=to, from_=CLINIC_NUMBER, body="hello", status_callback=PUBLIC).sid)


def test_callbacks_are_signed_for_the_public_url_and_posted_to_the_real_one(client: Client, clinic: Clinic) -> None:
    sid = send(client)
    assert eventually(lambda: len(clinic.callbacks(sid)) == 2)
    validator = RequestValidator(TOKEN)
    for received in clinic.received:
        assert received.path == "/status/one?attempt=a%2Fb+c&n=1"
        signature = received.headers["X-Twilio-Signature"]
        assert validator.validate(PUBLIC, received.form, signature)
        assert not validator.validate(PUBLIC, received.form | {"MessageStatus": "failed"}, signature)


def test_a_text_reports_sent_and_delivered_and_never_its_first_status(client: Client, clinic: Clinic) -> None:
    sid = send(client)
    assert eventually(lambda: len(clinic.callbacks(sid)) == 2)
    time.sleep(0.1)
    assert clinic.statuses(sid) == ["sent", "delivered"]
    sent, delivered = clinic.callbacks(sid)
    assert sent == {
        "AccountSid": ACCOUNT,
        "ApiVersion": "2010-04-01",
        "From": CLINIC_NUMBER,
        "MessageSid": sid,
        "MessageStatus": "sent",
        "SmsSid": sid,
        "SmsStatus": "sent",
        "To": MAYA,
    }
    assert set(delivered) - set(sent) == {"RawDlrDoneDate"}


def test_without_a_callback_url_nothing_is_posted(client: Client, clinic: Clinic) -> None:
    sid = client.messages.create(to=MAYA, from_=CLINIC_NUMBER, body="hello").sid
    assert eventually(lambda: client.messages(sid).fetch().status == "delivered")
    assert clinic.received == []


def test_the_carriers_connection_settings_after_the_hash_are_not_sent(client: Client, clinic: Clinic) -> None:
    url = f"{clinic.base}/status/two#rc=5&rp=all"
    client.messages.create(to=MAYA, from_=CLINIC_NUMBER, body="hello", status_callback=url)
    assert eventually(lambda: clinic.callbacks())
    received = clinic.received[0]
    assert RequestValidator(TOKEN).validate(
        url.partition("#")[0], received.form, received.headers["X-Twilio-Signature"]
    )


@pytest.mark.parametrize("kind", ["undelivered", "failed"])
def test_a_text_that_does_not_arrive_says_why(client: Client, clinic: Clinic, simulator: Simulator, kind: str) -> None:
    simulator.fault(kind, to=MAYA, code=30005)
    sid, other = send(client), send(client, SAM)
    assert eventually(lambda: kind in clinic.statuses(sid))
    assert clinic.callbacks(sid)[-1]["ErrorCode"] == "30005"
    message = client.messages(sid).fetch()
    assert (message.status, message.error_code) == (kind, 30005)
    assert eventually(lambda: clinic.statuses(other) == ["sent", "delivered"])


def test_late_callbacks_come_late(client: Client, clinic: Clinic, simulator: Simulator) -> None:
    simulator.fault("callback_late", seconds=0.5, count=2)
    sid = send(client)
    assert eventually(lambda: client.messages(sid).fetch().status == "delivered")
    assert clinic.callbacks(sid) == []
    assert eventually(lambda: clinic.statuses(sid) == ["sent", "delivered"])


def test_a_doubled_callback_comes_twice_with_the_same_words(
    client: Client, clinic: Clinic, simulator: Simulator
) -> None:
    simulator.fault("callback_doubled")
    sid = send(client)
    assert eventually(lambda: len(clinic.callbacks(sid)) == 3)
    assert sorted(clinic.statuses(sid)) == ["delivered", "sent", "sent"]


def test_callbacks_out_of_order_say_delivered_before_sent(client: Client, clinic: Clinic, simulator: Simulator) -> None:
    simulator.fault("callback_out_of_order")
    sid = send(client)
    assert eventually(lambda: len(clinic.callbacks(sid)) == 2)
    assert clinic.statuses(sid) == ["delivered", "sent"]


def test_a_lost_callback_never_comes(client: Client, clinic: Clinic, simulator: Simulator) -> None:
    simulator.fault("callback_lost")
    sid = send(client)
    assert eventually(lambda: clinic.statuses(sid) == ["delivered"])
    time.sleep(0.1)
    assert clinic.statuses(sid) == ["delivered"]


def test_callbacks_stay_off_until_the_faults_are_cleared(client: Client, clinic: Clinic, simulator: Simulator) -> None:
    simulator.fault("callbacks_off")
    for sid in (send(client), send(client)):
        assert eventually(lambda sid=sid: client.messages(sid).fetch().status == "delivered")
    assert clinic.received == []
    simulator.delete("/sim/faults")
    sid = send(client)
    assert eventually(lambda: clinic.statuses(sid) == ["sent", "delivered"])
