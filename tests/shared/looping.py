"""Processes for the tests of the loop: each runs one until it is told to stop."""

import signal
import sys
import time
from pathlib import Path

from shared import log
from shared.loop import Loop, Ticker


def work() -> bool:
    """A job that says when it begins, which is not before signals are heard, and when it is done."""
    while signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        time.sleep(0.01)
    print("began", flush=True)
    time.sleep(0.5)
    print("done", flush=True)
    return True


def hang() -> None:
    """A job that does not come back."""
    time.sleep(3600)


def die() -> None:
    """A job whose thread ends."""
    sys.exit()


JOBS = {"work": work, "hang": hang, "die": die}


def main(job: str, heartbeat: Path) -> None:
    """Run one job, counted as hung after a second, beside a healthy one."""
    log.configure("looping")
    loop = Loop(heartbeat, silent_for=1)
    loop.tick(Ticker("healthy", lambda: None, 0.1))
    loop.tick(Ticker(job, JOBS[job], 0.1))
    loop.run()
    print("ended", flush=True)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
