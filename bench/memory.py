"""The memory of everything `between up` starts, at rest."""

import time
from collections.abc import Iterator
from pathlib import Path

from bench.clinic import populate
from bench.measures import family, pss_megabytes
from embedded.ports import find_free_port
from services.cli.up import house


def memory(folder: Path) -> Iterator[tuple[str, str, str]]:
    """After some use, then ten quiet seconds. The process that supervises counts too."""
    import os

    with house(folder / "data", find_free_port(), lambda line: None) as running:
        populate(running.facts, 10, "thought-log")
        time.sleep(10)
        names = {**running.supervisor.pids, **running.servers.pids}
        for name, pid in names.items():
            yield f"{name}", f"{pss_megabytes(family([pid])):.0f} MB", ""
        total = pss_megabytes(family([*names.values(), os.getpid()]))
    yield "everything", f"{total:.0f} MB", "aim: under 700 MB (PSS)"
