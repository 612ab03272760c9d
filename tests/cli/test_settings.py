"""A process that lacks settings names all of them at once, and what is wrong with the others."""

import pytest

from tests.cli.terminal import Terminal

_SHARED = {"DATABASE_URL", "REDIS_URL"}
_TWILIO = {"TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "PUBLIC_URL"}
_RINGS = {"CONTACT_RING_FILE", "JOURNAL_RING_FILE"}
NEEDED = {
    "api": _SHARED | _TWILIO | _RINGS | {"HELP_CONTACT"},
    "listener": _SHARED | _TWILIO | _RINGS | {"HELP_CONTACT"},
    "notifier": _SHARED | _TWILIO | {"CONTACT_RING_FILE", "TWILIO_FROM"},
    "reporter": _SHARED | {"JOURNAL_RING_FILE", "MAIL_FROM", "SMTP_URL"},
}


@pytest.mark.parametrize("process", list(NEEDED))
def test_every_missing_setting_is_named_at_once(nowhere: Terminal, process: str) -> None:
    ended = nowhere.between("run", process)
    assert (ended.code, ended.said) == (1, "")
    first, *wrong, last = ended.complained.splitlines()
    assert first == "Some settings are missing or wrong:"
    assert {line.partition(":")[0] for line in wrong} == NEEDED[process]
    assert last == "docs/deploying.md lists them all."


def test_the_simulator_names_its_own(nowhere: Terminal) -> None:
    ended = nowhere.between("run", "simulator")
    assert (ended.code, ended.said) == (1, "")
    for name in ("TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "CLINIC_NUMBER", "INBOUND_URL", "SIMULATOR_TLS_DIR"):
        assert name in ended.complained


@pytest.mark.parametrize("process", ["api", "notifier", "reporter"])
def test_a_wrong_setting_is_named_beside_the_missing_ones(nowhere: Terminal, process: str) -> None:
    ended = nowhere.between("run", process, **{f"{process.upper()}_THREADS": "many", "DATABASE_URL": ""})
    assert ended.code == 1
    for name in NEEDED[process] | {f"{process.upper()}_THREADS"}:
        assert f"{name}: " in ended.complained


def test_a_file_that_cannot_be_read_is_named(nowhere: Terminal) -> None:
    ended = nowhere.between("run", "reporter", SMTP_URL_FILE="not-there")
    assert (ended.code, "SMTP_URL_FILE" in ended.complained) == (1, True)


def test_no_value_of_a_secret_is_repeated(nowhere: Terminal) -> None:
    ended = nowhere.between("run", "api", TWILIO_AUTH_TOKEN="a-secret-of-ours", DATABASE_URL="a-secret://of-ours")
    assert ended.code == 1
    assert "of-ours" not in ended.complained
