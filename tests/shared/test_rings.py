"""Key rings: kept in files for their owner's eyes, turned without losing a word, and plain about what is wrong."""

import base64
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from uuid_utils.compat import uuid7

from services.cli import keys
from shared import rings
from shared.database import Database
from shared.events import API
from shared.rings import CONTACT, JOURNAL, BadRing
from shared.sealing import Place, Sealing
from tests.conftest import Cluster

MAYA_ID, JONAS_ID = uuid7(), uuid7()
HERE = Place("api.entry", "words", UUID(int=1))
KEY = base64.b64encode(bytes(range(32))).decode()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where the journal ring is kept."""
    path = tmp_path / "keys" / "journal.ring"
    keys.make(JOURNAL, path)
    return path


@pytest.fixture
def api(empty: Cluster) -> Iterator[Database]:
    """The api's database, empty."""
    database = empty.database(API)
    yield database
    database.close()


def restarted(file: Path) -> Sealing:
    """A service that has just read the ring file."""
    return Sealing(rings.read(JOURNAL, file))


def seal(api: Database, file: Path, client_id: UUID, words: str) -> bytes:
    """Enrol a client and seal their words with what the file holds now."""
    sealing = restarted(file)
    with api.begin() as db:
        sealing.create_keys(db, client_id)
        return sealing.seal(db, JOURNAL, client_id, HERE, words)


def opened(api: Database, file: Path, client_id: UUID, sealed: bytes) -> str:
    """What a restarted service reads."""
    with api.begin() as db:
        return restarted(file).open(db, JOURNAL, client_id, HERE, sealed)


def versions(api: Database) -> dict[UUID, int]:
    """Which version wraps each client's data key."""
    with api.begin() as db:
        rows = db.exec_driver_sql("select client_id, ring_version from bus.data_key")
        return {row.client_id: row.ring_version for row in rows}


def test_a_ring_is_turned_from_end_to_end_and_every_word_still_opens(empty: Cluster, api: Database, file: Path) -> None:
    of_maya = seal(api, file, MAYA_ID, "before")
    first = rings.read(JOURNAL, file).keys[1]

    assert keys.add_key(JOURNAL, file).current == 2
    of_jonas = seal(api, file, JONAS_ID, "after")
    assert versions(api) == {MAYA_ID: 1, JONAS_ID: 2}
    assert opened(api, file, MAYA_ID, of_maya) == "before"

    assert keys.rewrap(JOURNAL, file, empty.owner_url) == 1
    assert versions(api) == {MAYA_ID: 2, JONAS_ID: 2}
    assert opened(api, file, MAYA_ID, of_maya) == "before"
    assert keys.rewrap(JOURNAL, file, empty.owner_url) == 0

    assert keys.retire(JOURNAL, file, empty.owner_url) == 1
    assert first not in rings.read(JOURNAL, file).keys.values()
    assert opened(api, file, MAYA_ID, of_maya) == "before"
    assert opened(api, file, JONAS_ID, of_jonas) == "after"


def test_a_key_still_in_use_is_not_let_go(empty: Cluster, api: Database, file: Path) -> None:
    sealed = seal(api, file, MAYA_ID, "before")
    keys.add_key(JOURNAL, file)
    before = file.read_text()
    with pytest.raises(BadRing, match=r"1 data keys still need an older key\. Run 'between keys rotate journal' first"):
        keys.retire(JOURNAL, file, empty.owner_url)
    assert file.read_text() == before
    assert opened(api, file, MAYA_ID, sealed) == "before"


def test_a_key_lost_too_early_is_missed_by_name(api: Database, file: Path) -> None:
    sealed = seal(api, file, MAYA_ID, "before")
    rings.write(rings.without_old_keys(keys.add_key(JOURNAL, file)), file)
    with pytest.raises(BadRing, match="The journal ring has no key of version 1"):
        opened(api, file, MAYA_ID, sealed)


