"""The processes of `between up`: started in order, watched, and all of them stopped."""

import os
import signal
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from embedded.files import LOG_LIMIT
from embedded.ports import PortTaken, find_free_port, port_is_free, require_free_port
from embedded.ready import announced, read_ready
from embedded.supervisor import ChildDied, ChildFailed, Process, Supervisor
from tests.embedded.watching import ROOT, all_end, eventually, is_running, listener

FAMILY = """
import signal, subprocess, sys, time
from pathlib import Path
worker = subprocess.Popen([sys.executable, "-c", sys.argv[2]])
Path(sys.argv[1]).write_text(str(worker.pid))
time.sleep(60)
"""
SLEEP = "import time; time.sleep(60)"
STUBBORN = (
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); time.sleep(60)"
)


def python(name: str, code: str, *arguments: str, ready: Callable[[], bool] | None = None) -> Process:
    return Process(name, [sys.executable, "-c", code, *arguments], dict(os.environ), ready)


@contextmanager
def supervisor(folder: Path, *processes: Process, **patience: float) -> Iterator[Supervisor]:
    running = Supervisor(processes, folder / "logs", **patience)  # type: ignore[arg-type]
    try:
        yield running
    finally:
        running.stop()


def test_each_process_is_ready_before_the_next_is_started_and_is_told_so(tmp_path: Path) -> None:
    mark = tmp_path / "api-is-up"
    slow = f"import time; time.sleep(0.3); open({str(mark)!r}, 'w').close(); time.sleep(60)"
    second = f"import os; print('api was up:', os.path.exists({str(mark)!r}), flush=True); {SLEEP}"
    lines: list[str] = []
    with supervisor(tmp_path, python("api", slow, ready=mark.exists), python("notifier", second)) as running:
        running.start(lines.append)
        log = tmp_path / "logs" / "notifier.log"
        assert eventually(lambda: "api was up: True" in log.read_text())
        assert stat.S_IMODE(log.stat().st_mode) == 0o600
        pids = running.pids
    assert [line.split(" (")[0] for line in lines] == ["api is ready", "notifier is ready"]
    assert not any(Path(f"/proc/{pid}").exists() for pid in pids.values())


def test_a_process_that_ends_before_it_is_ready_shows_its_last_words(tmp_path: Path) -> None:
    broken = python("api", "raise SystemExit('DATABASE_URL is missing')", ready=lambda: False)
    with (
        supervisor(tmp_path, broken) as running,
        pytest.raises(ChildFailed, match="DATABASE_URL is missing") as trouble,
    ):
        running.start()
    assert (trouble.value.name, trouble.value.code) == ("api", 1)


def test_a_process_that_is_never_ready_is_not_waited_for_for_ever(tmp_path: Path) -> None:
    idle = python("api", SLEEP, ready=lambda: False)
    with (
        supervisor(tmp_path, idle, ready_patience=0.2) as running,
        pytest.raises(ChildFailed, match="not ready in time"),
    ):
        running.start()


def test_a_program_that_is_not_there_is_named(tmp_path: Path) -> None:
    missing = Process("api", ["/nowhere/gunicorn"], {})
    with supervisor(tmp_path, missing) as running, pytest.raises(ChildFailed, match="/nowhere/gunicorn: No such file"):
        running.start()


def test_a_process_that_dies_later_ends_the_wait_with_its_last_words(tmp_path: Path) -> None:
    dying = python("reporter", "import time; time.sleep(0.3); print('out of paper'); raise SystemExit(3)")
    with supervisor(tmp_path, python("api", SLEEP), dying) as running:
        running.start()
        with pytest.raises(ChildDied, match=r"reporter has stopped \(exit code 3\).*\n.*out of paper") as trouble:
            running.wait()
    assert (trouble.value.name, trouble.value.code) == ("reporter", 3)


def test_a_trouble_outside_the_processes_ends_the_wait(tmp_path: Path) -> None:
    def postgres_is_gone() -> None:
        raise RuntimeError("postgres is gone")

    running = Supervisor([python("api", SLEEP)], tmp_path, check=postgres_is_gone)
    try:
        running.start()
        with pytest.raises(RuntimeError, match="postgres is gone"):
            running.wait()
    finally:
        running.stop()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_stop_signal_ends_the_wait_and_is_not_heard_by_the_processes(tmp_path: Path, number: signal.Signals) -> None:
    with supervisor(tmp_path, python("api", SLEEP)) as running:
        running.start()
        assert os.getsid(running.pids["api"]) != os.getsid(0)
        threading.Timer(0.2, os.kill, (os.getpid(), number)).start()
        assert running.wait() == number
        assert is_running(running.pids["api"])


