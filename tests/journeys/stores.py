"""What one running Between keeps and says: its database, its Redis and its logs, as a burglar would read them."""

import re
import socket
import subprocess
import threading
from contextlib import closing
from pathlib import Path
from typing import Any

import redis

from embedded.binaries import find_postgres


class Stores:
    """Everything a data folder holds that is not a secret file."""

    def __init__(self, data: Path) -> None:
        self._data = data
        self.owner_url = (data / "owner.url").read_text().strip()
        settings = (data / "state.json").read_text()
        self._redis_port = int(_in_json(settings, "redis_port"))
        self._redis_password = _in_json(settings, "redis_password")

    def database(self) -> bytes:
        """A plain dump of the whole database."""
        pg_dump = find_postgres(self._data / "postgres").path.with_name("pg_dump")
        url = self.owner_url.replace("postgresql+psycopg", "postgresql")
        return subprocess.run([pg_dump, url], capture_output=True, check=True, timeout=60).stdout

    def redis_values(self) -> bytes:
        """Every key and value of every Redis database."""
        said = bytearray()
        with closing(self.redis(0)) as first:
            numbers = [int(name.removeprefix("db")) for name in first.info("keyspace")]
        for number in numbers:
            with closing(self.redis(number)) as db:
                for key in db.scan_iter(count=1000):
                    said += b"\n" + key + b"\n" + b"\n".join(_values(db, key))
        return bytes(said)

    def redis_files(self) -> bytes:
        """What Redis has written to the disk: every command it was sent, as long as it was never tidied up."""
        return self._files("redis")

    def logs(self) -> bytes:
        """Every line of every log."""
        return self._files("logs")

    def redis(self, number: int) -> redis.Redis:
        """One of the Redis databases."""
        return redis.Redis(port=self._redis_port, password=self._redis_password, db=number)

    def overhear_redis(self) -> "Overheard":
        """Writes down every command from now on."""
        return Overheard(self._redis_port, self._redis_password)

    def _files(self, folder: str) -> bytes:
        files = [path for path in sorted((self._data / folder).rglob("*")) if path.is_file()]
        assert files, folder
        return b"".join(f"\n== {path.name}\n".encode() + path.read_bytes() for path in files)


class Overheard:
    """What Redis was told while this listened: bells and hints are gone from it the moment somebody takes them."""

    def __init__(self, port: int, password: str) -> None:
        self._said = bytearray()
        self._connection = socket.create_connection(("127.0.0.1", port), timeout=10)
        self._connection.sendall(f"AUTH {password}\r\nMONITOR\r\n".encode())
        self._connection.settimeout(None)
        self._listening = threading.Thread(target=self._listen, daemon=True)
        self._listening.start()

    def stop(self) -> bytes:
        """Everything that was said."""
        self._connection.shutdown(socket.SHUT_RDWR)
        self._listening.join(10)
        self._connection.close()
        return bytes(self._said)

    def _listen(self) -> None:
        while heard := self._connection.recv(1 << 16):
            self._said += heard


def _values(db: Any, key: bytes) -> list[bytes]:
    kind = db.type(key)
    if kind == b"string":
        return [db.get(key)]
    if kind == b"list":
        return list(db.lrange(key, 0, -1))
    if kind == b"set":
        return list(db.smembers(key))
    if kind == b"zset":
        return list(db.zrange(key, 0, -1))
    if kind == b"hash":
        return [part for pair in db.hgetall(key).items() for part in pair]
    raise AssertionError(f"{key!r} is a {kind!r}, which this does not read yet")


def _in_json(text: str, name: str) -> str:
    found = re.search(rf'"{name}": "?(\w+)', text)
    assert found is not None, name
    return found[1]
