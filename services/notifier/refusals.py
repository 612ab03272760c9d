"""What a carrier's error number means for a reminder.

The numbers are those of Twilio's error catalogue; the classes are what large senders learned from them. A number not
listed here is final: sending again what was refused for an unknown reason helps nobody.
"""

from datetime import timedelta
from enum import Enum
from uuid import UUID


class Verdict(Enum):
    """What to do about a text that was not delivered."""

    OPTED_OUT = "opted_out"
    """The client stopped us at the carrier."""
    LATER = "later"
    """The carrier was full: the same text may go a little later."""
    ONCE_MORE = "once_more"
    """A phone switched off or a fault on the way: one more try is worth its price."""
    CLOSED = "closed"
    """Our account is shut: nothing goes until staff have looked."""
    UNREACHABLE = "unreachable"
    """This number cannot get texts."""
    REFUSED = "refused"
    """The carrier does not take this text or this sender."""


_VERDICTS = {
    **dict.fromkeys((21610,), Verdict.OPTED_OUT),
    **dict.fromkeys((429, 20429, 21611, 30001, 30017, 30022, 30023, 30025, 30026, 30027), Verdict.LATER),
    **dict.fromkeys((30003, 30008, 30410, 30500), Verdict.ONCE_MORE),
    **dict.fromkeys((401, 403, 20003, 20005, 30002, 30024, 30032, 30034), Verdict.CLOSED),
    **dict.fromkeys((21211, 21214, 21217, 21614, 21635, 30005, 30006), Verdict.UNREACHABLE),
}

_FIRST_WAIT = timedelta(seconds=15)
_LONGEST_WAIT = timedelta(minutes=10)


def judge(code: int | None) -> Verdict:
    """The verdict for a carrier's error number, or an HTTP status where it gave none."""
    return _VERDICTS.get(code or 0, Verdict.REFUSED)


def backoff(tries: int, reminder_id: UUID) -> timedelta:
    """How long to wait after so many tries: doubling, and spread so that a full carrier is not met by all at once."""
    doublings = min(max(tries - 1, 0), 10)
    wait = min(_FIRST_WAIT * (1 << doublings), _LONGEST_WAIT)
    return wait * (1 + reminder_id.int % 1000 / 2000)


_RANKS = {
    "accepted": 0, "scheduled": 0, "queued": 1, "sending": 2, "sent": 3,
    "failed": 4, "undelivered": 4, "canceled": 4, "delivered": 5, "read": 6,
}  # fmt: skip

FAILED = 4
DELIVERED = 5


def rank(status: str) -> int:
    """How far along a status is; reports come late, twice and out of order, and only a higher rank counts.

    A status we do not know ranks lowest. Delivered outranks failed: a long text reports part by part.
    """
    return _RANKS.get(status, -1)
