"""The notifier's tables: whom we may text, their sessions, what is due when, and every try to send it."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    Table,
    Text,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from shared.database import metadata

METADATA = metadata("notifier")
_Instant = DateTime(timezone=True)

client = Table(
    "client",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("language", Text, nullable=False),
    Column("zone", Text, nullable=False),
    Column("earliest", Text, nullable=False),
    Column("latest", Text, nullable=False),
    Column("daily_cap", SmallInteger, nullable=False),
    # When the latest of these was agreed: one that was agreed earlier and is heard later changes nothing.
    Column("agreed_at", _Instant, nullable=False),
    Column("erased_at", _Instant),
    Column("paused_until", _Instant),
    Column("pause_told_at", _Instant),
    Column("heard_at", _Instant),
    Column("prompts_unheard", Integer, nullable=False, server_default="0"),
    Column("restarted_at", _Instant),
    # Moves on with whatever may change a decision: one that was made at an earlier turn is made again.
    Column("turn", Integer, nullable=False, server_default="0"),
    # The occurrence whose question waits for an answer, and the one that is being talked about.
    Column("waiting_for", Uuid),
    Column("waiting_until", _Instant),
    Column("talking_about", Uuid),
    Column("talking_until", _Instant),
    # How many texts we started on the latest local day we started any.
    Column("started_on", Date),
    Column("started", SmallInteger, nullable=False, server_default="0"),
    Column("aside_at", _Instant),
    Column("barrier_at", _Instant),
)

session = Table(
    "session",
    METADATA,
    # A row for each client who takes part. No foreign key: a session's facts may come before the client's.
    Column("id", Uuid, primary_key=True),
    Column("client_id", Uuid, primary_key=True),
    Column("starts_at", _Instant, nullable=False),
    Column("told_at", _Instant, nullable=False),
    Column("is_cancelled", Boolean, nullable=False, server_default="false"),
    Index("ix_session_client_id_starts_at", "client_id", "starts_at"),
)

contact = Table(
    "contact",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("client_id", Uuid, nullable=False, unique=True),
    Column("phone", LargeBinary, nullable=False),
    Column("phone_index", LargeBinary, nullable=False, index=True),
    Column("changed_at", _Instant, nullable=False),
    Column("consent", Text, nullable=False),
    Column("consent_at", _Instant, nullable=False),
    CheckConstraint("consent in ('asked', 'given', 'stopped')", name="consent"),
)

assignment = Table(
    "assignment",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("client_id", Uuid, nullable=False, index=True),
    Column("slug", Text, nullable=False),
    Column("version", Integer, nullable=False),
    # As it came, still sealed for its place in the fact of that name, and opened only when a text is composed.
    Column("params", LargeBinary, nullable=False),
    Column("sealed_in", Text, nullable=False),
    Column("schedule", JSONB, nullable=False),
    # The assignment whose completion this one comes after.
    Column("follows", Uuid),
    Column("created_at", _Instant, nullable=False),
    Column("changed_at", _Instant, nullable=False),
    Column("ended_at", _Instant),
    Column("completed_at", _Instant),
    Column("awaits_introduction", Boolean, nullable=False),
    Column("needs_readiness", Boolean, nullable=False),
    Column("unlocked_at", _Instant),
    Column("ready_at", _Instant),
    Column("readiness_told_at", _Instant),
    Column("readiness_asked_at", _Instant),
    Column("rests_since", _Instant),
    Column("rest_told_at", _Instant),
    Column("step_down_at", _Instant),
    CheckConstraint("sealed_in in ('AssignmentCreated', 'AssignmentChanged')", name="sealed_in"),
)

_PLANNED = text("state = 'planned' and not again")
_ASKED = text("state in ('sent', 'delivered')")
_KEPT = text("state <> 'cancelled'")
_OF_SESSION = text("session_id is not null and state not in ('cancelled', 'suppressed', 'held')")

occurrence = Table(
    "occurrence",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("client_id", Uuid, nullable=False),
    Column("assignment_id", ForeignKey(assignment.c.id), nullable=False),
    Column("due_at", _Instant, nullable=False),
    Column("window_ends_at", _Instant, nullable=False),
    Column("state", Text, nullable=False),
    # Put off by the client, or held until they were ready: planned a second time, beside the one that is next.
    Column("again", Boolean, nullable=False, server_default="false"),
    # The session it is asked before or after.
    Column("session_id", Uuid),
    Column("sent_at", _Instant),
    CheckConstraint(
        "state in ('planned', 'held', 'sending', 'sent', 'delivered', 'undeliverable', 'answered', 'partial',"
        " 'skipped', 'let_go', 'suppressed', 'cancelled')",
        name="state",
    ),
    # An assignment plans one step ahead, never the same moment twice, and asks once about one session.
    Index("uq_occurrence_planned", "assignment_id", unique=True, postgresql_where=_PLANNED),
    Index("uq_occurrence_moment", "assignment_id", "due_at", unique=True, postgresql_where=_KEPT),
    Index("uq_occurrence_session", "assignment_id", "session_id", unique=True, postgresql_where=_OF_SESSION),
    Index("ix_occurrence_open", "window_ends_at", postgresql_where=_ASKED),
)

_WAITING = text("state in ('planned', 'queued')")
_WAITING_ABOUT_ONE = text("kind in ('introduction', 'readiness') and state in ('planned', 'queued')")
_WAITING_ABOUT_ALL = text("kind in ('barrier', 'step-down', 'restart') and state in ('planned', 'queued')")

reminder = Table(
    "reminder",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("client_id", Uuid, nullable=False, index=True),
    # A dialogue begun by keyword and an aside have an occurrence that only the api knows: no foreign key.
    Column("assignment_id", Uuid),
    Column("occurrence_id", Uuid, index=True),
    Column("kind", Text, nullable=False),
    Column("step", Text),
    # When the client's own words planned it: answers from before do not take it back.
    Column("asked_at", _Instant),
    # Whose hours it keeps to: the client's, the widest there are (the client named the time), or any (see eligibility).
    Column("hours", Text, nullable=False, server_default="client"),
    Column("due_at", _Instant, nullable=False),
    Column("window_ends_at", _Instant, nullable=False),
    # When to look at it next: its time, a later opening, the end of a pause, or a hint that may have been lost.
    Column("try_at", _Instant, nullable=False),
    Column("state", Text, nullable=False),
    Column("tries", SmallInteger, nullable=False, server_default="0"),
    Column("body", LargeBinary),
    Column("wording", Text),
    Column("sent_at", _Instant),
    CheckConstraint(
        "kind in ('opt_in', 'opt_in_reminder', 'prompt', 'nudge', 'follow_up', 'snooze', 'introduction',"
        " 'readiness', 'barrier', 'step-down', 'restart')",
        name="kind",
    ),
    CheckConstraint("hours in ('client', 'floor', 'any')", name="hours"),
    CheckConstraint(
        "state in ('planned', 'queued', 'sending', 'sent', 'undeliverable', 'suppressed', 'cancelled')", name="state"
    ),
    Index("ix_reminder_waiting", "try_at", postgresql_where=_WAITING),
    # Two asides of a kind never wait at once; and of those about how it goes, one a client.
    Index("uq_reminder_about_one", "assignment_id", "kind", unique=True, postgresql_where=_WAITING_ABOUT_ONE),
    Index("uq_reminder_about_all", "client_id", unique=True, postgresql_where=_WAITING_ABOUT_ALL),
)

_UNRESOLVED = text("state in ('open', 'unknown')")

attempt = Table(
    "attempt",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("reminder_id", ForeignKey(reminder.c.id), nullable=False, index=True),
    # The blind index of the phone.
    Column("lane", LargeBinary, nullable=False),
    Column("state", Text, nullable=False),
    Column("started_at", _Instant, nullable=False),
    # When to ask the carrier about it, and how many of its lists did not have it.
    Column("look_at", _Instant, nullable=False),
    Column("clean_looks", SmallInteger, nullable=False, server_default="0"),
    Column("carrier_sid", Text, unique=True),
    Column("status", Text),
    Column("rank", SmallInteger, nullable=False, server_default="-1"),
    Column("error_code", Integer),
    CheckConstraint("state in ('open', 'unknown', 'sent', 'refused', 'absent')", name="state"),
    # One unresolved attempt a phone: of two equal texts on the carrier's list nobody could say which is whose.
    Index("uq_attempt_lane", "lane", unique=True, postgresql_where=_UNRESOLVED),
    Index("ix_attempt_unresolved", "look_at", postgresql_where=_UNRESOLVED),
)

status_callback = Table(
    "status_callback",
    METADATA,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("attempt_id", Uuid, nullable=False),
    Column("carrier_sid", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("error_code", Integer),
    Column("reported_at", _Instant, nullable=False),
)
