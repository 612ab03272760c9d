"""What holds the house together: who hears what, where imports point, tables as modelled, nothing private."""

import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

import pytest

from services.api.conversing import Conversing
from services.api.hearing import handlers as api_handlers
from services.api.reading import House
from services.api.screening import PhraseScreen
from services.cli.migrate import SCHEMAS
from services.notifier.contacts import Contacts
from services.notifier.hearing import handlers as notifier_handlers
from services.notifier.outcomes import Outcomes
from services.notifier.settling import Settling
from services.reporter.hearing import Hearing
from shared import rings
from shared.activities.library import BUILT_IN
from shared.bell import SilentBell
from shared.bus import Handler
from shared.clock import utcnow
from shared.database import Database
from shared.events import API, HEARS, NOTIFIER, READERS, REPORTER, Fact, Sealed, field_types
from shared.migrating import Migrations
from shared.sealing import Sealing
from tests.conftest import Cluster
from tests.notifier.carrier import FakeCarrier

ROOT = Path(__file__).parent.parent
NUMBER = re.compile(r"(?<![\w.:-])(?:\+?1[ .-]?)?\(?([2-9]\d{2})\)?[ .-]?(\d{3})[ .-]?(\d{4})(?![\w-])")

# In the carrier's own published example of a signature, which no other numbers would fit.
PUBLISHED = {"+12349013030", "+18005551212"}


@pytest.fixture(scope="module")
def tracked() -> list[Path]:
    """The files of the repository, those about to be added included."""
    if not (ROOT / ".git").exists():
        pytest.skip("not a git checkout")
    names = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split("\0")
    return [ROOT / name for name in names if name and (ROOT / name).is_file()]


def heard_by(service: str) -> Mapping[type[Fact], Handler]:
    """A service's table of contents: fact -> what it does."""
    contact, journal = (rings.new_ring(name) for name in rings.RINGS)
    if service == API:
        conversing = Conversing(Sealing(contact, journal), BUILT_IN, House("Between", ""), PhraseScreen())
        return api_handlers(conversing.dialogues, conversing.openings)
    if service == REPORTER:
        return Hearing(Sealing(journal)).handlers()
    sealing, bell = Sealing(contact), SilentBell()
    settling = Settling(
        Database("postgresql://nobody@127.0.0.1:1/nowhere", application="test"),
        sealing,
        FakeCarrier(utcnow),
        Outcomes(bell, timedelta(minutes=10)),
        utcnow,
        settle_after=timedelta(minutes=10),
    )
    return notifier_handlers(Contacts(sealing), settling)


@pytest.mark.parametrize("service", READERS)
def test_a_service_handles_exactly_the_facts_it_hears(service: str) -> None:
    assert set(heard_by(service)) == {kind for kind, readers in HEARS.items() if service in readers}


def test_facts_that_carry_words_or_names_never_reach_the_notifier() -> None:
    private = {"words", "value", "display_name", "initials"}
    carrying = {kind for kind in HEARS if private & set(field_types(kind))}
    assert len(carrying) >= 3
    assert all(HEARS[kind] == (REPORTER,) for kind in carrying)


def test_facts_that_carry_a_phone_reach_the_notifier_alone() -> None:
    carrying = {kind for kind in HEARS if any("phone" in name for name in field_types(kind))}
    assert carrying
    assert all(HEARS[kind] == (NOTIFIER,) for kind in carrying)


def test_private_fields_of_facts_are_sealed() -> None:
    for kind in HEARS:
        for name, hint in field_types(kind).items():
            if name in ("phone", "words", "value", "display_name", "initials", "params"):
                assert hint in (Sealed, Sealed | None), f"{kind.__name__}.{name}"


@pytest.mark.parametrize("migrations", SCHEMAS, ids=lambda migrations: migrations.schema)
def test_the_migrated_tables_are_as_their_models_say(cluster: Cluster, migrations: Migrations) -> None:
    migrations.check(cluster.owner_url)


def lint_imports(folder: Path) -> "subprocess.CompletedProcess[str]":
    """What the import linter says about a tree."""
    return subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys; sys.path.insert(0, '.'); from importlinter.cli import lint_imports;"
            " sys.exit(lint_imports(no_cache=True))",
        ],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


def test_imports_point_where_they_may() -> None:
    linted = lint_imports(ROOT)
    assert linted.returncode == 0, linted.stdout + linted.stderr
    assert "0 broken" in linted.stdout


@pytest.mark.parametrize(
    ("module", "line", "contract"),
    [
        ("services/api/entries.py", "import services.reporter.tables", "A service never imports another"),
        ("shared/clock.py", "import services.api.tables", "Arrows go down: command line, services, shared"),
        ("simulator/__init__.py", "import shared.phone", "The simulator stands alone"),
        ("services/notifier/planning.py", "import kombu", "Kombu stays in the bell"),
        ("services/api/entries.py", "import dramatiq", "Dramatiq stays with the chores"),
        ("services/reporter/mailer.py", "import twilio", "Twilio stays at the doors"),
    ],
)
def test_an_import_that_points_elsewhere_breaks_its_contract(
    tmp_path: Path, module: str, line: str, contract: str
) -> None:
    for name in ("services", "shared", "simulator", "embedded"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / ".importlinter", tmp_path)
    with (tmp_path / module).open("a") as file:
        file.write(f"\n{line}\n")
    linted = lint_imports(tmp_path)
    assert linted.returncode == 1
    assert f"{contract} BROKEN" in linted.stdout


def test_locked_requirements_name_no_address() -> None:
    locks = sorted((ROOT / "requirements").glob("*.lock"))
    assert locks
    for lock in locks:
        text = lock.read_text()
        assert "://" not in text
        assert not re.search(r"^\s*(-i|--\S*(index|host|links))", text, re.M)


def test_every_number_in_the_repository_is_one_kept_for_fiction(tracked: list[Path]) -> None:
    real = []
    for path in tracked:
        try:
            text = path.read_text()
        except UnicodeDecodeError:
            continue
        for found in NUMBER.finditer(text):
            if found[2] + found[3][:2] != "55501" and found[0] not in PUBLISHED:
                real.append(f"{path.relative_to(ROOT)}: {found[0]}")
    assert not real


@pytest.mark.parametrize(
    "written", ["+1212867{}", "212867{}", "212-867-{}", "(212) 867-{}", "Tel. 212.867.{}!", '"1 212 867 {}"']
)
def test_a_real_number_would_be_noticed(written: str) -> None:
    assert NUMBER.search(written.format("5309"))
