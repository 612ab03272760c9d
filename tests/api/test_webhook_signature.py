"""Only what the carrier signed for our account and our address gets in; nothing of all else is stored."""

import base64
import hashlib
import hmac
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from twilio.request_validator import RequestValidator
from werkzeug.test import TestResponse

from services.api.web.twilio import is_signed
from tests.api.conftest import PUBLIC_URL
from tests.api.homework import entries, stored
from tests.cast import AUTH_TOKEN
from tests.conftest import Cluster
from tests.signing import Phone, encoded, new_sid, signature

DOORS = ("/twilio/inbound", "/twilio/status")
HOST = PUBLIC_URL.removeprefix("https://")


def knock(phone: Phone, door: str, signed: str | None) -> TestResponse:
    """Post a form that is right for either door, with a signature or without one."""
    form = phone.form("hello") | {"MessageStatus": b"delivered"}
    headers = {} if signed is None else {"X-Twilio-Signature": signed}
    return phone.web.post(door, data=encoded(form), content_type="application/x-www-form-urlencoded", headers=headers)


BAD = [None, "", " ", "garbage", "=" * 28, "vNe7KK2kJwCsxc9K3OLkkKB3qqI=", "é" * 28, "A" * 5_000]


@pytest.mark.parametrize("door", DOORS)
def test_a_request_with_a_bad_signature_is_refused_and_leaves_nothing_behind(
    phone: Phone, maya: UUID, empty: Cluster, door: str
) -> None:
    before = stored(empty)
    for signed in BAD:
        assert knock(phone, door, signed).status_code == 403, signed
    assert stored(empty) == before


@pytest.mark.parametrize("door", DOORS)
def test_a_signature_made_with_another_accounts_token_is_refused(
    phone: Phone, maya: UUID, empty: Cluster, door: str
) -> None:
    form = phone.form("hello") | {"MessageStatus": b"delivered"}
    before = stored(empty)
    answer = phone.post(form, path=door, signed_as=signature(PUBLIC_URL + door, form, "another-accounts-token"))
    assert answer.status_code == 403
    assert stored(empty) == before


ELSEWHERE = [
    f"http://{HOST}{{door}}",
    f"https://{HOST}:8443{{door}}",
    f"https://{HOST}{{door}}/",
    f"https://{HOST}{{door}}?a=1",
    f"https://{HOST}{{door}}#part",
    f"https://{HOST.upper()}{{door}}",
    "https://elsewhere.example{door}",
    f"https://{HOST}/twilio",
]


@pytest.mark.parametrize("door", DOORS)
def test_a_signature_for_another_address_is_refused(phone: Phone, maya: UUID, empty: Cluster, door: str) -> None:
    form = phone.form("hello") | {"MessageStatus": b"delivered"}
    before = stored(empty)
    for url in ELSEWHERE:
        answer = phone.post(form, path=door, signed_as=signature(url.format(door=door), form))
        assert answer.status_code == 403, url
    assert stored(empty) == before


def test_the_query_is_part_of_what_is_signed(phone: Phone, maya: UUID, empty: Cluster) -> None:
    form = phone.form("hello") | {"MessageStatus": b"delivered"}
    attempt = "/twilio/status?attempt=00000000-0000-4000-8000-000000000001"
    another = attempt.replace("0001", "0002")
    before = stored(empty)
    assert phone.post(form, path=another, signed_as=signature(PUBLIC_URL + attempt, form)).status_code == 403
    assert stored(empty) == before


def test_what_a_proxy_or_a_caller_says_of_our_address_changes_nothing(phone: Phone, maya: UUID) -> None:
    form = phone.form("hello")
    headers = {
        "X-Twilio-Signature": signature("https://elsewhere.example/twilio/inbound", form),
        "Host": "elsewhere.example",
        "X-Forwarded-Host": "elsewhere.example",
        "X-Forwarded-Proto": "https",
    }
    answer = phone.web.post(
        "/twilio/inbound", data=encoded(form), content_type="application/x-www-form-urlencoded", headers=headers
    )
    assert answer.status_code == 403


def test_a_signature_with_the_standard_port_is_the_same_address(phone: Phone, maya: UUID, staff: FlaskClient) -> None:
    for number, body in enumerate((b"plain", b"\xff\xfe")):
        form = phone.form(body)
        signed = signature(f"https://{HOST}:443/twilio/inbound", form)
        assert phone.post(form, signed_as=signed).status_code == 200
        assert len(entries(staff, maya)) == number + 1


