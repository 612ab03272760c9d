"""The folder Postgres keeps its data in: made once, opened at every start."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from embedded.errors import ServerFailed
from embedded.identity import Identity, hand_over


def make_cluster(
    initdb: Path, cluster: Path, password: str, identity: Identity | None, durable: bool, lock: int
) -> None:
    """Makes an empty database whose superuser `postgres` has the password. Does nothing when it is there.

    It is made beside its place and moved there when complete, so an interrupted start leaves no half of one.
    """
    if cluster.exists():
        return
    fresh = cluster.with_name(f"{cluster.name}.new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(mode=0o700)
    hurry = [] if durable else ["--no-sync"]
    password_file = cluster.with_name("password.new")
    password_file.unlink(missing_ok=True)
    os.close(os.open(password_file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    password_file.write_text(password + "\n")
    for path in (fresh, password_file):
        hand_over(path, identity)
    try:
        with (
            as_seen_by_server(fresh, identity) as (folder, fd),
            as_seen_by_server(password_file, identity) as (file, fd2),
        ):
            _run_initdb([str(initdb), "-D", folder, f"--pwfile={file}", *hurry], identity, [lock, *fd, *fd2])
    finally:
        password_file.unlink()
    fresh.rename(cluster)


@contextmanager
def as_seen_by_server(path: Path, identity: Identity | None) -> Iterator[tuple[str, list[int]]]:
    """A name by which the server reaches the path, and the descriptors that it must inherit for that.

    Another user may not be let through the folders above (root's home, and our own data folder, are closed). An open
    descriptor leads past them, and Postgres is content with its name under /proc.
    """
    if identity is None:
        yield str(path), []
        return
    fd = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        yield f"/proc/self/fd/{fd}", [fd]
    finally:
        os.close(fd)


def _run_initdb(argv: list[str], identity: Identity | None, inherited: list[int]) -> None:
    options = ["--username=postgres", "--auth=scram-sha-256", "--encoding=UTF8", "--no-locale"]
    ran = subprocess.run(
        [*argv, *options],
        user=identity.uid if identity else None,
        group=identity.gid if identity else None,
        extra_groups=[] if identity else None,
        pass_fds=inherited,
        cwd="/",
        env={"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    )
    if ran.returncode != 0:
        raise ServerFailed("initdb", f"could not make the database (exit code {ran.returncode})", ran.stdout[-4000:])
