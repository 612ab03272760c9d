"""Commands beside a running `between up`: they find it through its data folder."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.cli.terminal import Terminal
from tests.journeys.upping import free_port, up

pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class Beside:
    """A second terminal beside a running Between."""

    terminal: Terminal
    data: Path
    facts: dict[str, Any]

    def clinic(self, token: str | None = None) -> dict[str, list[dict[str, Any]]]:
        """Everything the API lists, with what changes by itself left out."""
        listed = {}
        for what in ("clinicians", "clients", "assignments", "sessions"):
            answer = requests.get(
                f"{self.facts['api']}/api/v1/{what}",
                headers={"Authorization": f"Bearer {token or self.facts['api_token']}"},
                timeout=10,
            )
            answer.raise_for_status()
            listed[what] = [
                {name: value for name, value in item.items() if name != "digest_sent_at"}
                for item in answer.json()["items"]
            ]
        return listed


@pytest.fixture(scope="module")
def beside(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Beside]:
    folder = tmp_path_factory.mktemp("beside")
    data = folder / ".between"
    with up(folder, data, free_port()) as running:
        facts = running.wait_until_ready()
        yield Beside(Terminal(folder, {}), data, facts)


def texts_of(beside: Beside, phone: str) -> list[str]:
    answer = requests.get(f"{beside.facts['simulator']}/sim/messages", params={"phone": phone}, timeout=10)
    return [text["body"] for text in answer.json()["messages"] if text["direction"] != "outbound-api"]


def test_seed_twice_is_the_same_as_once(beside: Beside) -> None:
    """`up` has done it once."""
    before = beside.clinic()
    assert [len(before[what]) for what in ("clinicians", "clients", "assignments", "sessions")] == [1, 2, 3, 2]
    said = texts_of(beside, "+15055550111")
    for _ in range(2):
        ended = beside.terminal.between("seed")
        assert (ended.code, ended.said) == (0, "the small fictional clinic is there already\n"), ended.complained
    assert beside.clinic() == before
    assert texts_of(beside, "+15055550111") == said, "nobody said YES again"


def test_seed_adds_what_was_taken_away(beside: Beside) -> None:
    jonas = next(client for client in beside.clinic()["clients"] if client["initials"] == "J.O.")
    token = {"Authorization": f"Bearer {beside.facts['api_token']}"}
    requests.delete(f"{beside.facts['api']}/api/v1/clients/{jonas['id']}", headers=token, timeout=10).raise_for_status()
    ended = beside.terminal.between("seed")
    assert ended.code == 0, ended.complained
    assert "a small fictional clinic is set up" in ended.said
    again = beside.clinic()["clients"]
    assert sorted(client["initials"] for client in again) == ["J.O.", "M.R."]
    assert jonas["id"] not in {client["id"] for client in again}
    assert {client["consent"] for client in again} == {"given"}


def test_a_new_token_opens_the_api(beside: Beside) -> None:
    (token,) = beside.terminal.between("token", "create", "Ana").lines
    assert beside.clinic(token) == beside.clinic()
    with pytest.raises(requests.HTTPError, match="401"):
        beside.clinic(token + "x")


def test_the_database_is_found_through_the_data_folder(beside: Beside) -> None:
    assert beside.terminal.between("stuck").said == "Nothing is stuck.\n"
    elsewhere = Terminal(Path("/"), {})
    assert elsewhere.between("stuck", "--data", str(beside.data)).said == "Nothing is stuck.\n"
    assert elsewhere.between("retry", "--data", str(beside.data)).said == "0 given back.\n"


def test_replay_leaves_the_clinic_as_it_was(beside: Beside) -> None:
    before = beside.clinic()
    for reader in ("api", "notifier", "reporter"):
        assert beside.terminal.between("replay", reader).said.endswith(" will be applied once more.\n")
    assert beside.clinic() == before
