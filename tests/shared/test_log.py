"""Log lines say which service and what happened, and never a number, nor the words inside an exception."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
CANARY = "yellow-canary"
NUMBERS = ["+15055550111", "5055550111", "505-555-0111", "(505) 555-0111", "505.555.0111", "+1 505 555 0111"]

# A process of its own: logging belongs to the whole process, and pytest has taken ours.
PROGRAM = f"""
import logging, threading
from shared import log
log.configure("notifier")
ours, theirs = log.get("ours"), logging.getLogger("theirs")
NUMBERS = {NUMBERS!r}

for number in NUMBERS:
    ours.info("plain", to=number, note="call " + number + " today", reminder_id="01902f9e-5055550111")
    ours.info("in the event " + number)
    ours.info("nested", all=[number], pairs={{"to": number}}, both=(number, [{{"deep": number}}]))
    theirs.warning("plain %s", number)
    theirs.warning("by name %(to)s", {{"to": number}})

def fail():
    raise ValueError("{CANARY} +15055550111")

try:
    fail()
except ValueError as error:
    ours.exception("ours.exception")
    ours.error("ours.true", exc_info=True)
    ours.error("ours.given", exc_info=error)
    ours.error("ours.value", error=error, several=[error])
    theirs.exception("theirs.exception")
    theirs.error("theirs.given", exc_info=error)
    theirs.error("theirs.argument %s %r", error, error)
    ours.error("ours.handled", error=log.place(error))
    ours.info("ours.calm")

try:
    try:
        fail()
    except ValueError as error:
        raise RuntimeError("{CANARY} again") from error
except RuntimeError:
    ours.exception("ours.chained")
    theirs.exception("theirs.chained")

thread = threading.Thread(target=lambda: ours.info("in.a.thread"))
thread.start()
thread.join()
theirs.info("below.the.level")
ours.debug("below.the.level")
logging.getLogger("twilio.http_client").warning("below.the.level")
"""


@pytest.fixture(scope="module")
def printed() -> str:
    """Everything the program printed, on both streams."""
    ended = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=True,
        timeout=60,
    )
    return ended.stdout


@pytest.fixture(scope="module")
def lines(printed: str) -> list[dict[str, Any]]:
    """The lines, each a JSON object."""
    return [json.loads(line) for line in printed.splitlines()]


def line(lines: list[dict[str, Any]], event: str) -> dict[str, Any]:
    """The one line of an event."""
    (found,) = (line for line in lines if line["event"].startswith(event))
    return found


def test_no_line_holds_a_phone_number(printed: str) -> None:
    for number in NUMBERS:
        assert number not in printed.replace("01902f9e-5055550111", "")
    assert "555-0111" not in printed
    assert "[number]" in printed


def test_what_stands_around_a_number_stays(lines: list[dict[str, Any]]) -> None:
    plain = next(line for line in lines if line["event"] == "plain")
    assert (plain["to"], plain["note"]) == ("[number]", "call [number] today")


def test_ids_are_not_taken_for_numbers(lines: list[dict[str, Any]]) -> None:
    assert {line["reminder_id"] for line in lines if line["event"] == "plain"} == {"01902f9e-5055550111"}


def test_no_line_holds_the_words_of_an_exception(printed: str) -> None:
    assert CANARY not in printed


@pytest.mark.parametrize(
    "event",
    ["ours.exception", "ours.true", "ours.given", "ours.value", "ours.handled", "theirs.exception", "theirs.given"],
)
def test_an_exception_is_told_by_its_type_and_place(lines: list[dict[str, Any]], event: str) -> None:
    assert line(lines, event)["error"].startswith("ValueError at <string>:")


def test_an_exception_inside_a_librarys_message_is_told_by_its_type_and_place(lines: list[dict[str, Any]]) -> None:
    assert "ValueError at <string>:" in line(lines, "theirs.argument")["event"]


def test_of_a_chain_of_exceptions_the_last_is_told(lines: list[dict[str, Any]]) -> None:
    for event in ("ours.chained", "theirs.chained"):
        assert line(lines, event)["error"].startswith("RuntimeError at <string>:")


def test_a_calm_line_inside_an_except_block_has_no_error(lines: list[dict[str, Any]]) -> None:
    assert "error" not in line(lines, "ours.calm")


def test_every_line_says_when_how_grave_and_which_service(lines: list[dict[str, Any]]) -> None:
    assert line(lines, "in.a.thread")["level"] == "info"
    for one in lines:
        assert one["service"] == "notifier"
        assert one["timestamp"].endswith("Z")
        assert one["level"] in ("info", "warning", "error")


def test_chatter_of_libraries_is_left_out(lines: list[dict[str, Any]]) -> None:
    assert not [line for line in lines if line["event"] == "below.the.level"]
