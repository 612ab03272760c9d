"""The carrier's REST interface for messages, asked by its own client library."""

import base64
import re
from datetime import UTC, datetime, timedelta

import pytest
import requests
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from simulator.segments import count_segments
from tests.simulator.clinic import Clinic, eventually
from tests.simulator.conftest import ACCOUNT, CLINIC_NUMBER, MAYA, SAM, Simulator


def send(client: Client, body: str = "garden: How is your mood?", to: str = MAYA, **more: object) -> str:
    return str(client.messages.create(to=to, from_=CLINIC_NUMBER, body=body, **more).sid)


def arrived(client: Client, sid: str) -> bool:
    return bool(eventually(lambda: client.messages(sid).fetch().status == "delivered"))


def test_a_text_is_queued_at_first_and_delivered_soon(client: Client) -> None:
    message = client.messages.create(to=MAYA, from_=CLINIC_NUMBER, body="garden: How is your mood?")
    assert re.fullmatch(r"SM[0-9a-f]{32}", message.sid)
    assert (message.status, message.date_sent, message.num_segments) == ("queued", None, "1")
    assert arrived(client, message.sid)
    later = message.fetch()
    assert later.body == "garden: How is your mood?"
    assert later.date_sent is not None and later.date_sent >= message.date_created
    assert (later.direction, later.from_, later.to) == ("outbound-api", CLINIC_NUMBER, MAYA)


def test_a_text_through_a_messaging_service_is_accepted_without_a_sender_yet(
    client: Client, simulator: Simulator
) -> None:
    simulator.post("/sim/settings", {"status_delay_ms": 200})
    service = "MG" + "7" * 32
    message = client.messages.create(to=MAYA, messaging_service_sid=service, body="hello")
    assert (message.status, message.from_, message.num_segments) == ("accepted", None, "0")
    assert arrived(client, message.sid)
    later = message.fetch()
    assert (later.from_, later.num_segments, later.messaging_service_sid) == (CLINIC_NUMBER, "1", service)


@pytest.mark.parametrize(
    ("wish", "code", "status"),
    [
        ({"to": "555", "from_": CLINIC_NUMBER, "body": "x"}, 21211, 400),
        ({"to": "", "from_": CLINIC_NUMBER, "body": "x"}, 21604, 400),
        ({"to": MAYA, "from_": CLINIC_NUMBER}, 21602, 400),
        ({"to": MAYA, "from_": CLINIC_NUMBER, "body": ""}, 21602, 400),
        ({"to": MAYA, "body": "x"}, 21603, 400),
        ({"to": MAYA, "from_": SAM, "body": "x"}, 21606, 400),
        ({"to": CLINIC_NUMBER, "from_": CLINIC_NUMBER, "body": "x"}, 21266, 400),
        ({"to": MAYA, "from_": CLINIC_NUMBER, "body": "x" * 1601}, 21617, 400),
        ({"to": MAYA, "from_": CLINIC_NUMBER, "body": "x", "status_callback": "http://a_b.example/"}, 21609, 400),
        ({"to": MAYA, "messaging_service_sid": "MG1", "body": "x"}, 21701, 404),
        (
            {
                "to": MAYA,
                "from_": CLINIC_NUMBER,
                "body": "x",
                "schedule_type": "fixed",
                "send_at": "2030-01-01T10:00:00Z",
            },
            35118,
            400,
        ),
    ],
)
def test_what_the_carrier_would_refuse_is_refused_with_its_number(
    client: Client, simulator: Simulator, wish: dict[str, str], code: int, status: int
) -> None:
    with pytest.raises(TwilioRestException) as refused:
        client.messages.create(**wish)
    assert (refused.value.code, refused.value.status) == (code, status)
    assert simulator.get("/sim/messages")["messages"] == []


def test_a_body_of_sixteen_hundred_characters_is_still_taken(client: Client) -> None:
    assert client.messages.create(to=MAYA, from_=CLINIC_NUMBER, body="x" * 1600).num_segments == "11"


def test_a_refusal_has_the_carriers_four_fields(simulator: Simulator) -> None:
    path = f"{simulator.base}/2010-04-01/Accounts/{ACCOUNT}/Messages.json"
    token = simulator.client().password
    body = requests.post(path, data={"To": "nonsense"}, auth=(ACCOUNT, token), timeout=5).json()
    assert set(body) == {"code", "message", "more_info", "status"}
    assert body["more_info"].endswith("/errors/21211")


