"""Runs the processes of `between up`: starts them one after another, watches them, stops them all."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from embedded.errors import EmbeddedError
from embedded.files import fresh_log, make_private_folder, tail_of
from embedded.lifeline import die_with_parent
from embedded.ports import PortTaken, port_is_free, require_free_port

__all__ = ["ChildDied", "ChildFailed", "PortTaken", "Process", "Supervisor", "port_is_free", "require_free_port"]

STOP_PATIENCE = 8.0
"""Seconds between the request to stop and SIGKILL."""
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@dataclass(frozen=True)
class Process:
    """One process to run. `env` is its whole environment; without `ready` it counts as ready when it runs."""

    name: str
    argv: Sequence[str]
    env: Mapping[str, str]
    ready: Callable[[], bool] | None = None


class ChildFailed(EmbeddedError):
    """A process did not become ready."""

    def __init__(self, name: str, code: int | None, tail: str) -> None:
        self.name, self.code, self.tail = name, code, tail
        what = "was not ready in time" if code is None else f"ended before it was ready ({_how_it_ended(code)})"
        super().__init__(f"{name} {what}. The end of its log:\n{tail or '(nothing was logged)'}")


class ChildDied(EmbeddedError):
    """A process ended while it was needed."""

    def __init__(self, name: str, code: int, tail: str) -> None:
        self.name, self.code, self.tail = name, code, tail
        super().__init__(
            f"{name} has stopped ({_how_it_ended(code)}). The end of its log:\n{tail or '(nothing was logged)'}"
        )


class Supervisor:
    """The processes, each the leader of its own session, so that Ctrl-C reaches us and we decide the order.

    Use it from the main thread: signals arrive there, and a child's life is tied to the thread that starts it. When the
    supervisor is killed with SIGKILL, Linux sends every child SIGTERM. macOS has nothing like it, so there the children
    go on until their ports are asked for again and the person is told (PortTaken).
    """

    def __init__(
        self,
        processes: Sequence[Process],
        log_dir: Path,
        *,
        check: Callable[[], None] = lambda: None,
        ready_patience: float = 30.0,
        stop_patience: float = STOP_PATIENCE,
    ) -> None:
        """`check` is called about once a second by `wait`, and what it raises ends the wait (EmbeddedServers.check)."""
        self._processes = processes
        self._log_dir = log_dir
        self._check = check
        self._ready_patience = ready_patience
        self._stop_patience = stop_patience
        self._children: dict[str, subprocess.Popen[bytes]] = {}

    @property
    def pids(self) -> dict[str, int]:
        """Process ids by name of what was started."""
        return {name: child.pid for name, child in self._children.items()}

    def start(self, report: Callable[[str], None] = lambda line: None) -> None:
        """Starts each process and waits until it is ready before the next. ChildFailed stops nothing: call `stop`.

        SIGTERM and a closed terminal raise KeyboardInterrupt here, as Ctrl-C does.
        """
        make_private_folder(self._log_dir)
        with _on_stop_signals(_interrupt):
            for process in self._processes:
                began = time.monotonic()
                self._children[process.name] = self._spawn(process)
                self._wait_ready(process, began + self._ready_patience)
                report(f"{process.name} is ready ({time.monotonic() - began:.1f} s)")

    def wait(self) -> signal.Signals:
        """Waits for a stop signal and says which it was; raises ChildDied when a process ends by itself."""
        heard: list[signal.Signals] = []
        with _on_stop_signals(lambda number, _: heard.append(signal.Signals(number))):
            turns = 0
            while not heard:
                self._look_after_children()
                if turns % 10 == 0:
                    self._check()
                turns += 1
                time.sleep(0.1)
        return heard[0]

    def stop(self) -> None:
        """Stops every process and what it started, the last started first; whoever lingers for 8 s is killed.

        A second Ctrl-C meanwhile kills at once. Never raises, and a second call does nothing.
        """
        hurry: list[int] = []
        with _on_stop_signals(lambda number, _: hurry.append(number)):
            children = list(reversed(self._children.values()))
            deadline = time.monotonic() + self._stop_patience
            # The leader first, alone: gunicorn and dramatiq take their workers down themselves, in order.
            for child in children:
                if child.poll() is None:
                    child.terminate()
            asked: set[int] = set()
            while any(_group_lives(child) for child in children) and not hurry and time.monotonic() < deadline:
                for child in children:
                    if child.poll() is not None and child.pid not in asked:
                        asked.add(child.pid)
                        _signal_group(child, signal.SIGTERM)
                time.sleep(0.02)
            for child in children:
                if _group_lives(child):
                    _signal_group(child, signal.SIGKILL)
                child.wait()
            self._children.clear()

    def _spawn(self, process: Process) -> subprocess.Popen[bytes]:
        log = fresh_log(self._log(process.name))
        with log.open("ab") as output:
            try:
                return subprocess.Popen(
                    list(process.argv),
                    env=dict(process.env),
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=subprocess.STDOUT,
                    start_new_session=True,
                    preexec_fn=die_with_parent(signal.SIGTERM),
                )
            except OSError as trouble:
                raise ChildFailed(process.name, 127, f"{process.argv[0]}: {trouble.strerror}") from trouble

    def _wait_ready(self, process: Process, deadline: float) -> None:
        while True:
            # Every one of them, not this one alone: a service that just died may be why this one is not ready.
            for name, child in self._children.items():
                if (code := child.poll()) is not None:
                    raise ChildFailed(name, code, tail_of(self._log(name)))
            if process.ready is None or process.ready():
                return
            if time.monotonic() > deadline:
                raise ChildFailed(process.name, None, tail_of(self._log(process.name)))
            time.sleep(0.05)

    def _look_after_children(self) -> None:
        for name, child in self._children.items():
            if (code := child.poll()) is not None:
                raise ChildDied(name, code, tail_of(self._log(name)))

    def _log(self, name: str) -> Path:
        return self._log_dir / f"{name}.log"


def _group_lives(child: subprocess.Popen[bytes]) -> bool:
    child.poll()  # a leader that ended but was not asked after would count as living
    try:
        os.killpg(child.pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        # macOS says so of a group of which only ended processes are left.
        return child.poll() is None
    return True


def _signal_group(child: subprocess.Popen[bytes], number: signal.Signals) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, number)


def _how_it_ended(code: int) -> str:
    if code >= 0:
        return f"exit code {code}"
    try:
        return f"killed by {signal.Signals(-code).name}"
    except ValueError:
        return f"killed by signal {-code}"


def _interrupt(number: int, frame: object) -> None:
    raise KeyboardInterrupt


@contextmanager
def _on_stop_signals(do: Callable[[int, object], object]) -> Iterator[None]:
    before = {number: signal.signal(number, do) for number in STOP_SIGNALS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, signal.SIG_DFL if handler is None else handler)
