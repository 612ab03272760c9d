"""Whether a reminder that is due may go now: every reason against it, in order."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from services.notifier.agreed import parse
from services.notifier.asides import (
    ASIDES,
    Aside,
    has_said_ready,
    is_ready,
    is_silent,
    readiness_to_ask,
    restart_is_due,
)
from services.notifier.claiming import ASKS, Claimed
from services.notifier.pacing import (
    HOLD,
    LOOK_AGAIN,
    busy_until,
    had_aside_today,
    hours_of,
    is_started_by_us,
    last_chance,
    next_day,
    started_today,
    takes_a_turn,
)
from shared.hours import Defer, Suppress, dispatch_decision
from shared.schedule import zone

MID_DIALOGUE = timedelta(minutes=15)
"""How long after its time a follow-up is still part of a conversation the client began, and may go at any hour."""


@dataclass(frozen=True)
class Go:
    """It goes now."""


@dataclass(frozen=True)
class Wait:
    """Not before then."""

    until: datetime


@dataclass(frozen=True)
class Cancel:
    """It is no longer wanted; nobody needs to hear of it."""

    why: str


@dataclass(frozen=True)
class LetPass:
    """We choose not to text, and say so where it is an occurrence's. `instead` is asked in its place."""

    why: str
    instead: Aside | None = None


@dataclass(frozen=True)
class Hold:
    """The client is not ready for it. It comes back when they are, while its window is open."""

    instead: Aside | None = None


@dataclass(frozen=True)
class GiveUp:
    """It was tried, and there is no time left to try again."""


Decision = Go | Wait | Cancel | LetPass | Hold | GiveUp

_STILL_ASKING = {
    "prompt": ("planned", "sending"),
    "nudge": ("sent", "delivered"),
    # None: a dialogue begun by keyword, whose occurrence only the api knows.
    "follow_up": (None, "sending", "sent", "delivered", "partial"),
    "snooze": (None, "planned", "sending", "partial"),
    **dict.fromkeys(ASIDES, (None,)),
}


def decide(reminder: Claimed, now: datetime) -> Decision:
    """Whether it goes now, later or never: consent first, then the client's wishes, then whose turn it is, hours last.

    Every reason below returns None where it does not stand against this reminder.
    """
    if reminder.kind in ("opt_in", "opt_in_reminder"):
        return _consent_answered(reminder) or _window_closed(reminder, now) or _within_hours(reminder, now)
    return (
        _nobody_to_ask(reminder)
        or _not_wanted(reminder, now)
        or _window_closed(reminder, now)
        or _paused(reminder, now)
        or _resting(reminder)
        or _silent(reminder, now)
        or _not_ready(reminder, now)
        or _newer_sent(reminder)
        or _under_way(reminder)
        or _not_introduced(reminder, now)
        or _phone_busy(reminder, now)
        or _another_aside_today(reminder, now)
        or _over_the_cap(reminder, now)
        or _within_hours(reminder, now)
    )


def _consent_answered(reminder: Claimed) -> Decision | None:
    """It was answered, or, for the reminder: whoever texted anything since knows that we asked."""
    if reminder.contact_id is None:
        return Cancel("no_contact")
    if reminder.consent != "asked":
        return Cancel("already_answered")
    heard_at, asked_at = reminder.heard_at, reminder.consent_at
    if reminder.kind == "opt_in_reminder" and heard_at and asked_at and heard_at > asked_at:
        return Cancel("already_answered")
    return None


def _nobody_to_ask(reminder: Claimed) -> Decision | None:
    if reminder.contact_id is None:
        return Cancel("no_contact")
    return None if reminder.consent == "given" else Cancel("no_consent")


def _not_wanted(reminder: Claimed, now: datetime) -> Decision | None:
    """The assignment ended, the question was answered, or what the aside would ask is known."""
    if reminder.slug is None and reminder.kind != "restart":
        return Cancel("ended")
    if reminder.occurrence_state not in _STILL_ASKING[reminder.kind]:
        return Cancel("answered")
    if reminder.kind == "introduction" and reminder.was_asked:
        return Cancel("begun_without")
    if reminder.kind == "readiness" and has_said_ready(reminder.ready_at, now):
        return Cancel("answered")
    is_about_silence = reminder.kind in ("barrier", "restart")
    if is_about_silence and reminder.heard_at is not None and reminder.heard_at > reminder.due_at:
        return Cancel("heard")
    return None