@pytest.mark.parametrize("auth", [None, (ACCOUNT, "wrong"), ("AC" + "6" * 32, "wrong")])
def test_nobody_gets_in_without_the_accounts_own_token(simulator: Simulator, auth: tuple[str, str] | None) -> None:
    for path in ("Messages.json", "Messages/SM0.json", "Messages/SM0/Media.json", "Messages/SM0/Media/ME0"):
        response = requests.get(f"{simulator.base}/2010-04-01/Accounts/{ACCOUNT}/{path}", auth=auth, timeout=5)
        assert (response.status_code, response.json()["code"]) == (401, 20003)


def test_an_unknown_message_or_account_is_not_found(client: Client, simulator: Simulator) -> None:
    with pytest.raises(TwilioRestException) as missing:
        client.messages("SM" + "0" * 32).fetch()
    assert (missing.value.code, missing.value.status) == (20404, 404)
    url = f"{simulator.base}/2010-04-01/Accounts/AC{'6' * 32}/Messages.json"
    assert requests.get(url, auth=(ACCOUNT, client.password), timeout=5).json()["code"] == 20404
    assert (
        requests.get(f"{simulator.base}/2010-04-01/Calls", auth=(ACCOUNT, client.password), timeout=5).status_code
        == 404
    )


def test_an_empty_body_redacts_and_words_do_not_replace_words(client: Client) -> None:
    sid = send(client, "private words")
    assert arrived(client, sid)
    with pytest.raises(TwilioRestException):
        client.messages(sid).update(body="other words")
    assert client.messages(sid).update(body="").body == ""
    assert client.messages(sid).fetch().body == ""


def test_a_text_still_waiting_can_be_cancelled_and_one_that_left_cannot(client: Client, simulator: Simulator) -> None:
    simulator.post("/sim/settings", {"status_delay_ms": 300})
    waiting = send(client)
    assert client.messages(waiting).update(status="canceled").status == "canceled"
    simulator.post("/sim/settings", {"status_delay_ms": 10})
    gone = send(client)
    assert arrived(client, gone)
    with pytest.raises(TwilioRestException) as too_late:
        client.messages(gone).update(status="canceled")
    assert too_late.value.code == 30409
    assert client.messages(waiting).fetch().status == "canceled"


def test_a_deleted_message_is_gone_from_everywhere(client: Client) -> None:
    sid = send(client)
    assert client.messages(sid).delete() is True
    with pytest.raises(TwilioRestException):
        client.messages(sid).fetch()
    assert client.messages.list(to=MAYA) == []


def test_a_scheduled_text_waits_until_it_is_cancelled(client: Client) -> None:
    at = datetime.now(UTC) + timedelta(hours=1)
    message = client.messages.create(
        to=MAYA, messaging_service_sid="MG" + "7" * 32, body="later", schedule_type="fixed", send_at=at
    )
    assert message.status == "scheduled"
    assert message.update(status="canceled").status == "canceled"


def test_a_text_that_waited_longer_than_its_validity_is_not_sent(client: Client, simulator: Simulator) -> None:
    simulator.post("/sim/settings", {"status_delay_ms": 1200})
    sid = send(client, validity_period=1)
    failed = eventually(lambda: (found := client.messages(sid).fetch()).status == "failed" and found)
    assert failed and failed.error_code == 30036


def test_a_list_is_newest_first_and_filtered_by_both_ends(client: Client, simulator: Simulator) -> None:
    first, second, other = send(client, "one"), send(client, "two"), send(client, "three", to=SAM)
    inbound = simulator.text("seven")["message_sid"]
    assert [found.sid for found in client.messages.list(to=MAYA)] == [second, first]
    assert [found.sid for found in client.messages.list(from_=MAYA)] == [inbound]
    assert [found.sid for found in client.messages.list(to=CLINIC_NUMBER)] == [inbound]
    assert [found.sid for found in client.messages.list(from_=CLINIC_NUMBER, to=SAM)] == [other]
    assert [found.sid for found in client.messages.list()] == [inbound, other, second, first]


def test_a_list_by_date_leaves_out_what_was_sent_outside_it(client: Client) -> None:
    sid = send(client)
    assert arrived(client, sid)
    now = datetime.now(UTC)
    hour = timedelta(hours=1)
    assert [found.sid for found in client.messages.list(date_sent_after=now - hour)] == [sid]
    assert client.messages.list(date_sent_after=now + hour) == []
    assert [found.sid for found in client.messages.list(date_sent_before=now + hour)] == [sid]
    assert client.messages.list(date_sent_before=now - hour) == []
    assert [found.sid for found in client.messages.list(date_sent=client.messages(sid).fetch().date_sent.date())] == [
        sid
    ]
    assert client.messages.list(date_sent=(now - timedelta(days=1)).date()) == []


