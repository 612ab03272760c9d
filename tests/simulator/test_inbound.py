"""A text typed on a phone reaches the clinic, signed and whole, and its answer comes back."""

import base64
import hashlib
import hmac
import threading
import time

import pytest
import requests
from twilio.base.exceptions import TwilioRestException
from twilio.request_validator import RequestValidator
from twilio.rest import Client
from twilio.twiml.messaging_response import MessagingResponse

from simulator.webhooks import sign
from tests.simulator.clinic import TOKEN, Clinic, eventually
from tests.simulator.conftest import ACCOUNT, CLINIC_NUMBER, MAYA, SAM, Simulator

SIGNED_FOR = "https://between.clinic.example/twilio/inbound"


def answering(*words: str) -> bytes:
    response = MessagingResponse()
    for each in words:
        response.message(each)
    return str(response).encode()


def test_a_text_carries_every_field_and_a_signature_for_the_public_url(simulator: Simulator, clinic: Clinic) -> None:
    sid = simulator.text("7 & a bit é")["message_sid"]
    (received,) = clinic.received
    assert received.form == {
        "AccountSid": ACCOUNT,
        "ApiVersion": "2010-04-01",
        "Body": "7 & a bit é",
        "From": MAYA,
        "FromCity": "NEW YORK",
        "FromCountry": "US",
        "FromState": "NY",
        "FromZip": "10001",
        "MessageSid": sid,
        "NumMedia": "0",
        "NumSegments": "1",
        "SmsMessageSid": sid,
        "SmsSid": sid,
        "SmsStatus": "received",
        "To": CLINIC_NUMBER,
        "ToCity": "NEW YORK",
        "ToCountry": "US",
        "ToState": "NY",
        "ToZip": "10001",
    }
    assert RequestValidator(TOKEN).validate(SIGNED_FOR, received.form, received.headers["X-Twilio-Signature"])


def test_blank_fields_are_sent_and_signed(simulator: Simulator, clinic: Clinic) -> None:
    simulator.text("", phone="+19995550123")
    (received,) = clinic.received
    assert (received.form["Body"], received.form["FromCity"]) == ("", "")
    assert RequestValidator(TOKEN).validate(SIGNED_FOR, received.form, received.headers["X-Twilio-Signature"])


def test_the_answer_is_shown_on_the_phone_in_order(simulator: Simulator, clinic: Clinic, client: Client) -> None:
    clinic.answer = lambda form: (200, answering("Saved to garden.", "What <helped> & how?"))
    outcome = simulator.text("7")
    assert outcome["replies"] == ["Saved to garden.", "What <helped> & how?"]
    assert (outcome["reached_clinic"], outcome["webhook_status"], outcome["error"]) == (True, 200, None)
    shown = simulator.get("/sim/messages", phone=MAYA)["messages"]
    assert [(text["direction"], text["body"]) for text in shown] == [
        ("inbound", "7"),
        ("outbound-reply", "Saved to garden."),
        ("outbound-reply", "What <helped> & how?"),
    ]
    assert shown[1]["answers"] == outcome["message_sid"]
    assert eventually(lambda: [m.status for m in client.messages.list(to=MAYA)] == ["delivered", "delivered"])


@pytest.mark.parametrize(
    ("answer", "replies"),
    [
        (b"<Response><Message><Body>in a body</Body></Message></Response>", ["in a body"]),
        (b"<Response><Message>\n  trimmed  \n</Message></Response>", ["trimmed"]),
        (b"<Response/>", []),
        (b"", []),
    ],
)
def test_every_shape_of_twiml_is_read(simulator: Simulator, clinic: Clinic, answer: bytes, replies: list[str]) -> None:
    clinic.answer = lambda form: (200, answer)
    outcome = simulator.text("hello")
    assert (outcome["replies"], outcome["error"]) == (replies, None)


@pytest.mark.parametrize(
    ("content_type", "answer", "number"),
    [
        ("text/xml", b"<Response><Message>", "12100"),
        ("text/xml", b"<Answer/>", "12100"),
        ("text/xml", b"<!DOCTYPE a [<!ENTITY b 'c'>]><Response><Message>&b;</Message></Response>", "12100"),
        ("application/json", b"{}", "12300"),
    ],
)
def test_an_answer_that_is_no_twiml_is_said_to_be_none(
    simulator: Simulator, clinic: Clinic, content_type: str, answer: bytes, number: str
) -> None:
    clinic.answer, clinic.content_type = lambda form: (200, answer), content_type
    outcome = simulator.text("hello")
    assert outcome["replies"] == [] and outcome["error"].startswith(number)


