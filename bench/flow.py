"""The whole house under load: reply in, entry, facts to both readers, one text out through the simulator."""

import asyncio
import os
import time
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Engine, create_engine

from bench.clinic import populate, simulator
from bench.load import Answered, as_fast_as_possible, at_rate, signed_text
from bench.measures import cpu_seconds, family, quantile
from embedded.ports import find_free_port
from services.cli.up import house

CLIENTS = 400
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "10"))
RATE = float(os.environ.get("BENCH_RATE", "200"))
_PATIENCE = 60.0


def flow(folder: Path) -> Iterator[tuple[str, str, str]]:
    """Each client answers ten questions in turn; each answer makes the notifier text the next question."""
    os.environ["ACTIVITIES_FOLDER"] = str(Path(__file__).parent / "activities")
    for callbacks in (False, True):
        with house(folder / f"data-{callbacks}", find_free_port(), lambda line: None) as running:
            pids = {**running.supervisor.pids, "postgres": running.servers.pids["postgres"], "load": os.getpid()}
            yield from _measure(running.facts, running.owner_url, pids, callbacks)


def _measure(
    facts: dict[str, str], owner_url: str, pids: dict[str, int], callbacks: bool
) -> Iterator[tuple[str, str, str]]:
    name = "with two status callbacks a text" if callbacks else "without status callbacks"
    engine = create_engine(owner_url)
    if not callbacks:
        simulator(facts, "/sim/faults", {"kind": "callbacks_off"})
    phones = populate(facts, CLIENTS, "bench-round")
    opened, _ = asyncio.run(as_fast_as_possible(facts["api"], [signed_text(facts, phone, "BENCH") for phone in phones]))
    assert all(b"How is it now" in answer.body for answer in opened)
    _wait_until_quiet(engine)
    before = simulator(facts, "/sim/stats")["created"]
    before_cpu = _used(pids)
    texts = [signed_text(facts, phone, "7") for _ in range(ROUNDS) for phone in phones]
    began = time.perf_counter()
    answers: list[Answered] = asyncio.run(at_rate(facts["api"], texts, RATE))
    took = time.perf_counter() - began
    drained = _wait_until_quiet(engine)
    spent = {process: used - before_cpu[process] for process, used in _used(pids).items()}
    sent = simulator(facts, "/sim/stats")["created"] - before
    with engine.connect() as db:
        entries = db.exec_driver_sql("select count(*) from api.entry").scalar_one()
        view = db.exec_driver_sql("select count(*) from reporter.entry").scalar_one()
        asked = db.exec_driver_sql("select count(*) from bus.event where name = 'FollowUpAsked'").scalar_one()
    engine.dispose()
    assert all(answer.status == 200 for answer in answers)
    # A reply that comes before the next question was sent is kept, and asks for no further text.
    lost = max(len(texts) - min(entries, view), asked - sent)
    doubled = max(max(entries, view) - len(texts), sent - asked)
    yield f"{name}: replies taken a second", f"{len(texts) / took:.0f}/s", f"offered {RATE:.0f}/s; aim: 200"
    yield f"{name}: backlog gone after", f"{drained:.1f} s", "aim: within 5 s"
    yield f"{name}: lost, doubled", f"{lost}, {doubled}", f"of {len(texts)} replies and {asked} texts; aim: 0, 0"
    yield f"{name}: reply to answer, p50 and p99", _milliseconds(answers), ""
    each = ", ".join(f"{process} {used / len(texts) * 1000:.1f}" for process, used in spent.items())
    total = sum(spent.values()) / len(texts) * 1000
    yield f"{name}: processor time a reply", f"{total:.1f} ms", f"at 200/s two cores give 10: {each}"


def _used(pids: dict[str, int]) -> dict[str, float]:
    """Processor seconds by process, each with what it started; the load is this process alone."""
    return {name: cpu_seconds([pid] if name == "load" else family([pid])) for name, pid in pids.items()}


def _milliseconds(answers: list[Answered]) -> str:
    waits = [answer.seconds * 1000 for answer in answers]
    return f"{quantile(waits, 0.5):.0f}, {quantile(waits, 0.99):.0f} ms"


def _wait_until_quiet(engine: Engine) -> float:
    """Seconds until every fact is applied and every text that is due has been sent."""
    began = time.perf_counter()
    while time.perf_counter() - began < _PATIENCE:
        with engine.connect() as db:
            waiting = db.exec_driver_sql(
                "select (select count(*) from bus.delivery where handled_at is null)"
                " + (select count(*) from notifier.reminder where state in ('planned', 'queued', 'sending'))"
            ).scalar_one()
        if waiting == 0:
            return time.perf_counter() - began
        time.sleep(0.05)
    raise AssertionError(f"{waiting} things still wait after {_PATIENCE:.0f} s")
