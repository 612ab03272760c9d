"""Ties a child's life to its parent's, so that a parent killed with SIGKILL leaves nothing running."""

import ctypes
import os
import signal
import sys
from collections.abc import Callable

PR_SET_PDEATHSIG = 1


def die_with_parent(death_signal: signal.Signals) -> Callable[[], None]:
    """A `preexec_fn` that asks Linux to send the signal when the thread that starts the child ends.

    Call Popen from the main thread, which lives as long as the process. Only Linux has this; elsewhere the function
    does nothing.
    """
    if sys.platform != "linux":
        return lambda: None
    prctl = ctypes.CDLL(None).prctl
    parent = os.getpid()

    def tie() -> None:
        prctl(PR_SET_PDEATHSIG, int(death_signal), 0, 0, 0)
        # The parent may have died between the fork and the line above; then no signal will ever come.
        if os.getppid() != parent:
            os.kill(os.getpid(), death_signal)

    return tie
