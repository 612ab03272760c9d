"""What the simulator is told at its start, and the pace that tests change while it runs."""

from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Settings:
    """Read once by main.py. `inbound_url` is where texts really go, `inbound_signed_url` the public address they are
    signed for. `callback_rewrite` turns the beginning of a public callback URL into a real one. `base_url` is where
    the product reaches us, for links to pictures.
    """

    account_sid: str
    auth_token: str = field(repr=False)
    clinic_number: str
    inbound_url: str
    inbound_signed_url: str
    tls_dir: Path
    tls_names: tuple[str, ...] = ()
    host: str = "127.0.0.1"
    port: int = 8001
    smtp_port: int = 8025
    base_url: str = ""
    callback_rewrite: tuple[str, str] | None = None


@dataclass(slots=True)
class Pace:
    """How long things take, in milliseconds. `status_delay_ms` is one step of queued, sending, sent, delivered."""

    status_delay_ms: int = 150
    create_delay_ms: int = 0
    webhook_timeout_ms: int = 15_000
    retry_delay_ms: int = 200
