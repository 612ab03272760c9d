"""`between up`: embedded servers, migrations, seed, every service and the simulator, until Ctrl-C."""

import os
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

import embedded
from embedded.files import write_private
from embedded.ports import find_free_port
from embedded.ready import announced, read_ready
from embedded.supervisor import Process, Supervisor, require_free_port
from services.api.tokens import create_token
from services.cli.household import CLINIC_NUMBER, Household, keep_household, open_household, ring_file
from services.cli.migrate import migrate
from services.cli.seed import Seed
from shared.clock import utcnow
from shared.database import Database
from shared.roles import role

DATABASE = "between"
_INHERITED = (
    *("PATH", "HOME", "LANG"),
    *("API_WORKERS", "API_THREADS", "NOTIFIER_THREADS", "REPORTER_THREADS", "ACTIVITIES_FOLDER"),
)


class AlreadyUp(embedded.EmbeddedError):
    """This data folder is in use by another `between up`."""

    def __init__(self, facts: Mapping[str, Any]) -> None:
        super().__init__(
            f"Between is up here already: open {facts['simulator']} in a browser (process {facts['pid']})."
            " Stop it with Ctrl-C where it runs, or choose another folder with --data."
        )


@dataclass(frozen=True)
class House:
    """What runs: the facts a client needs, and the processes."""

    facts: dict[str, str]
    owner_url: str
    environment: Callable[[str], Mapping[str, str]]
    servers: embedded.EmbeddedServers
    supervisor: Supervisor


def up(data: Path, port: int, say: Callable[[str], None], *, seed: bool = True) -> None:
    """Run everything until a stop signal. Raises EmbeddedError, whose message says what to do next."""
    data = data.absolute()
    if (running_already := read_ready(data)) is not None:
        raise AlreadyUp(running_already)
    try:
        with house(data, port, lambda line: say(f"  {line}")) as running:
            api, simulator = running.facts["api"], running.facts["simulator"]
            if seed:
                clinic = Seed(api, running.facts["api_token"], simulator)
                planted = data / "planted"
                for line in clinic.bring_phones() if planted.exists() else clinic.plant():
                    say(f"  {line}")
                # Only now: whoever was interrupted before this gets the rest the next time.
                planted.touch()
            with announced(data, running.facts):
                say(f"  phones and mailbox: open {simulator} in a browser")
                say(f"  the API: {api}/api/v1/docs; Ctrl-C stops everything")
                say(f"ready {api}")
                running.supervisor.wait()
                say("stopping")
    except KeyboardInterrupt:
        say("stopping")


@contextmanager
def house(data: Path, port: int, say: Callable[[str], None], only: Collection[str] | None = None) -> Iterator[House]:
    """Everything, or `only` some of the processes, for the length of the block.

    1. Postgres and Redis, real ones, in the data folder.
    2. Secrets, roles and migrations.
    3. The simulator, then the services, each waited for.
    """
    require_free_port(port)
    require_free_port(port + 1)
    began = time.monotonic()
    with embedded.start(data, report=say) as servers:
        say(f"postgres and redis are ready ({time.monotonic() - began:.1f} s)")
        household = open_household(data)
        owner_url = _owner_url(servers.postgres_url)
        write_private(data / "owner.url", owner_url + "\n")
        began = time.monotonic()
        migrate(owner_url, household.passwords)
        say(f"the database is up to date ({time.monotonic() - began:.1f} s)")
        household, token = _with_token(data, household, owner_url)
        facts = {
            "api": f"http://127.0.0.1:{port}",
            "simulator": f"http://127.0.0.1:{port + 1}",
            "api_token": token,
            "account_sid": household.account_sid,
            "auth_token": household.auth_token,
            "clinic_number": CLINIC_NUMBER,
        }
        environment = _environment(data, household, owner_url, servers.redis_url, port)
        processes = _processes(environment, facts["api"], facts["simulator"])
        wanted = [process for process in processes if only is None or process.name in only]
        supervisor = Supervisor(wanted, data / "logs", check=servers.check)
        try:
            supervisor.start(say)
            yield House(facts, owner_url, environment, servers, supervisor)
        finally:
            supervisor.stop()
            (data / "owner.url").unlink(missing_ok=True)


def _owner_url(server_url: str) -> str:
    """The database, made if it is not there yet."""
    url = make_url(server_url)
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as db:
        if not db.execute(text("select 1 from pg_database where datname = :name"), {"name": DATABASE}).scalar():
            db.execute(text(f"create database {DATABASE}"))
    engine.dispose()
    return url.set(database=DATABASE).render_as_string(hide_password=False)


def _with_token(data: Path, household: Household, owner_url: str) -> tuple[Household, str]:
    if household.api_token is not None:
        return household, household.api_token
    database = Database(owner_url, application="between-up")
    with database.begin() as db:
        token = create_token(db, "between up", utcnow())
    database.close()
    household = replace(household, api_token=token)
    keep_household(data, household)
    return household, token


def _environment(
    data: Path, household: Household, owner_url: str, redis_url: str, port: int
) -> Callable[[str], Mapping[str, str]]:
    """Ordinary settings for each process, pointing at the embedded servers and the simulator."""
    api, simulator_port, smtp_port = f"http://127.0.0.1:{port}", port + 1, find_free_port()
    shared = {
        "PYTHONPATH": str(Path(__file__).parent.parent.parent),
        "REDIS_URL": redis_url,
        "CONTACT_RING_FILE": str(ring_file(data, "contact")),
        "JOURNAL_RING_FILE": str(ring_file(data, "journal")),
        "TWILIO_ACCOUNT_SID": household.account_sid,
        "TWILIO_AUTH_TOKEN": household.auth_token,
        "TWILIO_FROM": CLINIC_NUMBER,
        "TWILIO_BASE_URL": f"http://127.0.0.1:{simulator_port}",
        "PUBLIC_URL": api,
        "API_PORT": str(port),
        "HELP_CONTACT": "505-555-0190",
        "HOME_PAGE_URL": f"http://127.0.0.1:{simulator_port}",
        "SMTP_URL": f"smtp://between:between@localhost:{smtp_port}",
        "SMTP_CA_FILE": str(data / "tls" / "smtp.crt"),
        "MAIL_FROM": "Between <between@clinic.example>",
        "CLINIC_NUMBER": CLINIC_NUMBER,
        "INBOUND_URL": f"{api}/twilio/inbound",
        "SIMULATOR_PORT": str(simulator_port),
        "SIMULATOR_SMTP_PORT": str(smtp_port),
        "SIMULATOR_TLS_DIR": str(data / "tls"),
    }
    inherited = {name: os.environ[name] for name in _INHERITED if name in os.environ}

    def for_service(service: str) -> Mapping[str, str]:
        url = make_url(owner_url).set(username=role(service), password=household.passwords[service])
        return {**inherited, **shared, "DATABASE_URL": url.render_as_string(hide_password=False)}

    return for_service


def _processes(environment: Callable[[str], Mapping[str, str]], api: str, simulator: str) -> list[Process]:
    def run(name: str, service: str, ready: Callable[[], bool] | None = None) -> Process:
        argv = [sys.executable, "-P", "-m", "services.cli", "run", name]
        return Process(name, argv, environment(service), ready)

    return [
        run("simulator", "api", lambda: _answers(f"{simulator}/healthz")),
        run("api", "api", lambda: _answers(f"{api}/readyz")),
        run("listener", "api"),
        run("notifier", "notifier"),
        run("reporter", "reporter"),
    ]


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as response:  # noqa: S310
            return bool(response.status == 200)
    except (urllib.error.URLError, OSError):
        return False
