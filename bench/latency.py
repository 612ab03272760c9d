"""How long a client waits for the answer, and how long the news takes to the other services, at 50 replies a second."""

import asyncio
import time
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import create_engine

from bench.clinic import populate
from bench.load import at_rate, signed_text
from bench.measures import quantile
from bench.webhook import CONVERSATION
from embedded.ports import find_free_port
from services.cli.up import house

CLIENTS = 100
RATE = 50.0


def latency(folder: Path) -> Iterator[tuple[str, str, str]]:
    """Two whole conversations a client, everything running."""
    with house(folder / "data", find_free_port(), lambda line: None) as running:
        phones = populate(running.facts, CLIENTS, "thought-log")
        texts = [signed_text(running.facts, phone, body) for body in CONVERSATION * 2 for phone in phones]
        answers = asyncio.run(at_rate(running.facts["api"], texts, RATE))
        assert all(answer.status == 200 and b"<Message>" in answer.body for answer in answers)
        # The first second warms the pools up.
        waits = [answer.seconds * 1000 for answer in answers[int(RATE) :]]
        # The last reply's news is still on its way.
        time.sleep(2)
        engine = create_engine(running.owner_url)
        with engine.connect() as db:
            news = db.exec_driver_sql(
                "select extract(epoch from d.handled_at - d.created_at)::float8 * 1000 from bus.delivery d"
                " join bus.event e on e.id = d.event_id where e.name = 'EntryRecorded'"
                " order by d.created_at desc limit %s",
                (len(waits),),
            )
            delays = [row[0] for row in news]
        engine.dispose()
    yield "reply to answer at 50/s, p50", f"{quantile(waits, 0.5):.1f} ms", ""
    yield "reply to answer at 50/s, p99", f"{quantile(waits, 0.99):.1f} ms", "aim: under 150 ms"
    yield "request to effect in the reporter, median", f"{quantile(delays, 0.5):.1f} ms", "aim: under 100 ms"
    yield "request to effect in the reporter, p99", f"{quantile(delays, 0.99):.1f} ms", ""
