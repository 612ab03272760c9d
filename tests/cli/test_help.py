"""What a person reads who asks for nothing, for too little, or for what is not there."""

from pathlib import Path

import pytest

from tests.cli.terminal import Terminal

COMMANDS = (
    "up",
    "demo",
    "test",
    "check",
    "bench",
    "migrate",
    "seed",
    "run",
    "stuck",
    "retry",
    "replay",
    "token",
    "activities",
    "keys",
)


def test_without_a_command_every_command_is_shown_with_what_it_does(nowhere: Terminal) -> None:
    ended = nowhere.between()
    assert ended.code == 2
    shown = [line.split()[0] for line in ended.lines if line.startswith("    ") and line.strip()[0].islower()]
    for command in COMMANDS:
        assert command in shown, ended.said
    assert "homework" in ended.said


def test_help_is_not_an_error(nowhere: Terminal) -> None:
    assert nowhere.between("--help").code == 0
    assert "--port" in nowhere.between("up", "--help").said


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["dance"], "dance"),
        (["run", "everything"], "everything"),
        (["retry", "--reader", "nobody"], "nobody"),
        (["replay"], "reader"),
        (["replay", "api", "--since", "yesterday"], "yesterday"),
        (["token", "create"], "name"),
        (["token", "forget", "Ana"], "forget"),
        (["keys", "eat", "contact"], "eat"),
        (["activities"], "ACTION"),
        (["activities", "dance"], "dance"),
        (["activities", "import"], "FILE"),
        (["activities", "play", "grounding", "--lang", "fr"], "fr"),
        (["activities", "play", "grounding", "--zone", "Mars/Phobos"], "America/New_York"),
        (["keys", "new", "house"], "house"),
        (["up", "--port", "soon"], "soon"),
        (["demo", "--seed", "apple"], "apple"),
    ],
)
def test_a_slip_is_named_and_nothing_is_done(nowhere: Terminal, arguments: list[str], named: str) -> None:
    ended = nowhere.between(*arguments)
    assert (ended.code, ended.said) == (2, "")
    assert "usage: between" in ended.complained
    assert named in ended.complained
    assert list(nowhere.folder.iterdir()) == []


@pytest.mark.parametrize(
    "command",
    [
        ["stuck"],
        ["retry"],
        ["replay", "api"],
        ["token", "create", "Ana"],
        ["keys", "rotate", "contact"],
        ["keys", "retire", "journal"],
        ["activities", "export"],
    ],
)
def test_with_nothing_up_the_next_step_is_said(nowhere: Terminal, command: list[str]) -> None:
    if command[0] == "keys":
        assert nowhere.between("keys", "new", command[2]).code == 0
    ended = nowhere.between(*command)
    assert (ended.code, ended.said) == (1, "")
    assert ended.complained == ("Nothing is up in .between. Start it with 'between up', or set OWNER_DATABASE_URL.\n")


def test_another_data_folder_is_named(nowhere: Terminal, tmp_path: Path) -> None:
    ended = nowhere.between("stuck", "--data", str(tmp_path / "elsewhere"))
    assert (ended.code, f"Nothing is up in {tmp_path / 'elsewhere'}." in ended.complained) == (1, True)


def test_seed_with_nothing_up_says_what_it_needs(nowhere: Terminal) -> None:
    ended = nowhere.between("seed")
    assert (ended.code, ended.said) == (1, "")
    assert ended.complained == (
        "Nothing is up here. Start it with 'between up', or give --api, --token and --simulator.\n"
    )


def test_seed_says_who_did_not_answer(nowhere: Terminal) -> None:
    # Port 9 is the discard service: nobody listens there.
    there = ["--api", "http://127.0.0.1:9", "--token", "none", "--simulator", "http://127.0.0.1:9"]
    ended = nowhere.between("seed", *there)
    assert (ended.code, "127.0.0.1:9" in ended.complained) == (1, True)
    assert "Run 'between seed' again once the services are up." in ended.complained