def _window_closed(reminder: Claimed, now: datetime) -> Decision | None:
    if now < reminder.window_ends_at:
        return None
    return GiveUp() if reminder.tries else LetPass("window_closed")


def _paused(reminder: Claimed, now: datetime) -> Decision | None:
    if reminder.paused_until is None or reminder.paused_until <= now:
        return None
    return _drop(reminder, "paused")


def _resting(reminder: Claimed) -> Decision | None:
    return _drop(reminder, "resting") if reminder.is_resting else None


def _silent(reminder: Claimed, now: datetime) -> Decision | None:
    """Somebody who said nothing for a week is asked once how to go on, instead of the next question; then nothing."""
    if reminder.kind in ("follow_up", "snooze"):
        return None
    if is_silent(reminder.heard_at, reminder.restarted_at):
        return _drop(reminder, "silent")
    if reminder.tries or reminder.kind == "restart":
        return None
    if restart_is_due(reminder.heard_at, reminder.prompts_unheard, now):
        return LetPass("silent", instead="restart") if reminder.kind == "prompt" else _drop(reminder, "silent")
    return None


def _not_ready(reminder: Claimed, now: datetime) -> Decision | None:
    if reminder.kind != "prompt" or not reminder.needs_readiness:
        return None
    if is_ready(reminder.unlocked_at, reminder.ready_at, now):
        return None
    return Hold(instead=readiness_to_ask(reminder.ready_at, reminder.readiness_asked_at, now))


def _newer_sent(reminder: Claimed) -> Decision | None:
    return LetPass("newer_sent") if reminder.newer_was_sent else None


def _under_way(reminder: Claimed) -> Decision | None:
    """What was begun last time still waits for the moment the client named: it is not begun anew meanwhile."""
    return LetPass("collision") if reminder.is_under_way and not reminder.tries else None


def _not_introduced(reminder: Claimed, now: datetime) -> Decision | None:
    """The first text about homework gives the reason. A question waits for it, but never for the next day."""
    until = min(reminder.due_at + HOLD, last_chance(reminder))
    if reminder.kind != "prompt" or not reminder.awaits_introduction or now >= until:
        return None
    return Wait(min(now + LOOK_AGAIN, until))


def _phone_busy(reminder: Claimed, now: datetime) -> Decision | None:
    """A second question now would take the answer meant for the first."""
    until = busy_until(reminder, now) if takes_a_turn(reminder) else None
    if until is None:
        return None
    gives_way = reminder.kind == "prompt" and reminder.schedule and parse(reminder.schedule).on_collision == "skip"
    if gives_way or now >= last_chance(reminder):
        # Not one that may have gone already: that is found out first.
        return None if reminder.tries else _drop(reminder, "collision")
    return Wait(min(until, now + LOOK_AGAIN, last_chance(reminder)))


def _another_aside_today(reminder: Claimed, now: datetime) -> Decision | None:
    # Homework given in one session is introduced on one day.
    if reminder.kind not in ASIDES or reminder.kind == "introduction" or not had_aside_today(reminder, now):
        return None
    return _tomorrow(reminder, now) or Cancel("aside_today")


def _over_the_cap(reminder: Claimed, now: datetime) -> Decision | None:
    if reminder.tries or not is_started_by_us(reminder):
        return None
    if started_today(reminder, now) < reminder.daily_cap:
        return None
    if reminder.kind in ("prompt", "follow_up"):
        return _tomorrow(reminder, now) or LetPass("daily_cap")
    return Cancel("daily_cap")


def _within_hours(reminder: Claimed, now: datetime) -> Decision:
    if reminder.hours == "any" and now - reminder.due_at <= MID_DIALOGUE:
        return Go()
    window = reminder.window_ends_at - reminder.due_at
    decision = dispatch_decision(reminder.due_at, now, window, zone(reminder.zone), hours_of(reminder))
    if isinstance(decision, Defer):
        return Wait(decision.until)
    if isinstance(decision, Suppress):
        return LetPass(decision.reason)
    return Go()


def _drop(reminder: Claimed, why: str) -> Decision:
    return LetPass(why) if reminder.kind in ASKS else Cancel(why)


def _tomorrow(reminder: Claimed, now: datetime) -> Decision | None:
    opens_at = next_day(reminder, now)
    return Wait(opens_at) if opens_at < reminder.window_ends_at else None
