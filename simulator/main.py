"""Starts and stops the simulator; the only reader of the environment."""

import asyncio
import os
import re
import signal
import sys
from collections.abc import Mapping
from pathlib import Path

from simulator.phones import is_e164
from simulator.settings import Settings
from simulator.world import World

_ACCOUNT = re.compile(r"AC[0-9a-fA-F]{32}")


class BadSettings(ValueError):
    """The simulator cannot start: every line names one setting and what is wrong with it."""


def read_settings(environment: Mapping[str, str]) -> Settings:
    """The settings, or BadSettings naming everything that is missing or wrong at once."""
    wrong: list[str] = []

    def need(name: str, why: str) -> str:
        value = environment.get(name, "")
        if not value:
            wrong.append(f"{name} is missing: {why}")
        return value

    def port(name: str, otherwise: int) -> int:
        value = environment.get(name) or str(otherwise)
        if not value.isdecimal() or int(value) > 65535:
            wrong.append(f"{name} must be a port number, 0 to 65535")
            return otherwise
        return int(value)

    account = need("TWILIO_ACCOUNT_SID", "AC and 32 hex digits, the same the product uses")
    if account and not _ACCOUNT.fullmatch(account):
        wrong.append("TWILIO_ACCOUNT_SID must be AC and 32 hex digits")
    token = environment.get("TWILIO_AUTH_TOKEN", "")
    if not token:
        path = need("TWILIO_AUTH_TOKEN_FILE", "or TWILIO_AUTH_TOKEN, the same the product uses")
        try:
            token = Path(path).read_text().strip() if path else ""
        except OSError as error:
            wrong.append(f"TWILIO_AUTH_TOKEN_FILE cannot be read: {error.strerror}")
    clinic = need("CLINIC_NUMBER", "the clinic's full number, such as +12125550100")
    if clinic and not is_e164(clinic):
        wrong.append("CLINIC_NUMBER must be a full number such as +12125550100")
    inbound = need("INBOUND_URL", "where the product takes inbound texts")
    tls_dir = need("SIMULATOR_TLS_DIR", "a folder for the mailbox's certificate and key")
    rewrite = environment.get("CALLBACK_REWRITE", "")
    public, equals, real = rewrite.partition("=")
    if rewrite and not (public and equals and real):
        wrong.append("CALLBACK_REWRITE must be public=real, two beginnings of URLs")
    http_port, smtp_port = port("SIMULATOR_PORT", 8001), port("SIMULATOR_SMTP_PORT", 8025)
    if wrong:
        raise BadSettings("\n".join(wrong))
    return Settings(
        account_sid=account,
        auth_token=token,
        clinic_number=clinic,
        inbound_url=inbound,
        inbound_signed_url=environment.get("INBOUND_SIGNED_URL") or inbound,
        tls_dir=Path(tls_dir),
        tls_names=tuple(name.strip() for name in environment.get("SIMULATOR_TLS_NAMES", "").split(",") if name.strip()),
        host=environment.get("SIMULATOR_HOST") or "127.0.0.1",
        port=http_port,
        smtp_port=smtp_port,
        base_url=environment.get("SIMULATOR_BASE_URL", "").rstrip("/"),
        callback_rewrite=(public, real) if rewrite else None,
    )


async def run(settings: Settings) -> None:
    """Runs until SIGINT or SIGTERM."""
    stopping = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stopping.set)
    world = World(settings)
    try:
        await world.start()
        print(  # noqa: T201 - what `between up` and people wait for
            f"simulator.started page=http://{settings.host}:{world.port}/ smtp={settings.host}:{world.smtp_port}",
            flush=True,
        )
        await stopping.wait()
    finally:
        await world.stop()


def main() -> None:
    """`python -m simulator`."""
    try:
        settings = read_settings(os.environ)
    except BadSettings as error:
        sys.exit(f"The simulator cannot start.\n{error}")
    try:
        asyncio.run(run(settings))
    except OSError as error:
        sys.exit(f"The simulator cannot start: {error}")
