"""The search that must find nothing can find: each spelling of a word and of a number, wherever it stands."""

import base64
import json
import secrets
from urllib.parse import quote_plus

import pytest

from tests.journeys.canaries import Search

WORD = "Zéphyrine"
PHONE = "+12125550123"


def seen(content: bytes | str) -> set[str]:
    """The canaries found, between bytes that mean nothing."""
    given = content.encode() if isinstance(content, str) else content
    return {found.canary for found in Search([WORD], [PHONE]).look_in("here", b"\x00{%s}\xff" % given)}


@pytest.mark.parametrize(
    "written",
    [
        f"dear {WORD},",
        WORD.upper(),
        WORD.lower(),
        json.dumps({"name": WORD}),
        json.dumps(WORD, ensure_ascii=False),
        f"/clients?name={quote_plus(WORD)}&x=1",
        WORD.encode("utf-16"),
        WORD.encode("utf-16-be"),
        WORD.encode().hex(),
        WORD.encode().hex().upper(),
        WORD.lower().encode().hex(),
    ],
)
def test_a_word_is_found_however_it_is_written(written: bytes | str) -> None:
    assert seen(written) == {WORD}


@pytest.mark.parametrize(
    "written",
    [
        "+12125550123",
        "12125550123",
        "2125550123",
        "%2B12125550123",
        "(212) 555-0123",
        "+1 (212)555-0123",
        "1-212-555-0123",
        "212.555.0123",
        "+1 212 555 0123",
        "%28212%29%20555-0123",
        "+12125550123".encode("utf-16"),
        "+12125550123".encode("utf-16-be"),
        b"+12125550123".hex(),
    ],
)
def test_a_number_is_found_however_it_is_written(written: bytes | str) -> None:
    assert seen(written) == {PHONE}


@pytest.mark.parametrize("canary", [WORD, PHONE])
@pytest.mark.parametrize("before", range(7))
@pytest.mark.parametrize("after", range(4))
def test_base64_hides_nothing_wherever_in_it_the_canary_stands(canary: str, before: int, after: int) -> None:
    content = secrets.token_bytes(before) + canary.encode() + secrets.token_bytes(after)
    assert seen(base64.b64encode(content)) == {canary}
    assert seen(base64.urlsafe_b64encode(content)) == {canary}


def test_what_is_not_there_is_not_found() -> None:
    assert seen(b"Zephyrine 212 555 0124 " + secrets.token_bytes(100_000)) == set()


def test_a_find_says_what_where_and_in_which_words() -> None:
    (found,) = Search(["plinth"]).look_in("the log", b"it stood on a plinth, he said")
    assert (found.canary, found.spelling, found.where) == ("plinth", "as it is", "the log")
    assert b"on a plinth, he" in found.around
