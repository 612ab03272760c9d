"""How many of our texts a client gets at once, and in a day: one question at a time, a few texts a day. Pure."""

from datetime import date, datetime, time, timedelta

from services.notifier.asides import ASIDES
from services.notifier.claiming import Claimed
from shared.hours import FLOOR_EARLIEST, FLOOR_LATEST, Hours, opening
from shared.schedule import resolve, zone

HOLD = timedelta(minutes=90)
"""How long a question keeps others waiting while nobody answers it."""

TALKING_FOR = timedelta(minutes=30)
"""How long after an answer that leaves a question open a client counts as being in the middle of a conversation."""

LAST_CHANCE = timedelta(minutes=5)
"""So long before its window ends a question waits for nothing any more."""

LOOK_AGAIN = timedelta(minutes=1)
"""How soon a waiting text looks whether the phone is free: soon enough to be on time, seldom enough to cost nothing."""

# Homework given in one session is introduced on one day; its questions have the day's texts to themselves.
_STARTED = (frozenset({"prompt", "nudge"}) | ASIDES) - {"introduction"}


def takes_a_turn(reminder: Claimed) -> bool:
    """Whether it waits for the phone and takes it: not the opt-in, nor the next question of a conversation going on."""
    return reminder.hours != "any" and reminder.kind not in ("opt_in", "opt_in_reminder")


def is_started_by_us(reminder: Claimed) -> bool:
    """Whether it counts towards the day's texts: not what the client asked for, nor the rest of a conversation."""
    return reminder.kind in _STARTED or (reminder.kind == "follow_up" and reminder.hours == "client")


def busy_until(reminder: Claimed, now: datetime) -> datetime | None:
    """Until when the phone belongs to another question, or None when it is free for this one.

    A time the client named is kept: such a text waits only while they are in the middle of answering another.
    """
    held = [(reminder.talking_about, reminder.talking_until)]
    if reminder.hours != "floor":
        held.append((reminder.waiting_for, reminder.waiting_until))
    others = [until for about, until in held if until is not None and about != reminder.occurrence_id]
    return max((until for until in others if until > now), default=None)


def last_chance(reminder: Claimed) -> datetime:
    """From when on it no longer waits for its turn."""
    return reminder.window_ends_at - LAST_CHANCE


def held_until(reminder: Claimed, now: datetime) -> datetime:
    """Until when the phone belongs to this question once it went. A nudge does not begin the long wait anew."""
    holds = TALKING_FOR if reminder.kind == "nudge" else HOLD
    until = min(now + holds, reminder.window_ends_at)
    if reminder.waiting_until is None or reminder.waiting_for != reminder.occurrence_id:
        return until
    return max(until, reminder.waiting_until)


def started_today(reminder: Claimed, now: datetime) -> int:
    """How many texts we have started on the client's local day."""
    return reminder.started if reminder.started_on == local_day(reminder, now) else 0


def had_aside_today(reminder: Claimed, now: datetime) -> bool:
    """Whether an aside went out on the client's local day."""
    return reminder.aside_at is not None and local_day(reminder, reminder.aside_at) == local_day(reminder, now)


def local_day(reminder: Claimed, at: datetime) -> date:
    """The day it is where the client lives."""
    return at.astimezone(zone(reminder.zone)).date()


def next_day(reminder: Claimed, now: datetime) -> datetime:
    """When the client's next day opens for texts."""
    place = zone(reminder.zone)
    midnight = resolve(local_day(reminder, now) + timedelta(days=1), time(), place)
    return opening(midnight, place, hours_of(reminder))


def hours_of(reminder: Claimed) -> Hours:
    """The hours it keeps to: the client's own, or the widest there are where the client named the time."""
    if reminder.hours == "floor":
        return Hours(FLOOR_EARLIEST, FLOOR_LATEST)
    return Hours(time.fromisoformat(reminder.earliest), time.fromisoformat(reminder.latest))