@pytest.mark.parametrize("door", DOORS)
def test_an_account_that_is_not_ours_is_refused_even_when_signed(
    phone: Phone, maya: UUID, empty: Cluster, door: str
) -> None:
    before = stored(empty)
    for account in (b"AC" + b"f" * 32, b"", b"\xff"):
        form = phone.form("hello") | {"MessageStatus": b"delivered", "AccountSid": account}
        assert phone.post(form, path=door).status_code == 403
    form = phone.form("hello")
    del form["AccountSid"]
    assert phone.post(form, path=door).status_code == 403
    assert stored(empty) == before


@pytest.mark.parametrize("door", DOORS)
def test_each_door_takes_signed_forms_by_post_and_nothing_else(
    phone: Phone, maya: UUID, empty: Cluster, door: str
) -> None:
    before = stored(empty)
    got = phone.web.get(door)
    assert (got.status_code, got.headers["Allow"]) == (405, "OPTIONS, POST")
    assert phone.web.post(door, json={"Body": "hello"}).status_code == 415
    assert phone.web.post(door, data=b"Body=hello", content_type="text/plain").status_code == 415
    assert phone.web.post(door, data={"Body": "hello"}, content_type="multipart/form-data").status_code == 415
    assert phone.web.post(door).status_code == 415, "no body"
    assert stored(empty) == before


def test_the_published_example_of_the_carrier_checks_out() -> None:
    form = {
        b"CallSid": b"CA1234567890ABCDE",
        b"Caller": b"+12349013030",
        b"Digits": b"1234",
        b"From": b"+12349013030",
        b"To": b"+18005551212",
    }
    url = "https://example.com/myapp.php?foo=1&bar=2"
    assert is_signed("12345", url, form, "vNe7KK2kJwCsxc9K3OLkkKB3qqI=")
    assert not is_signed("12345", url + "0", form, "vNe7KK2kJwCsxc9K3OLkkKB3qqI=")


_names = st.text(st.characters(codec="ascii", categories=("L", "N")), min_size=1, max_size=12)
_texts = st.dictionaries(_names, st.text(max_size=40), max_size=6)
_urls = st.sampled_from(
    [
        "https://between.clinic.example/twilio/inbound",
        "https://between.clinic.example:8443/twilio/inbound",
        "https://between.clinic.example:443/twilio/status?attempt=1",
        "http://127.0.0.1:8000/twilio/status?attempt=1&again=%20",
    ]
)


@given(_urls, _urls, _texts, _texts)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_the_check_agrees_with_the_carriers_own_library(
    signed_url: str, url: str, signed_form: dict[str, str], form: dict[str, str]
) -> None:
    theirs = RequestValidator(AUTH_TOKEN)
    for given_form in (signed_form, form):
        given_signature = theirs.compute_signature(signed_url, signed_form)
        raw = {name.encode(): value.encode() for name, value in given_form.items()}
        assert is_signed(AUTH_TOKEN, url, raw, given_signature) == theirs.validate(url, given_form, given_signature)


@given(st.dictionaries(st.binary(min_size=1, max_size=8), st.binary(max_size=30), max_size=5))
@settings(max_examples=150, deadline=None)
def test_a_form_of_any_bytes_is_signed_the_same_way(form: dict[bytes, bytes]) -> None:
    # What a form means is decided after UTF-8, so only names that keep their order are compared.
    url = PUBLIC_URL + "/twilio/inbound"
    signed = url.encode() + b"".join(name + form[name] for name in sorted(form))
    right = base64.b64encode(hmac.new(AUTH_TOKEN.encode(), signed, hashlib.sha1).digest()).decode()
    assert is_signed(AUTH_TOKEN, url, form, right)
    assert not is_signed(AUTH_TOKEN, url, form | {b"Body": b"other words than these, for sure"}, right)
    assert not is_signed(AUTH_TOKEN, url, form, right[:-2] + ("A" if right[-2] != "A" else "B") + "=")


def test_the_same_request_with_a_good_signature_gets_in(phone: Phone, maya: UUID, staff: FlaskClient) -> None:
    assert phone.post(phone.form("hello", new_sid())).status_code == 200
    assert [entry["words"] for entry in entries(staff, maya)] == ["hello"]
