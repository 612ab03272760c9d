"""What is sealed opens in its own place, under its own client's key, and nowhere else; and never again once erased."""

import base64
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection
from uuid_utils.compat import uuid7

from shared import rings
from shared.database import Database
from shared.events import API, REPORTER, EntryRecorded, Sealed
from shared.rings import CONTACT, JOURNAL
from shared.sealing import FORGET_AFTER, KeyErased, Place, Sealing, Unreadable, in_fact
from tests.cast import MAYA
from tests.conftest import Cluster

MAYA_ID, JONAS_ID, ENTRY_ID = uuid7(), uuid7(), uuid7()
HERE = Place("api.entry", "words", ENTRY_ID)
WORDS = "The walk by the river did me good."
RINGS = [rings.new_ring(name) for name in rings.RINGS]


class Stopwatch:
    """Seconds that pass when we say so."""

    def __init__(self) -> None:
        self.seconds = 1_000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def api(empty: Cluster) -> Iterator[Database]:
    """The api's database, empty."""
    database = empty.database(API)
    yield database
    database.close()


@pytest.fixture
def sealing() -> Sealing:
    """The api's sealing: it holds both rings."""
    return Sealing(*RINGS)


@pytest.fixture
def db(api: Database, sealing: Sealing) -> Iterator[Connection]:
    """A transaction with Maya and Jonas enrolled."""
    with api.begin() as connection:
        sealing.create_keys(connection, MAYA_ID)
        sealing.create_keys(connection, JONAS_ID)
        yield connection


TEXT = st.text(st.characters(exclude_categories=()))
"""Anything, lone surrogates and NUL included."""


def test_any_text_opens_as_it_was_sealed(db: Connection, sealing: Sealing) -> None:
    @settings(max_examples=200, deadline=None)
    @given(TEXT, st.sampled_from(rings.RINGS))
    def check(text: str, ring: str) -> None:
        sealed = sealing.seal(db, ring, MAYA_ID, HERE, text)
        assert sealing.open(db, ring, MAYA_ID, HERE, sealed) == text
        in_a_fact = sealing.seal_fact(db, ring, MAYA_ID, HERE, text)
        assert sealing.open_fact(db, ring, MAYA_ID, HERE, in_a_fact) == text

    check()


@pytest.mark.parametrize("text", ["", "\0", "\ud800", "\udfff\ud800", "é" * 1_000_000, "🌱\u200d"])
def test_odd_texts_open_as_they_were_sealed(db: Connection, sealing: Sealing, text: str) -> None:
    assert sealing.open(db, JOURNAL, MAYA_ID, HERE, sealing.seal(db, JOURNAL, MAYA_ID, HERE, text)) == text


def test_the_same_text_never_looks_the_same(db: Connection, sealing: Sealing) -> None:
    sealed = {sealing.seal(db, JOURNAL, MAYA_ID, HERE, WORDS) for _ in range(50)}
    assert len(sealed) == 50
    assert all(WORDS.encode() not in one for one in sealed)


@pytest.mark.parametrize(
    ("ring", "client_id", "place"),
    [
        (JOURNAL, MAYA_ID, replace(HERE, row=uuid7())),
        (JOURNAL, MAYA_ID, replace(HERE, column="value")),
        (JOURNAL, MAYA_ID, replace(HERE, table="reporter.entry")),
        (JOURNAL, MAYA_ID, in_fact(EntryRecorded, "words", ENTRY_ID)),
        (JOURNAL, JONAS_ID, HERE),
        (CONTACT, MAYA_ID, HERE),
    ],
    ids=["row", "column", "table", "fact", "client", "ring"],
)
def test_a_sealed_value_moved_elsewhere_is_refused(
    db: Connection, sealing: Sealing, ring: str, client_id: UUID, place: Place
) -> None:
    sealed = sealing.seal(db, JOURNAL, MAYA_ID, HERE, WORDS)
    with pytest.raises(Unreadable):
        sealing.open(db, ring, client_id, place, sealed)


def test_two_values_swapped_are_both_refused(db: Connection, sealing: Sealing) -> None:
    there = replace(HERE, row=uuid7())
    first = sealing.seal(db, JOURNAL, MAYA_ID, HERE, "first")
    second = sealing.seal(db, JOURNAL, MAYA_ID, there, "second")
    for place, sealed in ((HERE, second), (there, first)):
        with pytest.raises(Unreadable):
            sealing.open(db, JOURNAL, MAYA_ID, place, sealed)


