"""What became of each assignment, counted honestly."""

from datetime import timedelta

import pytest

from services.reporter.known import Occurrence, Readiness
from tests.reporter.views import NOON, garden, occurrence, part

ANSWERED = {"asked_at": NOON, "answered_at": NOON, "is_complete": True}
LET_GO = {"asked_at": NOON, "let_go_at": NOON}


def told(*occurrences: Occurrence, **homework: object) -> str:
    """The line of the one assignment there is."""
    return part(homework=(garden(**homework),), occurrences=occurrences).homework[0].text


def not_counted(*why: str) -> str:
    """What is told of occurrences that did not happen, for these reasons."""
    return told(*(occurrence(not_counted_why=each) for each in why))


def test_a_week_is_counted_in_the_order_of_the_product() -> None:
    five = [occurrence(**ANSWERED) for _ in range(5)]
    rest = occurrence(asked_at=NOON, skipped_at=NOON), occurrence(**LET_GO)
    suppressed = occurrence(not_counted_why="paused"), occurrence(asked_at=NOON, not_counted_why="undelivered")
    assert told(*five, *rest, *suppressed) == (
        "answered 5 of 7 · 1 skipped · 1 let go · 2 not counted (paused, undelivered)"
    )


def test_what_never_arrived_counts_against_nobody() -> None:
    undelivered = occurrence(asked_at=NOON, let_go_at=NOON, not_counted_why="undelivered")
    assert told(occurrence(**ANSWERED), undelivered) == "answered 1 of 1 · 1 not counted (undelivered)"
    assert told(occurrence(**LET_GO)) == "1 let go"
    assert told(occurrence(**ANSWERED), occurrence(asked_at=NOON)) == "answered 1 of 1 · 1 still open"
    assert told() == "nothing was asked this time"


@pytest.mark.parametrize(
    ("why", "in_words"),
    [
        ("paused", "paused"),
        ("resting", "resting"),
        ("quiet_hours", "quiet time"),
        ("not_ready", "not ready yet"),
        ("daily_cap", "daily limit"),
        ("silent", "silent for a week"),
        ("newer_sent", "a newer one went first"),
        ("collision", "another question was open"),
        ("window_closed", "no time left to send"),
        ("undelivered", "undelivered"),
        ("some_new_reason", "not sent"),
    ],
)
def test_a_reason_not_to_text_is_told_in_words(why: str, in_words: str) -> None:
    assert not_counted(why, why) == f"2 not counted ({in_words})"


def test_reasons_are_numbered_only_where_their_sum_does_not_tell() -> None:
    assert not_counted("paused", "resting") == "2 not counted (paused, resting)"
    assert not_counted("paused", "resting", "paused") == "3 not counted (2 paused, 1 resting)"
    assert not_counted("new", "newer", "paused") == "3 not counted (2 not sent, 1 paused)"


def test_an_answer_settles_an_occurrence_whatever_else_was_said_about_it() -> None:
    everything = {"skipped_at": NOON, "let_go_at": NOON, "not_counted_why": "undelivered"}
    assert told(occurrence(**ANSWERED, **everything)) == "answered 1 of 1"


def test_a_skip_is_not_taken_for_silence() -> None:
    assert told(occurrence(**LET_GO, skipped_at=NOON)) == "1 skipped"
    assert told(occurrence(**ANSWERED), occurrence(asked_at=NOON, skipped_at=NOON)) == "answered 1 of 2 · 1 skipped"


def test_an_answer_that_was_taken_back_is_none() -> None:
    assert told(occurrence(**ANSWERED, is_withdrawn=True)) == "1 not counted (taken back)"
    assert told(occurrence(**ANSWERED, is_withdrawn=True, let_go_at=NOON)) == "1 let go"
    assert told(occurrence(asked_at=NOON, skipped_at=NOON, is_withdrawn=True)) == "1 not counted (taken back)"


def test_what_a_client_begins_is_counted_as_used() -> None:
    used = {"answered_at": NOON}
    assert told(occurrence(**used), by_keyword=True) == "used once"
    assert told(*(occurrence(**used) for _ in range(3)), by_keyword=True) == "used 3 times"
    assert told(by_keyword=True) == "not used this time"


def test_what_a_client_begins_and_leaves_again_is_nothing_to_count() -> None:
    taken_back, left = occurrence(answered_at=NOON, is_withdrawn=True), occurrence(skipped_at=NOON)
    assert told(taken_back, left, by_keyword=True) == "not used this time"


def test_homework_that_waits_says_for_whom() -> None:
    ready, not_yet = Readiness(True, NOON), Readiness(False, NOON)
    waits = {"needs_readiness": True}
    assert told(**waits) == "waits for READY, and for you to unlock it"
    assert told(**waits, readiness=not_yet) == "waits for READY, and for you to unlock it"
    assert told(**waits, readiness=ready) == "ready, waits for you to unlock it"
    assert told(**waits, unlocked_at=NOON) == "unlocked, waits for READY"
    assert told(**waits, unlocked_at=NOON, readiness=not_yet) == "unlocked, waits for READY"
    assert told(**waits, unlocked_at=NOON, readiness=ready) == "nothing was asked this time"
    assert told(readiness=not_yet) == "nothing was asked this time"


def test_homework_that_rests_or_has_ended_says_so() -> None:
    assert told(resting_since=NOON) == "resting since Mon Mar 2, until you meet"
    assert told(occurrence(**LET_GO), resting_since=NOON) == "1 let go · resting since Mon Mar 2, until you meet"
    ended = {"ended_at": NOON + timedelta(days=1), "resting_since": NOON, "needs_readiness": True}
    assert told(**ended) == "nothing was asked this time · ended"
