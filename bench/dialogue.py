"""The dialogue engine alone: what one text of a client costs before anything is stored."""

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from bench.measures import quantile
from shared.activities.definition import Activity
from shared.activities.engine import advance, begin, resume
from shared.activities.library import BUILT_IN
from shared.activities.state import Params, State

TEXTS = [
    *("7", "6-7", "1 3", "2 30", "11pm", "6:30 7:00", "20 min", "Tue 6pm, park", "tea, the bus and my sister", "yes"),
    *("OK", "hm, hard to say", "I was on my way home. " * 14, "I was on my way home when it began to rain. " * 36),
]
ROUNDS = 20
_PARAMS = Params("garden", link="https://clinic.example/r/7", minutes=10, cue="after lunch")


def dialogue(folder: Path) -> Iterator[tuple[str, str, str]]:
    """Every activity of the library in both languages, talked through with texts of every kind, short and very long."""
    activities = BUILT_IN.all()
    taken: dict[str, list[float]] = {"advance": [], "state to JSON and back": []}
    for number in range(ROUNDS * len(TEXTS)):
        for activity in activities:
            _talk(activity, number, taken)
    for name, seconds in taken.items():
        aim = "aim: p99 under 1 ms" if name == "advance" else ""
        figures = ", ".join(f"{quantile(seconds, q) * 1000:.2f}" for q in (0.5, 0.99))
        yield f"{name}, p50 and p99 of {len(seconds)}", f"{figures} ms", aim


def _talk(activity: Activity, number: int, taken: dict[str, list[float]]) -> None:
    now = datetime(2026, 5, 4, 20, tzinfo=UTC)
    params = replace(_PARAMS, language=("en", "es")[number % 2])
    state, _ = begin(activity, params, now, number, zone="America/Denver", carried=("exam", "rent", "my knee"))
    while state.step is not None:
        number += 1
        began = time.thread_time()
        advanced = advance(activity, state, TEXTS[number % len(TEXTS)], now)
        taken["advance"].append(time.thread_time() - began)
        if advanced.follow_up:
            now = advanced.follow_up.at
            advanced = resume(activity, advanced.state, now)
        began = time.thread_time()
        state = State.from_json(advanced.state.to_json())
        taken["state to JSON and back"].append(time.thread_time() - began)