def test_a_value_cut_short_anywhere_is_refused(db: Connection, sealing: Sealing) -> None:
    sealed = sealing.seal(db, JOURNAL, MAYA_ID, HERE, WORDS)
    for length in range(len(sealed)):
        with pytest.raises(Unreadable):
            sealing.open(db, JOURNAL, MAYA_ID, HERE, sealed[:length])
    with pytest.raises(Unreadable):
        sealing.open(db, JOURNAL, MAYA_ID, HERE, sealed + b"\0")


def test_a_value_with_any_bit_flipped_is_refused(db: Connection, sealing: Sealing) -> None:
    sealed = sealing.seal(db, JOURNAL, MAYA_ID, HERE, "ok")
    for bit in range(len(sealed) * 8):
        flipped = bytearray(sealed)
        flipped[bit // 8] ^= 1 << bit % 8
        with pytest.raises(Unreadable):
            sealing.open(db, JOURNAL, MAYA_ID, HERE, bytes(flipped))


@pytest.mark.parametrize("written", ["", "A", "====", "not base64!", "é", "AQ==", base64.b64encode(bytes(40)).decode()])
def test_a_fact_with_a_broken_sealed_field_is_refused_by_name(db: Connection, sealing: Sealing, written: str) -> None:
    with pytest.raises(Unreadable, match=r"fact\.EntryRecorded\.words"):
        sealing.open_fact(db, JOURNAL, MAYA_ID, in_fact(EntryRecorded, "words", ENTRY_ID), Sealed(written))


@pytest.mark.parametrize(
    "tampering",
    [
        "update bus.data_key a set wrapped = b.wrapped from bus.data_key b where b.client_id = %(other)s"
        " and a.client_id = %(ours)s and a.ring = b.ring",
        "update bus.data_key a set wrapped = b.wrapped from bus.data_key b where b.client_id = %(ours)s"
        " and a.client_id = %(ours)s and a.ring <> b.ring",
        "update bus.data_key set wrapped = set_byte(wrapped, 20, get_byte(wrapped, 20) # 1)",
        "update bus.data_key set wrapped = substring(wrapped from 1 for 5)",
        "update bus.data_key set wrapped = ''",
    ],
    ids=["of another client", "of another ring", "changed", "cut", "emptied"],
)
def test_a_data_key_put_in_anothers_place_is_refused(empty: Cluster, api: Database, tampering: str) -> None:
    with api.begin() as db:
        first = Sealing(*RINGS)
        for client_id in (MAYA_ID, JONAS_ID):
            first.create_keys(db, client_id)
        sealed = first.seal(db, JOURNAL, MAYA_ID, HERE, WORDS)
    owner = Database(empty.owner_url, application="test-owner")
    with owner.begin() as db:
        db.exec_driver_sql(tampering, {"ours": MAYA_ID, "other": JONAS_ID})
    owner.close()
    with api.begin() as db, pytest.raises(Unreadable, match="data_key"):
        Sealing(*RINGS).open(db, JOURNAL, MAYA_ID, HERE, sealed)


def test_no_data_key_lies_open_in_the_database(db: Connection, sealing: Sealing) -> None:
    wrapped = db.exec_driver_sql("select wrapped from bus.data_key").scalars().all()
    assert len(set(wrapped)) == 4
    assert {len(one) for one in wrapped} == {12 + 32 + 16}


def test_keys_made_twice_are_made_once(db: Connection, sealing: Sealing) -> None:
    sealed = sealing.seal(db, JOURNAL, MAYA_ID, HERE, WORDS)
    sealing.create_keys(db, MAYA_ID)
    assert Sealing(*RINGS).open(db, JOURNAL, MAYA_ID, HERE, sealed) == WORDS


def test_a_key_whose_enrolment_was_rolled_back_seals_nothing_later(api: Database, sealing: Sealing) -> None:
    with pytest.raises(RuntimeError), api.begin() as db:
        sealing.create_keys(db, MAYA_ID)
        sealing.seal(db, JOURNAL, MAYA_ID, HERE, WORDS)
        raise RuntimeError
    with api.begin() as db:
        sealing.create_keys(db, MAYA_ID)
        sealed = sealing.seal(db, JOURNAL, MAYA_ID, HERE, WORDS)
    with api.begin() as db:
        assert Sealing(*RINGS).open(db, JOURNAL, MAYA_ID, HERE, sealed) == WORDS


def test_an_erased_clients_words_open_nowhere_again(api: Database, sealing: Sealing) -> None:
    with api.begin() as db:
        sealing.create_keys(db, MAYA_ID)
        sealing.create_keys(db, JONAS_ID)
        kept = sealing.seal(db, JOURNAL, MAYA_ID, HERE, WORDS)
        in_a_fact = sealing.seal_fact(db, JOURNAL, MAYA_ID, in_fact(EntryRecorded, "words", ENTRY_ID), WORDS)
        phone = sealing.seal(db, CONTACT, MAYA_ID, HERE, MAYA.phone)
        of_jonas = sealing.seal(db, JOURNAL, JONAS_ID, HERE, "Jonas")
    with api.begin() as db:
        sealing.erase_keys(db, MAYA_ID)
    for reader in (sealing, Sealing(*RINGS)):
        with api.begin() as db:
            with pytest.raises(KeyErased):
                reader.open(db, JOURNAL, MAYA_ID, HERE, kept)
            with pytest.raises(KeyErased):
                reader.open_fact(db, JOURNAL, MAYA_ID, in_fact(EntryRecorded, "words", ENTRY_ID), in_a_fact)
            with pytest.raises(KeyErased):
                reader.open(db, CONTACT, MAYA_ID, HERE, phone)
            with pytest.raises(KeyErased):
                reader.seal(db, JOURNAL, MAYA_ID, HERE, "more")
            assert reader.open(db, JOURNAL, JONAS_ID, HERE, of_jonas) == "Jonas"


def test_a_new_key_for_an_erased_client_does_not_bring_the_words_back(api: Database, sealing: Sealing) -> None:
    with api.begin() as db:
        sealing.create_keys(db, MAYA_ID)
        sealed = sealing.seal(db, JOURNAL, MAYA_ID, HERE, WORDS)
        sealing.erase_keys(db, MAYA_ID)
        sealing.create_keys(db, MAYA_ID)
        with pytest.raises(Unreadable):
            sealing.open(db, JOURNAL, MAYA_ID, HERE, sealed)


def test_another_process_forgets_an_erased_key_when_told_and_by_itself_in_time(api: Database, sealing: Sealing) -> None:
    stopwatch = Stopwatch()
    told, untold = Sealing(*RINGS), Sealing(*RINGS, seconds=stopwatch)
    with api.begin() as db:
        sealing.create_keys(db, MAYA_ID)
        sealed = sealing.seal(db, JOURNAL, MAYA_ID, HERE, WORDS)
        told.remember(db, JOURNAL, [MAYA_ID])
        untold.remember(db, JOURNAL, [MAYA_ID])
        sealing.erase_keys(db, MAYA_ID)
    with api.begin() as db:
        told.forget(MAYA_ID)
        with pytest.raises(KeyErased):
            told.open(db, JOURNAL, MAYA_ID, HERE, sealed)

        assert timedelta(seconds=30) >= FORGET_AFTER
        stopwatch.seconds += FORGET_AFTER.total_seconds() - 1
        assert untold.open(db, JOURNAL, MAYA_ID, HERE, sealed) == WORDS
        stopwatch.seconds += 1
        with pytest.raises(KeyErased):
            untold.open(db, JOURNAL, MAYA_ID, HERE, sealed)


def test_using_a_key_does_not_make_it_remembered_for_longer(api: Database, sealing: Sealing) -> None:
    stopwatch = Stopwatch()
    busy = Sealing(*RINGS, seconds=stopwatch)
    with api.begin() as db:
        sealing.create_keys(db, MAYA_ID)
        sealed = sealing.seal(db, JOURNAL, MAYA_ID, HERE, WORDS)
        busy.open(db, JOURNAL, MAYA_ID, HERE, sealed)
        sealing.erase_keys(db, MAYA_ID)
        for _ in range(29):
            stopwatch.seconds += 1
            assert busy.open(db, JOURNAL, MAYA_ID, HERE, sealed) == WORDS
        stopwatch.seconds += 1
        with pytest.raises(KeyErased):
            busy.open(db, JOURNAL, MAYA_ID, HERE, sealed)


def test_many_keys_are_fetched_ahead_and_the_erased_ones_passed_over(db: Connection, sealing: Sealing) -> None:
    sealed = sealing.seal(db, JOURNAL, MAYA_ID, HERE, WORDS)
    stranger = uuid7()
    fresh = Sealing(*RINGS)
    fresh.remember(db, JOURNAL, [MAYA_ID, stranger, JONAS_ID])
    assert fresh.open(db, JOURNAL, MAYA_ID, HERE, sealed) == WORDS
    with pytest.raises(KeyErased, match=str(stranger)):
        fresh.open(db, JOURNAL, stranger, HERE, sealed)


def test_the_reporter_cannot_open_what_the_contact_ring_seals(empty: Cluster, api: Database, sealing: Sealing) -> None:
    with api.begin() as db:
        sealing.create_keys(db, MAYA_ID)
        phone = sealing.seal(db, CONTACT, MAYA_ID, HERE, MAYA.phone)
        words = sealing.seal(db, JOURNAL, MAYA_ID, HERE, WORDS)
    journal = next(ring for ring in RINGS if ring.name == JOURNAL)
    reporters = empty.database(REPORTER)
    with reporters.begin() as db:
        assert Sealing(journal).open(db, JOURNAL, MAYA_ID, HERE, words) == WORDS
        # Not with its own ring, and not even with both: Postgres does not give it the data key.
        for reporter in (Sealing(journal), Sealing(*RINGS)):
            with pytest.raises(KeyErased):
                reporter.open(db, CONTACT, MAYA_ID, HERE, phone)
        with pytest.raises(Unreadable):
            Sealing(journal).open(db, JOURNAL, MAYA_ID, HERE, phone)
    reporters.close()


def test_a_ring_of_another_house_opens_nothing(db: Connection, sealing: Sealing) -> None:
    sealed = sealing.seal(db, JOURNAL, MAYA_ID, HERE, WORDS)
    with pytest.raises(Unreadable):
        Sealing(rings.new_ring(JOURNAL)).open(db, JOURNAL, MAYA_ID, HERE, sealed)


def test_a_phone_is_found_by_an_index_that_only_its_own_ring_file_makes() -> None:
    contact = rings.new_ring(CONTACT)
    index = Sealing(contact).blind_index(MAYA.phone)
    assert Sealing(contact).blind_index(MAYA.phone) == index
    assert Sealing(rings.with_new_key(contact)).blind_index(MAYA.phone) == index
    assert Sealing(rings.without_old_keys(rings.with_new_key(contact))).blind_index(MAYA.phone) == index
    assert Sealing(rings.new_ring(CONTACT)).blind_index(MAYA.phone) != index
    assert Sealing(contact).blind_index(MAYA.phone[:-1] + "2") != index
    assert (len(index), MAYA.phone.encode() in index) == (32, False)


def test_no_complaint_and_no_description_holds_a_key_or_a_word(db: Connection, sealing: Sealing) -> None:
    sealed = sealing.seal(db, JOURNAL, MAYA_ID, HERE, WORDS)
    said = [repr(sealing), str(sealing), *map(repr, RINGS), *map(str, RINGS)]
    for client_id, ring, value in (
        (JONAS_ID, JOURNAL, sealed),
        (MAYA_ID, CONTACT, sealed),
        (uuid7(), JOURNAL, sealed),
        (MAYA_ID, JOURNAL, WORDS.encode()),
    ):
        with pytest.raises((Unreadable, KeyErased)) as refused:
            sealing.open(db, ring, client_id, HERE, value)
        assert refused.value.__cause__ is None
        said += [str(refused.value), repr(refused.value), repr(refused.value.__context__)]
    secret = [key for ring in RINGS for key in (*ring.keys.values(), ring.index_key) if key is not None]
    secret += db.exec_driver_sql("select wrapped from bus.data_key").scalars().all()
    for line in said:
        assert "river" not in line
        for key in secret:
            for form in (repr(key)[2:-1], key.hex(), base64.b64encode(key).decode()):
                assert form not in line
