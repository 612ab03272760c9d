"""Files that only their owner may read: state, logs, and the last lines of a log."""

import os
from pathlib import Path

LOG_LIMIT = 1_000_000
"""Bytes a log may have when a run starts; a longer one is put aside as `.1`, replacing the one before."""


def make_private_folder(folder: Path) -> None:
    """Makes the folder, and those above it that are missing, for the owner's eyes only."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    belongs_with_parent(folder)


def write_private(path: Path, text: str) -> None:
    """Replaces the file in one step: a reader, or a power cut, finds the old text or the new, never a half."""
    fresh = path.with_name(f"{path.name}.{os.getpid()}.new")
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    belongs_with_parent(fresh)
    fresh.replace(path)


def fresh_log(path: Path) -> Path:
    """Makes sure the log is there, private and not too long, and gives its path back."""
    if path.exists() and path.stat().st_size > LOG_LIMIT:
        path.replace(path.with_name(f"{path.name}.1"))
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600))
    path.chmod(0o600)
    belongs_with_parent(path)
    return path


def tail_of(path: Path, lines: int = 20) -> str:
    """The last lines of a text file; empty when there is no such file."""
    try:
        with path.open("rb") as file:
            file.seek(max(0, path.stat().st_size - 16_384))
            text = file.read().decode("utf-8", "replace")
    except OSError:
        return ""
    return "\n".join(text.splitlines()[-lines:])


def belongs_with_parent(path: Path) -> None:
    """Gives what root has just made to the owner of the folder it is in.

    One run with sudo would otherwise leave files that the next ordinary run cannot open.
    """
    if os.geteuid() != 0:
        return
    parent = path.parent.stat()
    os.chown(path, parent.st_uid, parent.st_gid, follow_symlinks=False)
