"""The file that tells other programs that Between is up, and where."""

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from embedded.files import write_private


def write_ready(data: Path, facts: Mapping[str, Any]) -> None:
    """Writes `ready.json` in one step, for the owner's eyes only, with our process id added as `pid`."""
    write_private(data / "ready.json", json.dumps({**facts, "pid": os.getpid()}, indent=2) + "\n")


def read_ready(data: Path) -> dict[str, Any] | None:
    """What the running Between wrote; None when none runs, even if one that was killed left its file behind."""
    try:
        facts: dict[str, Any] = json.loads((data / "ready.json").read_text(encoding="utf-8"))
        os.kill(facts["pid"], 0)
    except (FileNotFoundError, ProcessLookupError, ValueError, KeyError):
        return None
    except PermissionError:
        return facts
    return facts


def remove_ready(data: Path) -> None:
    """Takes the file away; nothing happens when it is gone already."""
    (data / "ready.json").unlink(missing_ok=True)


@contextmanager
def announced(data: Path, facts: Mapping[str, Any]) -> Iterator[None]:
    """Keeps `ready.json` there for the length of the block."""
    write_ready(data, facts)
    try:
        yield
    finally:
        remove_ready(data)
