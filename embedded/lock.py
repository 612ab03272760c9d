"""One owner for a data folder.

The servers inherit the locked file, so the lock is held until the last of their processes has ended, even when all
above them were killed. Who gets the lock may be sure that no server is still writing.
"""

import fcntl
import json
import os
import signal
import sys
import time
from pathlib import Path

from embedded.errors import AlreadyRunning

PATIENCE = 10.0
"""Seconds that servers whose owner was killed are given to finish."""


def take_lock(path: Path) -> int:
    """Locks the file and gives its descriptor; AlreadyRunning when a living owner has it."""
    lock = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    patience = time.monotonic() + PATIENCE
    while not _try(lock):
        owner, watcher, servers = _read_names(path)
        if owner is None or _is_alive(owner) or time.monotonic() > patience:
            os.close(lock)
            raise AlreadyRunning(path.parent, owner)
        if sys.platform != "linux" and watcher is not None and not _is_alive(watcher):
            _stop_orphans(servers)
        time.sleep(0.05)
    write_names(path, owner=os.getpid(), watcher=None, servers={})
    return lock


def write_names(path: Path, owner: int, watcher: int | None, servers: dict[str, int]) -> None:
    """Notes who holds the lock, for the next one's error message, and the servers that may outlive them."""
    path.write_text(json.dumps({"owner": owner, "watcher": watcher, "servers": servers}))


def _stop_orphans(servers: dict[str, int]) -> None:
    """Linux stops servers whose watcher was killed; elsewhere the next start does.

    The lock is held and its living holders are these, so none of the ids can have passed to another program.
    """
    for name, pid in servers.items():
        if _is_alive(pid):
            os.kill(pid, signal.SIGINT if name == "postgres" else signal.SIGTERM)


def _try(lock: int) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _read_names(path: Path) -> tuple[int | None, int | None, dict[str, int]]:
    try:
        names = json.loads(path.read_text())
        return names["owner"], names["watcher"], names["servers"]
    except (ValueError, KeyError):
        return None, None, {}


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
