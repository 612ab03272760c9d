"""Starts a real Postgres and a real Redis-compatible server for one data folder."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from embedded.binaries import find_postgres, find_redis
from embedded.cluster import as_seen_by_server, make_cluster
from embedded.errors import DataOutOfReach, ServerFailed, StateLost
from embedded.files import fresh_log, make_private_folder
from embedded.identity import COPIES, Identity, choose_identity, hand_over, within_reach
from embedded.lock import take_lock
from embedded.plan import plan_postgres, plan_redis
from embedded.ports import find_free_port
from embedded.running import EmbeddedServers, launch_watcher
from embedded.state import State, new_state, read_state, write_state

PORT_ATTEMPTS = 3
"""Another program may take a port between our look at it and the server's start."""


class Programs(NamedTuple):
    """What is started, reachable for the user it runs as."""

    postgres: Path
    redis: Path | None
    postgres_tools: Path


def start(
    data: Path,
    *,
    postgres_only: bool = False,
    durable: bool = True,
    run_as: str | None = None,
    report: Callable[[str], None] = lambda line: None,
    copies: Path = COPIES,
) -> EmbeddedServers:
    """Starts the servers of this data folder, making the folder and the database when they are missing.

    1. Take the folder's lock: AlreadyRunning when somebody has it.
    2. Choose as whom the servers run (root hands them to `run_as`, BETWEEN_RUN_AS or nobody) and find their programs.
    3. Make the database, if there is none.
    4. Let a watcher process start them on the ports of last time, or on others when those are taken.

    `durable=False` gives up what a power cut may take, for the speed of tests. `report` hears what a person should
    know. Every trouble is an EmbeddedError that says what to do next.
    """
    data = data.absolute()
    cluster = data / "postgres"
    with _locked(data) as lock:
        identity = choose_identity(cluster, run_as or os.environ.get("BETWEEN_RUN_AS"))
        programs = _find_programs(cluster, identity, postgres_only, report, copies)
        state = _read_or_make_state(data / "state.json", cluster)
        make_cluster(programs.postgres.with_name("initdb"), cluster, state.postgres_password, identity, durable, lock)
        (data / "redis").mkdir(mode=0o700, exist_ok=True)
        for folder in (cluster, data / "redis"):
            hand_over(folder, identity)
        for name in ("postgres", "redis", "watcher"):
            fresh_log(data / "logs" / f"{name}.log")
        for _ in range(PORT_ATTEMPTS - 1):
            try:
                return _run(data, state, programs, identity, durable, lock)
            except ServerFailed as trouble:
                if "Address already in use" not in trouble.tail:
                    raise
        return _run(data, state, programs, identity, durable, lock)


@contextmanager
def _locked(data: Path) -> Iterator[int]:
    """Holds the data folder while the servers are started; from then on they hold it themselves."""
    try:
        make_private_folder(data)
        make_private_folder(data / "logs")
        lock = take_lock(data / "lock")
        try:
            yield lock
        finally:
            os.close(lock)
    except (PermissionError, FileExistsError, NotADirectoryError) as trouble:
        raise DataOutOfReach(data, f"{trouble.strerror} ({trouble.filename})") from trouble


def _find_programs(
    cluster: Path, identity: Identity | None, postgres_only: bool, report: Callable[[str], None], copies: Path
) -> Programs:
    found = find_postgres(cluster)
    postgres = within_reach(found, identity, report, copies)
    redis = None if postgres_only else within_reach(find_redis(), identity, report, copies)
    return Programs(postgres, redis, found.path.parent)


def _read_or_make_state(path: Path, cluster: Path) -> State:
    state = read_state(path)
    if state is not None:
        return state
    if cluster.exists():
        raise StateLost(path)
    fresh = new_state()
    write_state(path, fresh)
    return fresh


def _run(
    data: Path, state: State, programs: Programs, identity: Identity | None, durable: bool, lock: int
) -> EmbeddedServers:
    cluster, redis, logs = data / "postgres", data / "redis", data / "logs"
    postgres_port, redis_port = find_free_port(state.postgres_port), find_free_port(state.redis_port)
    state = state._replace(postgres_port=postgres_port, redis_port=redis_port)
    write_state(data / "state.json", state)
    with as_seen_by_server(cluster, identity) as (seen, inherited):
        plans = [plan_postgres(programs.postgres, cluster, seen, logs / "postgres.log", postgres_port, durable)]
        if programs.redis is not None:
            plans.append(plan_redis(programs.redis, redis, logs / "redis.log", redis_port, state, durable))
        watcher = launch_watcher(logs / "watcher.log", plans, identity, [lock, *inherited])
    servers = EmbeddedServers(data, state, programs.postgres_tools, watcher)
    try:
        servers.wait_ready()
    except BaseException:
        servers.stop()
        raise
    return servers
