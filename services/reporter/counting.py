"""What became of an assignment, in one line: "answered 5 of 7 · 1 skipped · 1 let go · 2 not counted (paused)". Pure.

Whatever we chose not to send, or could not, is told with its reason and never counted against anyone.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import tzinfo

from services.reporter.known import Homework, Occurrence
from services.reporter.moments import day, times

UNDELIVERED = "undelivered"
"""The reason of an occurrence whose question may never have arrived."""

# The notifier's reasons not to text, in words. It may use another one some day: that is "not sent".
_REASONS = {
    UNDELIVERED: "undelivered",
    "paused": "paused",
    "resting": "resting",
    "quiet_hours": "quiet time",
    "window_closed": "no time left to send",
    "not_ready": "not ready yet",
    "daily_cap": "daily limit",
    "silent": "silent for a week",
    "newer_sent": "a newer one went first",
    "collision": "another question was open",
}
_OTHER_REASON = "not sent"


def count(homework: Homework, occurrences: Iterable[Occurrence], zone: tzinfo) -> str:
    """The counts of one assignment, and where it stands."""
    mine = [one for one in occurrences if one.assignment_id == homework.id]
    told = [*_outcomes(mine), *_standing(homework, zone)]
    if not told:
        told = ["not used this time" if homework.by_keyword else "nothing was asked this time"]
    if homework.ended_at:
        told.append("ended")
    return " · ".join(told)


def _outcomes(occurrences: list[Occurrence]) -> Iterable[str]:
    outcomes = Counter(one.outcome for one in occurrences)
    answered, skipped, let_go = outcomes["answered"], outcomes["skipped"], outcomes["let go"]
    in_part = sum(one.outcome == "answered" and not one.is_complete for one in occurrences)
    if answered:
        counted = answered + skipped + let_go
        yield f"answered {answered} of {counted}" + (f" ({in_part} in part)" if in_part else "")
    if outcomes["used"]:
        yield f"used {times(outcomes['used'])}"
    if skipped:
        yield f"{skipped} skipped"
    if let_go:
        yield f"{let_go} let go"
    if outcomes["open"]:
        yield f"{outcomes['open']} still open"
    reasons = Counter(filter(None, map(_reason, occurrences)))
    if reasons:
        yield _not_counted(reasons)


def _reason(occurrence: Occurrence) -> str | None:
    """Why an occurrence is not counted; None for one that is."""
    if occurrence.outcome == "taken back":
        return "taken back"
    if occurrence.outcome == "not counted":
        return _REASONS.get(occurrence.not_counted_why or "", _OTHER_REASON)
    return None


def _not_counted(reasons: Counter[str]) -> str:
    """One reason, or each once: their names. Otherwise each with its number."""
    if len(reasons) == 1 or reasons.total() == len(reasons):
        named = sorted(reasons)
    else:
        named = [f"{number} {reason}" for reason, number in sorted(reasons.items())]
    return f"{reasons.total()} not counted ({', '.join(named)})"


def _standing(homework: Homework, zone: tzinfo) -> Iterable[str]:
    if homework.ended_at:
        return
    if homework.resting_since:
        yield f"resting since {day(homework.resting_since, zone)}, until you meet"
    if not homework.needs_readiness:
        return
    if not homework.is_ready and not homework.unlocked_at:
        yield "waits for READY, and for you to unlock it"
    elif not homework.is_ready:
        yield "unlocked, waits for READY"
    elif not homework.unlocked_at:
        yield "ready, waits for you to unlock it"
