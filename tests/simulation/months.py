"""Months of the demo, each lived in a process of its own: the ids of a seed are drawn once in a process's life."""

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Lived:
    """A month's transcript, its digests by file name, and how it ended."""

    code: int
    said: str
    complaints: str
    digests: dict[str, bytes]

    @property
    def texts(self) -> list[str]:
        """The lines of the transcript that are texts."""
        return [line for line in self.said.splitlines() if "-> " in line or "<- " in line]


class Living:
    """A month that is being lived in a folder, as a person would have it done."""

    def __init__(self, seed: int, folder: Path) -> None:
        self._folder = folder
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "services.cli", "demo", "--seed", str(seed), "--out", "digests"],
            cwd=folder,
            # Nothing of ours: the demo needs no settings, and hash seeds differ between two runs.
            env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def ended(self) -> Lived:
        """How it was, once it is over."""
        try:
            said, complaints = self._process.communicate(timeout=110)
        finally:
            self._process.kill()
        digests = {path.name: path.read_bytes() for path in sorted((self._folder / "digests").iterdir())}
        return Lived(self._process.returncode, said.decode(), complaints.decode(), digests)
