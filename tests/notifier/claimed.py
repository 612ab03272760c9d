"""A reminder against which nothing stands, to be changed in one thing at a time."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from services.notifier.claiming import Claimed

NOON = datetime(2026, 3, 2, 19, 0, tzinfo=UTC)
"""Noon in Denver."""

ID = UUID(int=7)
ANOTHER = UUID(int=8)

READY = Claimed(
    reminder_id=ID,
    client_id=ID,
    assignment_id=ID,
    occurrence_id=ID,
    kind="prompt",
    step=None,
    hours="client",
    due_at=NOON,
    window_ends_at=NOON + timedelta(hours=2),
    tries=0,
    language="en",
    zone="America/Denver",
    earliest="09:00",
    latest="20:00",
    daily_cap=4,
    paused_until=None,
    heard_at=NOON - timedelta(days=1),
    prompts_unheard=0,
    restarted_at=None,
    turn=0,
    waiting_for=None,
    waiting_until=None,
    talking_about=None,
    talking_until=None,
    started_on=None,
    started=0,
    aside_at=None,
    contact_id=ID,
    phone=b"sealed",
    lane=b"lane",
    consent="given",
    consent_at=NOON - timedelta(days=30),
    slug="three-good-things",
    version=1,
    params=b"sealed",
    sealed_in="AssignmentCreated",
    schedule='{"kind": "keyword"}',
    awaits_introduction=False,
    needs_readiness=False,
    unlocked_at=None,
    ready_at=None,
    readiness_asked_at=None,
    is_resting=False,
    occurrence_state="planned",
    newer_was_sent=False,
    is_under_way=False,
    was_asked=False,
)
NUDGE = READY._replace(kind="nudge", occurrence_state="delivered")
SNOOZE = READY._replace(kind="snooze", hours="floor", step="first")
FOLLOW_UP = READY._replace(kind="follow_up", hours="any", occurrence_state="partial")
LONG_FOLLOW_UP = FOLLOW_UP._replace(hours="client")
AGREED_FOLLOW_UP = FOLLOW_UP._replace(hours="floor")
ASIDE = READY._replace(kind="barrier", occurrence_state=None)
RESTART = ASIDE._replace(kind="restart", assignment_id=None, slug=None)
OPT_IN = READY._replace(kind="opt_in", slug=None, occurrence_state=None, consent="asked")

STARTED_BY_US = (READY, NUDGE, ASIDE, LONG_FOLLOW_UP)
