"""Short conversations about homework that the house begins: which one is due, and until when it is worth a text.

Every decision here is pure. What an aside says is in the library; what its answer does is the api's business.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, NamedTuple
from uuid import UUID

from sqlalchemy import Connection

from shared.database import write
from shared.ids import new_id

Aside = Literal["introduction", "readiness", "barrier", "step-down", "restart"]
ASIDES: frozenset[str] = frozenset({"introduction", "readiness", "barrier", "step-down", "restart"})

READY_FOR = timedelta(days=7)
"""How long a READY holds: courage for a step is courage for this week."""

READINESS_EVERY = timedelta(days=7)
BARRIER_EVERY = timedelta(days=7)
STEP_DOWN_EVERY = timedelta(days=21)
STEP_DOWN_FROM = timedelta(days=10)
SILENT_AFTER = timedelta(days=7)
PROMPTS_IN_SILENCE = 3
"""So many questions without any sign are silence. Fewer may only mean that little was asked."""

LAST, MOST_ANSWERED = 5, 2
"""Of the last five that were asked and are over at most two answered: fewer would be more."""

NOT_ASKED_ABOUT = frozenset({"session-bridge"})

WINDOWS = {
    "introduction": timedelta(hours=24),
    "readiness": timedelta(hours=24),
    # What got in the way is asked while it is still remembered, or never.
    "barrier": timedelta(hours=4),
    "step-down": timedelta(hours=24),
    "restart": timedelta(hours=24),
}

_PLAN = """
insert into notifier.reminder
    (id, client_id, assignment_id, occurrence_id, kind, due_at, window_ends_at, try_at, state)
values (%s, %s, %s, %s, %s, %s, %s, %s, 'planned') on conflict do nothing
"""


def is_ready(unlocked_at: datetime | None, ready_at: datetime | None, now: datetime) -> bool:
    """Whether intense homework may be asked for: the clinician unlocked it, and the client said READY this week."""
    return unlocked_at is not None and has_said_ready(ready_at, now)


def has_said_ready(ready_at: datetime | None, now: datetime) -> bool:
    """Whether the client said READY not longer ago than it holds."""
    return ready_at is not None and now - ready_at < READY_FOR


def readiness_to_ask(ready_at: datetime | None, asked_at: datetime | None, now: datetime) -> Aside | None:
    """Whether to ask if the client is ready: not while a READY waits for the clinician, and once a week at most."""
    if has_said_ready(ready_at, now) or (asked_at is not None and now - asked_at < READINESS_EVERY):
        return None
    return "readiness"


def is_silent(heard_at: datetime | None, restarted_at: datetime | None) -> bool:
    """Whether we asked how to go on, and have heard nothing since: then we start nothing."""
    return restarted_at is not None and (heard_at is None or heard_at < restarted_at)


def restart_is_due(heard_at: datetime | None, prompts_unheard: int, now: datetime) -> bool:
    """Whether somebody who was asked again and again has given no sign for a week."""
    return heard_at is not None and now - heard_at >= SILENT_AFTER and prompts_unheard >= PROMPTS_IN_SILENCE


@dataclass(frozen=True)
class LetGo:
    """What is known when an occurrence is let go. `heard_at` as in Claimed.

    `over` counts the assignment's latest occurrences that were sent and are over, at most LAST of them, this one
    included; `answered` how many of those were answered, in part or whole. `asks_least`: there is no step down.
    """

    slug: str
    agreed_at: datetime
    has_consent: bool
    has_ended: bool
    is_resting: bool
    asks_least: bool
    paused_until: datetime | None
    heard_at: datetime | None
    prompts_unheard: int
    restarted_at: datetime | None
    barrier_at: datetime | None
    step_down_at: datetime | None
    over: int
    answered: int


def aside_after(let_go: LetGo, now: datetime) -> Aside | None:
    """What to ask after an occurrence was let go: one thing at most, and the one that asks least of the client first.

    1. Nobody who stopped, paused, rests, is done with it, or was asked how to go on and said nothing.
    2. After seven silent days: how to go on.
    3. Of the two that follow, one a week. When answers fade: whether fewer would be better. Never more texts.
    4. Else what got in the way; never of the bridge to the session, which nothing gets in the way of.
    """
    if not let_go.has_consent or let_go.has_ended or let_go.is_resting:
        return None
    if let_go.paused_until is not None and let_go.paused_until > now:
        return None
    if is_silent(let_go.heard_at, let_go.restarted_at):
        return None
    if restart_is_due(let_go.heard_at, let_go.prompts_unheard, now):
        return "restart"
    if let_go.barrier_at is not None and now - let_go.barrier_at < BARRIER_EVERY:
        return None
    if _has_faded(let_go, now):
        return "step-down"
    return None if let_go.slug in NOT_ASKED_ABOUT else "barrier"


def _has_faded(let_go: LetGo, now: datetime) -> bool:
    if let_go.asks_least or now - let_go.agreed_at < STEP_DOWN_FROM:
        return False
    if let_go.step_down_at is not None and now - let_go.step_down_at < STEP_DOWN_EVERY:
        return False
    return let_go.over == LAST and let_go.answered <= MOST_ANSWERED


class About(NamedTuple):
    """Whom an aside is for, and which homework it is about; None: all of it."""

    client_id: UUID
    assignment_id: UUID | None


def plan_aside(db: Connection, about: About, aside: Aside, due_at: datetime, ends_at: datetime | None = None) -> None:
    """Plan an aside, unless one like it waits already. Without `ends_at`, its window is that of its kind."""
    ends_at = ends_at or due_at + WINDOWS[aside]
    assignment_id = None if aside == "restart" else about.assignment_id
    write(
        db,
        _PLAN,
        (new_id(), about.client_id, assignment_id, new_id(), aside, due_at, ends_at, due_at),
    )
