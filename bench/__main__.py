"""`./between bench [PART ...]`: what Between costs, as a table. Without a part, all but `texts`, which takes long."""

import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from bench.dialogue import dialogue
from bench.flow import flow
from bench.latency import latency
from bench.memory import memory
from bench.planning import planning
from bench.texts import texts
from bench.webhook import webhook

Rows = Iterator[tuple[str, str, str]]
_LONG = ("texts",)
PARTS: dict[str, Callable[[Path], Rows]] = {
    "webhook": webhook,
    "latency": latency,
    "flow": flow,
    "memory": memory,
    "planning": planning,
    "dialogue": dialogue,
    "texts": texts,
}


def main(wanted: list[str]) -> int:
    """Measure the parts named, or all. Each prints what was measured, the figure, and what was aimed at."""
    unknown = set(wanted) - set(PARTS)
    if unknown:
        print(f"There is no {', '.join(sorted(unknown))}. Choose from: {', '.join(PARTS)}.")
        return 2
    for name in wanted or [part for part in PARTS if part not in _LONG]:
        with tempfile.TemporaryDirectory(prefix="between-bench-") as folder:
            Path(folder).chmod(0o755)
            print(f"\n{name}")
            for what, figure, aim in PARTS[name](Path(folder)):
                print(f"  {what:62} {figure:>16}   {aim}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
