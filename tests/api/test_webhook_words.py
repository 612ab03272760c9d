"""Words are kept as they came, whatever they are made of, and answered in well-formed TwiML."""

from uuid import UUID
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from services.api.carrier_words import carrier_word
from services.api.web.twilio import _twiml
from shared.reading.commands import read_command
from tests.api.homework import words
from tests.cast import MONDAY_NOON
from tests.signing import Phone

FAMILY = "\U0001f469\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466"

AS_TEXT = {
    "empty": "",
    "only spaces": "   ",
    "only line ends": "\r\n\n",
    "NUL": "a\0b",
    "1,600 characters": "é" * 1_600,
    "64 kB": "x" * 65_536,
    "emoji families": f"{FAMILY} 5\ufe0f\u20e3 \U0001f3f3\ufe0f\u200d\U0001f308 \U0001f44d\U0001f3fd",
    "right to left": "היום היה טוב والحمد لله",
    "bidi overrides": "\u202egnp.exe\u202c \u2066x\u2069",
    "zero width": "\u200b\u200c\u200d\u2060\ufeff",
    "combining": "Z\u0351\u036b\u0343" * 40,
    "markup": "<Response><Message>hi</Message></Response> & ' \"",
    "a template": "{{7*7}} ${7*7} %s {code} {0}",
    "a form": "a=1&b=2%20+",
    "line separators": "a\u2028b\u2029c\x85d",
    "the last code point": "\U0010ffff\ufffe\uffff",
    "half an emoji": "\ud83d",
    "the other half": "ab\ude00",
}

AS_BYTES = {
    "a lone surrogate": b"\xed\xa0\x80",
    "invalid UTF-8": b"caf\xe9 \xff\xfe",
    "a cut character": "é".encode()[:1],
    "an overlong slash": b"\xc0\xaf",
    "a surrogate beside invalid bytes": b"\xed\xa0\x80\xff",
}


def seen_through_json(text: str) -> str:
    """JSON cannot tell the two halves of an emoji from the emoji."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")


@pytest.mark.parametrize("body", AS_TEXT.values(), ids=AS_TEXT.keys())
def test_any_words_come_back_as_they_were_sent(phone: Phone, agreed: UUID, staff: FlaskClient, body: str) -> None:
    phone.text(body)
    assert words(staff, agreed) == [body]


@pytest.mark.parametrize("body", AS_BYTES.values(), ids=AS_BYTES.keys())
def test_bytes_that_are_no_text_are_kept_too(phone: Phone, agreed: UUID, staff: FlaskClient, body: bytes) -> None:
    phone.text(body)
    [kept] = words(staff, agreed)
    half_characters = kept.encode("utf-8", "surrogatepass")
    assert body == half_characters or body == kept.encode("utf-8", "surrogateescape")


_anything = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@given(body=st.text(st.characters(exclude_categories=()), max_size=60))
@_anything
def test_any_text_is_answered_and_kept(phone: Phone, agreed: UUID, staff: FlaskClient, body: str) -> None:
    assume(not is_a_word_of_ours(body))
    phone.text(body)
    assert newest_words(staff, agreed) == seen_through_json(body)


@given(body=st.binary(max_size=60))
@_anything
def test_any_bytes_are_answered_and_kept(phone: Phone, agreed: UUID, staff: FlaskClient, body: bytes) -> None:
    assume(not is_a_word_of_ours(body.decode("utf-8", "replace")))
    phone.text(body)
    assert newest_words(staff, agreed) == as_kept(body)


def is_a_word_of_ours(body: str) -> bool:
    """Whether a text asks for something, and is no entry: hypothesis knows the words that stand in our code."""
    command = read_command(body, MONDAY_NOON, ZoneInfo("America/Denver"))
    return carrier_word(body) is not None or command is not None


def as_kept(body: bytes) -> str:
    """How bytes read: as text, else with each byte that is none standing for itself."""
    try:
        return seen_through_json(body.decode("utf-8", "surrogatepass"))
    except UnicodeDecodeError:
        return body.decode("utf-8", "surrogateescape")


def newest_words(staff: FlaskClient, client_id: UUID) -> str | None:
    """The words of the newest entry, page by page."""
    newest, after = None, ""
    while True:
        page = staff.get(f"/api/v1/entries?client_id={client_id}&limit=200{after}").json
        newest = page["items"][-1]["words"] if page["items"] else newest
        if page["next"] is None:
            return newest
        after = f"&after={page['next']}"


@given(st.lists(st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=60), max_size=3))
@settings(max_examples=60, deadline=None)
def test_the_twiml_holds_each_reply_whatever_is_in_it(replies: list[str]) -> None:
    answer = _twiml(replies)
    tree = ElementTree.fromstring(answer.data)
    assert answer.mimetype == "text/xml"
    assert tree.tag == "Response"
    assert [message.text or "" for message in tree] == replies


def test_no_reply_is_an_empty_response(phone: Phone, agreed: UUID) -> None:
    phone.text("STOP")
    answer = phone.post(phone.form("are you there"))
    assert answer.status_code == 200
    assert answer.data.decode() == '<?xml version="1.0" encoding="UTF-8"?><Response />'
