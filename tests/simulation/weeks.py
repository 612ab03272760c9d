"""Weeks of the demo, each lived in a process of its own: the ids of a seed are drawn once in a process's life."""

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Lived:
    """A week's transcript, its digests by file name, and how it ended."""

    code: int
    said: str
    complaints: str
    digests: dict[str, bytes]


def live(seed: int, folder: Path) -> Lived:
    """Run `between demo` in a folder, as a person would."""
    ended = subprocess.run(
        [sys.executable, "-P", "-m", "services.cli", "demo", "--seed", str(seed), "--out", "digests"],
        cwd=folder,
        # Nothing of ours: the demo needs no settings, and hash seeds differ between two runs.
        env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"},
        capture_output=True,
        timeout=60,
        check=False,
    )
    digests = {path.name: path.read_bytes() for path in sorted((folder / "digests").iterdir())}
    return Lived(ended.returncode, ended.stdout.decode(), ended.stderr.decode(), digests)
