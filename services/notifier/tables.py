"""The notifier's tables: whom we may text, what is due when, and every try to send it."""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
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
    Column("enrolled_at", _Instant, nullable=False),
    Column("erased_at", _Instant),
    Column("talking_until", _Instant),
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
    # As it came in AssignmentCreated: still sealed, and opened only when a text is composed.
    Column("params", LargeBinary, nullable=False),
    Column("schedule", JSONB, nullable=False),
    Column("created_at", _Instant, nullable=False),
    Column("ended_at", _Instant),
)

_PLANNED = text("state = 'planned'")
_SENT = text("state = 'sent'")
_KEPT = text("state <> 'cancelled'")

occurrence = Table(
    "occurrence",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("client_id", Uuid, nullable=False),
    Column("assignment_id", ForeignKey(assignment.c.id), nullable=False),
    Column("due_at", _Instant, nullable=False),
    Column("window_ends_at", _Instant, nullable=False),
    Column("state", Text, nullable=False),
    Column("sent_at", _Instant),
    CheckConstraint(
        "state in ('planned', 'sending', 'sent', 'undeliverable', 'answered', 'partial', 'let_go', 'suppressed',"
        " 'cancelled')",
        name="state",
    ),
    # An assignment plans one step ahead, and never the same moment twice.
    Index("uq_occurrence_planned", "assignment_id", unique=True, postgresql_where=_PLANNED),
    Index("uq_occurrence_moment", "assignment_id", "due_at", unique=True, postgresql_where=_KEPT),
    Index("ix_occurrence_open", "window_ends_at", postgresql_where=_SENT),
)

_WAITING = text("state in ('planned', 'queued')")

reminder = Table(
    "reminder",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("client_id", Uuid, nullable=False, index=True),
    # A dialogue begun by keyword has an occurrence that only the api knows: no foreign key.
    Column("assignment_id", Uuid),
    Column("occurrence_id", Uuid, index=True),
    Column("kind", Text, nullable=False),
    Column("step", Text),
    Column("due_at", _Instant, nullable=False),
    Column("window_ends_at", _Instant, nullable=False),
    # When to look at it next: its time, a later opening, the end of a pause, or a hint that may have been lost.
    Column("try_at", _Instant, nullable=False),
    Column("state", Text, nullable=False),
    Column("tries", SmallInteger, nullable=False, server_default="0"),
    Column("body", LargeBinary),
    Column("wording", Text),
    Column("sent_at", _Instant),
    CheckConstraint("kind in ('opt_in', 'prompt', 'nudge', 'follow_up')", name="kind"),
    CheckConstraint(
        "state in ('planned', 'queued', 'sending', 'sent', 'undeliverable', 'suppressed', 'cancelled')", name="state"
    ),
    Index("ix_reminder_waiting", "try_at", postgresql_where=_WAITING),
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
