"""What one `between up` keeps in its data folder: secrets and key rings, made once and kept."""

import json
import secrets
from dataclasses import asdict, dataclass, field
from pathlib import Path

from embedded.files import write_private
from services.cli.keys import make
from shared.events import READERS
from shared.rings import RINGS

CLINIC_NUMBER = "+15055550100"


@dataclass(frozen=True)
class Household:
    """The secrets of one data folder. `passwords` holds one for each service's database role."""

    account_sid: str
    auth_token: str = field(repr=False)
    passwords: dict[str, str] = field(repr=False)
    api_token: str | None = field(repr=False)


def open_household(data: Path) -> Household:
    """The secrets of this data folder; made, with the key rings, on first use."""
    for name in RINGS:
        if not ring_file(data, name).exists():
            make(name, ring_file(data, name))
    path = data / "secrets.json"
    if path.exists():
        return Household(**json.loads(path.read_text()))
    household = Household(
        account_sid="AC" + secrets.token_hex(16),
        auth_token=secrets.token_hex(16),
        passwords={service: secrets.token_urlsafe(18) for service in READERS},
        api_token=None,
    )
    keep_household(data, household)
    return household


def keep_household(data: Path, household: Household) -> None:
    """Write the secrets, for their owner's eyes only."""
    write_private(data / "secrets.json", json.dumps(asdict(household), indent=2) + "\n")


def ring_file(data: Path, name: str) -> Path:
    """Where a key ring is kept."""
    return data / "keys" / f"{name}.ring"
