"""The real process: Redis, workers, the simulator; and what it does without Redis."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from services.notifier.main import build, make_workers, read_settings
from shared.bell import SilentBell
from shared.clock import VirtualClock
from shared.settings import BadSettings
from tests.cast import ACCOUNT_SID, AUTH_TOKEN, CLINIC_NUMBER, MAYA, Person
from tests.conftest import Cluster
from tests.notifier.house import House
from tests.notifier.simulating import Simulator, free_port, running_simulator

SIX_TODAY = datetime(2026, 3, 3, 1, 0, tzinfo=UTC)
ONCE = {"kind": "once", "at": "2026-03-02T18:00", "window_minutes": 120}
CROWD = [Person(f"Client {n}", "C.", f"+121255501{n:02}", "America/Denver") for n in range(20)]


def eventually(claim: Callable[[], bool], seconds: float = 10.0) -> None:
    """Wait until it is so."""
    until = time.monotonic() + seconds
    while not claim():
        assert time.monotonic() < until, "it never came"
        time.sleep(0.05)


def test_settings_name_everything_that_is_missing_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DATABASE_URL", "REDIS_URL", "CONTACT_RING_FILE", "TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(BadSettings) as trouble:
        read_settings()
    missing = set(trouble.value.wrong)
    assert missing >= {
        "DATABASE_URL",
        "REDIS_URL",
        "CONTACT_RING_FILE",
        "TWILIO_AUTH_TOKEN",
        "TWILIO_FROM",
        "PUBLIC_URL",
    }


def test_the_token_can_come_from_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "token").write_text("from-a-file\n")
    given = {
        "DATABASE_URL": "postgresql://x",
        "REDIS_URL": "redis://x",
        "CONTACT_RING_FILE": "ring",
        "TWILIO_ACCOUNT_SID": ACCOUNT_SID,
        "TWILIO_AUTH_TOKEN_FILE": str(tmp_path / "token"),
        "TWILIO_MESSAGING_SERVICE_SID": "MG" + "0" * 32,
        "PUBLIC_URL": "https://between.clinic.example",
    }
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    settings = read_settings()
    assert settings.auth_token == "from-a-file"
    assert settings.sender.startswith("MG")
    assert "from-a-file" not in repr(settings)


def test_workers_deliver_what_they_are_hinted(house: House) -> None:
    for person in CROWD:
        house.assign(house.welcome(person), ONCE)
    house.clock.advance_to(SIX_TODAY)
    workers = make_workers(house.settings.redis_url, 4, house.notifier.deliver)
    house.notifier.hint = workers.hint
    workers.start()
    assert house.notifier.tick()
    eventually(lambda: len(house.carrier.texts) == len(CROWD))
    workers.stop()
    assert {text.phone for text in house.carrier.texts} == {person.phone for person in CROWD}


def test_without_redis_everything_is_still_sent_a_few_at_a_time(house: House) -> None:
    for person in CROWD:
        house.assign(house.welcome(person), ONCE)
    house.clock.advance_to(SIX_TODAY)
    workers = make_workers(f"redis://127.0.0.1:{free_port()}/0", 1, house.notifier.deliver)
    house.notifier.hint = workers.hint
    assert house.notifier.tick()
    assert 0 < len(house.carrier.texts) < len(CROWD)
    house.tick()
    assert len(house.carrier.texts) == len(CROWD)


def test_trouble_with_one_reminder_does_not_stop_the_others(house: House) -> None:
    for person in CROWD[:3]:
        house.assign(house.welcome(person), ONCE)
    first = house.rows("select id from notifier.assignment order by id limit 1")[0]["id"]
    house.rows_changed("update notifier.assignment set version = 99 where id = %s", first)
    house.clock.advance_to(SIX_TODAY)
    house.tick()
    assert len(house.carrier.texts) == 2
    assert sorted(house.reminder_states()) == ["queued", "sent", "sent"]


@pytest.fixture(scope="module")
def simulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Simulator]:
    """One simulator for this file."""
    with running_simulator(Path(tmp_path_factory.mktemp("simulator"))) as running:
        yield running


@contextmanager
def running_notifier(
    cluster: Cluster, ring: Path, simulator: Simulator, folder: Path, *, redis_url: str | None = None
) -> Iterator["subprocess.Popen[bytes]"]:
    """The notifier as it is deployed."""
    environment = os.environ | {
        "DATABASE_URL": cluster.url("notifier"),
        "REDIS_URL": redis_url or cluster.redis_url,
        "CONTACT_RING_FILE": str(ring),
        "TWILIO_ACCOUNT_SID": ACCOUNT_SID,
        "TWILIO_AUTH_TOKEN": AUTH_TOKEN,
        "TWILIO_FROM": CLINIC_NUMBER,
        "TWILIO_BASE_URL": simulator.base_url,
        "PUBLIC_URL": "https://between.clinic.example",
        "NOTIFIER_THREADS": "2",
        "HEARTBEAT_FILE": str(folder / "heartbeat"),
    }
    with (folder / "log").open("ab") as output:
        process = subprocess.Popen([sys.executable, "-m", "services.notifier.main"], env=environment, stdout=output)
        try:
            eventually(lambda: (folder / "heartbeat").exists(), 15)
            yield process
        finally:
            process.kill()
            process.wait()


def _enrol_now(house: House, phone: str) -> UUID:
    """Somebody for whom it is the middle of the day, whenever this runs."""
    now = datetime.now(UTC)
    offset = 12 - now.hour
    zone = f"Etc/GMT{-offset:+d}" if offset else "Etc/GMT"
    return house.enrol(Person("Now", "N.", phone, zone)).client_id


@pytest.mark.parametrize("has_redis", [True, False], ids=["with_redis", "without_redis"])
def test_the_process_hears_sends_tells_and_stops(
    empty: Cluster, ring_files: dict[str, Path], simulator: Simulator, tmp_path: Path, has_redis: bool
) -> None:
    house = House(empty, ring_files, VirtualClock(datetime.now(UTC)))
    phone = "+12125550188" if has_redis else "+12125550189"
    redis_url = None if has_redis else f"redis://127.0.0.1:{free_port()}/0"
    with running_notifier(empty, ring_files["contact"], simulator, tmp_path, redis_url=redis_url) as process:
        _enrol_now(house, phone)
        eventually(lambda: len(simulator.texts(phone)) == 1, 20)
        eventually(lambda: house.reminder_states("opt_in") == ["sent"])
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=15) == 0
    written = (tmp_path / "log").read_text()
    assert "reminder.sent" in written
    for private in (phone, phone[2:], "Reply YES", AUTH_TOKEN):
        assert private not in written
    house.close()


def test_killed_again_and_again_everybody_gets_one_text_in_the_end(
    empty: Cluster, ring_files: dict[str, Path], simulator: Simulator, tmp_path: Path
) -> None:
    house = House(empty, ring_files, VirtualClock(datetime.now(UTC)))
    phones = [f"+131255501{n:02}" for n in range(60)]
    for phone in phones:
        _enrol_now(house, phone)
    simulator.fault("create_slow", seconds=0.15, probability=1.0)
    for _ in range(3):
        (tmp_path / "heartbeat").unlink(missing_ok=True)
        house.rows_changed("update notifier.reminder set try_at = now() + interval '2 seconds' where state = 'planned'")
        with running_notifier(empty, ring_files["contact"], simulator, tmp_path):
            pass
    simulator.reset()
    assert "open" in house.attempt_states()
    settings = replace(house.settings, twilio_base_url=simulator.base_url)
    settler = build(settings, now=house.clock, bell=SilentBell())
    house.clock.advance_to(datetime.now(UTC))
    for _ in range(40):
        house.clock.advance(timedelta(seconds=30))
        while settler.tick():
            pass
    settler.close()
    assert [len(simulator.texts(phone)) for phone in phones] == [1] * len(phones)
    assert set(house.reminder_states("opt_in")) == {"sent"}
    house.close()


def test_ticks_go_on_at_night_without_work(house: House) -> None:
    house.welcome(MAYA)
    house.clock.advance(timedelta(hours=12))
    assert not house.notifier.tick()
