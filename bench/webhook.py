"""The webhook's throughput against a bare Flask handler with one durable insert, same server, same run."""

import asyncio
import statistics
import sys
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import create_engine, text

from bench.clinic import populate
from bench.load import as_fast_as_possible, plain_post, signed_text
from embedded.ports import find_free_port
from embedded.supervisor import Process, Supervisor, port_is_free
from services.cli.up import house

ROUNDS = 5
CLIENTS = 60
# A keyword and its four answers: what a thought log is by text.
CONVERSATION = ("THINK", "The bus was full", "They all stare at me", "scared", "7")


def webhook(folder: Path) -> Iterator[tuple[str, str, str]]:
    """Rounds of both in turn; only the api runs, so that both have the cores to themselves."""
    port, bare_port = find_free_port(), find_free_port()
    with house(folder / "data", port, lambda line: None, only=["api"]) as running:
        engine = create_engine(running.owner_url)
        with engine.begin() as db:
            db.execute(text("create table bench_note (id bigint generated always as identity, body text not null)"))
        environment = {
            **running.environment("api"),
            "API_PORT": str(bare_port),
            "BENCH_DATABASE_URL": running.owner_url,
        }
        bare = Process(
            "bare", [sys.executable, "-P", "-m", "bench.bare"], environment, lambda: not port_is_free(bare_port)
        )
        yardstick = Supervisor([bare], folder / "bare-logs")
        try:
            yardstick.start()
            phones = populate(running.facts, CLIENTS, "thought-log")
            url = f"http://127.0.0.1:{bare_port}/note"
            ours, theirs, ratios = [], [], []
            for turn in range(ROUNDS + 1):
                texts = [signed_text(running.facts, phone, body) for body in CONVERSATION for phone in phones] * 1
                answers, seconds = asyncio.run(as_fast_as_possible(running.facts["api"], texts))
                assert all(answer.status == 200 and b"<Message>" in answer.body for answer in answers)
                plain = [plain_post(url, request.split(b"\r\n\r\n")[1].decode()) for request in texts]
                plain_answers, plain_seconds = asyncio.run(as_fast_as_possible(url, plain))
                assert all(answer.status == 200 for answer in plain_answers)
                if turn == 0:
                    continue  # a round to warm up
                ours.append(len(texts) / seconds)
                theirs.append(len(texts) / plain_seconds)
                ratios.append(ours[-1] / theirs[-1])
        finally:
            yardstick.stop()
            engine.dispose()
    yield "webhook, replies per second (median of rounds)", f"{statistics.median(ours):.0f}/s", ""
    yield "bare Flask with one durable insert, per second", f"{statistics.median(theirs):.0f}/s", ""
    yield "ratio", f"{statistics.median(ratios):.2f}", "aim: 0.5 or better"
