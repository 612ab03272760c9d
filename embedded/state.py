"""What must be known again at the next start: ports and passwords, in one file that only the owner may read."""

import json
import os
from pathlib import Path
from typing import NamedTuple

from embedded.errors import StateLost
from embedded.files import write_private


class State(NamedTuple):
    """The servers' ports and passwords. Passwords are hexadecimal, so no URL and no shell needs them quoted."""

    postgres_password: str
    redis_password: str
    postgres_port: int | None = None
    redis_port: int | None = None


def read_state(path: Path) -> State | None:
    """What the last start wrote; None when there was none."""
    try:
        return State(**json.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        return None
    except (ValueError, TypeError):
        raise StateLost(path) from None


def new_state() -> State:
    """Fresh passwords; ports are chosen when the servers start."""
    return State(postgres_password=os.urandom(24).hex(), redis_password=os.urandom(24).hex())


def write_state(path: Path, state: State) -> None:
    """Keeps the state for the next start."""
    write_private(path, json.dumps(state._asdict(), indent=2) + "\n")