def test_a_failing_clinic_is_tried_twice_and_the_text_stays_listed(
    simulator: Simulator, clinic: Clinic, client: Client
) -> None:
    clinic.answer = lambda form: (500, b"")
    outcome = simulator.text("do not lose me")
    assert (outcome["reached_clinic"], outcome["webhook_status"]) == (False, 500)
    assert [form["MessageSid"] for form in clinic.texts()] == [outcome["message_sid"]] * 2
    tokens = {received.headers["I-Twilio-Idempotency-Token"] for received in clinic.received}
    assert len(tokens) == 1
    (listed,) = client.messages.list(from_=MAYA)
    assert (listed.sid, listed.body, listed.direction, listed.status) == (
        outcome["message_sid"],
        "do not lose me",
        "inbound",
        "received",
    )
    assert listed.date_sent is not None
    assert simulator.get("/sim/messages", phone=MAYA)["messages"][0]["reached_clinic"] is False


def test_a_clinic_that_is_back_at_the_second_try_gets_the_text_once_more(simulator: Simulator, clinic: Clinic) -> None:
    clinic.answer = lambda form: (200, answering("Saved.")) if len(clinic.texts()) == 2 else (502, b"")
    outcome = simulator.text("hello")
    assert (outcome["reached_clinic"], outcome["replies"]) == (True, ["Saved."])


def test_a_redirect_is_not_followed_because_it_would_lose_the_text(simulator: Simulator, clinic: Clinic) -> None:
    clinic.answer = lambda form: (302, b"")
    outcome = simulator.text("hello")
    assert (outcome["reached_clinic"], outcome["webhook_status"]) == (False, 302)


def test_a_clinic_that_does_not_answer_in_time_has_not_got_the_text(simulator: Simulator, clinic: Clinic) -> None:
    release = threading.Event()

    def stall(form: dict[str, str]) -> tuple[int, bytes]:
        release.wait(3)
        return 200, b""

    simulator.post("/sim/settings", {"webhook_timeout_ms": 100})
    clinic.answer = stall
    outcome = simulator.text("hello")
    release.set()
    assert outcome["reached_clinic"] is False and "no answer within" in outcome["error"]


def test_a_text_can_be_lost_or_doubled_on_request(simulator: Simulator, clinic: Clinic, client: Client) -> None:
    simulator.fault("inbound_lost", to=MAYA)
    lost = simulator.text("one")["message_sid"]
    assert clinic.texts() == []
    assert [found.sid for found in client.messages.list(from_=MAYA)] == [lost]
    simulator.fault("inbound_doubled")
    twice = simulator.text("two")["message_sid"]
    assert [form["MessageSid"] for form in clinic.texts()] == [twice, twice]


def test_the_same_sid_again_is_the_same_text_again(simulator: Simulator, clinic: Clinic) -> None:
    sid = "SM" + "c" * 32
    for _ in range(2):
        assert simulator.text("once", message_sid=sid)["message_sid"] == sid
    assert [form["MessageSid"] for form in clinic.texts()] == [sid, sid]
    assert len(simulator.get("/sim/messages", phone=MAYA)["messages"]) == 1


def test_without_waiting_the_answer_comes_at_once_and_the_text_still_goes(simulator: Simulator, clinic: Clinic) -> None:
    clinic.answer = lambda form: (time.sleep(0.3), (200, b""))[1]
    begun = time.monotonic()
    assert set(simulator.text("hello", wait=False)) == {"message_sid", "status"}
    assert time.monotonic() - begun < 0.2
    assert eventually(lambda: len(clinic.texts()) == 1)


@pytest.mark.parametrize(
    "word", ["STOP", "stop ", "Unsubscribe", "END", "QUIT", "STOPALL", "REVOKE", "OPTOUT", "CANCEL"]
)
def test_a_carriers_stop_word_blocks_later_texts_and_still_reaches_the_clinic(
    simulator: Simulator, clinic: Clinic, client: Client, word: str
) -> None:
    clinic.answer = lambda form: (200, answering("You will get no more texts."))
    assert simulator.text(word)["replies"] == ["You will get no more texts."]
    with pytest.raises(TwilioRestException) as blocked:
        client.messages.create(to=MAYA, from_=CLINIC_NUMBER, body="hello")
    assert blocked.value.code == 21610
    assert client.messages.create(to=SAM, from_=CLINIC_NUMBER, body="hello").sid


