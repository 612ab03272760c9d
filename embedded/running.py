"""Servers that are running: where they listen, how they fare, and how to stop them."""

import json
import os
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from embedded.errors import ServerFailed
from embedded.files import tail_of
from embedded.identity import Identity
from embedded.lock import write_names
from embedded.plan import ServerPlan
from embedded.state import State

START_PATIENCE = 60.0
"""Seconds until a server must be ready. Postgres needs some after a power cut, to repeat what its log holds."""
STOP_PATIENCE = 15.0


class EmbeddedServers:
    """Running servers. Leaving the `with` block, or the end of this process however it comes, stops them."""

    def __init__(self, data: Path, state: State, postgres_programs: Path, watcher: subprocess.Popen[str]) -> None:
        self.data = data
        self.postgres_programs = postgres_programs
        """The folder with psql and pg_dump."""
        self._state = state
        self._watcher = watcher
        self._turn = threading.Lock()
        self._pids: dict[str, int] = {}

    @property
    def postgres_url(self) -> str:
        """For SQLAlchemy, as the superuser."""
        state = self._state
        return f"postgresql+psycopg://postgres:{state.postgres_password}@127.0.0.1:{state.postgres_port}/postgres"

    @property
    def redis_url(self) -> str:
        """Database 0."""
        return f"redis://:{self._state.redis_password}@127.0.0.1:{self._state.redis_port}/0"

    @property
    def pids(self) -> dict[str, int]:
        """Process ids by name: postgres, redis, watcher."""
        return {**self._pids, "watcher": self._watcher.pid}

    def wait_ready(self) -> None:
        """Waits for the watcher's first word; ServerFailed when a server did not start."""
        self._hear()

    def check(self) -> None:
        """Raises ServerFailed when a server has ended without being asked to."""
        for name, code in self._ask("status")["ended"].items():
            raise ServerFailed(name, f"has stopped (exit code {code})", tail_of(self._log(name)))

    def kill_redis(self) -> None:
        """Kills Redis as a crash would (SIGKILL)."""
        self._ask("kill redis")

    def start_redis(self) -> None:
        """Starts Redis again after kill_redis, on the same port."""
        self._ask("start redis")

    def restart_postgres_immediate(self) -> None:
        """Stops Postgres as a crash would (every connection breaks, its log is replayed) and starts it again."""
        self._ask("quit postgres")
        self._ask("start postgres")

    def stop(self) -> None:
        """Stops the servers and waits until they have ended. A second call does nothing."""
        assert self._watcher.stdin is not None and self._watcher.stdout is not None
        with suppress(BrokenPipeError):
            self._watcher.stdin.close()
        try:
            self._watcher.wait(STOP_PATIENCE)
        except subprocess.TimeoutExpired:
            self._watcher.kill()
            self._watcher.wait()
        self._watcher.stdout.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, trouble: BaseException | None, where: TracebackType | None
    ) -> None:
        self.stop()

    def _ask(self, order: str) -> dict[str, Any]:
        assert self._watcher.stdin is not None
        with self._turn:
            with suppress(BrokenPipeError):
                self._watcher.stdin.write(order + "\n")
                self._watcher.stdin.flush()
            return self._hear()

    def _hear(self) -> dict[str, Any]:
        assert self._watcher.stdout is not None
        line = self._watcher.stdout.readline()
        if not line:
            raise ServerFailed("The servers' watcher", "has stopped", tail_of(self._log("watcher")))
        answer: dict[str, Any] = json.loads(line)
        if "failed" in answer:
            raise ServerFailed(answer["failed"], answer["what"], tail_of(self._log(answer["failed"])))
        self._pids = answer["pids"]
        write_names(self.data / "lock", os.getpid(), self._watcher.pid, self._pids)
        return answer

    def _log(self, name: str) -> Path:
        return self.data / "logs" / f"{name}.log"


def launch_watcher(
    log: Path, plans: list[ServerPlan], identity: Identity | None, inherited: list[int]
) -> subprocess.Popen[str]:
    """Starts the watcher and tells it what to start. `inherited` are the descriptors the servers must hold."""
    root = Path(__file__).parent.parent
    run = f"import sys; sys.path.insert(0, {str(root)!r}); from embedded.watcher import main; main()"
    with log.open("a") as errors:
        # -I and -S: nobody's environment, start-up files or site-packages are read.
        watcher = subprocess.Popen(
            [sys.executable, "-I", "-S", "-c", run],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            cwd="/",
            start_new_session=True,
            pass_fds=inherited,
        )
    assert watcher.stdin is not None
    order = {
        "servers": [plan._asdict() for plan in plans],
        "identity": [identity.uid, identity.gid] if identity else None,
        "inherited": inherited,
        "patience": START_PATIENCE,
    }
    with suppress(BrokenPipeError):
        watcher.stdin.write(json.dumps(order) + "\n")
        watcher.stdin.flush()
    return watcher
