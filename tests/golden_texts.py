"""Golden files of what people read. `BETWEEN_GOLDEN=write` writes them anew; read them then, aloud."""

import os
from pathlib import Path

FOLDER = Path(__file__).parent / "golden" / "texts"


def check_golden(name: str, lines: list[str]) -> None:
    """Compare these lines with the golden file of this name. A file that is not there is no excuse."""
    file = FOLDER / f"{name}.txt"
    spoken = "\n".join(lines) + "\n"
    if os.environ.get("BETWEEN_GOLDEN") == "write":
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(spoken, encoding="utf-8")
    assert file.exists(), f"no golden file {file.name}: read the texts, then run with BETWEEN_GOLDEN=write"
    assert file.read_text(encoding="utf-8") == spoken
