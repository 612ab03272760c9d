"""What the watcher is told about a server: how to start it, how to see that it is ready, how to stop it."""

import signal
from pathlib import Path
from typing import NamedTuple

from embedded.state import State


class ServerPlan(NamedTuple):
    """One server. It travels to the watcher as JSON over a pipe, so its secrets are in no argument list and no file."""

    name: str
    argv: list[str]
    folder: str
    log: str
    stop_signal: int
    config: str = ""
    """What the server reads on its standard input."""
    ready_file: str = ""
    """Ready when the last line of this file says so (Postgres)."""
    ready_port: int = 0
    """Ready when it answers PING there with the password (Redis)."""
    ready_password: str = ""


def plan_postgres(
    program: Path, data: Path, data_seen_by_server: str, log: Path, port: int, durable: bool
) -> ServerPlan:
    """A small Postgres: TCP on this machine only, no socket file, and no person's data in its log."""
    settings = {
        "listen_addresses": "127.0.0.1",
        "port": str(port),
        "unix_socket_directories": "",
        "shared_buffers": "32MB",
        "max_connections": "100",
        "max_wal_size": "256MB",
        "timezone": "UTC",
        "log_timezone": "UTC",
        # DETAIL and STATEMENT lines quote the values of rows.
        "log_error_verbosity": "terse",
        "log_min_error_statement": "panic",
        "fsync": "on" if durable else "off",
        "synchronous_commit": "on" if durable else "off",
        "full_page_writes": "on" if durable else "off",
    }
    if (data / "PG_VERSION").read_text().strip() != "16":
        # Without it Postgres 18 keeps three processes for input and output that a small clinic never needs.
        settings["io_method"] = "sync"
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    return ServerPlan(
        name="postgres",
        argv=[str(program), "-D", data_seen_by_server, *options],
        folder="/",
        log=str(log),
        stop_signal=signal.SIGINT,  # "fast": open transactions are rolled back, nobody is waited for
        ready_file=str(data / "postmaster.pid"),
    )


def plan_redis(program: Path, data: Path, log: Path, port: int, state: State, durable: bool) -> ServerPlan:
    """A small Redis (or Valkey): this machine only, with a password, and it never throws keys away."""
    config = [
        "bind 127.0.0.1",
        f"port {port}",
        f"requirepass {state.redis_password}",
        f"appendonly {'yes' if durable else 'no'}",
        'save ""',
        "maxmemory-policy noeviction",
        "dir .",
        "daemonize no",
    ]
    return ServerPlan(
        name="redis",
        argv=[str(program), "-"],
        folder=str(data),
        log=str(log),
        stop_signal=signal.SIGTERM,
        config="\n".join(config) + "\n",
        ready_port=port,
        ready_password=state.redis_password,
    )