def test_turning_one_ring_leaves_the_other_alone(empty: Cluster, api: Database, file: Path, tmp_path: Path) -> None:
    contact_file = tmp_path / "contact.ring"
    keys.make(CONTACT, contact_file)
    both = Sealing(rings.read(CONTACT, contact_file), rings.read(JOURNAL, file))
    with api.begin() as db:
        both.create_keys(db, MAYA_ID)
    keys.add_key(JOURNAL, file)
    assert keys.rewrap(JOURNAL, file, empty.owner_url) == 1
    with api.begin() as db:
        rows = db.exec_driver_sql("select ring, ring_version from bus.data_key order by ring").all()
    assert rows == [(CONTACT, 1), (JOURNAL, 2)]


def test_an_existing_ring_file_is_never_overwritten(file: Path) -> None:
    before = file.read_text()
    with pytest.raises(BadRing, match="exists already"):
        keys.make(JOURNAL, file)
    assert file.read_text() == before


def test_a_ring_file_is_for_its_owner_alone_and_stays_so(file: Path) -> None:
    assert file.stat().st_mode & 0o777 == 0o600
    keys.add_key(JOURNAL, file)
    assert file.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in file.parent.iterdir()] == [file.name]


def test_a_ring_file_reads_as_it_was_written(tmp_path: Path) -> None:
    for name in rings.RINGS:
        ring = rings.with_new_key(rings.new_ring(name))
        rings.write(ring, tmp_path / name)
        assert rings.read(name, tmp_path / name) == ring
        assert (ring.index_key is not None) == (name == CONTACT)


def test_every_new_key_is_another(tmp_path: Path) -> None:
    ring = rings.with_new_key(rings.with_new_key(rings.new_ring(CONTACT)))
    assert len({*ring.keys.values(), ring.index_key}) == 4
    assert rings.new_ring(JOURNAL).keys != rings.new_ring(JOURNAL).keys


def test_a_ring_file_may_have_blank_lines_and_the_line_ends_of_another_system() -> None:
    assert rings.parse(JOURNAL, f"\r\n1 {KEY}\r\n\r\n").keys == {1: bytes(range(32))}


@pytest.mark.parametrize(
    ("name", "text", "complaint"),
    [
        (JOURNAL, "", "The journal ring is empty"),
        (JOURNAL, "\n\n", "The journal ring is empty"),
        (JOURNAL, f"index {KEY}", "The journal ring is empty"),
        (JOURNAL, "1", "Line 1 of the journal ring"),
        (JOURNAL, f"1 {KEY} more", "Line 1 of the journal ring"),
        (JOURNAL, f"one {KEY}", "Line 1 of the journal ring"),
        (JOURNAL, f"1 {KEY}\n2 {KEY[:-4]}", "Line 2 of the journal ring"),
        (JOURNAL, f"1 {KEY}\n\n2 !{KEY[1:]}", "Line 3 of the journal ring"),
        (JOURNAL, f"1 {KEY[:-1]}é", "Line 1 of the journal ring"),
        (JOURNAL, f"1 {KEY}\n1 {KEY}", "Line 2 of the journal ring gives '1' a second key"),
        (CONTACT, f"1 {KEY}", "The contact ring has no index line"),
        (CONTACT, f"index {KEY}\n1 {KEY}\nindex {KEY}", "Line 3 of the contact ring gives 'index' a second key"),
    ],
)
def test_a_broken_ring_is_refused_by_line_and_without_its_keys(name: str, text: str, complaint: str) -> None:
    with pytest.raises(BadRing) as refused:
        rings.parse(name, text)
    assert str(refused.value).startswith(complaint)
    assert KEY[:8] not in str(refused.value)


def test_a_ring_file_that_is_missing_a_folder_or_no_text_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "binary").write_bytes(bytes(range(256)))
    for name, complaint in {
        "missing": r"cannot be read \(No such file or directory\)",
        "folder": r"cannot be read \(Is a directory\)",
        "binary": "is not a text file",
    }.items():
        with pytest.raises(BadRing, match=f"{name} {complaint}"):
            rings.read(JOURNAL, tmp_path / name)
