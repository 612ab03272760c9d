"""Whoever is killed, and however: no server stays behind, and the next start succeeds."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

import embedded
from tests.embedded.watching import ROOT, all_end, eventually, is_running

PROGRAM = """
import json, sys, time
from pathlib import Path
import embedded
servers = embedded.start(Path(sys.argv[1]), durable=False)
print(json.dumps(servers.pids), flush=True)
time.sleep(60)
"""


@contextmanager
def program_with_servers(data: Path) -> Iterator[tuple[subprocess.Popen[str], dict[str, int]]]:
    program = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(data)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert program.stdout is not None
    try:
        yield program, json.loads(program.stdout.readline())
    finally:
        program.kill()
        program.wait()
        program.stdout.close()


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_a_killed_program_leaves_no_server_behind(tmp_path: Path, how: signal.Signals) -> None:
    with program_with_servers(tmp_path) as (program, pids):
        assert all(is_running(pid) for pid in pids.values())
        program.send_signal(how)
        program.wait()
        assert all_end(pids.values())
    assert "database system is shut down" in (tmp_path / "logs" / "postgres.log").read_text()
    embedded.start(tmp_path, durable=False).stop()


def test_a_killed_watcher_takes_its_servers_with_it(tmp_path: Path) -> None:
    with program_with_servers(tmp_path) as (_, pids):
        os.kill(pids["watcher"], signal.SIGKILL)
        assert all_end([pids["postgres"], pids["redis"]])
    assert "database system is shut down" in (tmp_path / "logs" / "postgres.log").read_text()


def test_a_program_whose_watcher_was_killed_is_told(tmp_path: Path) -> None:
    servers = embedded.start(tmp_path, durable=False)
    os.kill(servers.pids["watcher"], signal.SIGKILL)
    with pytest.raises(embedded.ServerFailed, match="watcher has stopped"):
        servers.check()
    servers.stop()


def test_the_next_start_waits_for_servers_of_a_program_that_was_just_killed(tmp_path: Path) -> None:
    with program_with_servers(tmp_path) as (program, pids):
        os.kill(pids["watcher"], signal.SIGSTOP)  # it notices late
        program.kill()
        program.wait()
        waker = subprocess.Popen(["/bin/sh", "-c", f"sleep 0.5; kill -CONT {pids['watcher']}"])
        with embedded.start(tmp_path, durable=False) as servers:
            assert not any(is_running(pid) for pid in pids.values())
            assert all(is_running(pid) for pid in servers.pids.values())
        waker.wait()


def test_ctrl_c_on_the_terminal_reaches_the_program_and_not_the_servers(tmp_path: Path) -> None:
    with embedded.start(tmp_path, durable=False) as servers:
        ours = os.getsid(0)
        assert all(os.getsid(pid) != ours for pid in servers.pids.values())
        for number in (signal.SIGINT, signal.SIGHUP):
            os.kill(servers.pids["watcher"], number)
        assert not eventually(lambda: not is_running(servers.pids["watcher"]), 0.3)
        servers.check()
