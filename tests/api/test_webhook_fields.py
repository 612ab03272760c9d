"""A signature does not say where one field ends: every field we use must be there once, in its exact shape."""

import time
from uuid import UUID

import pytest
from flask.testing import FlaskClient

from tests.api.conftest import PUBLIC_URL
from tests.api.homework import entries, stored
from tests.conftest import Cluster
from tests.signing import Phone, encoded, signature

INBOUND = "/twilio/inbound"


def merged(form: dict[str, bytes], into: str, *names: str) -> dict[str, bytes]:
    """The same signed bytes with other borders: some fields become part of the value of one before them."""
    order = sorted(form)
    taken = b"".join(name.encode() + form[name] for name in order if name in names)
    return {name: value + (taken if name == into else b"") for name, value in form.items() if name not in names}


SHIFTED = [
    ("Body", ("From",)),
    ("Body", ("From", "FromCity")),
    ("Body", ("From", "FromCity", "MessageSid", "NumMedia", "SmsStatus", "To")),
    ("From", ("FromCity", "MessageSid", "NumMedia", "SmsStatus", "To")),
    ("From", ("FromCity",)),
    ("MessageSid", ("NumMedia",)),
    ("MessageSid", ("NumMedia", "SmsStatus", "To")),
    ("ApiVersion", ("Body",)),
    ("AccountSid", ("ApiVersion",)),
    ("AccountSid", ("ApiVersion", "Body", "From")),
]


def test_fields_with_shifted_borders_are_refused_though_the_signature_fits(
    phone: Phone, maya: UUID, empty: Cluster
) -> None:
    genuine = phone.form("hello")
    signed = signature(PUBLIC_URL + INBOUND, genuine)
    before = stored(empty)
    for into, names in SHIFTED:
        shifted = merged(genuine, into, *names)
        assert signature(PUBLIC_URL + INBOUND, shifted) == signed
        assert phone.post(shifted, signed_as=signed).status_code in (400, 403), (into, names)
    assert stored(empty) == before


def test_a_body_that_quotes_other_fields_is_only_words(phone: Phone, agreed: UUID, staff: FlaskClient) -> None:
    sly = "hiFrom+12125550122MessageSidSM" + "0" * 32 + "To+15055550100&From=+12125550122"
    phone.text(sly)
    assert [entry["words"] for entry in entries(staff, agreed)] == [sly]


def test_a_repeated_field_is_refused_however_it_was_signed(phone: Phone, maya: UUID, empty: Cluster) -> None:
    form = phone.form("hello")
    before = stored(empty)
    for again in ("Body=hello", "Body=goodbye", "From=%2B12125550122", "Extra=1&Extra=1"):
        for signed in (form, form | {"Body": b"hellogoodbye"}, form | {"Extra": b"1"}):
            answer = phone.web.post(
                INBOUND,
                data=f"{encoded(form)}&{again}",
                content_type="application/x-www-form-urlencoded",
                headers={"X-Twilio-Signature": signature(PUBLIC_URL + INBOUND, signed)},
            )
            assert answer.status_code in (400, 403)
    assert stored(empty) == before


@pytest.mark.parametrize("name", ["From", "To", "MessageSid", "Body", "AccountSid"])
def test_a_missing_field_is_refused(phone: Phone, maya: UUID, empty: Cluster, name: str) -> None:
    form = phone.form("hello")
    del form[name]
    before = stored(empty)
    answer = phone.post(form)
    assert 400 <= answer.status_code < 500
    assert answer.mimetype == "application/problem+json"
    assert stored(empty) == before


MALFORMED = {
    "MessageSid": [
        b"",
        b"SM",
        b"SM" + b"0" * 31,
        b"SM" + b"0" * 33,
        b"SM" + b"F" * 32,
        b"XX" + b"0" * 32,
        b"SM" + b"0" * 32 + b"\n",
        b"SM" + b"0" * 31 + b"\0",
        b"\xff" * 34,
    ],
    "From": [
        b"",
        b"+",
        b"maya",
        b"+1505555011a",
        b"+15055550111\n",
        b" 15055550111",
        b"+1" * 40,
        "+١٥٠٥٥٥٥٠١١١".encode(),
        b"whatsapp:+15055550111",
    ],
    "To": [b"", b"clinic", b"+15055550100\0"],
}


@pytest.mark.parametrize("name", list(MALFORMED))
def test_a_malformed_sid_or_number_is_refused(phone: Phone, maya: UUID, empty: Cluster, name: str) -> None:
    before = stored(empty)
    for value in MALFORMED[name]:
        assert phone.post(phone.form("hello") | {name: value}).status_code == 400, value
    assert stored(empty) == before


def test_fields_we_do_not_know_pass(phone: Phone, agreed: UUID, staff: FlaskClient) -> None:
    more = {
        "OptOutType": b"",
        "AddOns": b'{"status":"successful"}',
        "Zzz\u00e9": b"\xff\x00",
        "MediaUrl0": b"https://x",
    }
    encoded_names = {name.encode().decode("latin-1"): value for name, value in more.items() if name.isascii()}
    assert phone.post(phone.form("hello") | encoded_names).status_code == 200
    assert [entry["words"] for entry in entries(staff, agreed)] == ["hello"]


def test_a_picture_message_has_a_sid_of_its_own_kind(phone: Phone, agreed: UUID, staff: FlaskClient) -> None:
    phone.text("look", "MM" + "0" * 32)
    assert [entry["words"] for entry in entries(staff, agreed)] == ["look"]


@pytest.mark.parametrize("door", [INBOUND, "/twilio/status"])
@pytest.mark.parametrize(
    ("body", "length"),
    [
        (b"Body=" + b"x" * 10_000_000, None),
        (b"a=1&" * 100_000, None),
        (b"&" * 100_000, None),
        (b"a&" * 100_000, None),
    ],
    ids=["10 MB", "100,000 parameters", "100,000 empty parameters", "100,000 names"],
)
def test_what_is_far_too_much_is_refused_quickly(
    phone: Phone, maya: UUID, empty: Cluster, door: str, body: bytes, length: int | None
) -> None:
    before, began = stored(empty), time.monotonic()
    answer = phone.web.post(door, data=body, content_type="application/x-www-form-urlencoded")
    assert 400 <= answer.status_code < 500
    assert time.monotonic() - began < 1
    assert stored(empty) == before


class Endless:
    """A body that never ends, and how much of it was read."""

    def __init__(self) -> None:
        self.read_so_far = 0

    def read(self, size: int = -1) -> bytes:
        assert 0 < size <= 1_000_000
        self.read_so_far += size
        return b"a" * size

    def readline(self, size: int = -1) -> bytes:
        return self.read(size)


def chunked(body: Endless) -> dict[str, object]:
    """What the server hands over for a request that does not say how long it is."""
    return {
        "wsgi.input": body,
        "wsgi.input_terminated": True,
        "HTTP_TRANSFER_ENCODING": "chunked",
        "CONTENT_LENGTH": "",
    }


def test_a_body_without_an_end_is_read_only_up_to_the_limit(phone: Phone, empty: Cluster) -> None:
    body, before = Endless(), stored(empty)
    answer = phone.web.post(
        INBOUND,
        content_type="application/x-www-form-urlencoded",
        environ_overrides=chunked(body),
    )
    assert answer.status_code == 403
    assert body.read_so_far < 1_000_000
    assert stored(empty) == before
