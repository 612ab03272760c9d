"""What the tests of this folder see of processes from outside."""

import os
import socket
import time
from collections.abc import Callable, Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def is_running(pid: int) -> bool:
    """Whether the process lives; one that ended and was not asked after does not."""
    try:
        os.kill(pid, 0)
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (ProcessLookupError, FileNotFoundError):
        return False
    except PermissionError:
        return True
    return state != "Z"


def eventually(claim: Callable[[], bool], seconds: float = 10.0) -> bool:
    """Whether the claim comes true in time."""
    deadline = time.monotonic() + seconds
    while not claim():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def all_end(pids: Iterable[int], seconds: float = 10.0) -> bool:
    """Whether every one of the processes ends in time."""
    waited_for = list(pids)
    return eventually(lambda: not any(is_running(pid) for pid in waited_for), seconds)


def listener(port: int = 0) -> socket.socket:
    """A stranger who listens on a port of this machine."""
    stranger = socket.socket()
    stranger.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    stranger.bind(("127.0.0.1", port))
    stranger.listen()
    return stranger
