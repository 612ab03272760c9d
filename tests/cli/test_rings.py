"""`between keys`: a ring is made once, grows, takes over what the old key wrapped, and lets the old key go."""

import stat
from pathlib import Path
from uuid import uuid4

import pytest

from shared import rings
from shared.database import Database
from shared.rings import CONTACT, JOURNAL
from shared.sealing import Place, Sealing
from tests.cli.terminal import Ended, Terminal
from tests.conftest import Cluster


def keys(terminal: Terminal, action: str, ring: str = JOURNAL, *more: str) -> Ended:
    """One `between keys`. Whatever it says, it shows no key."""
    ended = terminal.between("keys", action, ring, *more)
    for file in terminal.folder.rglob("*.ring"):
        for line in file.read_text().splitlines():
            assert line.split()[1] not in ended.said + ended.complained
    return ended


@pytest.mark.parametrize("ring", [CONTACT, JOURNAL])
def test_a_new_ring_is_for_its_owner_alone(nowhere: Terminal, ring: str) -> None:
    ended = keys(nowhere, "new", ring)
    path = Path(".between") / "keys" / f"{ring}.ring"
    assert (ended.code, ended.said) == (0, f"Wrote {path}. Keep a copy where the backups are not.\n")
    assert stat.S_IMODE((nowhere.folder / path).stat().st_mode) == 0o600
    assert rings.read(ring, nowhere.folder / path).current == 1


@pytest.mark.parametrize("place", [[], ["--file", "safe/my.ring"]])
def test_a_ring_that_is_there_is_never_overwritten(nowhere: Terminal, place: list[str]) -> None:
    keys(nowhere, "new", JOURNAL, *place)
    (path,) = nowhere.folder.rglob("*.ring")
    before = path.read_bytes()
    again = keys(nowhere, "new", JOURNAL, *place)
    assert (again.code, again.said) == (1, "")
    assert "exists already. Overwriting it would make every sealed word unreadable." in again.complained
    assert path.read_bytes() == before


@pytest.mark.parametrize("action", ["add", "rotate", "retire"])
def test_a_ring_that_is_not_there_is_named(terminal: Terminal, action: str) -> None:
    ended = keys(terminal, action)
    assert (ended.code, ended.said) == (1, "")
    assert "The journal ring file .between/keys/journal.ring cannot be read" in ended.complained


def test_a_ring_is_rotated_and_what_was_sealed_before_still_opens(terminal: Terminal, empty: Cluster) -> None:
    keys(terminal, "new")
    path = terminal.folder / ".between" / "keys" / "journal.ring"
    client, place = uuid4(), Place("api.entry", "words", uuid4())
    database = Database(empty.owner_url, application="test-keys")
    with database.begin() as db:
        first = Sealing(rings.read(JOURNAL, path))
        first.create_keys(db, client)
        sealed = first.seal(db, JOURNAL, client, place, "Soup at noon")

    assert keys(terminal, "retire").said == "0 old keys dropped. Restart the services.\n"
    assert keys(terminal, "add").said == (
        "Version 2 is the new key. Restart the services, then: between keys rotate journal\n"
    )
    too_early = keys(terminal, "retire")
    assert (too_early.code, too_early.complained) == (
        1,
        "1 data keys still need an older key. Run 'between keys rotate journal' first.\n",
    )
    assert sorted(rings.read(JOURNAL, path).keys) == [1, 2]
    assert keys(terminal, "rotate").said == "1 data keys are wrapped anew. Next: between keys retire journal\n"
    assert keys(terminal, "rotate").said == "Every data key is wrapped with the newest key already. Nothing to do.\n"
    assert keys(terminal, "retire").said == "1 old keys dropped. Restart the services.\n"

    assert sorted(rings.read(JOURNAL, path).keys) == [2]
    with database.begin() as db:
        assert Sealing(rings.read(JOURNAL, path)).open(db, JOURNAL, client, place, sealed) == "Soup at noon"
    database.close()


def test_somebody_elses_ring_rotates_nothing(terminal: Terminal, empty: Cluster) -> None:
    keys(terminal, "new", JOURNAL, "--file", "ours.ring")
    keys(terminal, "new", JOURNAL, "--file", "theirs.ring")
    keys(terminal, "add", JOURNAL, "--file", "theirs.ring")
    database = Database(empty.owner_url, application="test-keys")
    with database.begin() as db:
        Sealing(rings.read(JOURNAL, terminal.folder / "ours.ring")).create_keys(db, uuid4())
    ended = keys(terminal, "rotate", JOURNAL, "--file", "theirs.ring")
    assert (ended.code, ended.said) == (1, "")
    assert ended.complained.startswith("theirs.ring is not the ring that wrapped these data keys.")
    with database.begin() as db:
        assert db.exec_driver_sql("select ring_version from bus.data_key").scalars().all() == [1]
    database.close()
