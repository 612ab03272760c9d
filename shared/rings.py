"""Key rings: the files of secrets that wrap the clients' data keys, and the key of the phone index.

A ring file is text, one key a line: `<version> <base64 of 32 bytes>`; the highest version is the current one. A line
`index <base64>` holds the key of the blind index. Older versions stay until everything is wrapped anew.
"""

import base64
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

CONTACT = "contact"
JOURNAL = "journal"
RINGS = (CONTACT, JOURNAL)


class BadRing(Exception):
    """A key ring file cannot be used."""


@dataclass(frozen=True)
class Ring:
    """One ring: its keys by version, and the blind-index key where it has one."""

    name: str
    keys: dict[int, bytes]
    index_key: bytes | None = None

    @property
    def current(self) -> int:
        """The version that wraps new data keys."""
        return max(self.keys)

    def key(self, version: int) -> bytes:
        """The key of one version. Raises BadRing when the file no longer holds it."""
        if version not in self.keys:
            raise BadRing(f"The {self.name} ring has no key of version {version}. Put the older ring file back.")
        return self.keys[version]

    def __repr__(self) -> str:
        return f"Ring({self.name}, versions {sorted(self.keys)})"


def new_ring(name: str) -> Ring:
    """A ring with one fresh key; the contact ring also gets an index key."""
    return Ring(name, {1: secrets.token_bytes(32)}, secrets.token_bytes(32) if name == CONTACT else None)


def with_new_key(ring: Ring) -> Ring:
    """The same ring with one more key, which becomes the current one. The index key never changes."""
    return Ring(ring.name, {**ring.keys, ring.current + 1: secrets.token_bytes(32)}, ring.index_key)


def without_old_keys(ring: Ring) -> Ring:
    """The ring with its current key only: after everything was wrapped anew."""
    return Ring(ring.name, {ring.current: ring.keys[ring.current]}, ring.index_key)


def parse(name: str, text: str) -> Ring:
    """The ring written in a file's text. Raises BadRing naming the line."""
    keys: dict[int, bytes] = {}
    index_key: bytes | None = None
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            label, encoded = line.split()
            key = base64.b64decode(encoded, validate=True)
            version = None if label == "index" else int(label)
            if len(key) != 32:
                raise ValueError
        except ValueError:
            raise BadRing(f"Line {number} of the {name} ring is not '<version> <base64 of 32 bytes>'.") from None
        if version in keys or (version is None and index_key is not None):
            raise BadRing(f"Line {number} of the {name} ring gives '{label}' a second key. Keep the right one only.")
        if version is None:
            index_key = key
        else:
            keys[version] = key
    if not keys:
        raise BadRing(f"The {name} ring is empty. Make one with: between keys new {name}")
    if name == CONTACT and index_key is None:
        raise BadRing("The contact ring has no index line. Use the file that 'between keys new contact' wrote.")
    return Ring(name, keys, index_key)


def write(ring: Ring, path: Path) -> None:
    """Write the ring file whole or not at all, readable by its owner alone."""
    lines = [f"{version} {base64.b64encode(key).decode()}" for version, key in sorted(ring.keys.items())]
    if ring.index_key is not None:
        lines.append(f"index {base64.b64encode(ring.index_key).decode()}")
    beside = path.with_name(path.name + ".new")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write("\n".join(lines) + "\n")
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)


def read(name: str, path: Path) -> Ring:
    """The ring in a file. Raises BadRing when it is missing or malformed."""
    try:
        return parse(name, path.read_text())
    except OSError as trouble:
        raise BadRing(f"The {name} ring file {path} cannot be read ({trouble.strerror}).") from None
    except UnicodeDecodeError:
        raise BadRing(f"The {name} ring file {path} is not a text file. Put the right file there.") from None
