"""A process goes on whatever its jobs do, ends when it is told to, and shows by its heartbeat that it is well."""

import json
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from uuid_utils.compat import uuid7

from embedded import EmbeddedServers
from shared.bell import KombuBell
from shared.loop import Loop, Ticker
from tests.shared.ledger import Ledger, wait_until

ROOT = Path(__file__).parents[2]
MAYA_ID, JONAS_ID = uuid7(), uuid7()
SELDOM, OFTEN = 3600, 0.01


class Job:
    """Counts its turns, and answers each as told; the last answer stays."""

    def __init__(self, *answers: object) -> None:
        self.turns = 0
        self._answers = answers or (None,)

    def __call__(self) -> object:
        answer = self._answers[min(self.turns, len(self._answers) - 1)]
        self.turns += 1
        if isinstance(answer, Exception):
            raise answer
        return answer


@pytest.fixture
def loop() -> Iterator[Loop]:
    """A loop whose jobs end with the test."""
    running = Loop()
    yield running
    running.stop.set()


def let_others_run(loop: Loop) -> None:
    """Wait until another job had plenty of turns."""
    witness = Job()
    loop.tick(Ticker("witness", witness, OFTEN))
    wait_until(lambda: witness.turns >= 20)


def test_a_job_is_done_again_and_again(loop: Loop) -> None:
    job = Job()
    loop.tick(Ticker("job", job, OFTEN))
    wait_until(lambda: job.turns >= 5)


def test_a_job_that_raises_is_tried_again(loop: Loop) -> None:
    job = Job(ValueError("no"), ValueError("no"), None)
    loop.tick(Ticker("job", job, OFTEN))
    wait_until(lambda: job.turns >= 5)


def test_a_job_that_raises_waits_before_it_is_tried_again(loop: Loop) -> None:
    job = Job(ValueError("no"))
    loop.tick(Ticker("job", job, SELDOM))
    let_others_run(loop)
    assert job.turns == 1


def test_a_job_that_had_work_is_done_again_at_once_until_there_is_none(loop: Loop) -> None:
    job = Job(True, 7, ["more"], False)
    loop.tick(Ticker("job", job, SELDOM))
    wait_until(lambda: job.turns == 4)
    let_others_run(loop)
    assert job.turns == 4


@pytest.mark.parametrize("nothing", [None, False, 0])
def test_a_job_without_work_waits(loop: Loop, nothing: object) -> None:
    job = Job(nothing)
    loop.tick(Ticker("job", job, SELDOM))
    let_others_run(loop)
    assert job.turns == 1


def test_a_job_that_never_comes_back_holds_up_no_other(loop: Loop) -> None:
    go_on = threading.Event()
    loop.tick(Ticker("stuck", lambda: go_on.wait(60), OFTEN))
    let_others_run(loop)
    go_on.set()


def test_a_reader_hears_by_the_bell_and_sweeps_for_what_it_did_not_hear(
    loop: Loop, ledger: Ledger, servers: EmbeddedServers
) -> None:
    ledger.tell(MAYA_ID, 1)
    ledger.clock.advance(timedelta(seconds=3))
    loop.hear(servers.redis_url, ledger.reader())
    wait_until(lambda: ledger.written(MAYA_ID) == [1])
    ledger.tell(JONAS_ID, 2, bell=KombuBell(servers.redis_url))
    wait_until(lambda: ledger.written(JONAS_ID) == [2])


@contextmanager
def process(job: str, heartbeat: Path) -> Iterator["subprocess.Popen[str]"]:
    """A real process with one job beside a healthy one."""
    running = subprocess.Popen(
        [sys.executable, "-m", "tests.shared.looping", job, str(heartbeat)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield running
    finally:
        running.kill()
        running.wait()
        assert running.stdout is not None
        running.stdout.close()


def read_until(running: "subprocess.Popen[str]", start: str) -> str:
    """The first line the process prints that begins like this."""
    assert running.stdout is not None
    for line in running.stdout:
        if line.startswith(start):
            return line
    raise AssertionError(f"ended without {start}")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_the_process_once_its_job_is_done(tmp_path: Path, number: signal.Signals) -> None:
    with process("work", tmp_path / "heartbeat") as running:
        read_until(running, "began")
        running.send_signal(number)
        rest, _ = running.communicate(timeout=10)
    assert running.returncode == 0
    assert rest.splitlines()[-2:] == ["done", "ended"]


def test_a_healthy_process_has_a_heartbeat(tmp_path: Path) -> None:
    heartbeat = tmp_path / "heartbeat"
    with process("work", heartbeat):
        wait_until(heartbeat.exists)
        heartbeat.unlink()
        wait_until(heartbeat.exists)


@pytest.mark.parametrize(("job", "named"), [("hang", "hang"), ("die", "die")])
def test_a_job_that_hung_or_died_stops_the_heartbeat_and_is_named(tmp_path: Path, job: str, named: str) -> None:
    heartbeat = tmp_path / "heartbeat"
    with process(job, heartbeat) as running:
        line = json.loads(read_until(running, "{"))
        assert (line["event"], set(line["jobs"])) == ("loop.hung", {named})
        assert not heartbeat.exists()
