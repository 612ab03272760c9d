"""As whom the servers run. Postgres refuses to be root, so root hands them to an ordinary user.

That user needs no way into the folders above the data: Postgres and Redis get the data folder itself, already open.
They do need to reach the programs, so those are copied once when they lie in a folder closed to others, such as
root's home.
"""

import hashlib
import os
import pwd
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from embedded.binaries import Program
from embedded.errors import CannotRunAs

COPIES = Path("/var/cache/between")
"""Where root keeps the copies of programs that lie out of the other user's reach."""


class Identity(NamedTuple):
    """An ordinary user."""

    name: str
    uid: int
    gid: int


def choose_identity(postgres_data: Path, run_as: str | None) -> Identity | None:
    """Whom the servers run as; None means as ourselves, because we are not root.

    Root takes the user named, else whoever owns the data already, else nobody.
    """
    if os.geteuid() != 0:
        return None
    if sys.platform != "linux":
        raise CannotRunAs("only Linux lets Between hand it to another user")
    if run_as is None and postgres_data.exists() and postgres_data.stat().st_uid != 0:
        return _known(pwd.getpwuid, postgres_data.stat().st_uid)
    return _known(pwd.getpwnam, run_as or "nobody")


def hand_over(folder: Path, identity: Identity | None) -> None:
    """Gives the folder and all in it to the user, unless it is theirs already."""
    if identity is None or folder.stat().st_uid == identity.uid:
        return
    for path in [*folder.rglob("*"), folder]:
        os.chown(path, identity.uid, identity.gid, follow_symlinks=False)


def within_reach(
    program: Program, identity: Identity | None, report: Callable[[str], None], copies: Path = COPIES
) -> Path:
    """The program itself if the user can run it, else a copy, made once, where they can."""
    if identity is None or _can_run(program.path, identity):
        return program.path
    copy = copies / f"{program.path.name}-{_fingerprint(program.path)}"
    copied_program = copy / program.path.relative_to(program.root)
    if not copy.exists():
        report(f"The user {identity.name} cannot reach {program.path}; copying it to {copy} once")
        _copy(program, copy)
    if not _can_run(copied_program, identity):
        raise CannotRunAs(f"the user {identity.name} may not run {copied_program}")
    return copied_program


def _known(find: Callable[..., pwd.struct_passwd], key: str | int) -> Identity:
    try:
        entry = find(key)
    except KeyError:
        raise CannotRunAs(f"there is no user {key} on this machine") from None
    if entry.pw_uid == 0:
        raise CannotRunAs(f"{entry.pw_name} is root")
    return Identity(entry.pw_name, entry.pw_uid, entry.pw_gid)


def _can_run(program: Path, identity: Identity) -> bool:
    try:
        ran = subprocess.run(
            [program, "--version"],
            user=identity.uid,
            group=identity.gid,
            extra_groups=[],
            cwd="/",
            stdin=subprocess.DEVNULL,
            capture_output=True,
        )
    except PermissionError:
        return False
    return ran.returncode == 0


def _fingerprint(program: Path) -> str:
    about = program.stat()
    return hashlib.sha256(f"{program} {about.st_size} {about.st_mtime_ns}".encode()).hexdigest()[:12]


def _copy(program: Program, copy: Path) -> None:
    fresh = copy.with_name(f"{copy.name}.{os.getpid()}.new")
    shutil.rmtree(fresh, ignore_errors=True)
    for part in program.parts:
        place = fresh / part.relative_to(program.root)
        place.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
        if part.is_dir():
            shutil.copytree(part, place, ignore=shutil.ignore_patterns("include"))
        else:
            shutil.copy2(part, place)
    for path in [copy.parent, fresh, *fresh.rglob("*")]:
        path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
    try:
        fresh.rename(copy)
    except OSError:
        # Another run has made the same copy meanwhile.
        shutil.rmtree(fresh, ignore_errors=True)