@pytest.mark.parametrize("word", ["START", "unstop", "Yes"])
def test_a_carriers_start_word_brings_texts_back(simulator: Simulator, client: Client, word: str) -> None:
    simulator.text("STOP")
    simulator.text(word)
    assert client.messages.create(to=MAYA, from_=CLINIC_NUMBER, body="hello").sid


@pytest.mark.parametrize("words", ["STOP please", "please stop", "I can't stop", "the END", "stop."])
def test_a_sentence_with_a_stop_word_is_left_to_the_clinic(simulator: Simulator, client: Client, words: str) -> None:
    simulator.text(words)
    assert client.messages.create(to=MAYA, from_=CLINIC_NUMBER, body="hello").sid


def test_after_stop_an_answer_to_other_words_does_not_get_through(simulator: Simulator, clinic: Clinic) -> None:
    simulator.text("STOP")
    clinic.answer = lambda form: (200, answering("You can call or text 988."))
    assert simulator.text("I feel bad")["replies"] == []
    blocked = simulator.get("/sim/messages", phone=MAYA)["messages"][-1]
    assert (blocked["status"], blocked["error_code"]) == ("failed", 21610)


def test_a_photo_comes_with_an_address_that_needs_the_accounts_token(simulator: Simulator, clinic: Clinic) -> None:
    photo = [{"content_type": "image/jpeg", "data": base64.b64encode(b"leaf").decode()}]
    simulator.text("look", media=photo)
    (form,) = clinic.texts()
    assert (form["NumMedia"], form["MediaContentType0"]) == ("1", "image/jpeg")
    assert requests.get(form["MediaUrl0"], timeout=5).status_code == 401
    assert requests.get(form["MediaUrl0"], auth=(ACCOUNT, TOKEN), timeout=5).content == b"leaf"


def test_half_a_surrogate_and_a_zero_byte_pass_through_as_they_are(simulator: Simulator, clinic: Clinic) -> None:
    raw = b'{"from": "%s", "body": "a\\ud83d b\\u0000"}' % MAYA.encode()
    assert requests.post(f"{simulator.base}/sim/texts", data=raw, timeout=5).json()["reached_clinic"] is True
    (received,) = clinic.received
    assert b"Body=a%ED%A0%BD+b%00&" in received.raw
    # By hand: the carrier's own validator cannot encode half a surrogate.
    fields = b"".join(
        name.encode() + received.form[name].encode("utf-8", "surrogatepass") for name in sorted(received.form)
    )
    mac = hmac.new(TOKEN.encode(), SIGNED_FOR.encode() + fields, hashlib.sha1)
    assert received.headers["X-Twilio-Signature"] == base64.b64encode(mac.digest()).decode()
    assert simulator.get("/sim/messages", phone=MAYA)["messages"][0]["body"] == "a\ud83d b\x00"


def test_our_signature_is_the_carriers_own(simulator: Simulator) -> None:
    form = {"Body": "é & ü", "From": MAYA, "Blank": ""}
    assert sign(TOKEN, SIGNED_FOR, form) == RequestValidator(TOKEN).compute_signature(SIGNED_FOR, form)


@pytest.mark.parametrize(
    ("body", "word"),
    [
        ({"from": "12", "body": "x"}, "from"),
        ({"from": CLINIC_NUMBER, "body": "x"}, "from"),
        ({"from": MAYA, "body": 7}, "body"),
        ({"from": MAYA, "to": SAM, "body": "x"}, "to"),
        ({"from": MAYA, "body": "x", "message_sid": "nope"}, "message_sid"),
        ({"from": MAYA, "body": "x", "media": [{"data": "%%%"}]}, "data"),
        ({"from": MAYA, "media": [{"content_type": "text/html", "data": ""}]}, "content_type"),
    ],
)
def test_a_text_that_cannot_be_sent_names_its_field(simulator: Simulator, body: dict[str, object], word: str) -> None:
    response = requests.post(f"{simulator.base}/sim/texts", json=body, timeout=5)
    assert response.status_code == 400 and word in response.json()["detail"]
