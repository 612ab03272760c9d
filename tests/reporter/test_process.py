"""The reporter as a process: its settings, its workers, and Redis that comes and goes."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
import redis

from services.reporter.main import make_workers, read_settings
from services.reporter.migrations import MIGRATIONS
from shared.clock import utcnow
from shared.settings import BadSettings
from tests.cast import MAYA
from tests.conftest import Cluster
from tests.reporter.office import MAIL_FROM, Office
from tests.reporter.relay import Authority, Relay, running

REPOSITORY = Path(__file__).parents[2]


def test_the_migrations_make_the_tables(cluster: Cluster) -> None:
    MIGRATIONS.check(cluster.owner_url)


def test_everything_missing_or_wrong_is_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DATABASE_URL", "REDIS_URL", "JOURNAL_RING_FILE", "SMTP_URL", "MAIL_FROM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("SMTP_URL", "http://user:s3cret@mail.example")
    monkeypatch.setenv("MAIL_FROM", "nobody")
    monkeypatch.setenv("REPORTER_THREADS", "two")
    with pytest.raises(BadSettings) as trouble:
        read_settings()
    wrong = {"DATABASE_URL", "REDIS_URL", "JOURNAL_RING_FILE", "SMTP_URL", "MAIL_FROM", "REPORTER_THREADS"}
    assert set(trouble.value.wrong) == wrong
    assert "s3cret" not in str(trouble.value)


def test_a_secret_may_be_in_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "smtp").write_text("smtps://user:s3cret@mail.example\n")
    monkeypatch.setenv("DATABASE_URL", "postgresql://db.example/between")
    monkeypatch.setenv("REDIS_URL", "redis://redis.example/0")
    monkeypatch.setenv("JOURNAL_RING_FILE", str(tmp_path / "journal"))
    monkeypatch.setenv("SMTP_URL_FILE", str(tmp_path / "smtp"))
    monkeypatch.setenv("MAIL_FROM", MAIL_FROM)
    settings = read_settings()
    assert settings.smtp_url == "smtps://user:s3cret@mail.example"
    assert settings.journal_ring_file == tmp_path / "journal"
    assert "s3cret" not in repr(settings)


def test_a_worker_sends_what_it_is_told_of(office: Office) -> None:
    redis.Redis.from_url(office.settings.redis_url).flushdb()
    workers = make_workers(office.settings.redis_url, 2, office.reporter.compile_and_send)
    office.reporter.hint = workers.hint
    workers.start()
    try:
        office.tell(office.joins(lead=240))
        office.book(office.enrol(MAYA))
        assert office.reporter.tick()
        wait_until(lambda: bool(office.postbox.letters))
        redis.Redis.from_url(office.settings.redis_url).flushdb()
    finally:
        workers.stop()
    assert len(office.postbox.letters) == 1


def test_without_redis_a_digest_is_sent_all_the_same(office: Office) -> None:
    office.reporter.hint = make_workers("redis://127.0.0.1:1/0", 1, office.reporter.compile_and_send).hint
    office.tell(office.joins(lead=240))
    office.book(office.enrol(MAYA))
    office.send_due()
    assert len(office.postbox.letters) == 1


def test_the_process_hears_and_sends_survives_a_kill_and_stops_when_told(
    office: Office, ring_files: dict[str, Path], tmp_path: Path
) -> None:
    """Facts are told, the process is killed and started again, and the mail is with a real relay."""
    office.clock.advance_to(utcnow())
    ca_file, context = Authority(tmp_path).issue("localhost")
    with running(Relay(), starttls=context) as relay:
        settings = office.settings
        environment = {
            "PATH": os.environ["PATH"],
            "DATABASE_URL": settings.database_url,
            "REDIS_URL": settings.redis_url,
            "JOURNAL_RING_FILE": str(ring_files["journal"]),
            "SMTP_URL": f"smtp://localhost:{relay.port}",
            "SMTP_CA_FILE": str(ca_file),
            "MAIL_FROM": MAIL_FROM,
            "HEARTBEAT_FILE": str(tmp_path / "heartbeat"),
        }
        printed = tmp_path / "printed"
        killed = start(environment, printed)
        time.sleep(1.0)
        killed.send_signal(signal.SIGKILL)
        killed.wait()
        client_id, session_id = office.new_id(), office.new_id()
        office.give_keys(client_id)
        office.say(office.joins(lead=240), *office.enrolled(client_id, MAYA))
        office.say(office.booked(session_id, [client_id], office.clock() + timedelta(hours=3)))
        process = start(environment, printed)
        try:
            # A lost hint, or a try that was put off, comes up again within a minute.
            wait_until(lambda: bool(relay.taken), seconds=90)
            wait_until(lambda: office.digest(session_id).state == "sent")
            wait_until(lambda: (tmp_path / "heartbeat").exists())
        finally:
            process.terminate()
            process.wait(timeout=30)
            print(printed.read_text())
    assert process.returncode == 0
    assert len(relay.taken) == 1
    lines = [json.loads(line) for line in printed.read_text().splitlines()]
    assert "digest.sent" in [line["event"] for line in lines]


def start(environment: dict[str, str], printed: Path) -> subprocess.Popen[bytes]:
    """The reporter in a process of its own."""
    with printed.open("ab") as output:
        return subprocess.Popen(
            [sys.executable, "-m", "services.reporter.main"], cwd=REPOSITORY, env=environment, stdout=output
        )


def wait_until(claim: Callable[[], bool], *, seconds: float = 15) -> None:
    """Wait for something to come true."""
    until = time.monotonic() + seconds
    while not claim():
        assert time.monotonic() < until, "waited in vain"
        time.sleep(0.05)
