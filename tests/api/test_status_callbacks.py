"""Status callbacks are passed on as they come; what is no report about a text of ours is harmless."""

from uuid import UUID

import pytest
from uuid_utils.compat import uuid7

from tests.api.homework import Clinic, stored
from tests.conftest import Cluster
from tests.signing import Phone, new_sid


def report(phone: Phone, query: str, **changed: bytes) -> int:
    """The status code that one report gets."""
    form = {
        "AccountSid": phone.form("")["AccountSid"],
        "MessageSid": new_sid().encode(),
        "MessageStatus": b"delivered",
        "SmsStatus": b"delivered",
    }
    return phone.post(form | changed, path=f"/twilio/status{query}").status_code


def test_a_report_reaches_the_notifier_as_it_came(phone: Phone, clinic: Clinic) -> None:
    attempt_id, sid = uuid7(), new_sid()
    assert (
        report(
            phone, f"?attempt={attempt_id}", MessageSid=sid.encode(), MessageStatus=b"undelivered", ErrorCode=b"30003"
        )
        == 204
    )
    assert clinic.facts("DeliveryReported") == [
        {"attempt_id": str(attempt_id), "carrier_sid": sid, "status": "undelivered", "error_code": 30003}
    ]


def test_a_report_that_comes_twice_or_out_of_order_is_passed_on_each_time(phone: Phone, clinic: Clinic) -> None:
    attempt_id = uuid7()
    for status in (b"delivered", b"sent", b"delivered"):
        assert report(phone, f"?attempt={attempt_id}", MessageStatus=status) == 204
    assert [fact["status"] for fact in clinic.facts("DeliveryReported")] == ["delivered", "sent", "delivered"]


NOT_OURS = ["", "?attempt=", "?attempt=7", "?attempt=%00", "?other=1", "?attempt=%ED%A0%80", "?attempt=" + "x" * 5_000]


def test_a_report_about_no_attempt_of_ours_is_thanked_for_and_forgotten(phone: Phone, empty: Cluster) -> None:
    for query in NOT_OURS:
        before = stored(empty)
        assert report(phone, query) == 204
        assert stored(empty) == before


def test_a_report_about_an_attempt_nobody_knows_is_harmless(phone: Phone, clinic: Clinic, agreed: UUID) -> None:
    assert report(phone, f"?attempt={uuid7()}") == 204
    assert phone.text("hello") == ["Saved as a note for your session."]


WEIRD = [b"", b" ", b"DELIVERED", b"deliv\0ered", b"\xff", b"x" * 5_000, "entregué".encode(), b"a\nb"]


def test_a_weird_status_is_refused(phone: Phone, empty: Cluster) -> None:
    for status in WEIRD:
        before = stored(empty)
        assert report(phone, f"?attempt={uuid7()}", MessageStatus=status) == 400
        assert stored(empty) == before


def test_a_status_the_carrier_has_yet_to_invent_passes(phone: Phone, clinic: Clinic) -> None:
    assert report(phone, f"?attempt={uuid7()}", MessageStatus=b"partially_delivered") == 204
    assert [fact["status"] for fact in clinic.facts("DeliveryReported")] == ["partially_delivered"]


@pytest.mark.parametrize(
    "code", [b"", b"none", b"-1", b"3e4", b"\xff", "٣".encode(), "²".encode(), b"9" * 5_000, b"30003 "]
)
def test_an_error_code_that_is_no_number_is_left_out(phone: Phone, clinic: Clinic, code: bytes) -> None:
    assert report(phone, f"?attempt={uuid7()}", ErrorCode=code) == 204
    assert [fact["error_code"] for fact in clinic.facts("DeliveryReported")] == [None]


@pytest.mark.parametrize("name", ["MessageSid", "MessageStatus", "AccountSid"])
def test_a_report_without_a_field_is_refused(phone: Phone, empty: Cluster, name: str) -> None:
    form = {"AccountSid": phone.form("")["AccountSid"], "MessageSid": new_sid().encode(), "MessageStatus": b"sent"}
    del form[name]
    before = stored(empty)
    assert 400 <= phone.post(form, path=f"/twilio/status?attempt={uuid7()}").status_code < 500
    assert stored(empty) == before
