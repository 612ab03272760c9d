"""Runs `between ...` in a process of its own and keeps what it said."""

import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Ended:
    """How a command ended. `said` is for the person's eyes or a pipe, `complained` is what went wrong."""

    code: int
    said: str
    complained: str

    @property
    def lines(self) -> list[str]:
        """What was said, line by line."""
        return self.said.splitlines()


@dataclass(frozen=True)
class Terminal:
    """A terminal in some folder, with nothing in its environment but what is given here."""

    folder: Path
    environment: Mapping[str, str]

    def between(self, *arguments: str, typed: str = "", **more: str) -> Ended:
        """Run one command to its end; `typed` comes through a pipe, `more` is added to the environment."""
        ended = subprocess.run(
            [sys.executable, "-P", "-m", "services.cli", *arguments],
            cwd=self.folder,
            env={"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "PYTHONPATH": str(ROOT), **self.environment, **more},
            input=typed,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert "Traceback" not in ended.stderr, ended.stderr
        return Ended(ended.returncode, ended.stdout, ended.stderr)