def test_a_process_deaf_to_the_request_is_killed_with_its_workers_within_ten_seconds(tmp_path: Path) -> None:
    worker = tmp_path / "worker"
    deaf = python("api", STUBBORN)
    family = python("notifier", FAMILY, str(worker), STUBBORN, ready=worker.exists)
    bystander = subprocess.Popen([sys.executable, "-c", SLEEP])
    try:
        with supervisor(tmp_path, deaf, family) as running:
            running.start()
            logs = [tmp_path / "logs" / f"{name}.log" for name in ("api", "notifier")]
            assert eventually(lambda: all("deaf" in log.read_text() for log in logs))
            pids = [*running.pids.values(), int(worker.read_text())]
            began = time.monotonic()
            running.stop()
            assert 7.5 < time.monotonic() - began < 10
            assert all_end(pids, 0.5)
            running.stop()
        assert is_running(bystander.pid)
    finally:
        bystander.kill()
        bystander.wait()


def test_workers_of_a_process_that_forgot_them_are_stopped_at_once(tmp_path: Path) -> None:
    worker = tmp_path / "worker"
    with supervisor(tmp_path, python("api", FAMILY, str(worker), SLEEP, ready=worker.exists)) as running:
        running.start()
        assert eventually(lambda: worker.read_text() != "")
        began = time.monotonic()
        running.stop()
        assert time.monotonic() - began < 3
        assert all_end([int(worker.read_text())], 0.5)


def test_every_process_hears_the_request_and_may_tidy_up(tmp_path: Path) -> None:
    order = tmp_path / "order"
    polite = f"""
import signal, sys, time
def end(*_):
    open({str(order)!r}, "a").write(sys.argv[1])
    sys.exit()
signal.signal(signal.SIGTERM, end)
open(sys.argv[2], "w").close()
time.sleep(60)
"""
    marks = {name: tmp_path / name for name in "abc"}
    with supervisor(
        tmp_path, *(python(name, polite, name, str(mark), ready=mark.exists) for name, mark in marks.items())
    ) as running:
        running.start()
    assert sorted(order.read_text()) == ["a", "b", "c"]


def test_a_second_ctrl_c_kills_at_once(tmp_path: Path) -> None:
    with supervisor(tmp_path, python("api", STUBBORN)) as running:
        running.start()
        assert eventually(lambda: "deaf" in (tmp_path / "logs" / "api.log").read_text())
        threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGINT)).start()
        began = time.monotonic()
        running.stop()
        assert time.monotonic() - began < 2


def test_a_killed_supervisor_leaves_no_process_behind(tmp_path: Path) -> None:
    program = f"""
import sys, time
from pathlib import Path
from embedded.supervisor import Process, Supervisor
running = Supervisor([Process("api", [sys.executable, "-c", {SLEEP!r}], {{}})], Path({str(tmp_path)!r}))
running.start()
print(running.pids["api"], flush=True)
time.sleep(60)
"""
    above = subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": str(ROOT)}
    )
    assert above.stdout is not None
    child = int(above.stdout.readline())
    assert is_running(child)
    above.kill()
    above.wait()
    above.stdout.close()
    assert all_end([child])


def test_a_long_log_is_put_aside_when_the_next_run_starts(tmp_path: Path) -> None:
    (tmp_path / "logs").mkdir()
    (tmp_path / "logs" / "api.log").write_text("x" * (LOG_LIMIT + 1))
    with supervisor(tmp_path, python("api", SLEEP)) as running:
        running.start()
        assert (tmp_path / "logs" / "api.log").stat().st_size == 0
        assert (tmp_path / "logs" / "api.log.1").stat().st_size == LOG_LIMIT + 1


def test_a_port_in_use_is_refused_with_advice() -> None:
    port = find_free_port()
    assert port_is_free(port)
    with listener(port):
        assert not port_is_free(port)
        with pytest.raises(PortTaken, match=f"Port {port} is in use. Stop what uses it, or choose another with --port"):
            require_free_port(port)
        assert find_free_port(port) != port
    assert find_free_port(port) == port


def test_the_ready_file_is_private_and_gone_afterwards(tmp_path: Path) -> None:
    with announced(tmp_path, {"console": "http://127.0.0.1:8000"}):
        assert read_ready(tmp_path) == {"console": "http://127.0.0.1:8000", "pid": os.getpid()}
        assert stat.S_IMODE((tmp_path / "ready.json").stat().st_mode) == 0o600
        assert [path.name for path in tmp_path.iterdir()] == ["ready.json"]
    assert read_ready(tmp_path) is None
    assert list(tmp_path.iterdir()) == []


def test_the_ready_file_of_a_killed_run_counts_for_nothing(tmp_path: Path) -> None:
    ended = subprocess.Popen(["true"])
    ended.wait()
    (tmp_path / "ready.json").write_text(f'{{"pid": {ended.pid}}}')
    assert read_ready(tmp_path) is None
