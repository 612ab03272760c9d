"""`between up` starts, refuses, stops and comes back: two lives on one data folder."""

import signal
import socket
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.clinic import Client, Clinic, Phone, eventually
from tests.journeys.upping import STOPS_WITHIN, command, environment, free_port, is_alive, up

pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class Refusal:
    """How an `up` that could not start ended."""

    code: int
    said: str


@dataclass
class Lives:
    """What was seen in the first life and of its end, and the second one, which is running."""

    first: Clinic
    second: Clinic
    greta: Client
    entries_before: list[dict[str, Any]]
    other_data: Refusal
    same_data: Refusal
    stopped_in: float
    exit_code: int
    family: list[int]
    left_over: list[int]
    ready_file_left: bool
    said: str


def refused(folder: Path, data: Path, port: int) -> Refusal:
    ended = subprocess.run(
        command(data, port),
        cwd=folder,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return Refusal(ended.returncode, ended.stdout + ended.stderr)


@pytest.fixture(scope="module")
def lives(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lives]:
    """A first life with a client, an entry and a digest, ended by Ctrl-C; then a second one on the same data."""
    folder = tmp_path_factory.mktemp("lives")
    data, port = folder / "it's data", free_port()
    with up(folder, data, port) as running:
        first = Clinic(running.wait_until_ready())
        greta, phone = first.enrol_and_consent("Greta Ohm")
        phone.text("The first life")
        first.book_with_digest_at(greta, datetime.now(UTC) + timedelta(seconds=3))
        other_data = refused(folder, folder / "other", port)
        same_data = refused(folder, data, free_port())
        eventually(lambda: first.mail_about(greta), "the digest", 60)
        entries_before = first.entries(greta)
        family = running.family()
        stopped_in = running.stop(signal.SIGINT)
        left_over = [pid for pid in family if is_alive(pid)]
        ready_file_left = (data / "ready.json").exists()
    with up(folder, data, port) as again:
        second = Clinic(again.wait_until_ready())
        yield Lives(
            first,
            second,
            greta,
            entries_before,
            other_data,
            same_data,
            stopped_in,
            running.process.returncode,
            family,
            left_over,
            ready_file_left,
            running.said(),
        )
        again.stop(signal.SIGTERM)
        assert again.process.returncode == 0, again.said()


def test_a_taken_port_is_named_with_what_to_do(lives: Lives) -> None:
    assert lives.other_data.code == 1
    assert "is in use" in lives.other_data.said
    assert "--port" in lives.other_data.said
    assert "Traceback" not in lives.other_data.said


def test_the_simulators_port_counts_too(tmp_path: Path) -> None:
    port = free_port()
    with socket.create_server(("127.0.0.1", port + 1)):
        refusal = refused(tmp_path, tmp_path / "data", port)
    assert (refusal.code, f"Port {port + 1} is in use" in refusal.said) == (1, True)
    assert not (tmp_path / "data").exists()


def test_a_second_between_on_the_same_data_is_refused(lives: Lives) -> None:
    assert lives.same_data.code == 1
    assert "Between is up here already" in lives.same_data.said
    assert "Traceback" not in lives.same_data.said


def test_ctrl_c_stops_everything_it_started(lives: Lives) -> None:
    assert lives.exit_code == 0, lives.said
    assert lives.stopped_in < STOPS_WITHIN
    assert len(lives.family) > 8, "two servers, their watcher, five processes of ours and gunicorn's workers"
    assert lives.left_over == []
    assert not lives.ready_file_left
    assert "Traceback" not in lives.said


def test_entries_are_still_there_after_a_restart(lives: Lives) -> None:
    assert [each["words"] for each in lives.entries_before] == ["The first life"]
    assert lives.second.entries(lives.greta) == lives.entries_before


def test_a_restart_asks_nobody_twice_and_sends_no_digest_twice(lives: Lives) -> None:
    # Who comes after a restart is served after whatever was still waiting: then nothing is.
    hugo, phone = lives.second.enrol_and_consent("Hugo Palm")
    lives.second.book_with_digest_at(hugo, datetime.now(UTC) + timedelta(seconds=3))
    eventually(lambda: lives.second.mail_about(hugo), "a digest of the second life", 60)
    greta: Phone = lives.second.phone(lives.greta.phone)
    assert greta.texts() == [], "the simulator forgets, so any text here is a second one"
    assert lives.first.mail() == []
    assert phone.sent_by_clinic() != []


def test_a_client_of_the_first_life_goes_on_in_the_second(lives: Lives) -> None:
    outcome = lives.second.phone(lives.greta.phone).text("The second life")
    assert outcome["replies"] == ["Saved as a note for your session."]
    assert sorted(each["words"] for each in lives.second.entries(lives.greta)) == ["The first life", "The second life"]
