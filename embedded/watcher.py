"""Owns the servers. It is a process of its own, so that nothing that happens to the program they serve can orphan them.

Its standard input is a pipe that the program holds. The first line says what to start; further lines are orders, each
answered by one line. When the pipe closes, because the program ended or was killed, the servers are stopped. When the
watcher itself is killed, Linux stops them. It uses the standard library only: it stays in memory all day.
"""

import json
import os
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from embedded.lifeline import die_with_parent
from embedded.plan import ServerPlan

STOP_WAITS = ((None, 6.0), (signal.SIGQUIT, 2.0), (signal.SIGKILL, 2.0))
"""How servers are stopped: the signal (None: the server's own) and how many seconds it is given."""


class NotReady(Exception):
    """A server ended, or took too long, before it was ready."""

    def __init__(self, server: str, what: str) -> None:
        super().__init__(what)
        self.server = server


class ParentGone(Exception):
    """Nobody needs the servers any more."""


class Watcher:
    """The servers of one data folder, by name."""

    def __init__(self, order: dict[str, Any]) -> None:
        self._plans = {plan.name: plan for plan in (ServerPlan(**each) for each in order["servers"])}
        self._identity: list[int] | None = order["identity"]
        self._inherited: list[int] = order["inherited"]
        self._patience: float = order["patience"]
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self._orders = _Orders()

    def run(self) -> None:
        """Starts all, obeys until the pipe closes, stops all."""
        try:
            with suppress(ParentGone, BrokenPipeError):
                self._say(self._attempt(self._start_all))
                while order := self._orders.next():
                    self._say(self._obey(order))
        finally:
            self._stop_all()

    def _obey(self, order: str) -> dict[str, Any]:
        verb, _, name = order.partition(" ")
        if verb == "start":
            return self._attempt(lambda: self._start([name]))
        if verb == "kill":
            self._end(name, signal.SIGKILL)
        if verb == "quit":
            self._end(name, signal.SIGQUIT)
        return self._status()

    def _attempt(self, act: Callable[[], None]) -> dict[str, Any]:
        try:
            act()
        except NotReady as trouble:
            return {"failed": trouble.server, "what": str(trouble)}
        return self._status()

    def _status(self) -> dict[str, Any]:
        ended = {name: code for name, server in self._running.items() if (code := server.poll()) is not None}
        pids = {name: server.pid for name, server in self._running.items() if name not in ended}
        return {"pids": pids, "ended": ended}

    def _say(self, answer: dict[str, Any]) -> None:
        os.write(sys.stdout.fileno(), json.dumps(answer).encode() + b"\n")

    def _start_all(self) -> None:
        self._start(list(self._plans))

    def _start(self, names: list[str]) -> None:
        for name in names:
            self._spawn(self._plans[name])
        deadline = time.monotonic() + self._patience
        for name in names:
            self._wait_ready(self._plans[name], deadline)

    def _spawn(self, plan: ServerPlan) -> None:
        if plan.ready_file:
            # The lock tells us that whoever wrote it is gone; after a power cut its number may be anybody's.
            Path(plan.ready_file).unlink(missing_ok=True)
        log = os.open(plan.log, os.O_WRONLY | os.O_APPEND)
        uid, gid = self._identity or (None, None)
        try:
            server = subprocess.Popen(
                plan.argv,
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                cwd=plan.folder,
                env={"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"},
                user=uid,
                group=gid,
                extra_groups=None if uid is None else [],
                umask=0o077,
                pass_fds=self._inherited,
                preexec_fn=die_with_parent(signal.Signals(plan.stop_signal)),
            )
        except (OSError, subprocess.SubprocessError) as trouble:
            raise NotReady(plan.name, f"could not be started: {trouble}") from trouble
        finally:
            os.close(log)
        self._running[plan.name] = server
        assert server.stdin is not None
        with suppress(BrokenPipeError):  # it has ended already; the wait for readiness says so
            server.stdin.write(plan.config.encode())
            server.stdin.close()

    def _wait_ready(self, plan: ServerPlan, deadline: float) -> None:
        server = self._running[plan.name]
        while not (_says_ready(plan.ready_file, server.pid) if plan.ready_file else _answers(plan)):
            if (code := server.poll()) is not None:
                raise NotReady(plan.name, f"ended with exit code {code} before it was ready")
            if time.monotonic() > deadline:
                raise NotReady(plan.name, f"was not ready after {self._patience:.0f} s")
            if self._orders.are_over():
                raise ParentGone
            time.sleep(0.01)

    def _end(self, name: str, how: signal.Signals) -> None:
        if name in self._running:
            self._running[name].send_signal(how)
            self._running.pop(name).wait()

    def _stop_all(self) -> None:
        for how, seconds in STOP_WAITS:
            for name, server in self._running.items():
                if server.poll() is None:
                    server.send_signal(how or self._plans[name].stop_signal)
            deadline = time.monotonic() + seconds
            while any(server.poll() is None for server in self._running.values()) and time.monotonic() < deadline:
                time.sleep(0.01)


class _Orders:
    """Lines from the pipe, until it closes, the parent is gone, or we are asked to end."""

    def __init__(self) -> None:
        self._parent = os.getppid()
        self._told_to_end = False
        self._unread = b""
        self._poll = select.poll()
        self._poll.register(sys.stdin.fileno(), select.POLLIN)
        signal.signal(signal.SIGTERM, self._end)
        # A terminal's Ctrl-C is the program's business. A function, not SIG_IGN: the servers would inherit that.
        signal.signal(signal.SIGINT, lambda *_: None)
        signal.signal(signal.SIGHUP, lambda *_: None)

    def _end(self, *_: object) -> None:
        self._told_to_end = True

    def are_over(self) -> bool:
        """Whether no order can come any more. A forked sibling may hold the pipe open; the parent's id tells then."""
        closed = any(event & select.POLLHUP for _, event in self._poll.poll(0))
        return closed or self._told_to_end or os.getppid() != self._parent

    def next(self) -> str:
        """The next order; empty when there are no more."""
        while b"\n" not in self._unread:
            if self._told_to_end or os.getppid() != self._parent:
                return ""
            if not self._poll.poll(500):
                continue
            read = os.read(sys.stdin.fileno(), 65_536)
            if not read:
                return ""
            self._unread += read
        line, _, self._unread = self._unread.partition(b"\n")
        return line.decode()


def _says_ready(file: str, pid: int) -> bool:
    try:
        said = Path(file).read_text().split("\n")
    except OSError:
        return False
    return said[0] == str(pid) and len(said) > 7 and said[7].strip() == "ready"


def _answers(plan: ServerPlan) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", plan.ready_port), timeout=1) as redis:
            redis.sendall(f"AUTH {plan.ready_password}\r\nPING\r\n".encode())
            said = b""
            while said.count(b"\r\n") < 2 and (more := redis.recv(1024)):
                said += more
    except OSError:
        return False
    return said == b"+OK\r\n+PONG\r\n"


def _read_first_line() -> dict[str, Any]:
    line = b""
    while not line.endswith(b"\n"):
        # One byte at a time: what follows belongs to the orders.
        byte = os.read(sys.stdin.fileno(), 1)
        if not byte:
            sys.exit(0)
        line += byte
    order: dict[str, Any] = json.loads(line)
    return order


def main() -> None:
    """Runs until the program at the other end of standard input is gone."""
    Watcher(_read_first_line()).run()
