"""A number we do not know: kept, told once a day that nobody reads this, and never filed to anyone."""

from datetime import timedelta
from uuid import UUID

import pytest
from flask.testing import FlaskClient

from services.api.main import Api
from shared.clock import VirtualClock
from shared.sealing import NOBODY
from tests.api.conftest import PUBLIC_URL, enrol
from tests.api.homework import kept_texts, stored, words
from tests.cast import JONAS
from tests.conftest import Cluster
from tests.signing import Phone


@pytest.fixture
def stranger(web: FlaskClient) -> Phone:
    """A phone nobody enrolled."""
    return Phone(web, JONAS.phone, PUBLIC_URL)


def test_a_stranger_is_answered_once_a_day(stranger: Phone, clock: VirtualClock) -> None:
    [reply] = stranger.text("hi")
    assert "do not know" in reply and "988" in reply and "911" in reply
    assert stranger.text("who is this") == []
    clock.advance(timedelta(hours=24) - timedelta(seconds=1))
    assert stranger.text("hello?") == []
    clock.advance(timedelta(seconds=1))
    assert len(stranger.text("hello?")) == 1


def test_a_strangers_words_are_kept_and_filed_to_nobody(
    stranger: Phone, agreed: UUID, api: Api, empty: Cluster, staff: FlaskClient
) -> None:
    before = stored(empty)
    stranger.text("i want to die")
    after = stored(empty)
    assert {table for table in after if after[table] != before.get(table, 0)} == {"api.message", "bus.data_key"}
    assert [(client_id, body) for client_id, body, _ in kept_texts(api)][1:] == [(NOBODY, "i want to die")]
    assert words(staff, agreed) == []


@pytest.mark.parametrize("word", ["STOP", "start", "Unsubscribe"])
def test_a_strangers_stop_or_start_is_between_them_and_the_carrier(stranger: Phone, word: str) -> None:
    assert stranger.text(word) == []
    assert len(stranger.text("hi")) == 1


def test_what_a_stranger_wrote_stays_a_strangers_when_they_are_enrolled(
    stranger: Phone, lind: UUID, api: Api, staff: FlaskClient
) -> None:
    stranger.text("before")
    jonas = enrol(api, lind, JONAS)
    assert "reply YES" in stranger.text("after")[0]
    assert words(staff, jonas) == ["after"]


def test_another_strangers_reply_is_their_own(stranger: Phone, web: FlaskClient) -> None:
    assert len(stranger.text("hi")) == len(Phone(web, "+18085550133", PUBLIC_URL).text("hi")) == 1