def test_a_text_not_sent_yet_has_no_date_to_be_found_by(client: Client, simulator: Simulator) -> None:
    simulator.post("/sim/settings", {"status_delay_ms": 400})
    sid = send(client)
    assert client.messages.list(date_sent_after=datetime.now(UTC) - timedelta(hours=1)) == []
    assert [found.sid for found in client.messages.list(to=MAYA)] == [sid]


def test_pages_do_not_shift_when_a_new_text_arrives_between_them(client: Client) -> None:
    sids = [send(client, f"text {number}") for number in range(7)]
    page = client.messages.page(to=MAYA, page_size=3)
    seen = [found.sid for found in page]
    assert page.next_page_url is not None
    send(client, "the new one")
    while (page := page.next_page()) is not None:
        seen += [found.sid for found in page]
    assert seen == sids[::-1]
    assert [found.sid for found in client.messages.list(to=MAYA, limit=4, page_size=2)][1:] == sids[:3:-1]


def test_a_page_or_date_nobody_can_read_is_refused(client: Client, simulator: Simulator) -> None:
    url = f"{simulator.base}/2010-04-01/Accounts/{ACCOUNT}/Messages.json"
    for query in ({"PageSize": "many"}, {"DateSent": "soon"}):
        assert requests.get(url, params=query, auth=(ACCOUNT, client.password), timeout=5).status_code == 400


def test_pictures_are_listed_fetched_and_deleted(client: Client, simulator: Simulator) -> None:
    png = b"\x89PNG not really"
    media = [{"content_type": "image/png", "data": base64.b64encode(png).decode()}]
    sid = simulator.text("", media=media)["message_sid"]
    assert sid.startswith("MM")
    (picture,) = client.messages(sid).media.list()
    assert (picture.content_type, picture.parent_sid) == ("image/png", sid)
    assert client.messages(sid).media(picture.sid).fetch().sid == picture.sid
    url = simulator.base + picture.uri.removesuffix(".json")
    assert requests.get(url, auth=(ACCOUNT, client.password), timeout=5).content == png
    assert requests.get(f"{simulator.base}/sim/media/{picture.sid}", timeout=5).content == png
    assert client.messages(sid).media(picture.sid).delete() is True
    assert client.messages(sid).media.list() == []
    assert requests.get(url, auth=(ACCOUNT, client.password), timeout=5).status_code == 404


def test_a_picture_the_clinic_sends_makes_an_mms_that_points_to_it(client: Client, simulator: Simulator) -> None:
    message = client.messages.create(to=MAYA, from_=CLINIC_NUMBER, media_url=["https://clinic.example/leaf.png"])
    assert message.sid.startswith("MM") and message.num_media == "1"
    (picture,) = client.messages(message.sid).media.list()
    url = simulator.base + picture.uri.removesuffix(".json")
    response = requests.get(url, auth=(ACCOUNT, client.password), timeout=5, allow_redirects=False)
    assert (response.status_code, response.headers["Location"]) == (307, "https://clinic.example/leaf.png")


@pytest.mark.parametrize(
    ("body", "segments"),
    [("", 1), ("x" * 160, 1), ("x" * 161, 2), ("x" * 306, 2), ("x" * 307, 3),
     ("é" * 160, 1), ("á" * 70, 1), ("á" * 71, 2), ("á" * 134, 2), ("€" * 80, 1),
     ("€" * 81, 2), ("🌱" * 35, 1), ("🌱" * 36, 2), ("🌱" * 67, 3), ("It\u2019s " + "x" * 66, 2)],
)  # fmt: skip
def test_segments_are_counted_as_the_carrier_bills_them(body: str, segments: int) -> None:
    assert count_segments(body) == segments


def test_only_the_newest_texts_are_kept(client: Client, simulator: Simulator, clinic: Clinic) -> None:
    from simulator.carrier import new_text
    from simulator.texts import Texts

    texts = Texts(limit=3)
    kept = [new_text(f"SM{n}", "inbound", MAYA, CLINIC_NUMBER, f"{n}", "received", float(n), []) for n in range(5)]
    for text in kept:
        texts.add(text)
    assert [text.sid for text in texts.oldest_first()] == ["SM2", "SM3", "SM4"]
    assert [text.sid for text in texts.newest_first(MAYA)] == ["SM4", "SM3", "SM2"]
    assert texts.get("SM0") is None
