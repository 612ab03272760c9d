"""`./between bench [webhook] [latency] [flow] [memory]`: starts the house on scratch data and prints a table."""

import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from bench.flow import flow
from bench.latency import latency
from bench.memory import memory
from bench.webhook import webhook

Rows = Iterator[tuple[str, str, str]]
PARTS: dict[str, Callable[[Path], Rows]] = {"webhook": webhook, "latency": latency, "flow": flow, "memory": memory}


def main(wanted: list[str]) -> int:
    """Measure the parts named, or all. Each prints what was measured, the figure, and what was aimed at."""
    unknown = set(wanted) - set(PARTS)
    if unknown:
        print(f"There is no {', '.join(sorted(unknown))}. Choose from: {', '.join(PARTS)}.")
        return 2
    for name in wanted or PARTS:
        with tempfile.TemporaryDirectory(prefix="between-bench-") as folder:
            Path(folder).chmod(0o755)
            print(f"\n{name}")
            for what, figure, aim in PARTS[name](Path(folder)):
                print(f"  {what:62} {figure:>16}   {aim}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
